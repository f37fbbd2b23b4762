/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_window: the pages of a document that are decoded and not written yet, in
 * their order, while threads read them.
 */
#ifndef FCGI_WORKER_OCR_PAGE_WINDOW_H
#define FCGI_WORKER_OCR_PAGE_WINDOW_H

#include "ocr/ocr_job.h"
#include "ocr/pages.h"

struct page_window;

/* Returns an empty window, to be freed with free(3), or NULL without memory. */
struct page_window *page_window_create(void);

/*
 * Lets the threads read all pages of d, several at once, and adds them to the
 * document.  This thread reads the first page; then it decodes pages, and
 * writes the first one in the window as soon as it is read.  Calls
 * page_threads_end() before it returns.  Returns 0, or -1 with the problem.
 */
int page_window_read(struct page_window *w, struct ocr_job *j, struct pages *d);

#endif
