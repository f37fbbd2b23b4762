/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_writer: the way of a page from its task into the answer.
 */
#ifndef FCGI_WORKER_OCR_PAGE_WRITER_H
#define FCGI_WORKER_OCR_PAGE_WRITER_H

#include <stdbool.h>

#include "ocr/ocr_job.h"
#include "ocr/page_task.h"
#include "ocr/pages.h"

/*
 * Whether the answer may use the text that the next page brings along, instead
 * of recognizing its image.  For a searchable PDF, it may do so only with a
 * page that is copied as it was sent.
 */
bool page_writer_may_use_layer(const struct ocr_job *j, struct pages *d);

/*
 * Adds the page of t, which is done, or a note that it is damaged, and frees t.
 * Returns 0, or -1 with the problem.
 */
int page_writer_finish(
    struct ocr_job *j, const struct pages *d, struct page_task *t);

/* Checks that the answer is not too large by now.  Returns 0, or -1 with the
 * problem. */
int page_writer_check_size(const struct ocr_job *j);

/*
 * Sets the problem that says why the answer could not be written; none for
 * DOCUMENT_LOCKED.
 */
void page_writer_set_problem(
    struct response *r, const struct document *document);

#endif
