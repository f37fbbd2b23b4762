/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr: from the files of a body to the document that was asked for.  All pages
 * are opened and measured; then each is decoded, turned upright, read by the
 * engine and written by the format.  page_threads.c reads several at once while
 * processors are idle.
 */
#include "ocr/ocr.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/wiped_heap.h"
#include "engine/engine.h"
#include "ocr/finer.h"
#include "ocr/missing_languages.h"
#include "ocr/page_task.h"
#include "ocr/page_threads.h"
#include "ocr/pages.h"
#include "output/document.h"
#include "output/text.h"
#include "shm/progress.h"

/* The most pages of a document that are in memory at once. */
#define WINDOW 64
/*
 * How many bytes of --max-memory a pixel of a page is allowed for: twice what
 * the worst page takes, so that half is left for the file, the answer, and one
 * page that is larger than those before it.
 */
#define BYTES_A_PIXEL 64
/* How many bytes of free memory a page may leave to the next one. */
#define KEPT_BETWEEN_PAGES (8U << 20)

/*
 * Sets the problem that says why the answer could not be written; none for
 * DOCUMENT_LOCKED.
 */
static void
set_document_problem(struct response *r, const struct document *document)
{
	switch (document->fault) {
	case DOCUMENT_NO_MEMORY:
		problem_no_memory(&r->problem, "the answer");
		break;
	case DOCUMENT_NO_ROOM:
		problem_set(&r->problem, PROBLEM_FAULT,
		    "There is no room for the answer's temporary file.");
		break;
	case DOCUMENT_BROKEN:
		problem_set(&r->problem, PROBLEM_UNDECODABLE,
		    "The PDF is damaged where text has to be added; its text "
		    "alone may be had in another format.");
		break;
	case DOCUMENT_LOCKED:
		/* No problem: recognize makes the document again, of the
		 * images of its pages. */
		break;
	case DOCUMENT_SIGNED:
		problem_set(&r->problem, PROBLEM_SIGNED,
		    "The PDF is signed, and the signature would not hold any "
		    "more if it were changed; sign=break changes it all the "
		    "same.");
		break;
	}
}

/* A request that is being recognized. */
struct job {
	struct engine *engine;
	const struct params *params;
	struct document *document;
	struct response *response;
	const struct options *options;
	const char *id; /* of the request */
	unsigned bad;	/* pages of which nothing could be read */
};

/* Appends the text of p, behind a form feed unless it is the first page. */
static void
add_text(struct buffer *out, const struct page *p)
{
	if (out->data != NULL)
		buffer_add(out, "\f", 1);
	buffer_add(out, "", 0);
	text_add_page(out, p);
}

/* Writes what was read of t.  Returns 0, or -1 with the problem. */
static int
write_page(const struct job *j, const struct page_task *t)
{
	struct page *p = t->result;

	p->number = t->page.number - 1;
	p->name = t->page.file;
	p->rotation = t->degrees;
	if (j->response->text != NULL)
		add_text(j->response->text, p);
	if (document_add(j->document, p) == 0)
		return 0;
	set_document_problem(j->response, j->document);
	return -1;
}

/*
 * Whether the answer may have the text that the next page brings along instead
 * of what would be recognized on its image.  In a searchable PDF only a page
 * that stays as it was sent may.
 */
static bool
may_use_text_layer(const struct job *j, struct pages *d)
{
	const struct params *params = j->params;

	return params->layer != PARAMS_LAYER_NEVER &&
	       !format_is_picture(params->format) &&
	       params->psm != ENGINE_PSM_ORIENTATION &&
	       (params->format != FORMAT_PDF ||
		   document_keeps_page(j->document, pages_next_number(d) - 1));
}

/* Returns 0, or -1 with the problem when the answer is too large by now. */
static int
check_answer_size(const struct job *j)
{
	if (j->response->sent + document_size(j->document) <=
	    j->options->max_answer)
		return 0;
	response_too_large(j->response, j->options->max_answer);
	return -1;
}

