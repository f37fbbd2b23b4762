/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * one_page_pdf: a PDF file of one page, made of what a test puts on it.
 */
#ifndef TESTS_UNIT_INPUT_ONE_PAGE_PDF_H
#define TESTS_UNIT_INPUT_ONE_PAGE_PDF_H

#include <stdio.h>
#include <string.h>

#include "fcgi-worker/base/bytes.h"

static char pdf_bytes[8192];

/* Returns a PDF, in pdf_bytes, whose page has the box and the content; objects
 * are further objects, whose numbers begin at 6. */
static struct bytes
make_pdf(const char *box, const char *content, const char *objects)
{
	int n = snprintf(pdf_bytes, sizeof(pdf_bytes),
	    "%%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R"
	    "/Resources<</XObject<</I 6 0 R/J 7 0 R>>/Pattern<</P 6 0 R>>"
	    "/Font<</F 5 0 R>>>>>>endobj\n"
	    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
	    "4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n%s"
	    "trailer<</Root 1 0 R>>\n",
	    box, strlen(content), content, objects);

	assert_in_range(n, 1, sizeof(pdf_bytes) - 1);
	return (struct bytes){(const unsigned char *)pdf_bytes, (size_t)n};
}

#endif
