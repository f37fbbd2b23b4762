/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_cover: finds the last image in a page's content that fills the page and
 * hides what was drawn before it, ISO 32000-1 sections 8.4, 8.5 and 8.9.  When
 * in doubt, an image hides nothing.
 */
#include "output/pdf_cover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "input/pdf_tokens.h"

/* Content that saves more graphics states than this has no cover. */
#define STATES 32
#define NUMBERS 6

/* The parts of a graphics state that matter here. */
struct state {
	struct pdf_place place; /* the transformation matrix */
	bool is_plain;		/* images are opaque and not clipped */
};

struct scan {
	const struct pdf_cover *cover;
	struct state states[STATES];
	unsigned depth;
	double numbers[NUMBERS]; /* the last operands, the last at the end */
	char name[128];		 /* the last operand that was a name */
	size_t name_size;
	struct pdf_place_box path; /* the path, if it is one rectangle */
	unsigned parts;		   /* of the path */
	bool clips;		   /* the path clips when it ends */
	bool is_unclear;	   /* something may not be drawn at all */
	size_t position;	   /* in the content */
	size_t found;		   /* the position of the cover, or 0 */
};

/* Returns the graphics state that holds now. */
static struct state *
state_now(struct scan *s)
{
	return &s->states[s->depth];
}

/*
 * Transforms the rectangle from x, y to x + w, y + h by p.  Returns the box
 * around the result.
 */
static struct pdf_place_box
box_around(const struct pdf_place *p, double x, double y, double w, double h)
{
	double left = p->a * x + p->c * y + p->e;
	double bottom = p->b * x + p->d * y + p->f;

	return (struct pdf_place_box){
	    left + fmin(p->a * w, 0) + fmin(p->c * h, 0),
	    bottom + fmin(p->b * w, 0) + fmin(p->d * h, 0),
	    left + fmax(p->a * w, 0) + fmax(p->c * h, 0),
	    bottom + fmax(p->b * w, 0) + fmax(p->d * h, 0)};
}

/* Whether p transforms each rectangle into one with upright sides. */
static bool
is_upright(const struct pdf_place *p)
{
	return (p->b == 0 && p->c == 0) || (p->a == 0 && p->d == 0);
}

/* Whether the box b contains all that is shown of the page. */
static bool
fills_page(const struct scan *s, const struct pdf_place_box *b)
{
	const struct pdf_place_box *shown = &s->cover->shown;
	double rounding = s->cover->rounding;

	return b->left <= shown->left + rounding &&
	       b->bottom <= shown->bottom + rounding &&
	       b->right >= shown->right - rounding &&
	       b->top >= shown->top - rounding;
}

/* q: saves the graphics state; or sets s->is_unclear if there are too many. */
static void
save_state(struct scan *s)
{
	if (s->depth + 1 == STATES) {
		s->is_unclear = true;
		return;
	}
	s->states[s->depth + 1] = s->states[s->depth];
	s->depth++;
}

/* cm: applies a matrix to the coordinates of all that is drawn from now on. */
static void
change_place(struct scan *s)
{
	const double *n = s->numbers;
	struct pdf_place *p = &state_now(s)->place;
	const struct pdf_place old = *p;

	*p = (struct pdf_place){n[0] * old.a + n[1] * old.c,
	    n[0] * old.b + n[1] * old.d, n[2] * old.a + n[3] * old.c,
	    n[2] * old.b + n[3] * old.d, n[4] * old.a + n[5] * old.c + old.e,
	    n[4] * old.b + n[5] * old.d + old.f};
}

/* re: adds a rectangle to the path. */
static void
add_rectangle(struct scan *s)
{
	const double *n = s->numbers + 2;
	const struct pdf_place *p = &state_now(s)->place;

	s->path = box_around(p, n[0], n[1], n[2], n[3]);
	/* Two parts, or a rotated rectangle, need not enclose a rectangle. */
	s->parts += is_upright(p) ? 1 : 2;
}

/*
 * Ends the path.  If W came before, nothing outside the path is drawn from now
 * on.  Then no image can fill the page any more, unless the path is a rectangle
 * that fills the page.
 */
