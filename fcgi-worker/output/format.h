/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * format: the formats that pages can be answered in.
 *
 * Text, TSV, hOCR and ALTO are those of the tesseract command, byte for byte,
 * but for this:
 * - hOCR names no file, and gives a picture and a rule the box that they have;
 *   Tesseract gives them the one of whatever came before.
 * - Text, hOCR and ALTO leave noise out, where Tesseract ends the process.
 * - ALTO: an ID is the only one of its document, as XML demands; Tesseract
 *   counts anew on each page.
 * - ALTO: a confidence of 5 percent is 0.05 and one of 100 percent is 1.00;
 *   Tesseract writes 0.5 and 0.100.
 */
#ifndef FCGI_WORKER_OUTPUT_FORMAT_H
#define FCGI_WORKER_OUTPUT_FORMAT_H

#include <stdbool.h>

enum format {
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_HOCR,
	FORMAT_ALTO,
	FORMAT_TSV,
	FORMAT_PDF,
	FORMAT_NDJSON,
	FORMAT_MARKDOWN,
	FORMAT_JPEG,
	FORMATS
};

/* Returns the format that has this name, or -1. */
int format_find(const char *name);

/* Whether documents of this format show the tables of pages as tables. */
bool format_has_tables(enum format format);

/*
 * Whether a document of this format is an image of one page.  Then no text of
 * the page is read.
 */
bool format_is_picture(enum format format);

/* Return the media type of a format, without its charset and with it. */
const char *format_type(enum format format);
const char *format_content_type(enum format format);

#endif
