/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr: from the files of a body to the document that was asked for.  All pages
 * are opened and measured; then each is decoded, turned upright, read by the
 * engine and written by the format.  page_window.c has threads read several at
 * once while processors are idle; page_writer.c adds what was read to the
 * answer.
 */
#include "ocr/ocr.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/engine.h"
#include "ocr/finer.h"
#include "ocr/missing_languages.h"
#include "ocr/ocr_job.h"
#include "ocr/page_task.h"
#include "ocr/page_threads.h"
#include "ocr/page_window.h"
#include "ocr/page_writer.h"
#include "ocr/pages.h"
#include "output/document.h"
#include "shm/progress.h"

/*
 * Adds all pages of d to the document, one after the other.  Returns 0, or -1
 * with the problem.
 */
static int
read_in_turn(struct ocr_job *j, struct pages *d)
{
	struct page_task t;
	int rc = 0;

	while (rc == 0 && j->document->count < d->chosen) {
		const unsigned count = j->document->count + 1;

		progress_enter(SCOREBOARD_DECODING, count, d->chosen);
		page_task_begin(&t, d, j->params, j->engine,
		    page_writer_may_use_layer(j, d));
		while (t.state == PAGE_TASK_PENDING) {
			progress_enter(
			    SCOREBOARD_RECOGNIZING, count, d->chosen);
			page_task_read(&t, j->params, j->engine);
			t.state = PAGE_TASK_DONE;
			/* If t is drawn more finely, it is pending again. */
			finer_draw(&t, d, j);
		}
		rc = page_writer_finish(j, d, &t);
	}
	return rc;
}

/*
 * Adds all pages of d to the document, read as settings say.  Threads read them
 * if several pages have to be recognized and none depends on those before it.
 * Returns 0, or -1 with the problem.
 */
static int
read_pages(
    struct ocr_job *j, struct pages *d, const struct engine_settings *settings)
{
	struct page_window *w = NULL;
	int rc;

	if (page_threads_count() > 0 && d->chosen > 1 &&
	    j->params->layer != PARAMS_LAYER_ONLY &&
	    engine_forgets_pages(j->engine))
		w = page_window_create();
	j->response->threads = 1;
	if (w == NULL)
		return read_in_turn(j, d);
	page_threads_begin(settings, j->params);
	rc = page_window_read(w, j, d);
	j->response->threads = page_threads_most_running();
	free(w);
	return rc;
}

/* Adds all pages of d, read as settings say, and ends the document; or sets the
 * problem. */
static void
write_document(
    struct ocr_job *j, struct pages *d, const struct engine_settings *settings)
{
	struct response *r = j->response;
	int rc;

	if (read_pages(j, d, settings) == -1)
		return;
	progress_enter(SCOREBOARD_RENDERING, 0, 0);
	rc = document_end(j->document);
	if (rc == 0 && page_writer_check_size(j) == -1)
		return;
	/* A document in a file may be too large to be held in memory, too, so
	 * it is sent piece by piece. */
	while (rc == 0 && (rc = document_rest(j->document)) == 1)
		rc = response_flush(r, j->id);
	if (rc == -1 && !problem_is_set(&r->problem))
		page_writer_set_problem(r, j->document);
}

/*
 * Reads the pages of d and writes the job's document from them; origin says
 * what the document tells of the request.  If that fails, the response has a
 * problem, or the document a fault.  The caller frees the document in any case.
 */
static void
make_document(struct ocr_job *j, struct pages *d,
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
discard_document(struct ocr_job *j, struct pages *d)
{
	document_free(j->document);
	pages_rewind(d);
	buffer_free(&j->response->body);
	if (j->response->text != NULL)
		buffer_free(j->response->text);
	j->bad = 0;
}

/* Returns what the document is told of the request of j and of the files of d.
 */
static struct document_origin
describe_origin(const struct ocr_job *j, const struct pages *d)
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
answer_with_document(struct ocr_job *j, struct pages *d)
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
	struct ocr_job j = {c->engine, params, &document, r, c->options, id, 0};
	struct pages d;

	if (missing_languages_check(c->engine, params->lang, &r->problem) == -1)
		return;
	progress_enter(SCOREBOARD_DECODING, 0, 0);
	if (pages_open(&d, b, params, &limits, &r->problem) == 0)
		answer_with_document(&j, &d);
	pages_close(&d);
}
