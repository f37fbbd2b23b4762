/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * result_place: the place on the page of the element at which one of
 * Tesseract's iterators stands.
 */
#ifndef FCGI_WORKER_ENGINE_RESULT_PLACE_H
#define FCGI_WORKER_ENGINE_RESULT_PLACE_H

#include <stdbool.h>
#include <tesseract/capi.h>

#include "engine/page.h"

/* Returns it, borrowed, as the type that Tesseract's functions for pages take.
 */
const TessPageIterator *result_place(const TessResultIterator *it);

/* Whether the iterator stands at the beginning of an element of this level. */
bool result_place_begins(
    const TessResultIterator *it, TessPageIteratorLevel level);

/* Sets box to the box of the element of this level at which the iterator
 * stands.  Leaves box as it is if there is no element. */
void result_place_get_box(const TessResultIterator *it,
    TessPageIteratorLevel level, struct page_box *box);

/* Sets b to the baseline of the element of this level at which the iterator
 * stands, and b->is_known to whether there is one. */
void result_place_get_baseline(const TessResultIterator *it,
    TessPageIteratorLevel level, struct page_baseline *b);

#endif
