/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_hidden_text_stream: removes text that is not seen from one content
 * stream, for pdf_hidden_text.c.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_HIDDEN_TEXT_STREAM_H
#define FCGI_WORKER_OUTPUT_PDF_HIDDEN_TEXT_STREAM_H

#include <stddef.h>

#include "base/buffer.h"

/* What hides text. */
enum {
	PDF_TEXT_INVISIBLE = 1, /* the mode of rendering is invisible */
	PDF_TEXT_CLEAR = 2,	/* fills are fully transparent */
	PDF_TEXT_COVERED = 4	/* an image is drawn over it later */
};

/* A content stream. */
struct pdf_hidden_text_stream {
	const void *data;
	size_t size;
	unsigned hidden; /* what hides text at the start: any of these; the
			    content may change the first two */
	size_t covered;	 /* what the first bytes of the content draw, as many as
			    this, is under an image */
	/*
	 * Is called with the name, with its slash, of each form or image that
	 * is drawn, and with what hides text at its start.  May be NULL.
	 */
	void (*drawn)(
	    void *context, const char *name, size_t size, unsigned hidden);
	/*
	 * Is called with the name of each graphics state that gs sets.  Returns
	 * the opacity of fills from then on, or -1 if that stays.  May be NULL:
	 * it always stays.
	 */
	double (*opacity)(void *context, const char *name, size_t size);
	void *context;
};

/*
 * Appends the content to out, but without operators that show text which is not
 * seen: in the invisible mode of rendering, fully transparent, or covered.
 * Keeps such an operator if visible text would move without it.  Returns how
 * many operators were removed; or -1 when the content cannot be read, or
 * without memory.
 */
int pdf_hidden_text_stream_remove(
    const struct pdf_hidden_text_stream *content, struct buffer *out);

#endif
