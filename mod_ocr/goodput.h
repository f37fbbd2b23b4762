/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What came of the workers' time, and what was learned of the clients.
 */
#ifndef MOD_OCR_GOODPUT_H
#define MOD_OCR_GOODPUT_H

#include <jansson.h>
#include <stdio.h>

#include "gate.h"

/* Both return objects of /status; the second is null while nothing was learned.
 */
json_t *goodput_json(const struct gate *g, uint64_t now_ms);
json_t *goodput_patience_json(const struct gate *g);

/* The same for Prometheus. */
void goodput_prometheus(const struct gate *g, FILE *f);

#endif
