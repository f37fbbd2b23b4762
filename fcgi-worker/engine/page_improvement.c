/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_improvement: the order in which a page that Tesseract has read is made
 * better: lines that it doubts or missed, light text in dark areas, tables, and
 * the order of blocks.  How lines are found, read and kept is decided
 * elsewhere.
 */
#include "engine/page_improvement.h"

#include <stdlib.h>

#include "engine/block_order.h"
#include "engine/box.h"
#include "engine/line_finder.h"
#include "engine/line_repair.h"
#include "engine/lost_spaces.h"
#include "engine/page_shapes.h"
#include "engine/page_spot.h"
#include "engine/table_order.h"
#include "engine/tables.h"
#include "engine/turned_blocks.h"

/* A line found by its shape that is ink for at least this share is no text but
 * ground around light letters. */
#define SOLID 0.75
/* A piece of ground has at most this share of a light line's width. */
#define PIECE 0.9

int
page_improvement_find_tables(const struct ink *ink, struct page *p)
{
	struct line_finder found;
	int rc = line_finder_find_rules(ink, &found);

	if (rc == 0)
		rc = tables_find(p, &found);
	line_finder_free(&found);
	return rc;
}

/* Reads the line in box with Tesseract; context is the reread.  For
 * line_repair_reader. */
static struct page_line *
recognized_line(void *context, const struct page_box *box)
{
	return reread_line(context, box);
}

/* Reads the line in box with both recognizers; context is the second_reading.
 * For line_repair_reader. */
static struct page_line *
read_line_twice(void *context, const struct page_box *box)
{
	return second_reading_line(context, box);
}

/* Whether f has a line in the place of box. */
static bool
has_line_at(const struct line_finder *f, const struct page_box *box)
{
	for (size_t i = 0; i < f->count; i++)
		if (box_is_same_place(&f->boxes[i], box))
			return true;
	return false;
}

/* Whether words of p cover enough of line for it to count as read. */
static bool
is_read(const struct page *p, const struct page_box *line)
{
	return page_spot_covered(p, line) >= REPAIR_COVERED * box_width(line);
}

/*
 * Removes lines of light letters from found if a line of dark letters was found
 * and read in the same place: what is light there is paper in a shadow.
 */
static void
drop_paper(const struct page *p, struct line_finder *found,
    const struct line_finder *dark)
{
	size_t kept = 0;

	for (size_t i = 0; i < found->count; i++) {
		const struct page_box *b = &found->boxes[i];

		if (!has_line_at(dark, b) || !is_read(p, b))
			found->boxes[kept++] = *b;
	}
	found->count = kept;
}

/* Removes from found the lines that known, which may be NULL, has as well. */
static void
drop_known(struct line_finder *found, const struct line_finder *known)
{
	size_t kept = 0;

	for (size_t i = 0; i < found->count; i++)
		if (known == NULL || !has_line_at(known, &found->boxes[i]))
			found->boxes[kept++] = found->boxes[i];
	found->count = kept;
}

/*
 * Whether box is a piece of the ground between light letters: it is filled with
 * ink, and a light line that is wider is in the same place.  If the light line
 * was read already, the box does not count as such a piece: it may be a letter
 * that was left out of that line.
 */
static bool
is_ground(const struct page *p, const struct ink *ink,
    const struct line_finder *light, const struct page_box *box)
{
	for (size_t i = 0; i < light->count; i++)
		if (box_is_same_place(&light->boxes[i], box) &&
		    box_width(box) < PIECE * box_width(&light->boxes[i]) &&
		    !is_read(p, &light->boxes[i]))
			return ink_share(ink, box) >= SOLID;
	return false;
}

/* Removes the dark lines of s that are pieces of the ground around light
 * letters: they would be read as halves of words. */
static void
drop_ground(const struct page *p, const struct ink *ink, struct page_shapes *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->dark.count; i++)
		if (!is_ground(p, ink, &s->light, &s->dark.boxes[i]))
			s->dark.boxes[kept++] = s->dark.boxes[i];
	s->dark.count = kept;
}

/*
 * Repairs the page with the dark lines of s.  Then repairs it with the light
 * ones, except those that known has as well, and those in the place of a dark
 * line that was read.  known are lines with which it was repaired before, or
 * NULL.  Returns 0, or -1 without memory.
 */
