/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdfimage: how large the images in a PDF say they are, without opening it.
 */
#ifndef FCGI_WORKER_PDFIMAGE_H
#define FCGI_WORKER_PDFIMAGE_H

#include "sniff.h"

#define PDFIMAGE_MAX 512

struct pdfimage_list {
	size_t count;
	struct sniff_size sizes[PDFIMAGE_MAX];
	uint64_t max_pixels; /* of the largest, also of those not listed */
};

/* Find the images in the PDF ${b}. */
void pdfimage_find(const struct sniff_bytes *b, struct pdfimage_list *out);

/*
 * The one of ${list} that has the shape of ${width} x ${height}, upright or
 * turned, the largest of several; NULL when there is none.
 */
const struct sniff_size *pdfimage_match(
    const struct pdfimage_list *list, double width, double height);

#endif