/* Whether p is a problem of one page that others do not have. */
static bool
is_of_page(const struct problem *p)
{
	return p->type == PROBLEM_UNDECODABLE ||
	       p->type == PROBLEM_TOO_MANY_PIXELS;
}

/*
 * If the problem is that the page of t is damaged or too large, and other pages
 * may be good, says so in the document and the log, and clears the problem.
 * Returns 0, or -1 with the problem.
 */
static int
note_bad_page(struct job *j, const struct pages *d, const struct page_task *t)
{
	struct problem *p = &j->response->problem;
	struct page bad = {.number = t->number - 1,
	    .name = t->file,
	    .problem = p->detail,
	    .problem_type = p->type};
	int rc;

	if (!is_of_page(p) || !pages_may_be_left_out(d))
		return -1;
	/* If all pages are bad, there is no answer. */
	if (++j->bad == d->chosen)
		return -1;
	log_write("warning",
	    p->type == PROBLEM_UNDECODABLE ? "damaged page" : "page too large",
	    json_pack("{s:s,s:i,s:s}", "id", j->id, "page", (int)t->number,
		"detail", p->detail));
	rc = document_add_bad(j->document, &bad);
	problem_clear(p);
	if (rc == -1)
		set_document_problem(j->response, j->document);
	return rc;
}

/* Sends what a stream has so far, once there is a good page. */
static int
flush_pages(const struct job *j)
{
	if (!document_is_stream(j->document) || j->bad == j->document->count)
		return 0;
	return response_flush(j->response, j->id);
}

/*
 * Adds the page of t, which is done, or a note that it is damaged, and frees t.
 * Returns 0, or -1 with the problem.
 */
static int
finish_page(struct job *j, const struct pages *d, struct page_task *t)
{
	int rc;

	finer_keep_better(t);
	if (t->result != NULL) {
		rc = write_page(j, t);
	} else {
		j->response->problem = t->problem;
		t->problem = (struct problem){.type = PROBLEM_NONE};
		rc = note_bad_page(j, d, t);
	}
	page_task_clear(t);
	/*
	 * Without this, the memory that was freed would stay while the next
	 * page takes as much again.
	 */
	if (j->document->count < d->chosen)
		wiped_heap_trim(KEPT_BETWEEN_PAGES);
	return rc == -1 || check_answer_size(j) == -1 || flush_pages(j) == -1
		   ? -1
		   : 0;
}

/*
 * Adds all pages of d to the document, one after the other.  Returns 0, or -1
 * with the problem.
 */
static int
read_in_turn(struct job *j, struct pages *d)
{
	struct page_task t;
	int rc = 0;

	while (rc == 0 && j->document->count < d->chosen) {
		const unsigned count = j->document->count + 1;

		progress_enter(SCOREBOARD_DECODING, count, d->chosen);
		page_task_begin(
		    &t, d, j->params, j->engine, may_use_text_layer(j, d));
		while (t.state == PAGE_TASK_PENDING) {
			progress_enter(
			    SCOREBOARD_RECOGNIZING, count, d->chosen);
			page_task_read(&t, j->params, j->engine);
			t.state = PAGE_TASK_DONE;
			/* It is pending again if it was drawn more finely. */
			finer_draw(&t, d, j->params, j->options->max_pixels,
			    d->chosen - j->document->count);
		}
		rc = finish_page(j, d, &t);
	}
	return rc;
}

/*
 * The pages that are decoded and not written yet, in their order, while threads
 * read them.
 */
struct window {
	struct page_task tasks[WINDOW];
	unsigned first, count; /* of those in use */
	unsigned begun;	       /* of all pages of the document, so far */
	size_t pixels;	       /* of the images of those in use */
	size_t largest;	       /* the most pixels that one had so far */
};

/* Whether there is memory for one more page like those before it. */
static bool
has_memory(const struct job *j, const struct window *w)
{
	return w->count == 0 ||
	       w->pixels + w->largest <= j->options->max_memory / BYTES_A_PIXEL;
}

