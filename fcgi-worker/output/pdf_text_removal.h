/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_text_removal: the invisible text of a page's content.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_TEXT_REMOVAL_H
#define FCGI_WORKER_OUTPUT_PDF_TEXT_REMOVAL_H

#include <stddef.h>

#include "base/buffer.h"

/* What hides text. */
enum {
	PDF_TEXT_INVISIBLE = 1, /* the mode of rendering */
	PDF_TEXT_CLEAR = 2,	/* what is filled has no opacity */
	PDF_TEXT_COVERED = 4
};

/* A content stream. */
struct pdf_text_removal {
	const void *data;
	size_t size;
	unsigned hidden; /* at its begin, by any of these; the content may
			    change the first two */
	size_t covered; /* what is drawn by that many first bytes is not seen */
	/* The function that gets the name, with its slash, of each form or
	 * image that is drawn, and what hides text in it at its begin. */
	void (*drawn)(
	    void *context, const char *name, size_t size, unsigned hidden);
	/* The function that gets the name of what gs sets, and returns the
	 * opacity of what is filled from then on, or -1 if that stays; NULL: it
	 * always stays. */
	double (*opacity)(void *context, const char *name, size_t size);
	void *context;
};

/*
 * Appends the content to out, without what shows text that is not seen and is
 * of no matter for where other text stands: text in the invisible mode of
 * rendering, fully transparent or covered.  Returns how many
 * operators were left out, or -1 when the content cannot be taken apart, or
 * without memory.
 */
int pdf_text_removal_run(
    const struct pdf_text_removal *content, struct buffer *out);

#endif
