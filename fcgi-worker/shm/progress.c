/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * progress: how far a worker is in its request, for the scoreboard, the process
 * title and the log.
 */
#include "shm/progress.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/proctitle.h"
#include "base/rss.h"
#include "shm/own_entry.h"
#include "shm/scoreboard.h"
#include "shm/scoreboard_report.h"

static uint64_t spent_ms[SCOREBOARD_STAGES];
static enum scoreboard_stage current;
static uint64_t since_ms;

/*
 * Shows in ps and top what the worker does, and with which pages of how many.
 */
static void
set_title(enum scoreboard_stage stage, unsigned page, unsigned last_page,
    unsigned pages)
{
	const char *name = scoreboard_report_stage(stage);

	if (stage == SCOREBOARD_WAITING)
		proctitle_set("worker: idle");
	else if (last_page > page)
		proctitle_set("worker: %s pages %u to %u of %u", name, page,
		    last_page, pages);
	else if (pages > 0)
		proctitle_set("worker: %s page %u of %u", name, page, pages);
	else
		proctitle_set("worker: %s", name);
}

void
progress_enter_pages(enum scoreboard_stage stage, unsigned page,
    unsigned last_page, unsigned pages)
{
	struct scoreboard_worker *w = own_entry_edit();
	uint64_t now = clock_now_ms();

	w->stage = stage;
	w->page = page;
	w->last_page = last_page;
	w->pages = pages;
	own_entry_publish();
	spent_ms[current] += now - since_ms;
	current = stage;
	since_ms = now;
	set_title(stage, page, last_page, pages);
}

void
progress_enter(enum scoreboard_stage stage, unsigned page, unsigned pages)
{
	progress_enter_pages(stage, page, page, pages);
}

void
progress_reset(void)
{
	memset(spent_ms, 0, sizeof(spent_ms));
	since_ms = clock_now_ms();
}

json_t *
progress_times(void)
{
	json_t *times = json_object();

	for (unsigned i = SCOREBOARD_READING; i < SCOREBOARD_STAGES; i++)
		json_object_set_new(times, scoreboard_report_stage(i),
		    json_integer((json_int_t)spent_ms[i]));
	return times;
}

void
progress_sample(void)
{
	struct scoreboard_worker *w;
	struct timespec cpu;
	size_t rss = rss_bytes();

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
	w = own_entry_edit();
	w->rss_bytes = rss;
	w->cpu_ms =
	    (uint64_t)cpu.tv_sec * 1000 + (uint64_t)cpu.tv_nsec / 1000000;
	own_entry_publish();
}
