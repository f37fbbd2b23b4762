/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A page with a chart, and a table whose cells have a number each.  Without
 * quality=high, many of the numbers are not read.
 */
#ifndef TESTS_NUMBER_PAGE_H
#define TESTS_NUMBER_PAGE_H

#include "tests/lib/page.h"

#define NUMBER_PAGE_ROWS 12
#define NUMBER_PAGE_COLUMNS 6
#define NUMBER_PAGE_BARS 8
/* All that are on the page: the chart has two for each bar. */
#define NUMBER_PAGE_NUMBERS                                                    \
	(NUMBER_PAGE_ROWS * NUMBER_PAGE_COLUMNS + 2 * NUMBER_PAGE_BARS)

/* Draws the page; fails the calling test if that fails.  The file is to be
 * cleared. */
void number_page_draw(struct page_file *file);

#endif
