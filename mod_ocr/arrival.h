/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * arrival: how fast a body has to come.  A part of the gate, which alone uses
 * it.
 */
#ifndef MOD_OCR_ARRIVAL_H
#define MOD_OCR_ARRIVAL_H

#include "gate.h"

/* When a job whose body is being read is ended, unless more of it comes: at its
 * deadline, or when it has been slower than the least rate. */
uint64_t arrival_expiry_ms(const struct gate_job *job);

#endif
