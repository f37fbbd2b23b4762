/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * group_blends: finds out whether a page blends colors with what cairo takes
 * for something else.
 *
 * A transparency group may begin with what is on the page already, ISO 32000-1
 * section 11.4.5.  But poppler lets cairo begin each group empty.  A blend, for
 * instance of a marker that leaves letters black, then has no letters to blend
 * with and hides them.
 *
 * The page itself is a group that begins empty, section 11.4.7: what is drawn
 * there first is seen as it is.  But poppler lets cairo begin the page with
 * white paper, and nearly all blends with white are white.
 *
 * poppler does not tell of this, but it calls functions of cairo for groups and
 * blends, which are interposed here, see base/interposition.h.
 */
#include "input/group_blends.h"

#include <cairo.h>

#include "base/interposition.h"

static struct {
	void (*push)(cairo_t *);
	void (*push_content)(cairo_t *, cairo_content_t);
	cairo_pattern_t *(*pop)(cairo_t *);
	void (*pop_to_source)(cairo_t *);
	void (*set_operator)(cairo_t *, cairo_operator_t);
} real;

static unsigned depth; /* of groups within groups */
static bool are_there; /* blends that cairo may draw wrong, on this page */

/* Finds cairo's own functions. */
INTERPOSITION_START static void
find_all_real(void)
{
	interposition_find(&real.push, "cairo_push_group");
	interposition_find(&real.push_content, "cairo_push_group_with_content");
	interposition_find(&real.pop, "cairo_pop_group");
	interposition_find(&real.pop_to_source, "cairo_pop_group_to_source");
	interposition_find(&real.set_operator, "cairo_set_operator");
}

void
group_blends_forget(void)
{
	depth = 0;
	are_there = false;
}

bool
group_blends_are_there(void)
{
	return are_there;
}

/*
 * poppler calls these two when a group begins, in place of cairo's functions.
 */
INTERPOSED void
cairo_push_group(cairo_t *cairo)
{
	depth++;
	real.push(cairo);
}

INTERPOSED void
cairo_push_group_with_content(cairo_t *cairo, cairo_content_t content)
{
	depth++;
	real.push_content(cairo, content);
}

/* poppler calls these two when a group ends. */
INTERPOSED cairo_pattern_t *
cairo_pop_group(cairo_t *cairo)
{
	depth -= depth > 0;
	return real.pop(cairo);
}

INTERPOSED void
cairo_pop_group_to_source(cairo_t *cairo)
{
	depth -= depth > 0;
	real.pop_to_source(cairo);
}

/* Whether op is a blend that makes some color on white another one than on
 * nothing.  The operators from multiplication on are blends. */
static bool
differs_on_white(cairo_operator_t op)
{
	return op > CAIRO_OPERATOR_MULTIPLY && op != CAIRO_OPERATOR_DARKEN;
}

/* poppler calls this to set how colors are combined with those below them. */
INTERPOSED void
cairo_set_operator(cairo_t *cairo, cairo_operator_t op)
{
	are_there |=
	    depth > 0 ? op >= CAIRO_OPERATOR_MULTIPLY : differs_on_white(op);
	real.set_operator(cairo, op);
}
