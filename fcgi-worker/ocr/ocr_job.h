/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr_job: what the files that recognize a request share about it.
 */
#ifndef FCGI_WORKER_OCR_OCR_JOB_H
#define FCGI_WORKER_OCR_OCR_JOB_H

#include "base/options.h"
#include "engine/engine.h"
#include "http/response.h"
#include "ocr/params.h"
#include "output/document.h"

struct ocr_job {
	struct engine *engine;
	const struct params *params;
	struct document *document;
	struct response *response;
	const struct options *options;
	const char *id; /* of the request */
	unsigned bad;	/* pages of which nothing could be read */
};

#endif
