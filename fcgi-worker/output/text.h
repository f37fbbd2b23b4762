/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text: pages as plain text.
 */
#ifndef FCGI_WORKER_OUTPUT_TEXT_H
#define FCGI_WORKER_OUTPUT_TEXT_H

#include "base/buffer.h"
#include "engine/page.h"

/*
 * Appends the text of p, without a form feed; and its orientation before it, if
 * psm=0 asked for that.
 */
void text_add_page(struct buffer *out, const struct page *p);

#endif
