/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * progress: how far a worker is in its request.
 */
#ifndef FCGI_WORKER_SHM_PROGRESS_H
#define FCGI_WORKER_SHM_PROGRESS_H

#include <jansson.h>

#include "shm/scoreboard.h"

/* Says in the scoreboard that stage begins, with page, counted from 1, of pages
 * in all; both are 0 where a stage has no pages.  Only the main thread of a
 * worker may call it. */
void progress_enter(enum scoreboard_stage stage, unsigned page, unsigned pages);

/* Says in the scoreboard that stage begins, or goes on, with several pages at
 * once, from page to last_page, of pages in all.  Only the main thread of a
 * worker may call it. */
void progress_enter_pages(enum scoreboard_stage stage, unsigned page,
    unsigned last_page, unsigned pages);

/* Forgets the times of the last request. */
void progress_reset(void);

/* Returns the time each stage took, in ms. */
json_t *progress_times(void);

/* Writes resident memory and processor time in the scoreboard. */
void progress_sample(void);

#endif