static void
end_path(struct scan *s)
{
	if (s->clips && !(s->parts == 1 && fills_page(s, &s->path)))
		state_now(s)->is_plain = false;
	s->clips = false;
	s->parts = 0;
}

/*
 * Do: draws an image or a form.  Notes the position if it is an image that
 * fills the page and lets nothing through: that hides everything drawn before.
 */
static void
draw_object(struct scan *s)
{
	const struct pdf_cover *c = s->cover;
	const struct state *now = state_now(s);
	const struct pdf_place_box box = box_around(&now->place, 0, 0, 1, 1);

	if (now->is_plain && is_upright(&now->place) && fills_page(s, &box) &&
	    c->is_opaque(c->context, s->name, s->name_size))
		s->found = s->position;
}

/*
 * Whether the token raw, of size bytes, is one of operators, a list that NULL
 * ends.
 */
static bool
is_one_of(const char *raw, size_t size, const char *const *operators)
{
	for (; *operators != NULL; operators++)
		if (strlen(*operators) == size &&
		    memcmp(raw, *operators, size) == 0)
			return true;
	return false;
}

static bool
is_token(const char *raw, size_t size, const char *operator)
{
	return is_one_of(raw, size, (const char *const[]){operator, NULL});
}

/*
 * Applies the operator raw, of size bytes, to s, as far as it matters for what
 * covers the page.
 */
static void
take_operator(struct scan *s, const char *raw, size_t size)
{
	static const char *const ends[] = {
	    "n", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", NULL};
	static const char *const curves[] = {"m", "l", "c", "v", "y", NULL};
	const struct pdf_cover *c = s->cover;

	if (is_token(raw, size, "q"))
		save_state(s);
	else if (is_token(raw, size, "Q"))
		s->depth -= s->depth > 0;
	else if (is_token(raw, size, "cm"))
		change_place(s);
	else if (is_token(raw, size, "re"))
		add_rectangle(s);
	else if (is_one_of(raw, size, curves))
		s->parts += 2;
	else if (is_token(raw, size, "W") || is_token(raw, size, "W*"))
		s->clips = true;
	else if (is_one_of(raw, size, ends))
		end_path(s);
	else if (is_token(raw, size, "gs"))
		state_now(s)->is_plain &=
		    c->stays_opaque(c->context, s->name, s->name_size);
	else if (is_token(raw, size, "Tr"))
		/* Text can clip, too. */
		state_now(s)->is_plain &= s->numbers[NUMBERS - 1] < 4;
	else if (is_token(raw, size, "Do"))
		draw_object(s);
	s->name_size = 0;
}

/*
 * Keeps the operand raw, of size bytes, for the operator that follows: a name,
 * or one of the last NUMBERS numbers.  An operand that is too long becomes NAN.
 */
static void
take_operand(struct scan *s, const char *raw, size_t size)
{
	char number[64];

	if (raw[0] == '/') {
		/* Optional content may not be drawn. */
		s->is_unclear |= is_token(raw, size, "/OC");
		s->name_size = size <= sizeof(s->name) ? size : 0;
		memcpy(s->name, raw, s->name_size);
		return;
	}
	memmove(
	    s->numbers, s->numbers + 1, (NUMBERS - 1) * sizeof(s->numbers[0]));
	s->numbers[NUMBERS - 1] = NAN;
	if (size < sizeof(number)) {
		memcpy(number, raw, size);
		number[size] = '\0';
		s->numbers[NUMBERS - 1] = strtod(number, NULL);
	}
}

/* pdf_tokens_visit() calls this for each token of the content. */
static void
visit_token(
    void *context, enum pdf_token_kind kind, const char *raw, size_t size)
{
	struct scan *s = context;

	s->position += size;
	if (kind == PDF_TOKEN_OPERATOR)
		take_operator(s, raw, size);
	else if (kind == PDF_TOKEN_OTHER && size > 0)
		take_operand(s, raw, size);
}

size_t
pdf_cover_find(const struct pdf_cover *cover)
{
	struct scan s = {
	    .cover = cover, .states = {{{1, 0, 0, 1, 0, 0}, true}}};
	const struct pdf_token_visitor v = {visit_token, &s};

	if (pdf_tokens_visit(cover->data, cover->size, &v) == -1)
		return 0;
	return s.is_unclear ? 0 : s.found;
}
