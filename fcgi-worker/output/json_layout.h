/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_layout: blocks, paragraphs, lines and words of a page.
 */
#ifndef FCGI_WORKER_OUTPUT_JSON_LAYOUT_H
#define FCGI_WORKER_OUTPUT_JSON_LAYOUT_H

#include <jansson.h>
#include <stddef.h>

#include "engine/page.h"

/* Sums over the words of a page, for their mean confidence. */
struct json_layout_sum {
	double confidence;
	size_t words;
};

/*
 * Returns the text blocks of p, as openapi.yaml describes them, and adds their
 * words to sum.  The caller releases the array.  Returns NULL without memory.
 */
json_t *json_layout_blocks(const struct page *p, struct json_layout_sum *sum);

/* Returns the mean confidence of the words, with one decimal; 0 without
 * words. */
double json_layout_confidence(const struct json_layout_sum *sum);

/*
 * Returns the tables of p as an array, which the caller releases; or NULL
 * without memory.
 */
json_t *json_layout_tables(const struct page *p);

#endif
