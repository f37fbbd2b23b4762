/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr: recognizes what a request brings.
 */
#ifndef FCGI_WORKER_OCR_OCR_H
#define FCGI_WORKER_OCR_OCR_H

#include "http/body.h"
#include "handlers/handlers.h"
#include "ocr/params.h"

/*
 * Answer into ${r} with the pages of ${b} as ${recipe} wants them, or with
 * the problem; ${id} is the request's.
 */
void ocr_run(const struct handlers_context *c, const struct body *b,
    const struct recipe *recipe, const char *id, struct response *r);

#endif
