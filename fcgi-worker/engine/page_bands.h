/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_bands: the parts of a page in which lines are doubted, each as wide as
 * the page.
 */
#ifndef FCGI_WORKER_ENGINE_PAGE_BANDS_H
#define FCGI_WORKER_ENGINE_PAGE_BANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/page.h"

/* Each band costs something of its own, so there are not many. */
#define PAGE_BANDS_MAX 8

struct page_bands {
	struct page_box area;
	struct page_box list[PAGE_BANDS_MAX]; /* from top to bottom */
	size_t count;
};

/*
 * Finds the bands of area that have the count boxes of doubts, which are sorted
 * by their tops.  Each box gets room pixels above and below it, or its own
 * height if that is more.  Bands that are close to each other are joined.  If
 * there would be too many bands, or if they cover most of area, area is the
 * only one.
 */
void page_bands_find(struct page_bands *b, const struct page_box *area,
    const struct page_box *doubts, size_t count, int room);

/*
 * Whether box, which was found in the band, ends at the band's edge within the
 * page: it may be the half of a line.
 */
bool page_bands_cut(const struct page_bands *b, const struct page_box *band,
    const struct page_box *box);

#endif
