/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * upload_rate: how fast a body has to come.  A part of the gate.
 */
#ifndef MOD_OCR_UPLOAD_RATE_H
#define MOD_OCR_UPLOAD_RATE_H

#include "gate.h"

/*
 * Returns the time at which a job is ended unless more of its body comes: its
 * deadline, or earlier if the body comes more slowly than the least rate.
 */
uint64_t upload_rate_expiry_ms(const struct gate_job *job);

/*
 * Returns the job whose body comes slowest, if places or room run short and it
 * is too slow, or else NULL.  The caller finishes it and asks again.
 */
struct gate_job *upload_rate_slowest(struct gate *g, uint64_t now_ms);

#endif
