/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table_segments: the text of a page that is in no table yet, in segments: the
 * words of a row between two wide gaps, as a cell of a table has them.
 */
#ifndef FCGI_WORKER_ENGINE_TABLE_SEGMENTS_H
#define FCGI_WORKER_ENGINE_TABLE_SEGMENTS_H

#include <stddef.h>

#include "engine/page.h"
#include "engine/rule_finder.h"
#include "engine/table_rows.h"

/* Words of a row with no wide gap between them. */
struct table_segment {
	struct page_box box;
	size_t first, last; /* words of the text */
	int row, words;
};

struct table_segments {
	struct table_rows *text;
	const struct rules *rules;  /* NULL: not known */
	struct table_segment *list; /* row by row, from left to right */
	size_t count;
	int *covered; /* for each x: how many rows have words there */
	int width;    /* of the page, in pixels */
};

/*
 * Divides the words of l->text into the segments of l->list, which has room for
 * one for each word.  Leaves out words that are in a table already, and prose.
 * A segment ends at the end of its row or at a wide gap, as a cell does.
 */
void table_segments_make(struct table_segments *l);

/* Returns the first segment after the row of segment i. */
size_t table_segments_next_row(const struct table_segments *l, size_t i);

/* Returns the box around the segments from begin to before end. */
struct page_box table_segments_box(
    const struct table_segments *l, size_t begin, size_t end);

#endif
