/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_hidden_text_stream: removes text that is not seen from one content
 * stream, ISO 32000-1 sections 8.4 and 9.  The bytes of everything else stay as
 * they are.  pdf_hidden_text.c goes through the streams of a page and its
 * forms.
 */
#include "output/pdf_hidden_text_stream.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "input/pdf_tokens.h"

/*
 * Modes of rendering text.  From CLIPPING on, text also clips what is drawn
 * later.
 */
#define FILLED '0'
#define INVISIBLE '3'
#define CLIPPING '4'
/* The most graphics states that are kept; deeper ones share the last place. */
#define STATES 64

/* The place of an operator or operand in the output. */
struct span {
	size_t begin, end;
};

/*
 * Operators that show hidden text, or prepare it, and the text that replaces
 * them in the output.
 */
struct hidden {
	struct span span;
	const char *instead;
};

/* The parts of a graphics state that matter here. */
struct state {
	char mode;     /* of rendering text */
	bool is_clear; /* fills are fully transparent */
};

/* The most operands that an operator of text has. */
#define OPERANDS 3

struct scan {
	const struct pdf_hidden_text_stream *content;
	struct buffer *out;
	struct state states[STATES];	/* the saved ones and the current one */
	unsigned depth;			/* index of the current one */
	struct span operands[OPERANDS]; /* the last operands, last first */
	unsigned operand_count;
	unsigned nesting;      /* of arrays and dictionaries */
	struct hidden *hidden; /* hidden text of this text object */
	size_t hidden_count, hidden_room;
	size_t certain;	 /* items of hidden that can surely be removed */
	size_t position; /* in the content, behind the last token */
	int removed;	 /* operators so far */
	bool failed;	 /* there was no memory */
};

/* Returns the graphics state that holds now. */
static struct state *
state_now(struct scan *s)
{
	return &s->states[s->depth < STATES ? s->depth : STATES - 1];
}

/* q: saves the graphics state. */
static void
save_state(struct scan *s)
{
	struct state now = *state_now(s);

	s->depth++;
	*state_now(s) = now;
}

/* BT: begins a text object. */
static void
begin_text(struct scan *s)
{
	s->hidden_count = s->certain = 0;
}

/*
 * Begins a line, whose position does not depend on text shown before.  So
 * hidden text of earlier lines can surely be removed.
 */
static void
begin_line(struct scan *s)
{
	s->certain = s->hidden_count;
}

/*
 * Keeps hidden text of this line: without it, the visible text that is shown
 * now would move.
 */
static void
keep_line(struct scan *s)
{
	s->hidden_count = s->certain;
}

/*
 * Ends a text object.  Replaces the operators in s->hidden, with their
 * operands, in the output; what is between them stays.
 */
static void
end_text(struct scan *s)
{
	struct buffer rest = {0};
	size_t from;

	if (s->hidden_count == 0)
		return;
	from = s->hidden[0].span.begin;
	for (size_t i = 0; i < s->hidden_count; i++) {
		const struct span *h = &s->hidden[i].span;
		size_t until = i + 1 < s->hidden_count
				   ? s->hidden[i + 1].span.begin
				   : s->out->size;

		buffer_add_text(&rest, s->hidden[i].instead);
		buffer_add(&rest, s->out->data + h->end, until - h->end);
		s->removed += h->begin < h->end;
	}
	s->out->size = from;
	buffer_add(s->out, rest.data, rest.size);
	s->out->failed |= rest.failed;
	buffer_free(&rest);
	begin_text(s);
}

/*
 * Notes that the operators from begin to end in the output show hidden text, or
 * prepare it.  end_text() replaces them by instead, unless keep_line() keeps
 * them.  If begin is end, instead is inserted there.  Without memory sets
 * s->failed.
 */
