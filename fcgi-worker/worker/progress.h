/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * stage: how far a worker is in its request.
 */
#ifndef FCGI_WORKER_WORKER_PROGRESS_H
#define FCGI_WORKER_WORKER_PROGRESS_H

#include <jansson.h>

#include "shm/scoreboard.h"

/*
 * Say that ${stage} begins, with page ${page} of ${pages}, counted from 1;
 * 0, 0 where pages mean nothing.  Any code of a worker's main thread may.
 */
void stage_enter(enum scoreboard_stage stage, unsigned page, unsigned pages);

/* Forget the times of the last request. */
void stage_reset(void);

/* The time each stage took, in ms. */
json_t *stage_times(void);

/* Write resident memory and processor time on the board. */
void stage_sample(void);

/* Get ready for stage_sample, while files can still be opened. */
void stage_open(void);

/* Resident memory of this process in bytes. */
size_t stage_rss(void);

#endif
