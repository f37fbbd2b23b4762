/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * outcome_counts: what is counted when a request ends.
 */
#ifndef MOD_OCR_OUTCOME_COUNTS_H
#define MOD_OCR_OUTCOME_COUNTS_H

#include "gate.h"

/*
 * Counts the end of a job, with this outcome, in each of the gate's figures
 * that it belongs to.  To be called before the job leaves its last state.
 */
void outcome_counts_add_end(struct gate *g, const struct gate_job *job,
    enum gate_outcome outcome, uint64_t now_ms);

/*
 * Counts the time that a job spent in its slot: as good if it was answered, or
 * else as wasted.  Learns from it how long jobs take, unless the worker failed.
 */
void outcome_counts_add_run(struct gate *g, const struct gate_job *job,
    enum gate_outcome outcome, uint64_t now_ms);

/* Returns how many requests a second workers have answered, on average over
 * about the last ten seconds. */
double outcome_counts_answer_rate(const struct gate *g, uint64_t now_ms);

#endif
