/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_cover: finds what of a page or form is hidden under an image. */
#ifndef FCGI_WORKER_OUTPUT_PDF_COVER_H
#define FCGI_WORKER_OUTPUT_PDF_COVER_H

#include <stdbool.h>
#include <stddef.h>

#include "output/pdf_place.h"

/* The content of a page or form. */
struct pdf_cover {
	const void *data;
	size_t size;
	struct pdf_place_box shown; /* the part that viewers show */
	double rounding; /* how much smaller a filling image may be */
	/*
	 * Whether name, which Do draws, is an image with opaque pixels only;
	 * and whether images are still opaque after gs with name.  Each gets
	 * the name as the content has it, with its slash.
	 */
	bool (*is_opaque)(void *context, const char *name, size_t size);
	bool (*stays_opaque)(void *context, const char *name, size_t size);
	void *context;
};

/*
 * Finds the last image that surely hides all that was drawn before it, since it
 * is opaque and fills all that is shown.  Returns the offset in the content
 * behind the operator that draws it.  Returns 0 if there is no such image,
 * without memory, or if the content cannot be read.
 */
size_t pdf_cover_find(const struct pdf_cover *cover);

#endif
