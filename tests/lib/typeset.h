/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sheets of paper with text in real fonts, drawn by cairo: as an image, or as
 * the pages of a PDF.
 */
#ifndef TESTS_TYPESET_H
#define TESTS_TYPESET_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/lib/page.h"

/* Lengths in points, of which 72 are an inch. */
struct typeset {
	const char *font;
	double size;
	bool bold, italic;
	unsigned columns; /* the lines go through them one after the other */
	bool dark;	  /* white on black */
	double width, height;
	double dpi; /* of an image */
};

/* The text, line by line, as an image file. */
int typeset_image(const char *text, const struct typeset *style,
    enum page_format format, struct page_file *file);

/* A letter as PNG, enough text to tell where is up: 875 x 479 pixels. */
extern const char typeset_letter_text[];
int typeset_letter(bool dark, struct page_file *file);

/* A PDF with a page of text for each. */
int typeset_pdf(const char *const *texts, size_t n, const struct typeset *style,
    struct page_file *file);

/* A PDF as scanners make it: n times the same image file, at dpi. */
int typeset_scan(const struct page_file *image, size_t n, double dpi,
    struct page_file *file);

#endif