/* Whether the document has more pages, and memory for one of them. */
static bool
may_begin(const struct job *j, const struct pages *d, const struct window *w)
{
	return w->begun < d->chosen && w->count < WINDOW && has_memory(j, w);
}

/* Shows in the scoreboard that the pages that are begun and not written yet
 * are worked on. */
static void
show_window(const struct job *j, const struct pages *d, const struct window *w,
    enum scoreboard_stage stage)
{
	unsigned page = j->document->count + 1;

	progress_enter_pages(
	    stage, page, w->begun > page ? w->begun : page, d->chosen);
}

/* Decodes the next page into the window, and hands it to the threads if it has
 * to be read. */
static void
begin_page(const struct job *j, struct pages *d, struct window *w)
{
	struct page_task *t = &w->tasks[(w->first + w->count) % WINDOW];
	size_t pixels;

	show_window(j, d, w, SCOREBOARD_DECODING);
	page_task_begin(t, d, j->params, j->engine, may_use_text_layer(j, d));
	pixels = page_task_pixels(t);
	w->pixels += pixels;
	w->largest = pixels > w->largest ? pixels : w->largest;
	w->count++;
	w->begun++;
	if (t->state == PAGE_TASK_PENDING)
		page_threads_put(t, false);
	show_window(j, d, w, SCOREBOARD_RECOGNIZING);
}

/*
 * Draws the page of t, which was read, more finely if finer_draw finds that
 * worth it and there is memory, and hands it to the threads once more.  Returns
 * whether it did.
 */
static bool
read_finer(
    const struct job *j, struct pages *d, struct window *w, struct page_task *t)
{
	size_t most = j->options->max_memory / BYTES_A_PIXEL;
	size_t room = most > w->pixels ? most - w->pixels : 0;

	if (!finer_draw(t, d, j->params,
		room < j->options->max_pixels ? room : j->options->max_pixels,
		d->chosen - j->document->count))
		return false;
	w->pixels += page_task_pixels(t);
	page_threads_put(t, true);
	return true;
}

/*
 * Adds all pages of d to the document, as read_in_turn does, but has threads
 * read several at once.  This thread decodes pages, and writes them in their
 * order: the first one in the window as soon as it is read.  Returns 0, or -1
 * with the problem.
 */
static int
read_by_threads(struct job *j, struct pages *d, struct window *w)
{
	int rc = 0;

	while (rc == 0 && j->document->count < d->chosen) {
		struct page_task *head = &w->tasks[w->first];

		if (!page_threads_wait(w->count > 0 ? head : NULL,
			may_begin(j, d, w), j->document->count > 0)) {
			begin_page(j, d, w);
			continue;
		}
		w->pixels -= page_task_pixels(head);
		if (read_finer(j, d, w, head))
			continue;
		rc = finish_page(j, d, head);
		w->first = (w->first + 1) % WINDOW;
		w->count--;
	}
	page_threads_end();
	/* After a fault, nobody wants the pages that are left. */
	for (; w->count > 0; w->count--, w->first = (w->first + 1) % WINDOW)
		page_task_clear(&w->tasks[w->first]);
	return rc;
}

/*
 * Adds all pages of d to the document, read as settings say: by threads where
 * there are several pages to be recognized, and none depends on those before
 * it.  Returns 0, or -1 with the problem.
 */
static int
read_pages(
    struct job *j, struct pages *d, const struct engine_settings *settings)
{
	struct window *w = NULL;
	int rc;

	if (page_threads_count() > 0 && d->chosen > 1 &&
	    j->params->layer != PARAMS_LAYER_ONLY &&
	    engine_forgets_pages(j->engine))
		w = calloc(1, sizeof(*w));
	j->response->threads = 1;
	if (w == NULL)
		return read_in_turn(j, d);
	page_threads_begin(settings, j->params);
	rc = read_by_threads(j, d, w);
	j->response->threads = page_threads_most();
	free(w);
	return rc;
}

/* Adds all pages of d, read as settings say, and ends the document; or sets the
 * problem. */
