/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * decimal: from a number to its digits.
 */
#include "decimal.h"

size_t
decimal_write(char out[static DECIMAL_MAX], uint64_t number)
{
	size_t len = 1;

	for (uint64_t rest = number; rest >= 10; rest /= 10)
		len++;
	for (size_t i = len; i-- > 0; number /= 10)
		out[i] = (char)('0' + number % 10);
	return len;
}
