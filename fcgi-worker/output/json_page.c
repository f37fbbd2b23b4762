/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_page: the JSON of a recognized page and of a whole request.  The schema
 * in openapi.yaml describes what is made here.
 */
#include "output/json_page.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "engine/engine.h"
#include "output/render.h"
#include "base/utf8.h"
#include "common/lang_list.h"
#include "base/json_text.h"

json_t *
json_page_page(struct engine *e, const struct json_page_source *source,
    struct json_layout_sum *sum, struct buffer *text)
{
	struct json_layout_sum own = {0, 0};
	size_t begin = text->size;
	json_t *blocks, *object;

	buffer_add(text, "", 0);
	/* First: of an empty page Tesseract recognizes again for its text. */
	if (engine_add_page(e, PARAMS_TEXT, source->page, text) == -1 ||
	    text->failed)
		return NULL;
	blocks = engine_blocks(e, &own);
	object = json_pack("{s:i,s:i,s:i,s:i,s:i,s:f,s:o,s:o}", "page",
	    (int)source->page + 1, "width", (int)source->size.width, "height",
	    (int)source->size.height, "dpi", engine_dpi(e), "rotation",
	    source->rotation, "confidence", json_layout_confidence(&own),
	    "text", utf8_json(text->data + begin), "blocks", blocks);
	if (object == NULL) {
		text->failed = true;
		return NULL;
	}
	if (source->name != NULL)
		json_object_set_new(object, "name", utf8_json(source->name));
	sum->confidence += own.confidence;
	sum->words += own.words;
	return object;
}

/* Take the line end that json_text_add writes, and more bytes, away. */
static void
cut_end(struct buffer *b, size_t more)
{
	b->size -= 1 + more;
}

int
json_page_add(struct json_page *a, struct engine *e,
    const struct json_page_source *source)
{
	bool first = a->pages.size == 0;
	json_t *page;
	int rc;

	if (!first)
		buffer_add_text(&a->text, "\f");
	page = json_page_page(e, source, &a->sum, &a->text);
	if (page == NULL)
		return -1;
	if (!first)
		buffer_add_text(&a->pages, ",");
	rc = json_text_add(&a->pages, page);
	json_decref(page);
	if (rc == -1)
		a->text.failed = true;
	else
		cut_end(&a->pages, 0);
	return rc;
}

int
json_page_write(const struct json_page *a, const char *id, const char *lang,
    struct buffer *out)
{
	char engine[64];
	json_t *document;
	int rc;

	snprintf(engine, sizeof(engine), "tesseract %s", engine_version());
	document = json_pack("{s:s,s:s,s:o,s:f,s:o}", "id", id, "engine",
	    engine, "languages", lang_list_json(lang), "confidence",
	    json_layout_confidence(&a->sum), "text", utf8_json(a->text.data));
	rc = a->text.failed ? -1 : json_text_add(out, document);
	json_decref(document);
	if (rc == -1)
		return -1;
	cut_end(out, strlen("}"));
	buffer_add_text(out, ",\"pages\":[");
	buffer_add(out, a->pages.data, a->pages.size);
	buffer_add_text(out, "]}\n");
	return out->failed ? -1 : 0;
}

void
json_page_free(struct json_page *a)
{
	buffer_free(&a->text);
	buffer_free(&a->pages);
}
