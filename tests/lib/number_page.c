/* SPDX-License-Identifier: BSD-3-Clause */
/* Draws the table above, and the chart below. */
#include "tests/lib/number_page.h"

#include "tests/lib/test.h"

#include <stdio.h>

#include "tests/lib/drawing.h"

void
number_page_draw(struct page_file *file)
{
	struct drawing *d = drawing_begin(1000, 1100);
	char text[16];

	drawing_font(d, "Liberation Sans", 14);
	drawing_text(d, 60, 60, "Visitors of the museum by month and floor");
	for (int r = 0; r < NUMBER_PAGE_ROWS; r++)
		for (int k = 0; k < NUMBER_PAGE_COLUMNS; k++) {
			double x = 60 + 145 * k, y = 100 + 36 * r;

			drawing_box(d, x, y, 145, 36);
			snprintf(
			    text, sizeof(text), "%d", (r * 7 + k * 3) % 9 + 1);
			drawing_text(d, x + 70, y + 23, text);
		}
	for (int k = 0; k < NUMBER_PAGE_BARS; k++) {
		double h = 80 + (k * 53) % 190;

		drawing_ink(d, 0.7);
		drawing_fill(d, 90 + 105 * k, 1000 - h, 60, h);
		drawing_ink(d, 0);
		snprintf(text, sizeof(text), "%d.%d", 11 + 9 * k, k);
		drawing_text(d, 98 + 105 * k, 990 - h, text);
		snprintf(text, sizeof(text), "%d", 2011 + k);
		drawing_text(d, 98 + 105 * k, 1030, text);
	}
	assert_int_equal(drawing_end(d, 0, file), 0);
}
