/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_layout: blocks, paragraphs, lines and words of a recognized page.
 */
#ifndef FCGI_WORKER_OUTPUT_JSON_LAYOUT_H
#define FCGI_WORKER_OUTPUT_JSON_LAYOUT_H

#include <jansson.h>
#include <stddef.h>

struct TessBaseAPI;

/* What the words of a page add up to. */
struct json_layout_sum {
	double confidence;
	size_t words;
};

/*
 * The page that api has recognized as openapi.yaml's array of blocks; its
 * words are added to sum.  The caller drops it; NULL without memory.
 */
json_t *json_layout_blocks(
    struct TessBaseAPI *api, struct json_layout_sum *sum);

/*
 * The resolution of the page that api has recognized: the image's, or what
 * was asked for, or else an estimate by its letters.
 */
int json_layout_dpi(struct TessBaseAPI *api);

/* The mean confidence of the words, with one decimal; 0 without words. */
double json_layout_confidence(const struct json_layout_sum *sum);

#endif
