/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The chance that a queued job is finished while somebody waits for it: a part
 * of the gate, which alone uses it.
 */
#ifndef MOD_OCR_FINISH_CHANCE_H
#define MOD_OCR_FINISH_CHANCE_H

#include "fair_queue.h"

/*
 * Returns the key under which patience_book.h keeps how long the client of the
 * job waits.  A client has one key for its requests with a deadline, and one
 * for those without.
 */
uint64_t finish_chance_patience_key(const struct gate_job *job);

/*
 * Brings what is known of how long clients wait up to date, if the last time is
 * a while ago or there is much news.
 */
void finish_chance_learn(struct gate *g, uint64_t now_ms);

/*
 * Returns the chance, 0 to 1, that the job is finished while its client still
 * waits for it, if it were to start now; negative if it would pass its
 * deadline.  As long as too little is known of how long clients wait, they
 * count as waiting for ever.
 */
double finish_chance_of(
    struct gate *g, const struct gate_job *job, uint64_t now_ms);

#endif
