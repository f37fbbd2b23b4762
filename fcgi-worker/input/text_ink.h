/* SPDX-License-Identifier: BSD-3-Clause */
/* text_ink: finds out whether the words of a page are seen on it. */
#ifndef FCGI_WORKER_INPUT_TEXT_INK_H
#define FCGI_WORKER_INPUT_TEXT_INK_H

#include "input/pdf.h"
#include "input/text_layer.h"

/*
 * Finds out which words of layer are seen on the page, counted from 0: a PDF
 * may have text that is hidden or does not fit its picture.  The words' boxes
 * are in points.  Removes words that leave no ink, sets layer->is_seen and
 * has_hidden, and sets is_trusted if the other words are the page's real text.
 * Returns 0, even if the page cannot be drawn; or -1 without memory.
 */
int text_ink_check(
    const struct pdf *pdf, unsigned page, struct text_layer *layer);

#endif
