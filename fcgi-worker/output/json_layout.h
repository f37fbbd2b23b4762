/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_layout: blocks, paragraphs, lines and words of a page.
 */
#ifndef FCGI_WORKER_OUTPUT_JSON_LAYOUT_H
#define FCGI_WORKER_OUTPUT_JSON_LAYOUT_H

#include <jansson.h>
#include <stddef.h>

#include "engine/page.h"

/* What the words of a page add up to. */
struct json_layout_sum {
	double confidence;
	size_t words;
};

/*
 * Returns the text of p as openapi.yaml's array of blocks; its words are added
 * to sum. The caller drops it; NULL without memory.
 */
json_t *json_layout_blocks(const struct page *p, struct json_layout_sum *sum);

/* Returns the mean confidence of the words, with one decimal; 0 without
 * words. */
double json_layout_confidence(const struct json_layout_sum *sum);

/* Returns the tables of p as an array, or NULL without memory. */
json_t *json_layout_tables(const struct page *p);

#endif
