/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scoreboard_report: the scoreboard for people and scripts.
 */
#ifndef FCGI_WORKER_SHM_SCOREBOARD_REPORT_H
#define FCGI_WORKER_SHM_SCOREBOARD_REPORT_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "shm/scoreboard.h"

/*
 * Return the name of a state or stage; "unknown" for a number that no worker
 * should write.
 */
const char *scoreboard_report_state(uint32_t state);
const char *scoreboard_report_stage(uint32_t stage);

/* Returns a worker's record as JSON, for people and scripts. */
json_t *scoreboard_report_worker(const struct scoreboard_worker *w);

/*
 * Writes metrics of the pool and its workers to f, in the text format of
 * Prometheus.
 */
void scoreboard_report_metrics(const struct scoreboard *s, FILE *f);

#endif