static void
write_document(
    struct job *j, struct pages *d, const struct engine_settings *settings)
{
	struct response *r = j->response;
	int rc;

	if (read_pages(j, d, settings) == -1)
		return;
	progress_enter(SCOREBOARD_RENDERING, 0, 0);
	rc = document_end(j->document);
	if (rc == 0 && check_answer_size(j) == -1)
		return;
	/* A document in a file may be too large to be held in memory, too. */
	while (rc == 0 && (rc = document_rest(j->document)) == 1)
		rc = response_flush(r, j->id);
	if (rc == -1 && !problem_is_set(&r->problem))
		set_document_problem(r, j->document);
}

/*
 * Makes the document that origin describes of the pages of d, or sets the
 * problem or the document's fault.  The caller frees the document in any case.
 */
static void
make_document(struct job *j, struct pages *d,
    const struct engine_settings *settings,
    const struct document_origin *origin)
{
	document_begin(
	    j->document, j->params->format, origin, &j->response->body);
	j->response->is_lines = document_is_stream(j->document);
	write_document(j, d, settings);
}

/* Discards the document, and goes back to the first page of d, so that another
 * document can be made. */
static void
discard_document(struct job *j, struct pages *d)
{
	document_free(j->document);
	pages_rewind(d);
	buffer_free(&j->response->body);
	if (j->response->text != NULL)
		buffer_free(j->response->text);
	j->bad = 0;
}

/* Returns what the document of the pages of d is told of them and of j. */
static struct document_origin
describe_origin(const struct job *j, const struct pages *d)
{
	const bool is_picture = format_is_picture(j->params->format);

	return (struct document_origin){.version = engine_version(),
	    .tessdata = engine_tessdata(j->engine),
	    .lang = is_picture ? "" : engine_lang(j->engine),
	    .id = j->id,
	    .files = d->files,
	    .file_count = d->opened,
	    .may_break_signatures = j->params->breaks_signatures,
	    .with_markdown = j->params->with_markdown,
	    .picture_width = (unsigned)j->params->width};
}

/*
 * Answers with the document of the pages of d, or sets the problem.  Where the
 * PDF that was sent cannot be changed, the document is made once more, of the
 * images of its pages.
 */
static void
recognize(struct job *j, struct pages *d)
{
	const struct params *params = j->params;
	const struct engine_settings settings = {.lang = params->lang,
	    .psm = params->psm,
	    /* Images have the resolution that was asked for, or the highest
	     * that fits. */
	    .dpi = 0,
	    .vars = &params->vars,
	    .quality = params->quality,
	    .finds_tables = format_has_tables(params->format)};
	struct response *r = j->response;
	struct document_origin origin;

	if (!format_is_picture(params->format) &&
	    engine_prepare(j->engine, &settings) == -1) {
		problem_set(&r->problem, PROBLEM_FAULT,
		    "The languages could not be loaded.");
		return;
	}
	origin = describe_origin(j, d);
	snprintf(r->languages, sizeof(r->languages), "%s", origin.lang);
	r->type = format_content_type(params->format);
	make_document(j, d, &settings, &origin);
	if (j->document->fault == DOCUMENT_LOCKED) {
		discard_document(j, d);
		origin.files = NULL;
		make_document(j, d, &settings, &origin);
	}
	r->pages = j->document->count;
	document_free(j->document);
}

void
ocr_run(const struct ocr_context *c, const struct body *b,
    const struct params *params, const char *id, struct response *r)
{
	const struct pages_limits limits = {
	    c->options->max_pixels, c->options->max_pages};
	struct document document;
	struct job j = {c->engine, params, &document, r, c->options, id, 0};
	struct pages d;

	if (missing_languages_check(c->engine, params->lang, &r->problem) == -1)
		return;
	progress_enter(SCOREBOARD_DECODING, 0, 0);
	if (pages_open(&d, b, params, &limits, &r->problem) == 0)
		recognize(&j, &d);
	pages_close(&d);
}
