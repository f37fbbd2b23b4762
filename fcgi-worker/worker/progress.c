/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * stage: how far a worker is in its request, for the scoreboard, the process
 * title and the log.
 */
#include "worker/progress.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "shm/scoreboard_writer.h"
#include "base/proctitle.h"

static uint64_t spent_ms[SCOREBOARD_STAGES];
static enum scoreboard_stage current;
static uint64_t since_ms;
/* /proc/self/statm: it cannot be opened any more once a worker is confined. */
static int statm = -1;

void
stage_enter(enum scoreboard_stage stage, unsigned page, unsigned pages)
{
	struct scoreboard_worker *w = board_edit();
	uint64_t now = board_now_ms();

	w->stage = stage;
	w->page = page;
	w->pages = pages;
	board_publish();
	spent_ms[current] += now - since_ms;
	current = stage;
	since_ms = now;
	if (stage == SCOREBOARD_WAITING)
		title_set("worker: idle");
	else if (pages > 0)
		title_set("worker: %s page %u of %u",
		    scoreboard_stage_name(stage), page, pages);
	else
		title_set("worker: %s", scoreboard_stage_name(stage));
}

void
stage_reset(void)
{
	memset(spent_ms, 0, sizeof(spent_ms));
	since_ms = board_now_ms();
}

json_t *
stage_times(void)
{
	json_t *times = json_object();
	unsigned i;

	for (i = SCOREBOARD_READING; i < SCOREBOARD_STAGES; i++)
		json_object_set_new(times, scoreboard_stage_name(i),
		    json_integer((json_int_t)spent_ms[i]));
	return times;
}

void
stage_open(void)
{
	statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

size_t
stage_rss(void)
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

void
stage_sample(void)
{
	struct scoreboard_worker *w;
	struct timespec cpu;
	size_t rss = stage_rss();

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
	w = board_edit();
	w->rss_bytes = rss;
	w->cpu_ms =
	    (uint64_t)cpu.tv_sec * 1000 + (uint64_t)cpu.tv_nsec / 1000000;
	board_publish();
}
