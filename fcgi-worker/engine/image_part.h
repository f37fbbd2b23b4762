/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * image_part: a part of a page's image.
 */
#ifndef FCGI_WORKER_ENGINE_IMAGE_PART_H
#define FCGI_WORKER_ENGINE_IMAGE_PART_H

#include "engine/page.h"

/* Returns the part of pix in area, a box, to be freed with pixDestroy, or NULL
 * without memory.  It may share its pixels with pix, so they must not be
 * changed. */
struct Pix *image_part(struct Pix *pix, const struct page_box *area);

#endif
