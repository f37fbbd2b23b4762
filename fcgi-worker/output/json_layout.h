/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layout: blocks, paragraphs, lines and words of a recognized page.
 */
#ifndef FCGI_WORKER_OUTPUT_JSON_LAYOUT_H
#define FCGI_WORKER_OUTPUT_JSON_LAYOUT_H

#include <jansson.h>
#include <stddef.h>

struct TessBaseAPI;

/* What the words of a page add up to. */
struct layout_sum {
	double confidence;
	size_t words;
};

/*
 * The page that ${api} has recognized as openapi.yaml's array of blocks; its
 * words are added to ${sum}.  The caller drops it; NULL without memory.
 */
json_t *layout_blocks(struct TessBaseAPI *api, struct layout_sum *sum);

/*
 * The resolution of the page that ${api} has recognized: the image's, or what
 * was asked for, or else an estimate by its letters.
 */
int layout_dpi(struct TessBaseAPI *api);

/* The mean confidence of the words, with one decimal; 0 without words. */
double layout_confidence(const struct layout_sum *sum);

#endif
