/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * progress: how far a worker is in its request.
 */
#ifndef FCGI_WORKER_SHM_PROGRESS_H
#define FCGI_WORKER_SHM_PROGRESS_H

#include <jansson.h>

#include "shm/scoreboard.h"

/*
 * Say that stage begins, with page page of pages, counted from 1;
 * 0, 0 where pages mean nothing.  Any code of a worker's main thread may.
 */
void progress_enter(enum scoreboard_stage stage, unsigned page, unsigned pages);

/* Forget the times of the last request. */
void progress_reset(void);

/* The time each stage took, in ms. */
json_t *progress_times(void);

/* Write resident memory and processor time on the board. */
void progress_sample(void);

#endif
