/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * refusal: what cannot be done for a client, told as a problem.
 */
#ifndef FCGI_WORKER_OCR_REFUSAL_H
#define FCGI_WORKER_OCR_REFUSAL_H

#include "http/body.h"
#include "ocr/pages.h"
#include "input/image.h"
#include "base/options.h"
#include "ocr/params.h"
#include "http/response.h"

struct engine;
struct sniff_size;

/* Each makes r a problem with the members that belong to it. */

void refusal_recipe(
    struct response *r, enum params_result rc, const struct params_error *e);
void refusal_body(struct response *r, enum body_result rc,
    const struct multipart_error *e, const struct options *o);
void refusal_language(
    struct response *r, const struct engine *e, const char *lang);

/* The file that d stands at. */
void refusal_file(struct response *r, enum image_result rc,
    const struct pages *d, const struct options *o);

/* pages= names more than the total that are there. */
void refusal_pages(struct response *r, unsigned total);

/* Page number cannot be decoded. */
void refusal_page(struct response *r, enum image_result rc, unsigned number,
    const struct options *o);

/* The answer has become larger than it may be. */
void refusal_answer(struct response *r, const struct options *o);

/* Page number is of size, and region= is not within it. */
void refusal_region(
    struct response *r, unsigned number, const struct sniff_size *size);

#endif
