/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * result_place: the place on the page of the element at which one of
 * Tesseract's iterators stands.
 */
#include "engine/result_place.h"

const TessPageIterator *
result_place(const TessResultIterator *it)
{
	return TessResultIteratorGetPageIteratorConst(it);
}

bool
result_place_begins(const TessResultIterator *it, TessPageIteratorLevel level)
{
	return TessPageIteratorIsAtBeginningOf(result_place(it), level);
}

void
result_place_get_box(const TessResultIterator *it, TessPageIteratorLevel level,
    struct page_box *box)
{
	TessPageIteratorBoundingBox(result_place(it), level, &box->left,
	    &box->top, &box->right, &box->bottom);
}

void
result_place_get_baseline(const TessResultIterator *it,
    TessPageIteratorLevel level, struct page_baseline *b)
{
	b->is_known = TessPageIteratorBaseline(
	    result_place(it), level, &b->x1, &b->y1, &b->x2, &b->y2);
}
