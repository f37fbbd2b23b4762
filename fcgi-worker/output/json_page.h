/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_page: the JSON of a page and of a whole request.
 */
#ifndef FCGI_WORKER_OUTPUT_JSON_PAGE_H
#define FCGI_WORKER_OUTPUT_JSON_PAGE_H

#include <jansson.h>

#include <stdbool.h>

#include "base/buffer.h"
#include "engine/page.h"
#include "output/json_layout.h"

/*
 * The pages of a request so far.  They are kept as text: as objects they
 * would take ten times the memory.
 */
struct json_page {
	struct buffer pages; /* with commas between */
	struct buffer text;
	struct json_layout_sum sum;
	bool with_markdown; /* each page has its Markdown, too */
};

/*
 * Appends the page to out as a line of JSON.  Returns 0; or -1 without memory,
 * and sets out->failed.
 */
int json_page_add_line(struct buffer *out, const struct page *p);

/*
 * Adds the page p to a.  Returns 0; or -1 without memory, and sets
 * a->text.failed.
 */
int json_page_add(struct json_page *a, const struct page *p);

/*
 * Appends the JSON of the whole request to out, with the pages of a.  id is the
 * request's; version is that of the Tesseract that read the pages; lang is
 * their languages, joined by +. Returns 0, or -1 without memory.
 */
int json_page_write(const struct json_page *a, const char *id,
    const char *version, const char *lang, struct buffer *out);

/* Frees what a holds. */
void json_page_free(struct json_page *a);

#endif
