/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How much of the workers' time was of use, and what was learned of how long
 * clients wait.
 */
#ifndef MOD_OCR_GOODPUT_H
#define MOD_OCR_GOODPUT_H

#include <jansson.h>
#include <stdio.h>

#include "gate.h"

/*
 * Returns the member "goodput" of /status: how much of the workers' time went
 * into answers, and how much was wasted.
 */
json_t *goodput_json(const struct gate *g, uint64_t now_ms);

/*
 * Returns the member "patience_ms" of /status: after how many milliseconds
 * certain shares of the clients have left.  It is null while too few have left
 * to tell.
 */
json_t *goodput_patience_json(const struct gate *g);

/* Writes the figures of both as lines of /metrics. */
void goodput_prometheus(const struct gate *g, FILE *f);

#endif
