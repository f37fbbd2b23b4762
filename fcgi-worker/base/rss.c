/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rss: the resident memory of this process.
 */
#include "base/rss.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/*
 * A descriptor of /proc/self/statm, which a confined worker cannot open any
 * more; or -1.
 */
static int statm = -1;

void
rss_open(void)
{
	statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

size_t
rss_bytes(void)
{
	unsigned long pages = 0;
	char text[128];
	ssize_t n = pread(statm, text, sizeof(text) - 1, 0);

	if (n <= 0)
		return 0;
	text[n] = '\0';
	if (sscanf(text, "%*u %lu", &pages) != 1)
		return 0;
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}
