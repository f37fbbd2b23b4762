/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rule_finder: the rules in black and white ink, and what is left without them.
 */
#include "engine/rule_finder.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#include "engine/brick.h"

/* A straight line that is this long is a rule. */
#define RULE 90
/* Rules between the cells of a row are only as high as the row. */
#define RULE_UPRIGHT 45
/* A shape that is thicker than this is not a rule but a filled box. */
#define RULE_THICKNESS 12
/* A filled box is filled for this share, even with light letters in it.  A dark
 * table around a sheet that was photographed askew is not. */
#define RULE_FILLED 0.4
/* The most rules that are found. */
#define RULES_MAX 1500

static void
add_rule(struct rules *r, int left, int top, int w, int h)
{
	if (r->list != NULL && r->count < RULES_MAX)
		r->list[r->count++] =
		    (struct page_box){left, top, left + w, top + h};
}

/* Adds two opposite edges of each connected part of thick that is a filled box:
 * its level ones or its upright ones. */
static void
add_edges(struct rules *r, PIX *thick, bool is_level)
{
	PIXA *parts = NULL;
	BOXA *boxes = thick == NULL ? NULL : pixConnComp(thick, &parts, 8);
	int x, y, w, h;

	for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
		l_int32 black = 0;
		PIX *part = pixaGetPix(parts, i, L_CLONE);

		boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
		if (part != NULL)
			pixCountPixels(part, &black, NULL);
		pixDestroy(&part);
		if (black < RULE_FILLED * w * h)
			continue;
		add_rule(r, x, y, is_level ? w : 1, is_level ? 1 : h);
		add_rule(r, is_level ? x : x + w - 1, is_level ? y + h - 1 : y,
		    is_level ? w : 1, is_level ? 1 : h);
	}
	boxaDestroy(&boxes);
	pixaDestroy(&parts);
}

/*
 * Adds the long lines in long_ones, which are all level or all upright, as
 * rules.  Of a part that is thick, a filled box, adds two opposite edges.
 */
static void
add_rules(struct rules *r, PIX *long_ones, bool is_level)
{
	PIX *thick = is_level ? brick_open(long_ones, 1, RULE_THICKNESS)
			      : brick_open(long_ones, RULE_THICKNESS, 1);
	PIX *thin = pixSubtract(NULL, long_ones, thick);
	BOXA *lines = thin == NULL ? NULL : pixConnCompBB(thin, 8);
	int x, y, w, h;

	for (int i = 0; lines != NULL && i < boxaGetCount(lines); i++) {
		boxaGetBoxGeometry(lines, i, &x, &y, &w, &h);
		if ((is_level ? w : h) >= RULE_UPRIGHT)
			add_rule(r, x, y, w, h);
	}
	add_edges(r, thick, is_level);
	boxaDestroy(&lines);
	pixDestroy(&thick);
	pixDestroy(&thin);
}

/* Returns ink without its long lines, which level and upright show, and without
 * the pixels beside them. */
static PIX *
subtract_rules(PIX *ink, PIX *level, PIX *upright)
{
	PIX *rules = pixOr(NULL, level, upright);
	PIX *wide = rules == NULL ? NULL : brick_dilate(rules, 3, 3);
	PIX *rest = pixSubtract(NULL, ink, wide);

	pixDestroy(&rules);
	pixDestroy(&wide);
	return rest;
}

struct Pix *
rule_finder_take(struct Pix *ink, struct rules *r)
{
	PIX *level = brick_open(ink, RULE, 1);
	PIX *upright = brick_open(ink, 1, RULE);
	PIX *rest = subtract_rules(ink, level, upright);

	*r = (struct rules){.list = calloc(RULES_MAX, sizeof(*r->list))};
	add_rules(r, level, true);
	pixDestroy(&upright);
	/* Shorter upright lines are rules, too; they stay in the rest, since
	 * some may be letters. */
	upright = brick_open(ink, 1, RULE_UPRIGHT);
	add_rules(r, upright, false);
	pixDestroy(&level);
	pixDestroy(&upright);
	if (r->list == NULL)
		pixDestroy(&rest);
	return rest;
}
