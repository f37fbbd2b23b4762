/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * memory [PAGES]: the most memory that a worker takes for a file of that many
 * pages, A4 at 300 dpi with some lines of text, against that of one such page.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/peak.h"
#include "tests/lib/server.h"
#include "tests/lib/typeset.h"

#define PAGES 100
static const char text[] = "A page of a long document, of which the text\n"
			   "is short, since the memory is in the pixels.\n"
			   "It is printed on paper of the usual size\n"
			   "and scanned at the usual resolution.\n";

static const struct typeset style = {
    "DejaVu Serif", 12, .width = 595, .height = 842, .dpi = 300};

static int
measure(const char *name, const char *path, const struct page_file *one,
    const struct page_file *all, int pages)
{
	double single = (double)peak_of(one, path) / (1 << 20);
	double many = (double)peak_of(all, path) / (1 << 20);

	if (single == 0 || many == 0)
		return -1;
	printf("memory_%s_1 %.1f MB\n", name, single);
	printf("memory_%s_%d %.1f MB\n", name, pages, many);
	printf("memory_%s_%d_ratio %.2f\n", name, pages, many / single);
	fflush(stdout);
	return 0;
}

int
main(int argc, char **argv)
{
	int pages = argc > 1 ? atoi(argv[1]) : PAGES, rc = 0;
	struct page_file scan, one, all;
	const char **texts;
	size_t n = (size_t)pages;

	if (pages < 1) {
		fprintf(stderr, "usage: memory [PAGES]\n");
		return 64;
	}
	texts = calloc(n, sizeof(*texts));
	for (size_t i = 0; i < n; i++)
		texts[i] = text;
	if (typeset_image(text, &style, PAGE_TIFF, &scan) < 0 ||
	    page_repeat(&scan, 1, &one) < 0 || page_repeat(&scan, n, &all) < 0)
		return 1;
	rc |= measure("tiff", "/ocr?timeout=600", &one, &all, pages);
	page_file_clear(&one);
	page_file_clear(&all);
	if (typeset_pdf(texts, 1, &style, &one) < 0 ||
	    typeset_pdf(texts, n, &style, &all) < 0)
		return 1;
	rc |= measure("pdf", "/ocr?timeout=600&layer=never", &one, &all, pages);
	rc |= measure("searchable", "/ocr?timeout=600&layer=never&format=pdf",
	    &one, &all, pages);
	page_file_clear(&one);
	page_file_clear(&all);
	page_file_clear(&scan);
	free(texts);
	return server_report(rc < 0);
}
