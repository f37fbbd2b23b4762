/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * open_webui: PUT /process as Open WebUI asks an external document loader.  The
 * body is the file, the answer a list of its pages.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "handlers/handlers.h"
#include "handlers/json_answer.h"
#include "http/query.h"
#include "input/sniff.h"

/* Nobody needs a longer name. */
#define NAME_MAX_BYTES 255

/* Returns the file's name, which the header X-Filename has URL-encoded; NULL
 * without the header or without memory. */
static json_t *
make_name(const struct request *q)
{
	const char *encoded = request_header(q, "X-Filename");
	char name[NAME_MAX_BYTES + 1];
	size_t size = 0;

	if (encoded == NULL)
		return NULL;
	while (*encoded != '\0' && size < NAME_MAX_BYTES) {
		int byte = encoded[0] == '%' && encoded[1] != '\0'
			       ? query_byte(encoded + 1)
			       : -1;

		name[size++] = byte > 0 ? (char)byte : *encoded;
		encoded += byte > 0 ? 3 : 1;
	}
	name[size] = '\0';
	return utf8_json(name);
}

/* Returns the entry for a page, with the name of the file, or NULL, and its
 * media type. */
static json_t *
make_page(const json_t *page, json_t *name, const char *type)
{
	json_t *metadata = json_pack("{s:s,s:O,s:O}", "Content-Type", type,
	    "page", json_object_get(page, "page"), "confidence",
	    json_object_get(page, "confidence"));

	if (name != NULL)
		json_object_set(metadata, "source", name);
	return json_pack("{s:O,s:o}", "page_content",
	    json_object_get(page, "text"), "metadata", metadata);
}

/* Returns Open WebUI's form of answer: a list of its pages, each with the name
 * and the media type of the file. */
static json_t *
make_pages(const json_t *answer, json_t *name, const char *type)
{
	json_t *pages = json_array();
	const json_t *page;
	size_t i;

	json_array_foreach(json_object_get(answer, "pages"), i, page)
	{
		json_array_append_new(pages, make_page(page, name, type));
	}
	return pages;
}

/* PUT /process, as Open WebUI sends a file to its external document loader:
 * answers with the text of each page. */
void
handler_open_webui(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	json_t *answer = NULL, *name;
	struct foreign_form f;

	if (foreign_form_open_file(&f, q, c->options->max_bytes, &r->problem) ==
	    0)
		answer = json_answer_recognize(&f, c, q, r);
	if (answer != NULL) {
		name = make_name(q);
		response_json(
		    r, make_pages(answer, name,
			   sniff_media_type(sniff_type(&f.files[0].bytes))));
		json_decref(name);
		json_decref(answer);
	}
	foreign_form_close(&f);
}
