/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * caller: what was read of a caller's file, as the handlers of other services'
 * callers put it into their answers.
 */
#ifndef FCGI_WORKER_HANDLERS_CALLER_H
#define FCGI_WORKER_HANDLERS_CALLER_H

#include <jansson.h>

#include "handlers/form.h"

/*
 * Recognize the files of f as asked; format must not be asked for.  Returns
 * the answer that format=json gives, with a member "markdown" in each page
 * where f has with_markdown, which the caller of this function drops, and
 * empties the body of r; or NULL with the problem in r.  A page of which
 * nothing could be read is a problem: those answers have no place for it.
 */
json_t *caller_read(struct form *f, const struct ocr_context *c,
    const struct request *q, struct response *r);

/* Append the text of all pages of answer, one blank line between two. */
void caller_add_text(struct buffer *out, const json_t *answer);

/* The text of out, which is emptied, as JSON, or NULL without memory. */
json_t *caller_take_text(struct buffer *out);

#endif
