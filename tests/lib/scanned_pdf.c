/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PDF of one page, which is as large as the scan is at 200 dpi.
 */
#include "tests/lib/scanned_pdf.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/pdf_tools.h"
#include "tests/lib/server_fixture.h"

#define WIDTH 360
#define HEIGHT 72

enum { CATALOG = 1, PAGES, PAGE, CONTENT, SCAN };

struct page_file scanned_pdf_scan;

int
scanned_pdf_setup(void **state)
{
	if (page_file_read("tests/data/sample.png", &scanned_pdf_scan) == -1)
		return -1;
	return server_fixture_setup(state);
}

int
scanned_pdf_teardown(void **state)
{
	page_file_clear(&scanned_pdf_scan);
	return server_fixture_teardown(state);
}

void
scanned_pdf_add_book(struct pdf_maker *m)
{
	pdf_maker_add(m, SCANNED_PDF_MORE,
	    "<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>");
	pdf_maker_add(m, SCANNED_PDF_MORE + 1,
	    "<</Title(The bookmark)/Parent 6 0 R/Dest[3 0 R/Fit]>>");
	pdf_maker_add(m, SCANNED_PDF_MORE + 2,
	    "<</Type/Annot/Subtype/Link/Rect[10 10 90 30]/Border[0 0 1]"
	    "/A<</S/URI/URI(http://example.com/link)>>>>");
}

/* Writes the page's content: the scan, placed so that it is upright when a
 * viewer has turned the page, and further operators. */
static void
place(char *content, size_t size, const struct scanned_pdf *k)
{
	bool swapped = k->turn % 180 != 0;
	int w = swapped ? HEIGHT : WIDTH, h = swapped ? WIDTH : HEIGHT;
	int right = k->left + w, top = k->bottom + h;
	const int m[4][6] = {{w, 0, 0, h, k->left, k->bottom},
	    {0, h, -w, 0, right, k->bottom}, {-w, 0, 0, -h, right, top},
	    {0, -h, w, 0, k->left, top}};
	const int *a = m[k->turn / 90];

	snprintf(content, size, "q %d %d %d %d %d %d cm /Im Do Q %s", a[0],
	    a[1], a[2], a[3], a[4], a[5], k->content ? k->content : "");
}

/* Replaces the file by what qpdf writes of it with these options, which end
 * with NULL. */
static void
pass_through_qpdf(const char *const *options, struct page_file *file)
{
	char *from = pdf_tools_save("made.pdf", file),
	     *to = pdf_tools_path("passed.pdf");
	const char *argv[12] = {"qpdf"};
	size_t n = 1;

	for (; *options != NULL; options++)
		argv[n++] = *options;
	argv[n++] = from;
	argv[n] = to;
	free(pdf_tools_run(argv));
	page_file_clear(file);
	*file = pdf_tools_load(to);
	free(from);
	free(to);
}

struct page_file
scanned_pdf_make(const struct scanned_pdf *k)
{
	bool swapped = k->turn % 180 != 0;
	struct pdf_maker m;
	char content[640];

	place(content, sizeof(content), k);
	pdf_maker_begin(&m);
	pdf_maker_add(&m, CATALOG, "<</Type/Catalog/Pages 2 0 R%s>>",
	    k->catalog ? k->catalog : "");
	pdf_maker_add(&m, PAGES,
	    "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[%d %d %d %d]"
	    "/Resources<</XObject<</Im 5 0 R>>>>>>",
	    k->left, k->bottom, k->left + (swapped ? HEIGHT : WIDTH),
	    k->bottom + (swapped ? WIDTH : HEIGHT));
	pdf_maker_add(&m, PAGE,
	    "<</Type/Page/Parent 2 0 R/Contents %s/Rotate %d%s>>",
	    k->contents ? k->contents : "4 0 R", k->turn,
	    k->page ? k->page : "");
	pdf_maker_add_text(&m, CONTENT, content);
	pdf_maker_add_image(&m, SCAN, &scanned_pdf_scan);
	if (k->more != NULL)
		k->more(&m);
	snprintf(content, sizeof(content),
	    "/Root 1 0 R/ID[<00112233445566778899aabbccddeeff>"
	    "<00112233445566778899aabbccddeeff>]%s",
	    k->trailer ? k->trailer : "");
	pdf_maker_end(&m, content);
	if (k->qpdf[0] != NULL)
		pass_through_qpdf(k->qpdf, &m.file);
	return m.file;
}
