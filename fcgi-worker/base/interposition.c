/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/interposition.h"

#include <dlfcn.h>
#include <stddef.h>

void
interposition_find(void *function, const char *name)
{
	interposition_find_in(NULL, function, name);
}

void
interposition_find_in(void *library, void *function, const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	if (found == NULL && library != NULL)
		found = dlsym(library, name);
	/*
	 * dlsym returns a pointer to data, and C has no cast from that to a
	 * pointer to a function.
	 */
	*(void **)function = found;
}
