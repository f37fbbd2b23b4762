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

/* Lengths are in points, of which 72 are an inch. */
struct typeset {
	const char *font;
	double size;
	bool bold, italic;
	unsigned columns; /* the lines go through them one after the other */
	bool dark;	  /* white on black */
	bool outlined;	  /* letters are shapes, as printers like them */
	double width, height;
	double dpi; /* of an image */
};

/* Makes an image file of the text, line by line. */
int typeset_image(const char *text, const struct typeset *style,
    enum page_format format, struct page_file *file);

/* Makes a letter as PNG, with enough text to tell where the top is: 875 x 479
 * pixels. */
extern const char typeset_letter_text[];
int typeset_letter(bool dark, struct page_file *file);

/* Makes a PDF with a page for each text. */
int typeset_pdf(const char *const *texts, size_t n, const struct typeset *style,
    struct page_file *file);

/* Makes a PDF as scanners do: n times the same image file, at dpi. */
int typeset_scan(const struct page_file *image, size_t n, double dpi,
    struct page_file *file);

#endif
