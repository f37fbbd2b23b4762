/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * finer: a page of a PDF whose words turned out to be small is drawn once more
 * at a finer resolution, and read again.
 */
#ifndef FCGI_WORKER_OCR_FINER_H
#define FCGI_WORKER_OCR_FINER_H

#include <stdbool.h>

#include "ocr/ocr_job.h"
#include "ocr/page_task.h"
#include "ocr/pages.h"

/*
 * Draws the page of t, which was read, once more at a finer resolution, within
 * the job's --max-pixels.  Does so if most words are small and more can be seen
 * at that resolution.  Returns true when it was drawn; then t is pending, to be
 * read again, and also keeps what was read first.  Otherwise returns false, and
 * t is as it was.
 *
 * If the deadline leaves no time to read all unfinished pages of d that way,
 * draws nothing, and notes in the job's response that it is hurried if more
 * could have been seen.
 */
bool finer_draw(
    struct page_task *t, const struct pages *d, const struct ocr_job *j);

/*
 * If t was read twice, frees the reading that is less sure of its letters, and
 * its image, so that the other one is the result.
 */
void finer_keep_better(struct page_task *t);

#endif
