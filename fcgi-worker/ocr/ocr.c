/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr: from the files of a body to the document that was asked for.  Pages flow
 * one way: opened and measured all, then one by one decoded, turned upright,
 * read by the engine and written by the format.
 */
#include "ocr/ocr.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>

#include "base/log.h"
#include "engine/engine.h"
#include "engine/tables.h"
#include "input/rotate.h"
#include "input/text_layer.h"
#include "ocr/layer_page.h"
#include "ocr/missing_languages.h"
#include "ocr/pages.h"
#include "output/document.h"
#include "shm/progress.h"

/* Tell why the answer could not be written. */
static void
refuse_document(struct response *r, const struct document *document)
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

/*
 * Turn the image of page as it was asked for.  Returns the degrees, or -1 with
 * the problem; then there is no image.
 */
static int
turn_page(const struct job *j, struct pages_page *page)
{
	int degrees = j->params->rotate;

	if (degrees == VALUE_ROTATE_AUTO)
		degrees = engine_orientation(j->engine, page->pix);
	if (degrees == -1) {
		image_free_page(page->pix);
		return problem_set(&j->response->problem, PROBLEM_FAULT,
		    "The model that tells orientation is not installed.");
	}
	page->pix = rotate_clockwise(page->pix, degrees);
	if (page->pix == NULL)
		return problem_set(&j->response->problem, PROBLEM_OUT_OF_MEMORY,
		    "There is not enough memory to turn the page.");
	return degrees;
}

static bool
is_within(const struct value_region *r, const struct sniff_size *size)
{
	return r->width <= size->width && r->x <= size->width - r->width &&
	       r->height <= size->height && r->y <= size->height - r->height;
}

static void
refuse_region(struct problem *p, unsigned number, const struct sniff_size *size)
{
	problem_bad_parameter(p, "region",
	    "Page %u has %u x %u pixels; the region must lie within it.",
	    number, size->width, size->height);
}

/* Tell why the engine has no page, which errno says. */
static void
refuse_reading(const struct job *j, const struct pages_page *page)
{
	struct problem *p = &j->response->problem;

	if (errno == ENOMEM)
		problem_no_memory(p, "the answer");
	else
		problem_set(p, PROBLEM_UNREADABLE,
		    "Tesseract could not work on page %u%s.", page->number,
		    j->params->psm == ENGINE_PSM_ORIENTATION
			? ": too little text to tell its orientation"
			: "");
}

/* What was read of the image of page, or NULL with the problem. */
static struct page *
read_page(const struct job *j, const struct pages_page *page)
{
	const struct sniff_size size = image_page_size(page->pix);
	struct page *p;

	if (!is_within(&j->params->region, &size)) {
		refuse_region(&j->response->problem, page->number, &size);
		return NULL;
	}
	p = engine_read(j->engine, page->pix, &j->params->region);
	if (p == NULL) {
		refuse_reading(j, page);
		return NULL;
	}
	/* Blank text would say that there is none. */
	if (page->damaged && !p->orientation.is_known && page_is_blank(p)) {
		pages_refuse_damaged(page, &j->response->problem);
		page_free(p);
		return NULL;
	}
	return p;
}

/*
 * Write p, which is freed and is what was read of page, turned by degrees.
 * Returns 0, or -1 with the problem.
 */
static int
write_page(const struct job *j, const struct pages_page *page, int degrees,
    struct page *p)
{
	int rc;

	p->number = page->number - 1;
	p->name = page->file;
	p->rotation = degrees;
	rc = document_add(j->document, p);
	if (rc == -1)
		refuse_document(j->response, j->document);
	page_free(p);
	return rc;
}

/* Whether text that a page has may take the place of what is seen on it. */
static bool
takes_layers(const struct job *j)
{
	const struct params *params = j->params;

	return params->layer != PARAMS_LAYER_NEVER &&
	       params->psm != ENGINE_PSM_ORIENTATION &&
	       (params->format != FORMAT_PDF ||
		   document_keeps_pages(j->document));
}

/* Write what layer has of page.  Returns 0, or -1 with the problem. */
static int
write_layer(const struct job *j, const struct pages_page *page,
    const struct text_layer *layer)
{
	int degrees = j->params->rotate;
	struct sniff_size size = layer->size;
	struct page *p;

	if (degrees == VALUE_ROTATE_AUTO)
		degrees = layer_page_upright(layer);
	if (degrees % 180 != 0)
		size = (struct sniff_size){size.height, size.width};
	if (!is_within(&j->params->region, &size)) {
		refuse_region(&j->response->problem, page->number, &size);
		return -1;
	}
	p = layer_page_make(layer, degrees, &j->params->region);
	if (p == NULL || (format_has_tables(j->params->format) &&
			     tables_find(p, NULL) == -1)) {
		page_free(p);
		return problem_no_memory(&j->response->problem, "the answer");
	}
	return write_page(j, page, degrees, p);
}

/*
 * Add the next page as the text that it has.  Returns 1, 0 when it is to be
 * recognized, or -1 with the problem.
 */
static int
add_layer(const struct job *j, struct pages *d)
{
	struct text_layer layer;
	struct pages_page page;
	int rc = pages_layer(d, &page, &layer, &j->response->problem);

	if (rc != 1)
		return rc;
	rc = 0;
	if (layer.is_real || j->params->layer == PARAMS_LAYER_ONLY) {
		pages_skip(d);
		rc = write_layer(j, &page, &layer) == -1 ? -1 : 1;
	}
	text_layer_free(&layer);
	return rc;
}

