/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rlimits: how much of memory, processor time and files the kernel lets a
 * worker use.
 */
#include "sandbox/rlimits.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sanitized.h"

/* How many files may be open, and how far one may grow. */
#define FILES 64
#define FILE_ROOM (1ULL << 30)

static rlim_t file_limit;
static unsigned threads = 1; /* that may work at once */

/* Sets the soft and the hard limit of resource, but neither above the hard
 * limit that it has now.  Returns 0, or -1 with errno. */
static int
set_limit(unsigned resource, rlim_t soft, rlim_t hard)
{
	struct rlimit now, want = {soft, hard};

	if (getrlimit(resource, &now) == -1)
		return -1;
	if (want.rlim_max > now.rlim_max)
		want.rlim_max = now.rlim_max;
	if (want.rlim_cur > want.rlim_max)
		want.rlim_cur = want.rlim_max;
	return setrlimit(resource, &want);
}

/*
 * Returns the log's size if it is a file.  The limit on file sizes holds for
 * the log, too, so its present size is added to that.
 */
static off_t
log_size(void)
{
	struct stat st;

	if (fstat(log_fd(), &st) == -1 || !S_ISREG(st.st_mode))
		return 0;
	return st.st_size;
}

int
rlimits_set(const struct options *o)
{
	file_limit = (rlim_t)log_size() + FILE_ROOM;
	threads = o->threads > 1 ? o->threads : 1;
#ifndef SANITIZED
	/* The shadow memory of a sanitizer alone takes many terabytes. */
	if (set_limit(RLIMIT_AS, o->max_memory, o->max_memory) == -1)
		return -1;
#endif
	if (set_limit(RLIMIT_CORE, 0, 0) == -1 ||
	    set_limit(RLIMIT_NOFILE, FILES, FILES) == -1 ||
	    set_limit(RLIMIT_FSIZE, file_limit, file_limit) == -1)
		return -1;
	return 0;
}

int
rlimits_end_processes(void)
{
#ifdef SANITIZED
	/* A sanitizer may start a process when this one ends. */
	return 0;
#else
	return set_limit(RLIMIT_NPROC, 0, 0);
#endif
}

void
rlimits_set_processor(uint64_t ms)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	/*
	 * The limit is in whole seconds, rounded up and with some to spare, so
	 * that the deadline comes first.
	 */
	set_limit(RLIMIT_CPU,
	    ms == 0 ? RLIM_INFINITY
		    : (rlim_t)used.tv_sec + (ms * threads) / 1000 + 3,
	    RLIM_INFINITY);
}

bool
rlimits_log_is_near(void)
{
	return (rlim_t)log_size() + FILE_ROOM / 2 > file_limit;
}

void
rlimits_raise_files(void)
{
	set_limit(RLIMIT_NOFILE, RLIM_INFINITY, RLIM_INFINITY);
}
