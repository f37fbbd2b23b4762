/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * priority: a worker gets a processor after other programs, by its nice value,
 * and is killed before them when memory is short, by its oom_score_adj.
 */
#include "sandbox/priority.h"

#include <stdio.h>
#include <sys/resource.h>

#include "base/log.h"

/*
 * By how much oom_score_adj is raised, so that the kernel ends a worker before
 * the gateway or the master when memory is short; and its largest value.
 */
#define OOM_MORE 300
#define OOM_MOST 1000

/*
 * Raises this process's oom_score_adj by OOM_MORE above that of the pool, which
 * may be high already in a container.
 */
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
priority_lower(int nice)
{
	raise_oom_score();
	/* Only root may lower the value that the pool was started with. */
	if (nice <= getpriority(PRIO_PROCESS, 0))
		return 0;
	return setpriority(PRIO_PROCESS, 0, nice);
}