static void
note_hidden(struct scan *s, size_t begin, size_t end, const char *instead)
{
	size_t room = s->hidden_room == 0 ? 256 : 2 * s->hidden_room;
	struct hidden *hidden;

	if (s->hidden_count == s->hidden_room) {
		hidden = reallocarray(s->hidden, room, sizeof(*hidden));
		if (hidden == NULL) {
			s->failed = true;
			return;
		}
		s->hidden = hidden;
		s->hidden_room = room;
	}
	s->hidden[s->hidden_count++] = (struct hidden){{begin, end}, instead};
}

/* Whether an image that is drawn later covers what is drawn now. */
static bool
is_covered(const struct scan *s)
{
	return (s->content->hidden & PDF_TEXT_COVERED) != 0 ||
	       s->position < s->content->covered;
}

/* Whether text that is shown now is not seen. */
static bool
is_unseen(struct scan *s)
{
	const struct state *now = state_now(s);

	return now->mode == INVISIBLE ||
	       (now->mode == FILLED && now->is_clear) ||
	       (now->mode < CLIPPING && is_covered(s));
}

/*
 * Returns flags for what hides text at the start of the object that is drawn
 * now: PDF_TEXT_INVISIBLE and so on.
 */
static unsigned
hidden_now(struct scan *s)
{
	const struct state *now = state_now(s);

	bool is_invisible = now->mode == INVISIBLE;
	bool is_filled = now->mode == FILLED || is_invisible;

	/*
	 * The object starts with the current mode of rendering.  It is told
	 * only whether its text is hidden in that mode.  In other modes text is
	 * not hidden, and text that clips is never covered.
	 */
	return (is_invisible ? PDF_TEXT_INVISIBLE : 0) |
	       (is_filled && now->is_clear ? PDF_TEXT_CLEAR : 0) |
	       (now->mode < CLIPPING && is_covered(s) ? PDF_TEXT_COVERED : 0);
}

/*
 * The last operator in the output shows text.  If the text is not seen, notes
 * the operator and its operand to be replaced by instead; otherwise keeps the
 * line.
 */
static void
take_shown_text(struct scan *s, const char *instead)
{
	if (is_unseen(s) && s->operand_count > 0)
		note_hidden(s, s->operands[0].begin, s->out->size, instead);
	else
		keep_line(s);
}

/*
 * The last operator in the output is the double quote, which has three
 * operands:
 *     a b (text) "
 * It sets the space between words to a and that between letters to b, and shows
 * the text on the next line.  If the text is not seen, notes to replace the
 * line above by
 *     a Tw b Tc T*
 * which does the same but shows nothing.  Otherwise keeps the line of text.
 */
static void
take_spaced_text(struct scan *s)
{
	begin_line(s);
	if (s->operand_count < OPERANDS) {
		keep_line(s);
		return;
	}
	/* Inserts Tw behind a, which is the third operand from the end, and
	 * replaces the text and the quote. */
	if (is_unseen(s))
		note_hidden(s, s->operands[2].end, s->operands[2].end, " Tw ");
	take_shown_text(s, " Tc T* ");
}

static bool
is_token(const char *raw, size_t size, const char *operator)
{
	return strlen(operator) == size && memcmp(raw, operator, size) == 0;
}

/*
 * Returns the last operand, which is a mode of rendering text, as its digit.
 * If the operand is anything but one character, returns '9', which is no mode.
 */
static char
last_digit(const struct scan *s)
{
	const struct span *o = &s->operands[0];

	return s->operand_count > 0 && o->end - o->begin == 1
		   ? s->out->data[o->begin]
		   : '9';
}

/*
 * Do: tells the caller which object is drawn, by the name in the last operand,
 * and what hides text in it.
 */
static void
report_drawn(struct scan *s)
{
	const struct pdf_hidden_text_stream *c = s->content;
	const struct span *o = &s->operands[0];

	if (c->drawn != NULL && s->operand_count > 0)
		c->drawn(c->context, s->out->data + o->begin, o->end - o->begin,
		    hidden_now(s));
}

