/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_bands: joins the boxes of doubted lines to bands of a page.
 */
#include "engine/page_bands.h"

#include "engine/box.h"

/* Bands are joined if they are at most this many rooms apart. */
#define APART 2
/* If bands cover this share of the page's height, all of it is one. */
#define MOST 0.9

/* Returns the band around box: with room above and below it, as wide as area
 * and within it. */
static struct page_box
band_around(const struct page_box *box, const struct page_box *area, int room)
{
	room = box_max(room, box_height(box));
	return (struct page_box){area->left,
	    box_max(box->top - room, area->top), area->right,
	    box_min(box->bottom + room, area->bottom)};
}

/* Adds the band to the last one of b, and that one to those before it which it
 * reaches then. */
static void
extend_last(struct page_bands *b, const struct page_box *band, int room)
{
	struct page_box *last = &b->list[b->count - 1];

	box_extend(last, band);
	for (; b->count > 1 && last->top <= last[-1].bottom + APART * room;
	     last--) {
		box_extend(last - 1, last);
		b->count--;
	}
}

/* Returns the height of all bands. */
static int
height_of_all(const struct page_bands *b)
{
	int sum = 0;

	for (size_t i = 0; i < b->count; i++)
		sum += box_height(&b->list[i]);
	return sum;
}

void
page_bands_find(struct page_bands *b, const struct page_box *area,
    const struct page_box *doubts, size_t count, int room)
{
	*b = (struct page_bands){.area = *area};
	for (size_t i = 0; i < count; i++) {
		struct page_box band = band_around(&doubts[i], area, room);
		struct page_box *last = &b->list[b->count - (b->count > 0)];

		if (b->count > 0 && band.top <= last->bottom + APART * room) {
			extend_last(b, &band, room);
		} else if (b->count < PAGE_BANDS_MAX) {
			b->list[b->count++] = band;
		} else {
			box_extend(last, area);
		}
	}
	if (height_of_all(b) > MOST * box_height(area)) {
		b->list[0] = *area;
		b->count = 1;
	}
}

bool
page_bands_cut(const struct page_bands *b, const struct page_box *band,
    const struct page_box *box)
{
	return (band->top > b->area.top && box->top <= band->top + 1) ||
	       (band->bottom < b->area.bottom &&
		   box->bottom >= band->bottom - 1);
}
