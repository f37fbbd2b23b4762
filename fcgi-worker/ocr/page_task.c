/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_task: takes one page from its file to the text that was read, and turns
 * it upright before if that was asked for.  Knows nothing of the other pages.
 */
#include "ocr/page_task.h"

#include <errno.h>

#include "base/clock.h"
#include "engine/engine.h"
#include "engine/tables.h"
#include "input/rotate.h"
#include "input/text_layer.h"
#include "ocr/layer_lines.h"

/*
 * Turns the image of t as params ask: by a given angle, or until it is upright,
 * which engine finds out.  Returns 0, or -1 with the problem; then there is no
 * image.
 */
static int
turn_page(
    struct page_task *t, const struct params *params, struct engine *engine)
{
	struct pages_page *page = &t->page;

	t->degrees = params->rotate;
	if (t->degrees == VALUE_ROTATE_AUTO)
		t->degrees = engine_orientation(engine, page->pix);
	if (t->degrees == -1) {
		image_free_page(page->pix);
		page->pix = NULL;
		return problem_set(&t->problem, PROBLEM_FAULT,
		    "The model that tells orientation is not installed.");
	}
	page->pix = rotate_clockwise(page->pix, t->degrees);
	if (page->pix == NULL)
		return problem_set(&t->problem, PROBLEM_OUT_OF_MEMORY,
		    "There is not enough memory to turn the page.");
	return 0;
}

static bool
is_within(const struct value_region *r, const struct sniff_size *size)
{
	return r->width <= size->width && r->x <= size->width - r->width &&
	       r->height <= size->height && r->y <= size->height - r->height;
}

/* Checks that region is within the page of t, which has this size.  Returns 0,
 * or -1 with the problem. */
static int
check_region(struct page_task *t, const struct value_region *region,
    const struct sniff_size *size)
{
	return is_within(region, size)
		   ? 0
		   : problem_bad_parameter(&t->problem, "region",
			 "Page %u has %u x %u pixels; the region must lie "
			 "within it.",
			 t->page.number, size->width, size->height);
}

/* Sets the problem of t, by the errno of an engine that returned no page. */
static void
set_reading_problem(struct page_task *t, const struct params *params)
{
	if (errno == ENOMEM)
		problem_no_memory(&t->problem, "the answer");
	else
		problem_set(&t->problem, PROBLEM_UNREADABLE,
		    "Tesseract could not work on page %u%s.", t->page.number,
		    params->psm == ENGINE_PSM_ORIENTATION
			? ": too little text to tell its orientation"
			: "");
}

/* Reads the image of t.  Returns the page, or NULL with the problem.  If the
 * image is damaged and nothing was read on it, that is a problem. */
static struct page *
read_image(
    struct page_task *t, const struct params *params, struct engine *engine)
{
	struct page *p = engine_read(engine, t->page.pix, &params->region,
	    t->page.layout_dpi > 0 ? t->page.layout_dpi : ENGINE_MOST_DPI);

	if (p == NULL) {
		set_reading_problem(t, params);
		return NULL;
	}
	p->is_damaged = t->page.damaged;
	/* Blank text would claim that the page has none. */
	if (t->page.damaged && !p->orientation.is_known &&
	    (page_is_blank(p) || !page_has_text(p))) {
		pages_refuse_damaged(&t->page, &t->problem);
		page_free(p);
		return NULL;
	}
	return p;
}

/*
 * Returns a page without text that has the size and the image of t, for formats
 * and options that want no text; or NULL with the problem.
 */
static struct page *
make_blank_page(struct page_task *t, const struct params *params)
{
	const struct text_layer no_text = {.size = image_page_size(t->page.pix),
	    .dpi = image_dpi(t->page.pix)};
	struct page *p = layer_lines_make(&no_text, 0, &params->region);

	if (p == NULL)
		problem_no_memory(&t->problem, "the answer");
	else
		p->image = t->page.pix;
	return p;
}

/*
 * Makes the result of t from the text layer of its page, turned by t->degrees.
 * Without memory t has a problem instead.
 */
static void
make_layer_result(struct page_task *t, const struct params *params,
    const struct text_layer *layer)
{
	t->result = layer_lines_make(layer, t->degrees, &params->region);
	if (t->result != NULL && !format_has_tables(params->format))
		return;
	/* A text layer has no image in which rules could be found: NULL. */
	if (t->result != NULL && tables_find(t->result, NULL) == 0)
		return;
	/* Only memory can have run out, in either call. */
	page_free(t->result);
	t->result = NULL;
	problem_no_memory(&t->problem, "the answer");
}

