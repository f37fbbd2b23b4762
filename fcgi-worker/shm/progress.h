/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * progress: how far a worker is in its request.
 */
#ifndef FCGI_WORKER_SHM_PROGRESS_H
#define FCGI_WORKER_SHM_PROGRESS_H

#include <jansson.h>

#include "shm/scoreboard.h"

/*
 * Notes in the scoreboard and the process title that the worker begins a stage.
 * page, counted from 1, is what it works on, and pages is how many there are in
 * all; both are 0 for a stage without pages.  Only the main thread of a worker
 * may call this.
 */
void progress_enter(enum scoreboard_stage stage, unsigned page, unsigned pages);

/*
 * Does the same for a stage that works on several pages at once, those from
 * page to last_page.  To be called again as these change.
 */
void progress_enter_pages(enum scoreboard_stage stage, unsigned page,
    unsigned last_page, unsigned pages);

/* Forgets the times of the last request. */
void progress_reset(void);

/* Returns the time each stage took, in ms. */
json_t *progress_times(void);

/* Writes resident memory and processor time in the scoreboard. */
void progress_sample(void);

#endif
