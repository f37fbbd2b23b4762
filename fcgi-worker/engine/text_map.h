/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text_map: finds lines of text on a map that has for each point how likely it
 * is text.
 */
#ifndef FCGI_WORKER_ENGINE_TEXT_MAP_H
#define FCGI_WORKER_ENGINE_TEXT_MAP_H

#include <stddef.h>

#include "engine/page.h"

/* A line of text: a rectangle at an angle. */
struct text_box {
	double x, y; /* of its middle */
	double width, height;
	double angle; /* clockwise in radians, -pi/4 to pi/4 */
	double score; /* how likely it is text, 0 to 1 */
};

struct text_boxes {
	struct text_box *boxes;
	size_t count;
};

/* The most lines that are found on a map. */
#define TEXT_MAP_MAX 4000

/*
 * Finds the lines on map, which has width times height values from 0 to 1, each
 * with the room around it that lines have, in points of the map.  Returns 0, or
 * -1 without memory.  Whatever the result, end with text_boxes_free.
 */
int text_map_find(
    const float *map, int width, int height, struct text_boxes *found);

/* Returns the upright box around b, cut to area; both are on the same page. */
struct page_box text_box_surround(
    const struct text_box *b, const struct page_box *area);

/* Frees what found holds. */
void text_boxes_free(struct text_boxes *found);

#endif
