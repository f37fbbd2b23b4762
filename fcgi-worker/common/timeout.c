/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timeout: how many seconds a request may take.
 */
#include "common/timeout.h"

int
timeout_parse(const char *text, size_t length)
{
	int seconds = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		seconds = seconds * 10 + (text[i] - '0');
		if (seconds > TIMEOUT_MAX_S)
			return -1;
	}
	return seconds >= TIMEOUT_MIN_S ? seconds : -1;
}
