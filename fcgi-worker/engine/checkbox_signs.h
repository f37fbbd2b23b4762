/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * checkbox_signs: checkboxes in what was read of a page.
 */
#ifndef FCGI_WORKER_ENGINE_CHECKBOX_SIGNS_H
#define FCGI_WORKER_ENGINE_CHECKBOX_SIGNS_H

#include "engine/checkboxes.h"
#include "engine/page.h"

/*
 * Puts U+2610 or U+2612 into the lines of p for each checkbox that stands
 * beside a word, or beside another such checkbox: before it or behind it.
 * Changes the order of c.  Sets p->failed without memory.
 */
void checkbox_signs_put_in(struct page *p, struct checkboxes *c);

#endif
