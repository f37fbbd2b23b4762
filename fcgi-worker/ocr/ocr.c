/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr: from the files of a body to the document that was asked for.  Only
 * joins document, engine and render.
 */
#include "ocr/ocr.h"

#include <malloc.h>
#include <stdio.h>

#include "ocr/pages.h"
#include "engine/engine.h"
#include "ocr/missing_languages.h"
#include "output/render.h"
#include "shm/progress.h"
#include "input/rotate.h"

/* Tell why the answer could not be written. */
static void
refuse_room(struct response *r, const struct render *render)
{
	if (render->out->failed)
		problem_no_memory(&r->problem, "the answer");
	else
		problem_set(&r->problem, PROBLEM_FAULT,
		    "There is no room for the answer's temporary file.");
}

/* One request on its way. */
struct job {
	struct engine *engine;
	const struct params *recipe;
	struct render *render;
	struct response *response;
	const struct options *options;
};

/*
 * Turn the page as it was asked for.  Returns 0, or -1 with the problem; then
 * there is no page.
 */
static int
turn_page(
    const struct job *j, struct pages_page *page, struct json_page_source *s)
{
	s->rotation = j->recipe->rotate;
	if (s->rotation == VALUE_ROTATE_AUTO)
		s->rotation = engine_orientation(j->engine, page->pix);
	if (s->rotation == -1) {
		image_free_page(page->pix);
		return problem_set(&j->response->problem, PROBLEM_FAULT,
		    "The model that tells orientation is not installed.");
	}
	page->pix = rotate_clockwise(page->pix, s->rotation);
	if (page->pix == NULL)
		return problem_set(&j->response->problem, PROBLEM_OUT_OF_MEMORY,
		    "There is not enough memory to turn the page.");
	s->size = image_page_size(page->pix);
	return 0;
}

static bool
is_within(const struct value_region *r, const struct sniff_size *size)
{
	return r->width <= size->width && r->x <= size->width - r->width &&
	       r->height <= size->height && r->y <= size->height - r->height;
}

static int
refuse_region(struct problem *p, unsigned number, const struct sniff_size *size)
{
	return problem_bad_parameter(p, "region",
	    "Page %u has %u x %u pixels; the region must lie within it.",
	    number, size->width, size->height);
}

static int
read_page(const struct job *j, const struct pages_page *page,
    const struct json_page_source *s)
{
	struct problem *p = &j->response->problem;
	struct render *render = j->render;
	bool read;

	if (!is_within(&j->recipe->region, &s->size))
		return refuse_region(p, page->number, &s->size);
	read = engine_read(j->engine, page->pix, &j->recipe->region) == 0;
	/* Blank text would say that there is none. */
	if (read && page->damaged && !render->orientation &&
	    engine_is_blank(j->engine))
		return pages_refuse_damaged(page, p);
	if (read && render_page(render, j->engine, s) == 0)
		return 0;
	if (render->out->failed || (read && render->format == PARAMS_PDF))
		refuse_room(j->response, render);
	else
		problem_set(p, PROBLEM_UNREADABLE,
		    "Tesseract could not work on page %u%s.", page->number,
		    render->orientation
			? ": too little text to tell its orientation"
			: "");
	return -1;
}

/* Recognize the next page.  Returns 0, or -1 with the problem. */
static int
add_page(const struct job *j, struct pages *d)
{
	unsigned count = j->render->count + 1;
	struct json_page_source s = {.page = 0};
	struct pages_page page;
	int rc;

	progress_enter(SCOREBOARD_DECODING, count, d->chosen);
	if (pages_next(d, &page, &j->response->problem) != 1)
		return -1;
	progress_enter(SCOREBOARD_RECOGNIZING, count, d->chosen);
	s.page = page.number - 1;
	s.name = page.file;
	if (turn_page(j, &page, &s) == -1)
		return -1;
	rc = read_page(j, &page, &s);
	engine_release(j->engine);
	image_free_page(page.pix);
	/* Else what was freed would lie beside the next page. */
	malloc_trim(0);
	return rc;
}

/* Whether the answer is small enough so far; else it is the problem. */
static bool
has_room(const struct job *j)
{
	if (j->response->sent + render_size(j->render) <=
	    j->options->max_answer)
		return true;
	response_too_large(j->response, j->options->max_answer);
	return false;
}

static void
recognize(const struct job *j, struct pages *d, const char *id)
{
	struct response *r = j->response;
	int rc;

	if (engine_prepare(j->engine, j->recipe) == -1) {
		problem_set(&r->problem, PROBLEM_FAULT,
		    "The languages could not be loaded.");
		return;
	}
	snprintf(
	    r->languages, sizeof(r->languages), "%s", engine_lang(j->engine));
	r->type = params_content_type(j->recipe->format);
	render_begin(j->render, j->recipe, &r->body);
	while (j->render->count < d->chosen)
		if (add_page(j, d) == -1 || !has_room(j) ||
		    (render_is_stream(j->render) &&
			response_flush(r, id) == -1))
			goto out;
	progress_enter(SCOREBOARD_RENDERING, 0, 0);
	rc = render_end(j->render, id, engine_lang(j->engine));
	/* A document in a file may be too large to be held in memory, too. */
	while (rc == 0 && (rc = render_rest(j->render)) == 1)
		rc = response_flush(r, id);
	if (rc == -1 && !problem_is_set(&r->problem))
		refuse_room(r, j->render);
out:
	r->pages = j->render->count;
	render_free(j->render);
}

void
ocr_run(const struct ocr_context *c, const struct body *b,
    const struct params *recipe, const char *id, struct response *r)
{
	const struct pages_limits limits = {
	    c->options->max_pixels, c->options->max_pages};
	struct render render;
	const struct job j = {c->engine, recipe, &render, r, c->options};
	struct pages d;

	if (missing_languages_check(c->engine, recipe->lang, &r->problem) == -1)
		return;
	progress_enter(SCOREBOARD_DECODING, 0, 0);
	if (pages_open(&d, b, recipe, &limits, &r->problem) == 0)
		recognize(&j, &d, id);
	pages_close(&d);
}