static int
repair_by_shapes(struct reread *reread, struct page_shapes *s,
    const struct line_finder *known)
{
	const struct line_repair_reader reader = {
	    recognized_line, reread, true};
	int rc = line_repair_page(reread->page, &s->dark, known, &reader);

	drop_paper(reread->page, &s->light, &s->dark);
	drop_known(&s->light, known);
	return rc == 0 && s->light.count > 0 ? line_repair_page(reread->page,
						   &s->light, &s->dark, &reader)
					     : rc;
}

/* Repairs the page with lines that a network finds near those of doubts and
 * that another network reads beside Tesseract.  Then repairs it with those
 * lines of shapes that the network did not find: cells of tables, and single
 * numbers.  lang is the languages that are read.  Returns 0, or -1. */
static int
repair_by_networks(struct reread *reread, struct page_shapes *shapes,
    const struct line_finder *doubts, const struct second_reader *second,
    const char *lang)
{
	struct second_reading s = {.reader = second,
	    .reread = reread,
	    .has_recognizer = second_reader_knows(lang)};
	const struct line_repair_reader reader = {read_line_twice, &s, false};
	struct page *p = reread->page;
	int rc = second_reading_begin(&s, &p->area, &shapes->dark, doubts);

	if (rc == 0) /* NULL: the first repair, with no other lines yet */
		rc = line_repair_page(p, &s.found, NULL, &reader);
	if (rc == 0)
		rc = repair_by_shapes(reread, shapes, &s.found);
	second_reading_end(&s);
	return rc;
}

/*
 * Sets doubts to the places of p, from top to bottom, where networks may find
 * or read more than Tesseract did: lines that were missed or doubted, and light
 * ones; or all of p, if it has dark areas and no words.  There are none on most
 * clean print.  ink is that of p.  Returns 0, or -1 without memory.  Whatever
 * the result, end with line_finder_free.
 */
static int
find_doubts(struct page *p, const struct ink *ink,
    const struct page_shapes *shapes, struct line_finder *doubts)
{
	const struct line_finder *light = &shapes->light;
	struct page_box *boxes;

	if (line_repair_find_doubts(p, &shapes->dark, doubts) == -1)
		return -1;
	boxes = realloc(
	    doubts->boxes, (doubts->count + light->count + 2) * sizeof(*boxes));
	if (boxes == NULL)
		return -1;
	doubts->boxes = boxes;
	for (size_t i = 0; i < light->count; i++)
		if (!is_read(p, &light->boxes[i]) &&
		    !has_line_at(&shapes->dark, &light->boxes[i]))
			boxes[doubts->count++] = light->boxes[i];
	if (ink->has_dark && page_is_blank(p))
		boxes[doubts->count++] = p->area;
	qsort(boxes, doubts->count, sizeof(*boxes), box_compare_tops);
	return 0;
}

/* Repairs the page with networks where there are doubts, and with shapes alone
 * if there are none, or no networks: second is NULL then.  ink is that of the
 * page.  Returns 0, or -1. */
static int
repair(struct reread *reread, const struct ink *ink, struct page_shapes *shapes,
    const struct second_reader *second, const char *lang)
{
	struct line_finder doubts = {.boxes = NULL};
	int rc = second == NULL
		     ? 0
		     : find_doubts(reread->page, ink, shapes, &doubts);

	if (rc == 0 && doubts.count > 0)
		rc = repair_by_networks(reread, shapes, &doubts, second, lang);
	else if (rc == 0)
		rc = repair_by_shapes(reread, shapes, NULL);
	line_finder_free(&doubts);
	return rc;
}

int
page_improvement_make(struct reread *reread, const struct ink *ink,
    struct page_marks *marks, const struct second_reader *second,
    const char *lang)
{
	struct page *p = reread->page;
	struct turned_block *aside = NULL;
	struct page_shapes shapes;
	int rc = page_shapes_find(&shapes, reread->pix, ink);

	if (rc == 0)
		drop_ground(p, ink, &shapes);
	reread_begin(reread);
	/* Text that is set aside is looked for as lines that were missed. */
	if (rc == 0)
		rc = turned_blocks_set_aside(p, &aside);
	if (rc == 0)
		rc = repair(reread, ink, &shapes, second, lang);
	turned_blocks_put_back(p, aside);
	page_marks_put_in(p, marks);
	if (rc == 0)
		rc = lost_spaces_restore(p, ink);
	if (rc == 0)
		rc = tables_find(p, &shapes.dark);
	page_shapes_free(&shapes);
	if (rc == 0)
		rc = table_order_arrange(p);
	return rc == 0 ? block_order_mend(p) : rc;
}
