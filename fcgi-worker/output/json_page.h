/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_page: the JSON of a recognized page and of a whole request.
 */
#ifndef FCGI_WORKER_OUTPUT_JSON_PAGE_H
#define FCGI_WORKER_OUTPUT_JSON_PAGE_H

#include <jansson.h>

#include "base/buffer.h"
#include "output/json_layout.h"
#include "input/sniff.h"

struct engine;

/* What is known of a page besides what the engine found. */
struct json_page_source {
	unsigned page;		/* among all pages, counted from 0 */
	struct sniff_size size; /* of what was recognized, in pixels */
	int rotation;		/* degrees it was turned by before that */
	const char *name;	/* of the file it came in, or NULL */
};

/*
 * The pages of a request so far.  They are kept as text: as objects they
 * would take ten times the memory.
 */
struct json_page {
	struct buffer pages; /* with commas between */
	struct buffer text;
	struct json_layout_sum sum;
};

/*
 * The page that e has just recognized, to be dropped by the caller.  Its
 * words are added to sum, its text to
 * text.  NULL when there is no result, or no memory: text->failed then.
 */
json_t *json_page_page(struct engine *e, const struct json_page_source *source,
    struct json_layout_sum *sum, struct buffer *text);

/* Add such a page to a.  Returns 0, or -1; a->text.failed as above. */
int json_page_add(struct json_page *a, struct engine *e,
    const struct json_page_source *source);

/*
 * Write the object around the pages of a to out; lang is joined by
 * +.  Returns 0, or -1 without memory.
 */
int json_page_write(const struct json_page *a, const char *id, const char *lang,
    struct buffer *out);

/* Free what a holds. */
void json_page_free(struct json_page *a);

#endif
