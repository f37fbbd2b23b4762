/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_threads: the threads of a worker that read several pages of a document
 * at once.  The main thread reads the first page, decodes the others, hands
 * them over in their order and takes them back in it.  The first of the threads
 * may always read.  The others have a lower priority, and may read while
 * another thread reads and other workers are idle; they check that before each
 * page.
 */
#ifndef FCGI_WORKER_OCR_PAGE_THREADS_H
#define FCGI_WORKER_OCR_PAGE_THREADS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/engine.h"
#include "engine/engine_set.h"
#include "ocr/page_task.h"
#include "ocr/params.h"

/*
 * Starts a thread for each engine of s, or none for a single one.  Threads load
 * languages other than the pool's only while less than half of max_rss bytes is
 * resident; 0 is no limit.  Returns when they wait for pages: 0, or -1 with
 * errno.
 */
int page_threads_start(const struct engine_set *s, size_t max_rss);

/* Returns how many threads there are. */
unsigned page_threads_count(void);

/*
 * Begins a document whose pages are read as settings and params say; the caller
 * has prepared the first engine for settings.  settings, params and all pages
 * that are handed over are borrowed until page_threads_end.
 */
void page_threads_begin(
    const struct engine_settings *settings, const struct params *params);

/* How pages behind the first one are decoded. */
struct page_threads_ahead {
	/*
	 * Decodes the next page, and hands it over if it has to be read.
	 * Returns whether there is one more, and room for it.
	 */
	bool (*decode)(void *context);
	void *context;
};

/*
 * Reads t, the first page, which is pending, in the calling thread.  So it is
 * done as early as without threads: no thread has to be woken for it, and the
 * threads that compete with it for processors have a lower priority.  Meanwhile
 * threads that may read decode the pages behind it, one at a time; has_more
 * says whether there are such pages, and room for them.  Returns when t is done
 * and no thread decodes.
 */
void page_threads_read_first(
    struct page_task *t, bool has_more, const struct page_threads_ahead *ahead);

/*
 * Hands over t, which is pending.  It is read after all others, or before them
 * if is_head is set, since none of them can be written before it.  From now on
 * its state says nothing; page_threads_wait does.
 */
void page_threads_put(struct page_task *t, bool is_head);

/*
 * Waits until head, the next page to be written, is done, or until another page
 * should be handed over by page_threads_put().  head is NULL if no page was
 * handed over.  has_more says whether there are pages left to hand over; there
 * are if head is NULL.  Returns whether head is done.  has_written says whether
 * a page of the document was written already: until then fewer pages are
 * decoded ahead, so that the first one is not slowed down.
 */
bool page_threads_wait(
    const struct page_task *head, bool has_more, bool has_written);

/* Returns the most threads that have read at once since page_threads_begin. */
unsigned page_threads_most_running(void);

/*
 * Ends the document, even in the middle: pages that no thread has begun stay
 * pending, and reading of the others is cancelled, so that they may end with a
 * problem.  Returns when no thread uses a page any more.
 */
void page_threads_end(void);

/* Tells all threads to stop reading soon, by engine_cancel.  Returns false when
 * at least one of them cannot be stopped where it is now. */
bool page_threads_cancel(void);

/* Makes all engines but the first forget the request, by engine_reset.  Returns
 * 0, or -1 when one of them is of no more use. */
int page_threads_reset(void);

#endif
