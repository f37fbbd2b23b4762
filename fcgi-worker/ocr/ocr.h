/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr: recognizes what a request brings.
 */
#ifndef FCGI_WORKER_OCR_OCR_H
#define FCGI_WORKER_OCR_OCR_H

#include <stdint.h>

#include "base/options.h"
#include "http/body.h"
#include "http/response.h"
#include "ocr/params.h"

struct engine;

/* What each request gets from the process. */
struct ocr_context {
	struct engine *engine;
	const struct options *options;
	/* Gives the running request an earlier deadline, a time of
	 * clock_now_ms. */
	void (*set_deadline)(uint64_t deadline_ms);
};

/*
 * Answers into r with the pages of b in the way that params asks for, or with
 * the problem; id is the request's.
 */
void ocr_run(const struct ocr_context *c, const struct body *b,
    const struct params *params, const char *id, struct response *r);

#endif
