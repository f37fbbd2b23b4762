/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Decodes or renders files of every kind, within small limits: pages of a PDF
 * once more at a finer resolution, and others become pages of a PDF.
 */
#include <leptonica/allheaders.h>

#include "fcgi-worker/base/buffer.h"
#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/engine/page.h"
#include "fcgi-worker/input/file.h"
#include "fcgi-worker/input/image_encoded.h"
#include "fcgi-worker/input/pdf_frame.h"
#include "fcgi-worker/output/pdf_assembly.h"
#include "tests/fuzz/deadline.h"
#include "tests/fuzz/fuzz.h"

#define MAX_PIXELS 250000

void
fuzz_init(void)
{
	input_file_init();
}

/* Writes the picture as the only page of a PDF, in the form that the file has
 * it in, if a PDF can hold that. */
static void
write_pdf(const struct input_file *s, unsigned page, struct Pix *pix)
{
	const struct pdf_assembly_settings settings = {
	    "/nonexistent", "5.5", false, false};
	struct pdf_assembly *d = pdf_assembly_open(NULL, 0, &settings);
	struct page *p = page_create();
	struct image_encoded encoded;
	struct buffer out = {0};

	p->width = (uint32_t)pixGetWidth(pix);
	p->height = (uint32_t)pixGetHeight(pix);
	p->scan_dpi = p->dpi = 72;
	p->image = pix;
	if (input_file_encoded(s, page, &encoded))
		p->encoded = &encoded;
	if (d != NULL && pdf_assembly_add(d, p) == PDF_GRAFT_OK &&
	    pdf_assembly_end(d) == PDF_GRAFT_OK)
		while (pdf_assembly_read(d, &out) == 1)
			;
	buffer_free(&out);
	page_free(p);
	pdf_assembly_free(d);
}

static void
draw_finer(const struct input_file *s, unsigned page)
{
	const struct pdf_finer wanted = {100, 300, 40, MAX_PIXELS};
	struct Pix *pix;
	enum image_result rc = input_file_finer(s, page, &wanted, &pix);

	if (rc == IMAGE_OK || rc == IMAGE_DAMAGED)
		image_free_page(pix);
}

static void
work(const uint8_t *data, size_t size)
{
	const struct bytes b = {data, size};
	enum image_result rc;
	struct input_file s;
	struct Pix *pix;

	if (input_file_open(&s, &b, MAX_PIXELS, 0) != IMAGE_OK)
		return;
	for (unsigned page = 0; page < s.count && page < 3; page++) {
		rc = input_file_measure(&s, page);
		if (rc == IMAGE_OK)
			rc = input_file_page(&s, page, &pix);
		if (rc != IMAGE_OK && rc != IMAGE_DAMAGED)
			continue;
		if (s.type == SNIFF_PDF)
			draw_finer(&s, page);
		else
			write_pdf(&s, page, pix);
		image_free_page(pix);
	}
	input_file_close(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	deadline_begin_input();
	work(data, size);
	deadline_end_input();
	return 0;
}
