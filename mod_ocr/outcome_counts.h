/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is counted when a request ends.  More of its functions are declared in
 * gate.h.
 */
#ifndef MOD_OCR_OUTCOME_COUNTS_H
#define MOD_OCR_OUTCOME_COUNTS_H

#include "gate.h"

/*
 * Counts a job that ends with this outcome, in all of the gate's figures.  To
 * be called while the job is still in the state that it ends in.
 */
void tally_end(struct gate *g, const struct gate_job *job,
    enum gate_outcome outcome, uint64_t now_ms);

/*
 * Counts the time that a job spent in its slot: as good if it was answered, or
 * else as wasted.  Learns from it how long jobs take, unless the worker failed.
 */
void tally_run(struct gate *g, const struct gate_job *job,
    enum gate_outcome outcome, uint64_t now_ms);

#endif