/*
 * gs: sets the opacity that the graphics state named by the last operand gives.
 */
static void
set_state(struct scan *s)
{
	const struct pdf_hidden_text_stream *c = s->content;
	const struct span *o = &s->operands[0];
	double opacity;

	if (c->opacity == NULL || s->operand_count == 0)
		return;
	opacity =
	    c->opacity(c->context, s->out->data + o->begin, o->end - o->begin);
	if (opacity >= 0)
		state_now(s)->is_clear = opacity <= 0;
}

/* Whether the operator sets the position of the next line of text. */
static bool
is_place(const char *raw, size_t size)
{
	return is_token(raw, size, "Td") || is_token(raw, size, "TD") ||
	       is_token(raw, size, "Tm") || is_token(raw, size, "T*");
}

/*
 * Applies the operator raw, of size bytes, which was just added to the output,
 * to s: as far as it matters for whether text is seen and where it is.
 */
static void
take_operator(struct scan *s, const char *raw, size_t size)
{
	if (is_token(raw, size, "q"))
		save_state(s);
	else if (is_token(raw, size, "Q"))
		s->depth -= s->depth > 0;
	else if (is_token(raw, size, "Tr"))
		state_now(s)->mode = last_digit(s);
	else if (is_token(raw, size, "BT"))
		begin_text(s);
	else if (is_token(raw, size, "ET"))
		end_text(s);
	else if (is_place(raw, size))
		begin_line(s);
	else if (is_token(raw, size, "Tj") || is_token(raw, size, "TJ"))
		take_shown_text(s, "");
	else if (is_token(raw, size, "'")) {
		/* This operator moves to the next line first, as T* does. */
		begin_line(s);
		take_shown_text(s, " T* ");
	} else if (is_token(raw, size, "\""))
		take_spaced_text(s);
	else if (is_token(raw, size, "Do"))
		report_drawn(s);
	else if (is_token(raw, size, "gs"))
		set_state(s);
	s->operand_count = 0;
}

/*
 * Notes where the operand that was just added to the output is: raw, or the
 * whole array or dictionary that raw begins, continues or ends.
 */
static void
take_operand(struct scan *s, const char *raw, size_t size)
{
	bool closes = is_token(raw, size, "]") || is_token(raw, size, ">>");

	if (!closes && s->nesting == 0) {
		memmove(s->operands + 1, s->operands,
		    (OPERANDS - 1) * sizeof(*s->operands));
		s->operands[0].begin = s->out->size - size;
		s->operand_count += s->operand_count < OPERANDS;
	}
	s->operands[0].end = s->out->size;
	if (closes && s->nesting > 0)
		s->nesting--;
	if (is_token(raw, size, "[") || is_token(raw, size, "<<"))
		s->nesting++;
}

/*
 * pdf_tokens_visit() calls this with each token of the content.  Copies it to
 * the output.
 */
static void
visit_token(
    void *context, enum pdf_token_kind kind, const char *raw, size_t size)
{
	struct scan *s = context;

	buffer_add(s->out, raw, size);
	s->position += size;
	if (s->out->failed || s->failed || kind == PDF_TOKEN_SPACE)
		return;
	if (kind == PDF_TOKEN_OPERATOR && s->nesting == 0)
		take_operator(s, raw, size);
	else
		take_operand(s, raw, size);
}

int
pdf_hidden_text_stream_remove(
    const struct pdf_hidden_text_stream *content, struct buffer *out)
{
	struct scan s = {.content = content,
	    .out = out,
	    .states = {
		{content->hidden & PDF_TEXT_INVISIBLE ? INVISIBLE : FILLED,
		    (content->hidden & PDF_TEXT_CLEAR) != 0}}};
	const struct pdf_token_visitor v = {visit_token, &s};
	int rc = pdf_tokens_visit(content->data, content->size, &v);

	free(s.hidden);
	return rc == -1 || s.failed || out->failed ? -1 : s.removed;
}
