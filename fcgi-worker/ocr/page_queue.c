/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_queue: pages that are decoded and that no thread has taken yet.
 */
#include "ocr/page_queue.h"

void
page_queue_add(struct page_queue *q, struct page_task *t)
{
	q->tasks[(q->first + q->count) % PAGE_QUEUE_MAX] = t;
	q->count++;
}

void
page_queue_add_first(struct page_queue *q, struct page_task *t)
{
	q->first = (q->first + PAGE_QUEUE_MAX - 1) % PAGE_QUEUE_MAX;
	q->tasks[q->first] = t;
	q->count++;
}

struct page_task *
page_queue_take(struct page_queue *q)
{
	struct page_task *t = q->tasks[q->first];

	q->first = (q->first + 1) % PAGE_QUEUE_MAX;
	q->count--;
	return t;
}
