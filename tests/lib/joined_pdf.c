/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What tests of joined PDFs share.
 */
#include "tests/lib/joined_pdf.h"

#include <stdint.h>

#include "tests/lib/scanned_pdf.h"

struct page_file joined_pdf_photo;

int
joined_pdf_setup(void **state)
{
	if (page_text("A photo of a letter\n", PAGE_JPEG, &joined_pdf_photo) !=
	    0)
		return -1;
	return scanned_pdf_setup(state);
}

int
joined_pdf_teardown(void **state)
{
	page_file_clear(&joined_pdf_photo);
	return scanned_pdf_teardown(state);
}

struct page_file
joined_pdf_file(const char *text, size_t size)
{
	return (struct page_file){(unsigned char *)(uintptr_t)text, size};
}
