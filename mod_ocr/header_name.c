/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Looks names of headers up in short lists.
 */
#include "header_name.h"

#include <stddef.h>
#include <strings.h>

bool
header_name_is_in(const char *const list[], const char *name)
{
	for (size_t i = 0; list[i] != NULL; i++)
		if (strcasecmp(list[i], name) == 0)
			return true;
	return false;
}
