/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ink: what is dark on a page, in black and white.
 */
#ifndef FCGI_WORKER_ENGINE_INK_H
#define FCGI_WORKER_ENGINE_INK_H

#include "engine/page.h"

/*
 * The part area of pix with ones where it is darker than its surroundings,
 * halved until it has no more pixels than that, which factor undoes.  To be
 * freed with pixDestroy; NULL without memory.
 */
struct Pix *ink_find(
    struct Pix *pix, const struct page_box *area, long pixels, int *factor);

#endif
