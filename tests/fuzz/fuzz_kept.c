/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PDFs that are given back with text: their own text is read, a word is laid
 * under each of their first pages, and they are joined to another PDF.
 */
#include <leptonica/allheaders.h>

#include "fcgi-worker/base/buffer.h"
#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/input/file.h"
#include "fcgi-worker/input/text_layer.h"
#include "fcgi-worker/ocr/layer_lines.h"
#include "fcgi-worker/ocr/layer_overlap.h"
#include "fcgi-worker/output/pdf_file.h"
#include "fcgi-worker/output/pdf_graft.h"
#include "fcgi-worker/output/pdf_join.h"
#include "tests/fuzz/deadline.h"
#include "tests/fuzz/fuzz.h"

#define PAGES 3
#define LARGE 1048576

void
fuzz_init(void)
{
	input_file_init();
	pdf_graft_init();
}

static struct page *
read_word(void)
{
	struct page *p = page_create();
	struct page_block *block = page_add_block(p);
	struct page_line *line = page_add_line(p, page_add_paragraph(p, block));
	struct page_word *word = page_add_word(p, line);

	block->type = PAGE_TEXT;
	word->text = "word \xf0\xa0\xae\xb7";
	word->font_size = 12;
	word->direction = PAGE_LEFT_TO_RIGHT;
	word->baseline = (struct page_baseline){10, 50, 90, 50, true};
	line->baseline = word->baseline;
	p->width = p->height = 100;
	p->scan_dpi = p->dpi = 72;
	return p;
}

/* Compares a word with those that a page has. */
static void
overlap(const struct text_layer *layer, int degrees)
{
	struct page *p = read_word();

	p->blocks->paragraphs->lines->box = (struct page_box){0, 0, 100, 9};
	p->blocks->paragraphs->lines->words->box =
	    (struct page_box){10, 0, 90, 9};
	layer_overlap_mark(p, layer, degrees);
	page_free(p);
}

/* Lays a word under each page, and turns the last one. */
static void
keep(const struct bytes *b, unsigned count)
{
	const struct pdf_graft_settings settings = {
	    "/nonexistent", true, false};
	struct pdf_graft *g = pdf_graft_open(b, count, &settings);
	enum pdf_graft_result rc = PDF_GRAFT_OK;
	struct page *p = read_word();
	struct buffer out = {0};

	for (unsigned i = 0;
	     g != NULL && rc == PDF_GRAFT_OK && i < count && i < PAGES; i++) {
		p->rotation = i + 1 == count ? 90 : 0;
		rc = pdf_graft_add(g, i, p);
	}
	if (g != NULL && rc == PDF_GRAFT_OK && pdf_graft_end(g) == PDF_GRAFT_OK)
		while (pdf_graft_read(g, &out) == 1 && out.size < LARGE)
			;
	buffer_free(&out);
	page_free(p);
	pdf_graft_free(g);
}

/* A page with a link, a bookmark and a file, which stay whole whatever is
 * joined to them. */
static const char sound[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R"
    "/Dests<</place[3 0 R/Fit]>>/Outlines 4 0 R/AF[6 0 R]"
    "/Names<</EmbeddedFiles<</Names[(a.txt)6 0 R]>>>>>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots["
    "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Dest/place>>]>>endobj\n"
    "4 0 obj<</First 5 0 R/Last 5 0 R/Count 1>>endobj\n"
    "5 0 obj<</Title(a)/Parent 4 0 R/Dest/place>>endobj\n"
    "6 0 obj<</Type/Filespec/F(a.txt)/EF<</F 7 0 R>>>>endobj\n"
    "7 0 obj<</Type/EmbeddedFile/Length 1>>stream\n.\nendstream endobj\n"
    "trailer<</Root 1 0 R/Size 8>>\n";

static void
join(const struct bytes *b)
{
	const struct bytes other = {
	    (const unsigned char *)sound, sizeof(sound) - 1};
	const struct pdf_join_part parts[] = {
	    {other, false}, {*b, true}, {*b, true}, {other, true}};
	struct pdf_file file;

	pdf_join_write(parts, 4, &file);
	pdf_file_free(&file);
	pdf_join_write(parts + 2, 2, &file);
	pdf_file_free(&file);
	pdf_join_write(
	    (const struct pdf_join_part[]){parts[3], parts[2]}, 2, &file);
	pdf_file_free(&file);
}

static void
work(const uint8_t *data, size_t size)
{
	const struct value_region whole = {0, 0, 0, 0};
	const struct bytes b = {data, size};
	struct text_layer layer;
	struct input_file s;

	if (input_file_open(&s, &b, 250000, 0) != IMAGE_OK)
		return;
	for (unsigned page = 0; page < s.count && page < PAGES; page++) {
		if (input_file_layer(&s, page, true, &layer) != IMAGE_OK)
			continue;
		page_free(layer_lines_make(&layer, (int)page * 90, &whole));
		overlap(&layer, (int)page * 90);
		text_layer_free(&layer);
	}
	if (s.type == SNIFF_PDF) {
		keep(&b, s.count);
		join(&b);
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
