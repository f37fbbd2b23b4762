/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_answer: what /ocr answers with format=json, for the handlers that put it
 * into the form of other services.
 */
#ifndef FCGI_WORKER_HANDLERS_JSON_ANSWER_H
#define FCGI_WORKER_HANDLERS_JSON_ANSWER_H

#include <jansson.h>

#include "handlers/foreign_form.h"

/*
 * Recognizes the files of f as asked; f must not ask for a format.  Returns the
 * answer of format=json, to be freed with json_decref, and empties the body of
 * r.  Returns NULL with the problem in r on failure.  If f has with_markdown,
 * each page has a member "markdown".  A page that could not be read is a
 * problem, since the answers of other services have no place for it.
 */
json_t *json_answer_recognize(struct foreign_form *f,
    const struct ocr_context *c, const struct request *q, struct response *r);

/* Appends the text of all pages of answer, one blank line between two. */
void json_answer_add_text(struct buffer *out, const json_t *answer);

/* Empties out.  Returns its text as JSON, to be freed with json_decref, or NULL
 * without memory. */
json_t *json_answer_take_text(struct buffer *out);

#endif
