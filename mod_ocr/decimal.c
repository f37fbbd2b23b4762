/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * decimal: from a number to its digits.
 */
#include "decimal.h"

#include <string.h>

size_t
decimal_write(char out[static DECIMAL_MAX], uint64_t number)
{
	size_t place = DECIMAL_MAX;

	do
		out[--place] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	memmove(out, out + place, DECIMAL_MAX - place);
	return DECIMAL_MAX - place;
}
