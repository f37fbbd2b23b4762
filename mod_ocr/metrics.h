/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate's figures as text.
 */
#ifndef MOD_OCR_METRICS_H
#define MOD_OCR_METRICS_H

#include "gate.h"

/* The body of GET /status, a JSON object.  The caller frees it; NULL when
 * out of memory. */
char *metrics_status(const struct gate *g, uint64_t now_ms);

#endif
