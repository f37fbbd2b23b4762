/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tesseract_page: the page that Tesseract has recognized.
 */
#ifndef FCGI_WORKER_ENGINE_TESSERACT_PAGE_H
#define FCGI_WORKER_ENGINE_TESSERACT_PAGE_H

#include "engine/page.h"

struct TessBaseAPI;

/* Adds to p, which is empty, what api has recognized in area, a box of its
 * image, and sets its resolution.  Returns 0; or -1 when there is no result, or
 * no memory, which sets p->failed.  Nothing of p belongs to api. */
int tesseract_page_read(
    struct TessBaseAPI *api, const struct page_box *area, struct page *p);

/*
 * Reads what api has recognized into *blocks, which are in memory of p but not
 * a part of it.  They have what the variables of p ask for.  Returns 0; or -1
 * when there is no result, or no memory, which sets p->failed.
 */
int tesseract_page_read_apart(
    struct TessBaseAPI *api, struct page *p, struct page_block **blocks);

#endif
