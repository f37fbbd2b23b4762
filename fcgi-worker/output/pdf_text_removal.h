/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_text_removal: the invisible text of a page's content.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_TEXT_REMOVAL_H
#define FCGI_WORKER_OUTPUT_PDF_TEXT_REMOVAL_H

#include <stdbool.h>

#include "base/buffer.h"

/* A content stream. */
struct pdf_text_removal {
	const void *data;
	size_t size;
	bool
	    is_invisible; /* so text is rendered until the content changes it */
	/* The function that gets the name, with its slash, of each form or
	 * image that is drawn, and whether text in it is rendered so at first.
	 */
	void (*drawn)(
	    void *context, const char *name, size_t size, bool is_invisible);
	void *context;
};

/*
 * Appends the content to out, without what shows text in the invisible mode of
 * rendering and is of no matter for where other text stands.  Returns how many
 * operators were left out, or -1 when the content cannot be taken apart, or
 * without memory.
 */
int pdf_text_removal_run(
    const struct pdf_text_removal *content, struct buffer *out);

#endif
