/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rlimits: how much of memory, processor time and files the kernel lets a
 * worker use.
 */
#include "sandbox/rlimits.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sanitized.h"

#define FILES 64
#define FILE_ROOM (1ULL << 30)
/*
 * When memory is short, the kernel is to end a worker before the gateway or the
 * master.
 */
#define OOM_MORE 300
#define OOM_MOST 1000

static rlim_t file_limit;
static unsigned threads = 1; /* that may work at once */

static int
set(unsigned resource, rlim_t soft, rlim_t hard)
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
 * The limit on file sizes holds for the log, too, so the log's present size is
 * added to it.
 */
static off_t
log_size(void)
{
	struct stat st;

	if (fstat(log_fd(), &st) == -1 || !S_ISREG(st.st_mode))
		return 0;
	return st.st_size;
}

/* Above the score that the pool was started with: in a container that may be
 * high already. */
static void
raise_oom_score(void)
{
	FILE *f = fopen("/proc/self/oom_score_adj", "r+e");
	int score;

	/* Without /proc the score stays as it is. */
	if (f == NULL)
		return;
	if (fscanf(f, "%d", &score) == 1) {
		score += OOM_MORE;
		rewind(f);
		fprintf(f, "%d", score < OOM_MOST ? score : OOM_MOST);
	}
	if (fclose(f) != 0)
		log_write("warning", "oom_score_adj was not set", NULL);
}

int
rlimits_set(const struct options *o)
{
	file_limit = (rlim_t)log_size() + FILE_ROOM;
	threads = o->threads > 1 ? o->threads : 1;
	raise_oom_score();
	/* Only root may lower the value that the pool was started with. */
	if (o->nice > getpriority(PRIO_PROCESS, 0) &&
	    setpriority(PRIO_PROCESS, 0, o->nice) == -1)
		return -1;
#ifndef SANITIZED
	/* The shadow memory of a sanitizer alone takes many terabytes. */
	if (set(RLIMIT_AS, o->max_memory, o->max_memory) == -1)
		return -1;
#endif
	if (set(RLIMIT_CORE, 0, 0) == -1 ||
	    set(RLIMIT_NOFILE, FILES, FILES) == -1 ||
	    set(RLIMIT_FSIZE, file_limit, file_limit) == -1)
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
	return set(RLIMIT_NPROC, 0, 0);
#endif
}

void
rlimits_begin(uint64_t ms)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	/*
	 * The limit is in whole seconds, rounded up and with some to spare, so
	 * that the deadline comes first.
	 */
	set(RLIMIT_CPU,
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
	set(RLIMIT_NOFILE, RLIM_INFINITY, RLIM_INFINITY);
}
