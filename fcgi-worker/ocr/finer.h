/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * finer: a page of a PDF whose words turned out to be small is drawn once more
 * at a finer resolution, and read again.
 */
#ifndef FCGI_WORKER_OCR_FINER_H
#define FCGI_WORKER_OCR_FINER_H

#include <stdbool.h>
#include <stddef.h>

#include "ocr/page_task.h"
#include "ocr/pages.h"
#include "ocr/params.h"

/*
 * Draws the page of t, which was read, once more within max_pixels, if its
 * words are small and more of them can be seen that way; pages_left are still
 * to be finished, this one too.  Returns whether t is to be read again.
 */
bool finer_begin(struct page_task *t, const struct pages *d,
    const struct params *params, size_t max_pixels, unsigned pages_left);

/* Keeps the better of what was read of t, once or twice, and its image. */
void finer_end(struct page_task *t);

#endif
