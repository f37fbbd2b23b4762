/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_improvement: the order in which a page that Tesseract has read is made
 * better: lines that it doubts or missed, light text in dark areas, tables.
 * How lines are found, read and kept is decided elsewhere.
 */
#include "engine/page_improvement.h"

#include "engine/box.h"
#include "engine/line_finder.h"
#include "engine/line_repair.h"
#include "engine/lost_spaces.h"
#include "engine/page_spot.h"
#include "engine/reading_order.h"
#include "engine/tables.h"
#include "engine/turned_blocks.h"

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

static struct page_line *
recognized_line(void *context, const struct page_box *box)
{
	return reread_line(context, box);
}

static struct page_line *
read_line_twice(void *context, const struct page_box *box)
{
	return second_reading_line(context, box);
}

static bool
has_line_at(const struct line_finder *f, const struct page_box *box)
{
	for (size_t i = 0; i < f->count; i++)
		if (box_is_same_place(&f->boxes[i], box))
			return true;
	return false;
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

		if (!has_line_at(dark, b) ||
		    page_spot_covered(p, b) < REPAIR_COVERED * box_width(b))
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
 * Repairs the page with the lines of light letters in its dark areas.  Left out
 * are lines of known, which may be NULL, and those in the place of a line of
 * dark letters.  Returns 0, or -1 without memory.
 */
static int
repair_dark_areas(const struct reread *reread, const struct ink *ink,
    const struct line_finder *dark, const struct line_finder *known,
    const struct line_repair_reader *reader)
{
	struct line_finder found;
	struct ink light;
	int rc;

	if (!ink_find_light(&light, reread->pix, ink))
		return 0;
	rc = line_finder_find(&light, &found);
	ink_free(&light);
	if (rc == 0)
		drop_paper(reread->page, &found, dark);
	drop_known(&found, known);
	if (rc == 0 && found.count > 0)
		rc = line_repair_page(reread->page, &found, dark, reader);
	line_finder_free(&found);
	return rc;
}

/* Repairs the page with the lines of shapes, beside those of known, with which
 * it was repaired before; known may be NULL. */
static int
repair_by_shapes(struct reread *reread, const struct ink *ink,
    const struct line_finder *shapes, const struct line_finder *known)
{
	const struct line_repair_reader reader = {recognized_line, reread};
	int rc = line_repair_page(reread->page, shapes, known, &reader);

	return rc == 0 ? repair_dark_areas(reread, ink, shapes, known, &reader)
		       : rc;
}

/*
 * Repairs the page with lines that a network finds and that another network
 * reads beside Tesseract, and then with what is left of the lines of shapes:
 * cells of tables, and single numbers.
 */
static int
repair_by_networks(struct reread *reread, const struct ink *ink,
    const struct line_finder *shapes, const struct second_reader *second,
    const char *lang)
{
	struct second_reading s = {.reader = second,
	    .reread = reread,
	    .recognizes = second_reader_knows(lang)};
	const struct line_repair_reader reader = {read_line_twice, &s};
	struct page *p = reread->page;
	int rc = second_reading_begin(&s, &p->area, shapes);

	if (rc == 0)
		rc = line_repair_page(p, &s.found, NULL, &reader);
	if (rc == 0)
		rc = repair_by_shapes(reread, ink, shapes, &s.found);
	second_reading_end(&s);
	return rc;
}

/*
 * Whether networks may find or read more than Tesseract did, which is seldom
 * the case on clean print: there may be light text, or some is missed or
 * doubted.  Returns 1, 0, or -1 without memory.
 */
static int
needs_networks(
    struct page *p, const struct ink *ink, const struct line_finder *shapes)
{
	return ink->has_dark ? 1 : line_repair_is_needed(p, shapes);
}

int
page_improvement_make(struct reread *reread, const struct ink *ink,
    const struct second_reader *second, const char *lang)
{
	struct page *p = reread->page;
	struct line_finder shapes;
	int rc = line_finder_find(ink, &shapes);

	/* What is taken out here is read again as lines that were missed. */
	turned_blocks_drop_doubted(p);
	reread_begin(reread);
	if (rc == 0 && second != NULL)
		rc = needs_networks(p, ink, &shapes);
	/* 1 is yes, 0 is no, and -1 a fault. */
	if (rc == 1)
		rc = repair_by_networks(reread, ink, &shapes, second, lang);
	else if (rc == 0)
		rc = repair_by_shapes(reread, ink, &shapes, NULL);
	if (rc == 0)
		rc = lost_spaces_find(p, ink);
	if (rc == 0)
		rc = tables_find(p, &shapes);
	line_finder_free(&shapes);
	return rc == 0 ? reading_order_arrange(p) : rc;
}
