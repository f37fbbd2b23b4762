/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_document: what struct pdf consists of, for the files that draw its pages.
 */
#ifndef FCGI_WORKER_INPUT_PDF_DOCUMENT_H
#define FCGI_WORKER_INPUT_PDF_DOCUMENT_H

#include <poppler.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "input/pdf.h"
#include "input/pdf_splash.h"

/* Points to an inch. */
#define PDF_POINTS 72.0

/* The same document for Splash, poppler's other renderer, opened when needed.
 */
struct splash_document {
	struct pdf_splash *splash;
	struct bytes
	    unmarked;	/* what it reads; no data: the document's bytes */
	bool is_opened; /* or it was tried */
};

struct pdf {
	PopplerDocument *document;
	GBytes *bytes;
	float *units; /* UserUnit of each page; NULL: 1 each */
	struct splash_document *splash;
};

/*
 * Returns page, counted from 0, or NULL if it is broken.  The caller frees it
 * with g_object_unref.
 */
PopplerPage *pdf_get_page(const struct pdf *pdf, unsigned page);

#endif
