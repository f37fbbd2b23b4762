/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_queue: pages that are decoded and that no thread has taken yet, in the
 * order in which they are to be read.
 */
#ifndef FCGI_WORKER_OCR_PAGE_QUEUE_H
#define FCGI_WORKER_OCR_PAGE_QUEUE_H

#include <stdbool.h>

struct page_task;

#define PAGE_QUEUE_MAX 64

struct page_queue {
	struct page_task *tasks[PAGE_QUEUE_MAX];
	unsigned first, count;
};

/* Adds t as the last page, or as the first.  The queue must not be full. */
void page_queue_add(struct page_queue *q, struct page_task *t);
void page_queue_add_first(struct page_queue *q, struct page_task *t);

/* Removes the first page and returns it; there must be one. */
struct page_task *page_queue_take(struct page_queue *q);

#endif
