/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * picture: a page as an image that any browser shows.
 */
#ifndef FCGI_WORKER_OUTPUT_PICTURE_H
#define FCGI_WORKER_OUTPUT_PICTURE_H

#include "base/buffer.h"
#include "engine/page.h"

/*
 * Appends the part p->area of p's image to out, as JPEG: upright, and at most
 * width pixels wide, unless width is 0.  Returns 0, or -1 without memory.
 */
int picture_add(struct buffer *out, const struct page *p, unsigned width);

#endif