/*
 * Makes the result of t from the text layer of its page, turned as params ask,
 * so that nothing has to be recognized.  If that fails, t has a problem
 * instead.
 */
static void
use_layer(struct page_task *t, const struct params *params,
    const struct text_layer *layer)
{
	struct sniff_size size = layer->size;

	t->degrees = params->rotate;
	if (t->degrees == VALUE_ROTATE_AUTO)
		t->degrees = layer_lines_upright(layer);
	if (t->degrees % 180 != 0)
		size = (struct sniff_size){size.height, size.width};
	if (check_region(t, &params->region, &size) == 0)
		make_layer_result(t, params, layer);
}

/*
 * Takes the next page as the text that it has, if it has some that is to be
 * used.  Returns 1 when t is done by that, with a result or a problem.  Returns
 * 0 when the page, which is still the next one, has to be taken as an image;
 * t->text is then the text of the page that is seen, which may not be all.
 */
static int
begin_layer(struct page_task *t, struct pages *d, const struct params *params)
{
	struct text_layer layer;
	int rc = pages_layer(d, &t->page, &layer, &t->problem);
	bool is_used;

	if (rc == 0)
		return 0; /* it has no text */
	if (rc == -1)
		return 1; /* it has a problem */
	is_used = layer.is_trusted || params->layer == PARAMS_LAYER_ONLY;
	if (is_used) {
		pages_skip(d);
		use_layer(t, params, &layer);
	}
	if (!is_used && layer.is_seen)
		t->text = layer;
	else
		text_layer_free(&layer);
	return is_used;
}

/* Takes the next page as an image.  Returns 0, or -1 with the problem. */
static int
begin_image(struct page_task *t, struct pages *d, const struct params *params,
    struct engine *engine)
{
	if (pages_next(d, &t->page, &t->problem) == 1)
		return turn_page(t, params, engine);
	t->page.pix = NULL;
	return -1;
}

void
page_task_begin(struct page_task *t, struct pages *d,
    const struct params *params, struct engine *engine, bool with_layer)
{
	bool is_done;

	*t = (struct page_task){.state = PAGE_TASK_DONE};
	is_done = with_layer && begin_layer(t, d, params) == 1;
	if (!is_done && begin_image(t, d, params, engine) == 0)
		t->state = PAGE_TASK_PENDING;
	t->number = d->last;
	t->file = pages_last_file(d);
}

void
page_task_read(
    struct page_task *t, const struct params *params, struct engine *engine)
{
	const struct sniff_size size = image_page_size(t->page.pix);
	double start = clock_exact_ms();

	if (check_region(t, &params->region, &size) == 0) {
		if (params->layer != PARAMS_LAYER_ONLY &&
		    !format_is_picture(params->format))
			t->result = read_image(t, params, engine);
		else
			t->result = make_blank_page(t, params);
	}
	if (t->result != NULL && t->page.is_encoded)
		t->result->encoded = &t->page.encoded;
	t->read_ms = clock_exact_ms() - start;
}

/* Whether layer has words, and it is known which letters they are. */
static bool
has_known_words(const struct text_layer *layer)
{
	for (size_t i = 0; i < layer->count; i++)
		if (layer->words[i].is_unmapped)
			return false;
	return layer->count > 0;
}

void
page_task_fill_blank(struct page_task *t, const struct params *params)
{
	struct text_layer seen = t->text;

	/* A PDF keeps that text, and a region is measured on the image. */
	if (t->result == NULL || page_has_text(t->result) ||
	    params->format == FORMAT_PDF || params->region.width > 0 ||
	    !has_known_words(&seen))
		return;
	seen.is_trusted = true;
	page_free(t->result);
	make_layer_result(t, params, &seen);
}

/* Returns how many pixels pix has; 0 for NULL. */
static size_t
pixels_of(const struct Pix *pix)
{
	struct sniff_size size;

	if (pix == NULL)
		return 0;
	size = image_page_size(pix);
	return (size_t)size.width * size.height;
}

size_t
page_task_pixels(const struct page_task *t)
{
	return pixels_of(t->page.pix) + pixels_of(t->coarse_pix);
}

void
page_task_clear(struct page_task *t)
{
	page_free(t->result);
	page_free(t->coarse);
	if (t->page.pix != NULL)
		image_free_page(t->page.pix);
	if (t->coarse_pix != NULL)
		image_free_page(t->coarse_pix);
	problem_clear(&t->problem);
	text_layer_free(&t->text);
	*t = (struct page_task){.state = PAGE_TASK_DONE};
}
