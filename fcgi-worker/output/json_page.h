/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * answer: the JSON of a recognized page and of a whole request.
 */
#ifndef FCGI_WORKER_OUTPUT_JSON_PAGE_H
#define FCGI_WORKER_OUTPUT_JSON_PAGE_H

#include <jansson.h>

#include "base/buffer.h"
#include "output/json_layout.h"
#include "input/sniff.h"

struct engine;

/* What is known of a page besides what the engine found. */
struct answer_source {
	unsigned page;		/* among all pages, counted from 0 */
	struct sniff_size size; /* of what was recognized, in pixels */
	int rotation;		/* degrees it was turned by before that */
	const char *name;	/* of the file it came in, or NULL */
};

/*
 * The pages of a request so far.  They are kept as text: as objects they
 * would take ten times the memory.
 */
struct answer {
	struct buffer pages; /* with commas between */
	struct buffer text;
	struct layout_sum sum;
};

/*
 * The page that ${e} has just recognized, to be dropped by the caller.  Its
 * words are added to ${sum}, its text to
 * ${text}.  NULL when there is no result, or no memory: text->failed then.
 */
json_t *answer_page(struct engine *e, const struct answer_source *source,
    struct layout_sum *sum, struct buffer *text);

/* Add such a page to ${a}.  Returns 0, or -1; a->text.failed as above. */
int answer_add(
    struct answer *a, struct engine *e, const struct answer_source *source);

/*
 * Write the object around the pages of ${a} to ${out}; ${lang} is joined by
 * +.  Returns 0, or -1 without memory.
 */
int answer_write(const struct answer *a, const char *id, const char *lang,
    struct buffer *out);

/* Free what ${a} holds. */
void answer_free(struct answer *a);

#endif
