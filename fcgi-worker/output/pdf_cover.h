/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_cover: what of a page or form is under an image that hides it.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_COVER_H
#define FCGI_WORKER_OUTPUT_PDF_COVER_H

#include <stdbool.h>
#include <stddef.h>

#include "output/pdf_place.h"

/* The content of a page or form. */
struct pdf_cover {
	const void *data;
	size_t size;
	struct pdf_place_box shown; /* of the page or form */
	double rounding; /* by which its size and that of a scan differ when
			    sizes are rounded */
	/* The first tells whether what is drawn is an image with opaque pixels
	 * only; the second, whether it stays so with what gs sets.  Both get
	 * the name that the content has for it, with its slash. */
	bool (*is_opaque)(void *context, const char *name, size_t size);
	bool (*stays_opaque)(void *context, const char *name, size_t size);
	void *context;
};

/*
 * Returns how many of the first bytes draw what an image hides that is drawn
 * behind them and fills all that is shown; 0 if none surely does,
 * without memory, or if the content cannot be taken apart.
 */
size_t pdf_cover_find(const struct pdf_cover *cover);

#endif
