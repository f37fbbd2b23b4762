/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * result_place: where on its page the thing is that one of Tesseract's
 * iterators stands at.
 */
#ifndef FCGI_WORKER_ENGINE_RESULT_PLACE_H
#define FCGI_WORKER_ENGINE_RESULT_PLACE_H

#include <stdbool.h>
#include <tesseract/capi.h>

#include "engine/page.h"

/* The same iterator for what Tesseract's interface asks of pages; borrowed. */
const TessPageIterator *result_place(const TessResultIterator *it);

/* Whether it stands at the first one of what is below level. */
bool result_place_begins(
    const TessResultIterator *it, TessPageIteratorLevel level);

/* Set the box, which stays as it is where there is nothing. */
void result_place_get_box(const TessResultIterator *it,
    TessPageIteratorLevel level, struct page_box *box);

void result_place_get_baseline(const TessResultIterator *it,
    TessPageIteratorLevel level, struct page_baseline *b);

#endif
