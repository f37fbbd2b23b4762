/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * group_blends: finds out whether a page blends colours within a transparency
 * group.  Such a group may begin with what is on the page already, ISO 32000-1
 * section 11.4.5; poppler has cairo begin each one empty, where a blend, as of
 * a marker that leaves letters black, has nothing to go by and hides them.
 * poppler does not tell, but asks cairo for groups and blends by functions that
 * are defined here, too: a program's come before those of its libraries.
 */
#include "input/group_blends.h"

#include <cairo.h>
#include <dlfcn.h>

#define EXPORTED __attribute__((visibility("default")))

static struct {
	void (*push)(cairo_t *);
	void (*push_content)(cairo_t *, cairo_content_t);
	cairo_pattern_t *(*pop)(cairo_t *);
	void (*pop_to_source)(cairo_t *);
	void (*set_operator)(cairo_t *, cairo_operator_t);
} real;

static unsigned depth; /* of groups within groups */
static bool are_there;

static void
find_real(void *function, const char *name)
{
	*(void **)function = dlsym(RTLD_NEXT, name);
}

/* Before anybody calls them, other constructors too. */
__attribute__((constructor(101))) static void
find_all(void)
{
	find_real(&real.push, "cairo_push_group");
	find_real(&real.push_content, "cairo_push_group_with_content");
	find_real(&real.pop, "cairo_pop_group");
	find_real(&real.pop_to_source, "cairo_pop_group_to_source");
	find_real(&real.set_operator, "cairo_set_operator");
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

/* poppler calls these when a group begins, in place of cairo's functions. */
EXPORTED void
cairo_push_group(cairo_t *cairo)
{
	depth++;
	real.push(cairo);
}

EXPORTED void
cairo_push_group_with_content(cairo_t *cairo, cairo_content_t content)
{
	depth++;
	real.push_content(cairo, content);
}

/* And these when it ends. */
EXPORTED cairo_pattern_t *
cairo_pop_group(cairo_t *cairo)
{
	depth -= depth > 0;
	return real.pop(cairo);
}

EXPORTED void
cairo_pop_group_to_source(cairo_t *cairo)
{
	depth -= depth > 0;
	real.pop_to_source(cairo);
}

/* It calls this for how colours are combined with those below them; the last
 * operators, from multiplication on, blend them. */
EXPORTED void
cairo_set_operator(cairo_t *cairo, cairo_operator_t operator)
{
	are_there |= depth > 0 && operator>= CAIRO_OPERATOR_MULTIPLY;
	real.set_operator(cairo, operator);
}
