/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_window: decodes pages ahead for the threads that read them, as many as
 * memory allows, and writes them in their order.
 */
#include "ocr/page_window.h"

#include <stdbool.h>
#include <stdlib.h>

#include "ocr/finer.h"
#include "ocr/page_threads.h"
#include "ocr/page_writer.h"
#include "shm/progress.h"

/* The most pages of a document that are in memory at once. */
#define WINDOW 64
/*
 * How many bytes of --max-memory a pixel of a page is allowed for: twice what
 * the worst page takes, so that half is left for the file, the answer, and one
 * page that is larger than those before it.
 */
#define BYTES_A_PIXEL 64

struct page_window {
	struct page_task tasks[WINDOW];
	unsigned first, count; /* of those in use */
	unsigned begun;	       /* of all pages of the document, so far */
	size_t pixels;	       /* of the images of those in use */
	size_t largest;	       /* the most pixels that one had so far */
};

/* Whether there is memory for one more page like those before it. */
static bool
has_memory(const struct ocr_job *j, const struct page_window *w)
{
	return w->count == 0 ||
	       w->pixels + w->largest <= j->options->max_memory / BYTES_A_PIXEL;
}

/* Whether there is another page to decode, and room for it in the window. */
static bool
has_room_for_page(
    const struct ocr_job *j, const struct pages *d, const struct page_window *w)
{
	return w->begun < d->chosen && w->count < WINDOW && has_memory(j, w);
}

/* Shows in the scoreboard that the pages that are begun and not written yet
 * are worked on. */
static void
show_progress(const struct ocr_job *j, const struct pages *d,
    const struct page_window *w, enum scoreboard_stage stage)
{
	unsigned page = j->document->count + 1;

	progress_enter_pages(
	    stage, page, w->begun > page ? w->begun : page, d->chosen);
}

/* Decodes the next page into the window.  Returns its task. */
static struct page_task *
decode_next_page(
    const struct ocr_job *j, struct pages *d, struct page_window *w)
{
	struct page_task *t = &w->tasks[(w->first + w->count) % WINDOW];
	size_t pixels;

	show_progress(j, d, w, SCOREBOARD_DECODING);
	page_task_begin(
	    t, d, j->params, j->engine, page_writer_may_use_layer(j, d));
	pixels = page_task_pixels(t);
	w->pixels += pixels;
	w->largest = pixels > w->largest ? pixels : w->largest;
	w->count++;
	w->begun++;
	show_progress(j, d, w, SCOREBOARD_RECOGNIZING);
	return t;
}

/* Decodes the next page, and hands it to the threads if it has to be read. */
static void
add_next_page(const struct ocr_job *j, struct pages *d, struct page_window *w)
{
	struct page_task *t = decode_next_page(j, d, w);

	if (t->state == PAGE_TASK_PENDING)
		page_threads_put(t, false);
}

/* What a thread needs to add pages while the main thread reads the first. */
struct ahead {
	const struct ocr_job *j;
	struct pages *d;
	struct page_window *w;
};

/* Adds a page.  Returns whether there is one more, and room for it. */
static bool
add_ahead(void *context)
{
	const struct ahead *a = context;

	add_next_page(a->j, a->d, a->w);
	return has_room_for_page(a->j, a->d, a->w);
}

/* Decodes the first page, and reads it if it has to be read.  Meanwhile the
 * threads add the pages behind it, as long as there is room. */
static void
read_first_page(const struct ocr_job *j, struct pages *d, struct page_window *w)
{
	struct ahead context = {j, d, w};
	const struct page_threads_ahead ahead = {add_ahead, &context};
	struct page_task *t = decode_next_page(j, d, w);
	bool has_more = has_room_for_page(j, d, w);

	if (t->state == PAGE_TASK_PENDING)
		page_threads_read_first(t, has_more, &ahead);
}

/*
 * Draws the page of t, which was read, more finely if finer_draw finds that
 * worth it, and hands it to the threads once more.  Returns whether it did.
 * Does so however full the window is, so that the page is drawn as finely as
 * with one thread: the image goes into the memory that BYTES_A_PIXEL leaves.
 */
static bool
read_again_finer(const struct ocr_job *j, struct pages *d,
    struct page_window *w, struct page_task *t)
{
	if (!finer_draw(t, d, j))
		return false;
	w->pixels += page_task_pixels(t);
	page_threads_put(t, true);
	return true;
}

struct page_window *
page_window_create(void)
{
	return calloc(1, sizeof(struct page_window));
}

int
page_window_read(struct page_window *w, struct ocr_job *j, struct pages *d)
{
	int rc = 0;

	read_first_page(j, d, w);
	while (rc == 0 && j->document->count < d->chosen) {
		struct page_task *head = &w->tasks[w->first];

		if (!page_threads_wait(w->count > 0 ? head : NULL,
			has_room_for_page(j, d, w), j->document->count > 0)) {
			add_next_page(j, d, w);
			continue;
		}
		w->pixels -= page_task_pixels(head);
		if (read_again_finer(j, d, w, head))
			continue;
		rc = page_writer_finish(j, d, head);
		w->first = (w->first + 1) % WINDOW;
		w->count--;
	}
	page_threads_end();
	/* After a fault, nobody wants the pages that are left. */
	for (; w->count > 0; w->count--, w->first = (w->first + 1) % WINDOW)
		page_task_clear(&w->tasks[w->first]);
	return rc;
}
