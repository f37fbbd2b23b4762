/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_coverage: the part of a page that images lie on.
 */
#ifndef FCGI_WORKER_INPUT_PDF_COVERAGE_H
#define FCGI_WORKER_INPUT_PDF_COVERAGE_H

#include <cairo.h>
#include <stdint.h>

/* The page is divided into as many rows and columns. */
#define PDF_COVERAGE_CELLS 64

struct pdf_coverage {
	double width, height; /* of the page */
	/* A bit for each cell: whether an image lies on its middle. */
	uint64_t rows[PDF_COVERAGE_CELLS];
};

/* Adds an image, which is the square with sides of 1 that m puts on the page.
 */
void pdf_coverage_add(struct pdf_coverage *c, const cairo_matrix_t *m);

/* Returns the share of the page that the images lie on, from 0 to 1. */
double pdf_coverage_share(const struct pdf_coverage *c);

#endif
