/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text: pages as plain text.
 */
#ifndef FCGI_WORKER_OUTPUT_TEXT_H
#define FCGI_WORKER_OUTPUT_TEXT_H

#include "base/buffer.h"
#include "engine/page.h"

/*
 * Appends the text of p, without a form feed; or, with psm=0, its orientation,
 * which is all that is known of p then.
 */
void text_add_page(struct buffer *out, const struct page *p);

#endif
