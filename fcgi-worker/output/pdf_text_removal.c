/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_text_removal: takes invisible text out of a content stream, ISO 32000-1
 * sections 8.4 and 9.  The bytes of everything else stay as they are.
 */
#include "output/pdf_text_removal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "output/pdf_tokens.h"

#define INVISIBLE '3'
/* So many graphics states are remembered; deeper ones are treated alike. */
#define STATES 64

/* Where something stands in the output. */
struct span {
	size_t begin, end;
	bool breaks_line; /* it is an operator that begins a line, too */
};

struct scan {
	const struct pdf_text_removal *content;
	struct buffer *out;
	char mode[STATES]; /* of rendering text, in each state that was saved */
	unsigned depth;
	struct span operand; /* the last one */
	bool has_operand;
	unsigned nesting;    /* of arrays and dictionaries */
	struct span *hidden; /* by this text object, invisibly */
	size_t hidden_count, hidden_room;
	size_t certain; /* of these are of no matter for what follows them */
	int removed;
	bool failed;
};

static char *
mode(struct scan *s)
{
	return &s->mode[s->depth < STATES ? s->depth : STATES - 1];
}

static void
save(struct scan *s)
{
	char now = *mode(s);

	s->depth++;
	*mode(s) = now;
}

static void
begin_text(struct scan *s)
{
	s->hidden_count = s->certain = 0;
}

/* What is shown from now on stands where it does whatever was shown before. */
static void
begin_line(struct scan *s)
{
	s->certain = s->hidden_count;
}

/* What is shown now would stand elsewhere without what was shown before it. */
static void
keep_line(struct scan *s)
{
	s->hidden_count = s->certain;
}

/*
 * Ends a text object.  Takes the operators that showed something invisible, and
 * their operands, out of the output; what stands between them stays.
 */
static void
end_text(struct scan *s)
{
	struct buffer rest = {0};
	size_t from;

	if (s->hidden_count == 0)
		return;
	from = s->hidden[0].begin;
	for (size_t i = 0; i < s->hidden_count; i++) {
		size_t until = i + 1 < s->hidden_count ? s->hidden[i + 1].begin
						       : s->out->size;

		/* The operator ' goes to the next line, too, as T* does. */
		buffer_add_text(&rest, s->hidden[i].breaks_line ? " T* " : "");
		buffer_add(&rest, s->out->data + s->hidden[i].end,
		    until - s->hidden[i].end);
	}
	s->out->size = from;
	buffer_add(s->out, rest.data, rest.size);
	s->out->failed |= rest.failed;
	buffer_free(&rest);
	s->removed += (int)s->hidden_count;
	begin_text(s);
}

/*
 * Remembers the operator at the end of the output, which shows text, and its
 * operand, if the text is invisible.  Otherwise notes that something is
 * visible.
 */
static void
show(struct scan *s, bool breaks_line)
{
	size_t room = s->hidden_room == 0 ? 256 : 2 * s->hidden_room;
	struct span *hidden;

	if (breaks_line)
		begin_line(s);
	if (*mode(s) != INVISIBLE || !s->has_operand) {
		keep_line(s);
		return;
	}
	if (s->hidden_count == s->hidden_room) {
		hidden = reallocarray(s->hidden, room, sizeof(*hidden));
		if (hidden == NULL) {
			s->failed = true;
			return;
		}
		s->hidden = hidden;
		s->hidden_room = room;
	}
	s->hidden[s->hidden_count++] =
	    (struct span){s->operand.begin, s->out->size, breaks_line};
}

static bool
is(const char *raw, size_t size, const char *operator)
{
	return strlen(operator) == size && memcmp(raw, operator, size) == 0;
}

/* Returns the number that is the last operand, if it is one of a digit. */
static char
last_digit(const struct scan *s)
{
	const struct span *o = &s->operand;

	return s->has_operand && o->end - o->begin == 1 ? s->out->data[o->begin]
							: '0';
}

/* Tells of the object that the last operand names. */
static void
draw(const struct scan *s)
{
	const struct pdf_text_removal *c = s->content;
	const struct span *o = &s->operand;

	if (c->drawn != NULL && s->has_operand)
		c->drawn(c->context, s->out->data + o->begin, o->end - o->begin,
		    s->mode[s->depth < STATES ? s->depth : STATES - 1] ==
			INVISIBLE);
}

/* Whether the operator says where the next line of text is. */
static bool
is_place(const char *raw, size_t size)
{
	return is(raw, size, "Td") || is(raw, size, "TD") ||
	       is(raw, size, "Tm") || is(raw, size, "T*");
}

static void
take_operator(struct scan *s, const char *raw, size_t size)
{
	if (is(raw, size, "q"))
		save(s);
	else if (is(raw, size, "Q"))
		s->depth -= s->depth > 0;
	else if (is(raw, size, "Tr"))
		*mode(s) = last_digit(s);
	else if (is(raw, size, "BT"))
		begin_text(s);
	else if (is(raw, size, "ET"))
		end_text(s);
	else if (is_place(raw, size))
		begin_line(s);
	else if (is(raw, size, "Tj") || is(raw, size, "TJ"))
		show(s, false);
	else if (is(raw, size, "'"))
		show(s, true);
	else if (is(raw, size, "\""))
		/* The other things that the operator sets must not be lost; it
		 * begins a line itself. */
		begin_line(s);
	else if (is(raw, size, "Do"))
		draw(s);
	s->has_operand = false;
}

/* Notes where in the output the operand stands that was just added to it: raw,
 * or all of an array or dictionary that raw begins, continues or ends. */
static void
take_operand(struct scan *s, const char *raw, size_t size)
{
	bool closes = is(raw, size, "]") || is(raw, size, ">>");

	if (!closes && s->nesting == 0)
		s->operand.begin = s->out->size - size;
	s->operand.end = s->out->size;
	s->has_operand = true;
	if (closes && s->nesting > 0)
		s->nesting--;
	if (is(raw, size, "[") || is(raw, size, "<<"))
		s->nesting++;
}

static void
take(void *context, enum pdf_token_kind kind, const char *raw, size_t size)
{
	struct scan *s = context;

	buffer_add(s->out, raw, size);
	if (s->out->failed || s->failed || kind == PDF_TOKEN_SPACE)
		return;
	if (kind == PDF_TOKEN_OPERATOR && s->nesting == 0)
		take_operator(s, raw, size);
	else
		take_operand(s, raw, size);
}

int
pdf_text_removal_run(const struct pdf_text_removal *content, struct buffer *out)
{
	struct scan s = {.content = content,
	    .out = out,
	    .mode = {content->is_invisible ? INVISIBLE : '0'}};
	const struct pdf_token_visitor v = {take, &s};
	int rc = pdf_tokens_visit(content->data, content->size, &v);

	free(s.hidden);
	return rc == -1 || s.failed || out->failed ? -1 : s.removed;
}
