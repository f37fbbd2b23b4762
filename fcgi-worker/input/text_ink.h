/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text_ink: whether the words of a page are seen on it.
 */
#ifndef FCGI_WORKER_INPUT_TEXT_INK_H
#define FCGI_WORKER_INPUT_TEXT_INK_H

#include "input/pdf.h"
#include "input/text_layer.h"

/*
 * Removes the words, which are in points, that leave no ink on page from layer,
 * and finds out whether the others are real text.  Returns 0, or -1 without
 * memory.
 */
int text_ink_check(
    const struct pdf *pdf, unsigned page, struct text_layer *layer);

#endif
