/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * render: the document around recognized pages, in each format.
 */
#ifndef FCGI_WORKER_OUTPUT_RENDER_H
#define FCGI_WORKER_OUTPUT_RENDER_H

#include <jansson.h>
#include <stdbool.h>

#include "output/json_page.h"
#include "base/buffer.h"
#include "ocr/params.h"

struct engine;
struct searchable_pdf;

struct render {
	enum params_format format;
	bool orientation;   /* mode 0: where is up, instead of the text */
	struct buffer *out; /* borrowed; holds the document at the end */
	unsigned count;	    /* pages so far */
	struct json_page answer;
	struct searchable_pdf *searchable;
};

/* Begin a document as recipe asks, written to out. */
void render_begin(
    struct render *r, const struct params *recipe, struct buffer *out);

/*
 * Whether each page can be sent as it is finished: what is in out may be
 * taken away after each render_page.
 */
bool render_is_stream(const struct render *r);

/*
 * Add the page from source that e has just recognized.  Returns 0, or
 * -1 when there is no result or no memory (out->failed then).
 */
int render_page(
    struct render *r, struct engine *e, const struct json_page_source *source);

/* The bytes that the document has so far, but for those taken away. */
size_t render_size(const struct render *r);

/*
 * End the document; id and lang, joined by +, go into JSON.  Returns
 * 0, or -1 without memory (out->failed then) or space for a file.
 */
int render_end(struct render *r, const char *id, const char *lang);

/*
 * Add what an ended document has elsewhere, a piece at a time: what is in out
 * may be taken away after each.  Returns 1, 0 when there is nothing left, or -1
 * as render_end.
 */
int render_rest(struct render *r);

/* Free what r holds, but not what it wrote. */
void render_free(struct render *r);

#endif
