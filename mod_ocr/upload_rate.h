/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * upload_rate: how fast a body has to come.  A part of the gate, which alone
 * uses it.
 */
#ifndef MOD_OCR_UPLOAD_RATE_H
#define MOD_OCR_UPLOAD_RATE_H

#include "gate.h"

/* Returns when a job whose body is being read is ended unless more of the body
 * comes: at its deadline, or when it has been slower than the least rate. */
uint64_t upload_rate_expiry_ms(const struct gate_job *job);

#endif
