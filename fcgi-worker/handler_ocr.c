/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * handler_ocr: from the bytes of a body to the document that was asked for.
 * Only joins recipe, image, engine and render; turns what they refuse into
 * outcomes.
 */
#include <jansson.h>
#include <string.h>

#include "engine.h"
#include "handlers.h"
#include "image.h"
#include "recipe.h"
#include "render.h"

static void
refuse_recipe(
    struct response *r, enum recipe_result rc, const struct recipe_error *e)
{
	json_t *supported;
	int i;

	if (rc == RECIPE_BAD) {
		response_problem(r, RESPONSE_BAD_REQUEST, "%s", e->detail);
		response_member(r, "parameter", json_string(e->parameter));
		return;
	}
	response_problem(r, RESPONSE_NOT_ACCEPTABLE, "%s", e->detail);
	supported = json_array();
	for (i = 0; i < RECIPE_FORMATS; i++)
		json_array_append_new(
		    supported, json_string(recipe_type((enum recipe_format)i)));
	response_member(r, "supported", supported);
}

static void
refuse_lang(struct response *r, const struct engine *e, const char *lang)
{
	const char *const *l = engine_languages(e);
	json_t *installed = json_array();

	response_problem(r, RESPONSE_UNKNOWN_LANGUAGE,
	    "Not all of the languages %s are installed.", lang);
	for (; *l != NULL; l++)
		json_array_append_new(installed, json_string(*l));
	response_member(r, "installed", installed);
}

static void
refuse_limit(struct response *r, enum response_outcome outcome, size_t limit,
    const char *what)
{
	response_problem(
	    r, outcome, "At most %zu %s are accepted.", limit, what);
	response_member(r, "limit", json_integer((json_int_t)limit));
}

static void
refuse_type(struct response *r)
{
	json_t *supported = json_array();
	int i;

	response_problem(
	    r, RESPONSE_UNSUPPORTED_TYPE, "The bytes are no supported image.");
	for (i = SNIFF_UNKNOWN + 1; i < SNIFF_TYPES; i++)
		json_array_append_new(supported,
		    json_string(sniff_media_type((enum sniff_type)i)));
	response_member(r, "supported", supported);
}

static void
refuse_image(struct response *r, enum image_result rc, const struct options *o)
{
	switch (rc) {
	case IMAGE_UNSUPPORTED:
		refuse_type(r);
		return;
	case IMAGE_TOO_MANY_PIXELS:
		refuse_limit(r, RESPONSE_TOO_MANY_PIXELS, o->max_pixels,
		    "pixels a page");
		return;
	case IMAGE_TOO_WIDE:
		refuse_limit(r, RESPONSE_TOO_MANY_PIXELS, IMAGE_MAX_SIDE,
		    "pixels a side");
		return;
	case IMAGE_TOO_MANY_PAGES:
		refuse_limit(r, RESPONSE_TOO_MANY_PAGES, o->max_pages, "pages");
		return;
	case IMAGE_NO_MEMORY:
		response_problem(r, RESPONSE_OUT_OF_MEMORY,
		    "There is not enough memory for the image.");
		return;
	default:
		response_problem(r, RESPONSE_UNDECODABLE,
		    "The image is damaged, cut off, or of a variant that "
		    "cannot be decoded.");
	}
}

/* Tell why the answer could not be written. */
static void
refuse_room(struct response *r, const struct render *render)
{
	if (render->out->failed)
		response_problem(r, RESPONSE_OUT_OF_MEMORY,
		    "There is not enough memory for the answer.");
	else
		response_problem(r, RESPONSE_FAULT,
		    "There is no room for the answer's temporary file.");
}

/* Recognize one page into ${render}.  Returns 0, or -1 with the problem. */
static int
add_page(struct engine *e, const struct image *image, struct render *render,
    struct response *r)
{
	unsigned page = render->count;
	struct Pix *pix = image_page(image, page);
	struct answer_source source = {.name = NULL};
	int rc = -1;

	if (pix == NULL) {
		response_problem(r, RESPONSE_UNDECODABLE,
		    "Page %u is damaged, cut off, or of a variant that "
		    "cannot be decoded.",
		    page + 1);
		return -1;
	}
	source.size = image_page_size(pix);
	if (engine_read(e, pix) == -1 ||
	    render_page(render, e, &source) == -1) {
		if (render->out->failed || render->format == RECIPE_PDF)
			refuse_room(r, render);
		else
			response_problem(r, RESPONSE_UNREADABLE,
			    "Tesseract could not work on page %u%s.", page + 1,
			    render->orientation
				? ": too little text to tell its orientation"
				: "");
	} else {
		rc = 0;
	}
	image_free_page(pix);
	return rc;
}

static void
recognize(struct engine *e, const struct recipe *recipe,
    const struct image *image, const char *id, struct response *r)
{
	struct render render;

	if (engine_prepare(e, recipe) == -1) {
		response_problem(
		    r, RESPONSE_FAULT, "The languages could not be loaded.");
		return;
	}
	snprintf(r->languages, sizeof(r->languages), "%s", engine_lang(e));
	r->type = recipe_content_type(recipe->format);
	render_begin(&render, recipe, &r->body);
	while (render.count < image->count)
		if (add_page(e, image, &render, r) == -1 ||
		    (render_is_stream(&render) && response_flush(r, id) == -1))
			goto out;
	if (render_end(&render, id, engine_lang(e)) == -1)
		refuse_room(r, &render);
out:
	r->pages = render.count;
	render_free(&render);
}

void
handler_ocr(const struct handlers_context *c, const struct request *q,
    struct response *r)
{
	const struct image_limits limits = {
	    c->options->max_pixels, c->options->max_pages};
	const struct sniff_bytes bytes = {
	    (const unsigned char *)q->body.data, q->body.size};
	struct recipe_error error;
	struct recipe recipe;
	struct image image;
	enum recipe_result asked;
	enum image_result rc;

	asked = recipe_parse(&recipe, q->query, strlen(q->query),
	    request_header(q, "Accept"), &error);
	if (asked != RECIPE_GOOD) {
		refuse_recipe(r, asked, &error);
		return;
	}
	if (!engine_has(c->engine, recipe.lang)) {
		refuse_lang(r, c->engine, recipe.lang);
		return;
	}
	if (bytes.size == 0) {
		response_problem(r, RESPONSE_BAD_REQUEST,
		    "The body is empty; send an image.");
		response_member(r, "parameter", json_string("body"));
		return;
	}
	rc = image_open(&image, &bytes, &limits);
	if (rc != IMAGE_GOOD) {
		refuse_image(r, rc, c->options);
		return;
	}
	recognize(c->engine, &recipe, &image, q->id, r);
	image_close(&image);
}
