/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is counted when a request ends.  Its other functions are gate.h's.
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
 * Counts that a job leaves its slot: the time that its worker had, as good or
 * as wasted, and, if it was answered, what later requests of its kind may take.
 */
void tally_run(struct gate *g, const struct gate_job *job,
    enum gate_outcome outcome, uint64_t now_ms);

#endif