/* What is read of page, whose image is upright, or NULL with the problem. */
static struct page *
read_or_leave(const struct job *j, const struct pages_page *page)
{
	const struct text_layer nothing = {
	    .size = image_page_size(page->pix), .dpi = image_dpi(page->pix)};
	struct page *p;

	if (j->params->layer != PARAMS_LAYER_ONLY)
		return read_page(j, page);
	if (!is_within(&j->params->region, &nothing.size)) {
		refuse_region(
		    &j->response->problem, page->number, &nothing.size);
		return NULL;
	}
	p = layer_page_make(&nothing, 0, &j->params->region);
	if (p == NULL)
		problem_no_memory(&j->response->problem, "the answer");
	else
		p->image = page->pix;
	return p;
}

/* Add the next page.  Returns 0, or -1 with the problem. */
static int
add_page(const struct job *j, struct pages *d)
{
	unsigned count = j->document->count + 1;
	struct pages_page page;
	struct page *p;
	int degrees, rc = 0;

	progress_enter(SCOREBOARD_DECODING, count, d->chosen);
	if (takes_layers(j))
		rc = add_layer(j, d);
	if (rc != 0)
		return rc == 1 ? 0 : -1;
	if (pages_next(d, &page, &j->response->problem) != 1)
		return -1;
	progress_enter(SCOREBOARD_RECOGNIZING, count, d->chosen);
	degrees = turn_page(j, &page);
	if (degrees == -1)
		return -1;
	p = read_or_leave(j, &page);
	if (p != NULL && page.is_encoded)
		p->encoded = &page.encoded;
	rc = p == NULL ? -1 : write_page(j, &page, degrees, p);
	image_free_page(page.pix);
	/*
	 * Without this, the memory that was freed would stay while the next
	 * page takes as much again.
	 */
	malloc_trim(0);
	return rc;
}

/* Whether the answer is small enough so far; else it is the problem. */
static bool
has_room(const struct job *j)
{
	if (j->response->sent + document_size(j->document) <=
	    j->options->max_answer)
		return true;
	response_too_large(j->response, j->options->max_answer);
	return false;
}

/* Whether an answer may lack a page that is damaged, and say so. */
static bool
may_lack_pages(const struct job *j, const struct pages *d)
{
	enum format format = j->params->format;

	return d->chosen > 1 &&
	       (format == FORMAT_JSON || format == FORMAT_NDJSON ||
		   j->params->is_lenient);
}

/*
 * Say in the document and the log that the page that came last is damaged, if
 * that is the problem and other pages may be good; then there is no problem.
 * Returns 0, or -1 with the problem.
 */
static int
note_bad_page(struct job *j, const struct pages *d)
{
	struct problem *p = &j->response->problem;
	struct page bad = {.number = d->last - 1, .problem = p->detail};
	int rc;

	if (p->type != PROBLEM_UNDECODABLE || !may_lack_pages(j, d))
		return -1;
	/* Of bad pages alone there is no answer. */
	if (++j->bad == d->chosen)
		return -1;
	bad.name = pages_last_file(d);
	log_write("warning", "damaged page",
	    json_pack("{s:s,s:i,s:s}", "id", j->id, "page", (int)d->last,
		"detail", p->detail));
	rc = document_add_bad(j->document, &bad);
	problem_clear(p);
	if (rc == -1)
		refuse_document(j->response, j->document);
	return rc;
}

/* Add the next page, or that it is damaged.  Returns 0, or -1 with the problem.
 */
static int
add_any_page(struct job *j, struct pages *d)
{
	const unsigned before = j->document->count;

	if (add_page(j, d) == 0)
		return 0;
	/* Once it is in the document, the fault is not the page's. */
	return j->document->count == before ? note_bad_page(j, d) : -1;
}

/* Send what there is of a stream, once a page is good. */
static int
flush_pages(const struct job *j, const char *id)
{
	if (!document_is_stream(j->document) || j->bad == j->document->count)
		return 0;
	return response_flush(j->response, id);
}

/* Add all pages of d, and end the document. */
static void
write_document(struct job *j, struct pages *d, const char *id)
{
	struct response *r = j->response;
	int rc;

	while (j->document->count < d->chosen)
		if (add_any_page(j, d) == -1 || !has_room(j) ||
		    flush_pages(j, id) == -1)
			return;
	progress_enter(SCOREBOARD_RENDERING, 0, 0);
	rc = document_end(j->document);
	if (rc == 0 && !has_room(j))
		return;
	/* A document in a file may be too large to be held in memory, too. */
	while (rc == 0 && (rc = document_rest(j->document)) == 1)
		rc = response_flush(r, id);
	if (rc == -1 && !problem_is_set(&r->problem))
		refuse_document(r, j->document);
}

static void
recognize(struct job *j, struct pages *d, const char *id)
{
	const struct params *params = j->params;
	/* Pages have the resolution that was asked for, or what fits of it. */
	const struct engine_settings settings = {params->lang, params->psm, 0,
	    &params->vars, params->quality, format_has_tables(params->format)};
	struct response *r = j->response;

	if (engine_prepare(j->engine, &settings) == -1) {
		problem_set(&r->problem, PROBLEM_FAULT,
		    "The languages could not be loaded.");
		return;
	}
	const struct document_origin origin = {.version = engine_version(),
	    .tessdata = engine_tessdata(j->engine),
	    .lang = engine_lang(j->engine),
	    .id = id,
	    .pdf = pages_pdf(d),
	    .pdf_pages = d->total,
	    .may_break_signatures = params->breaks_signatures};

	snprintf(r->languages, sizeof(r->languages), "%s", origin.lang);
	r->type = format_content_type(params->format);
	document_begin(j->document, params->format, &origin, &r->body);
	r->is_lines = document_is_stream(j->document);
	write_document(j, d, id);
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
		recognize(&j, &d, id);
	pages_close(&d);
}
