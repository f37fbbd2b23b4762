/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_text_layer: writes the text of a page as drawing commands of a PDF,
 * placed as by Tesseract's own renderer: each word is on the straight baseline
 * of its line, and stretched to its width in the image.  pdf_graft.c lays them
 * under the pages of a PDF that was sent, searchable_pdf.c under images.
 */
#include "output/pdf_text_layer.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A character of the font is this many times as high as wide. */
#define WIDTHS 2
/* The size of a word whose size Tesseract does not know, as in Arabic. */
#define DEFAULT_FONT_SIZE 8

/* What the commands have set so far. */
struct state {
	struct buffer *out;
	double points; /* a pixel's length in points */
	double height; /* of the page, in points */
	int dpi;
	struct page_baseline line; /* of the current line */
	enum page_direction direction;
	bool has_matrix;  /* one was set in this block */
	bool with_blanks; /* see PDF_TEXT_LAYER_WITH_BLANKS */
	bool is_short;	  /* see PDF_TEXT_LAYER_SHORT */
	int font_size;
	struct glyphless_letters *letters; /* of the document */
	double a, b, c, d;		   /* the last matrix */
	double x, y;			   /* where the last word began */
};

/* Returns x rounded to three decimals; 0 instead of -0. */
static double
to_thousandths(double x)
{
	double a = round(x * 1000) / 1000;

	return a == 0 ? 0 : a;
}

/*
 * Returns x rounded to the decimals that are written: one if s->is_short, else
 * three.  Returns 0 instead of -0.
 */
static double
rounded(const struct state *s, double x)
{
	double a = round(x * 10) / 10;

	return !s->is_short ? to_thousandths(x) : a == 0 ? 0 : a;
}

/* Appends x, rounded, and returns the rounded number. */
static double
add_number(struct state *s, double x)
{
	double a = rounded(s, x);

	buffer_add_format(s->out, " %.8g", a);
	return a;
}

/*
 * Appends x, a factor of a matrix: with three decimals as Tesseract's renderer
 * does, or with five if s->is_short.  A tenth, to which other numbers are
 * rounded then, would be far too coarse: even a thousandth adds up to half a
 * point along a line across the whole page.
 */
static void
add_factor(struct state *s, double x)
{
	/* To add 0 makes 0 of -0. */
	if (s->is_short)
		buffer_add_format(s->out, " %.5g", round(x * 1e5) / 1e5 + 0.0);
	else
		buffer_add_format(s->out, " %.4g", to_thousandths(x));
}

/*
 * Returns line.  Makes it level if it is longer than two points, but rises or
 * falls by less than two points: that is noise.
 */
static struct page_baseline
straighten_line(const struct state *s, const struct page_baseline *line)
{
	struct page_baseline b = *line;
	int rise = abs(b.y2 - b.y1) * 72, run = abs(b.x2 - b.x1) * 72;

	if (rise < 2 * s->dpi && 2 * s->dpi < run)
		b.y1 = b.y2 = (b.y1 + b.y2) / 2;
	return b;
}

/*
 * Sets *x and *y to where the text of a word begins, in points from the lower
 * left corner of the page.  word is its baseline.  The result is the point of
 * s->line that is nearest to the beginning of word.
 */
static void
place_word(const struct state *s, const struct page_baseline *word, double *x,
    double *y)
{
	const struct page_baseline *l = &s->line;
	bool reversed = s->direction == PAGE_RIGHT_TO_LEFT;
	double from_x = reversed ? word->x2 : word->x1;
	double from_y = reversed ? word->y2 : word->y1;
	double dx = l->x2 - l->x1, dy = l->y2 - l->y1, t = 0;

	*x = l->x1;
	*y = l->y1;
	if (dx != 0 || dy != 0) {
		t = ((from_x - l->x2) * dx + (from_y - l->y2) * dy) /
		    (dx * dx + dy * dy);
		*x = l->x2 + t * dx;
		*y = l->y2 + t * dy;
	}
	*x = *x * s->points;
	*y = s->height - *y * s->points;
}

/*
 * Appends the matrix that rotates text along s->line, mirrors it if it runs
 * from right to left, and moves it to x, y.  Keeps its factors in s.
 */
static void
set_matrix(struct state *s, double x, double y)
{
	double theta = atan2(s->line.y1 - s->line.y2, s->line.x2 - s->line.x1);
	double sign = s->direction == PAGE_RIGHT_TO_LEFT ? -1 : 1;

	s->a = sign * cos(theta);
	s->b = sign * sin(theta);
	s->c = -sin(theta);
	s->d = cos(theta);
	add_factor(s, s->a);
	add_factor(s, s->b);
	add_factor(s, s->c);
	add_factor(s, s->d);
	add_number(s, x);
	add_number(s, y);
	buffer_add_text(s->out, " Tm");
	s->has_matrix = true;
}

/* Whether text has a digit of Latin or Arabic writing. */
static bool
has_digit(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	for (; *p != '\0'; p++)
		if ((*p >= '0' && *p <= '9') ||
		    (*p == 0xd9 && p[1] >= 0xa0 && p[1] <= 0xa9) ||
		    (*p == 0xdb && p[1] >= 0xb0 && p[1] <= 0xb9))
			return true;
	return false;
}

/*
 * Sets s->direction for the word w.  Tesseract gives no direction to numbers;
 * they run from left to right, also among words that run from right to left.
 * Any other word without a direction has that of the word before.
 */
static void
set_direction(
    struct state *s, const struct page_block *block, const struct page_word *w)
{
	if (block->direction == PAGE_TOP_TO_BOTTOM)
		s->direction = PAGE_TOP_TO_BOTTOM;
	else if (w->direction == PAGE_LEFT_TO_RIGHT ||
		 w->direction == PAGE_RIGHT_TO_LEFT)
		s->direction = w->direction;
	else if (has_digit(w->text))
		s->direction = PAGE_LEFT_TO_RIGHT;
}

/*
 * Moves to the beginning of the word w, with a new matrix if the direction
 * changes, otherwise with a shift.
 */
static void
move_to_word(
    struct state *s, const struct page_block *block, const struct page_word *w)
{
	enum page_direction before = s->direction;
	double x, y, dx, dy, along, across;

	set_direction(s, block, w);
	place_word(s, &w->baseline, &x, &y);
	dx = x - s->x;
	dy = y - s->y;
	if (s->direction != before || !s->has_matrix) {
		set_matrix(s, x, y);
	} else {
		along = add_number(s, dx * s->a + dy * s->b);
		across = add_number(s, dx * s->c + dy * s->d);
		buffer_add_text(s->out, " Td");
		/*
		 * Continues from where the rounded shift led, since the errors
		 * of shifts would add up.
		 */
		if (s->is_short) {
			x = s->x + along * s->a + across * s->c;
			y = s->y + along * s->b + across * s->d;
		}
	}
	s->x = x;
	s->y = y;
}

/*
 * Returns the character at *text, or -1 if there is no valid UTF-8.  Moves
 * *text behind it.
 */
static int32_t
next_character(const char **text)
{
	const unsigned char *p = (const unsigned char *)*text;
	int more = *p < 0x80   ? 0
		   : *p < 0xc0 ? -1
		   : *p < 0xe0 ? 1
		   : *p < 0xf0 ? 2
		   : *p < 0xf8 ? 3
			       : -1;
	int32_t c = more <= 0 ? *p : *p & (0x3f >> more);

	(*text)++;
	for (int i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return -1;
		c = c << 6 | (p[i] & 0x3f);
		(*text)++;
	}
	if (more == -1 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return -1;
	return c;
}

/*
 * Appends a code of the font to out, the content of a string: as bytes if
 * s->is_short, otherwise as hexadecimal digits.
 */
static void
add_code(const struct state *s, struct buffer *out, unsigned code)
{
	const char bytes[] = {(char)(code >> 8), (char)(code & 0xff)};

	if (!s->is_short) {
		buffer_add_format(out, "%04X", code);
		return;
	}
	for (int i = 0; i < 2; i++) {
		/*
		 * Parentheses would end the string, a backslash or CR would be
		 * read as something else.  CR is written as \r, the others
		 * after a backslash.
		 */
		if (memchr("()\\\r", bytes[i], 4) != NULL)
			buffer_add(out, "\\", 1);
		buffer_add(out, bytes[i] == '\r' ? "r" : &bytes[i], 1);
	}
}

/*
 * Appends the codes of text to out, the content of a string.  Skips what is no
 * valid UTF-8.  Returns the number of characters.
 */
static int
add_characters(const struct state *s, struct buffer *out, const char *text)
{
	int count = 0;
	int32_t c;

	while (*text != '\0') {
		c = next_character(&text);
		if (c == -1)
			continue;
		count++;
		add_code(s, out,
		    c < 0x10000
			? (unsigned)c
			: glyphless_letters_code(s->letters, (uint32_t)c));
	}
	return count;
}

/*
 * Shows the word, and a blank if one follows, stretched to the width that the
 * word has in the image.  (Tz sets the width of characters in percent of the
 * font's.)
 */
static void
show_word(struct state *s, const struct page_word *w, bool has_blank)
{
	double dx = w->baseline.x2 - w->baseline.x1;
	double dy = w->baseline.y2 - w->baseline.y1;
	double width = sqrt(dx * dx + dy * dy) * s->points;
	int size = w->font_size > 0 ? w->font_size : DEFAULT_FONT_SIZE;
	struct buffer text = {0};
	int count = add_characters(s, &text, page_letters(w));

	if (has_blank && add_characters(s, &text, " ") > 0 && s->with_blanks)
		count++;
	if (size != s->font_size)
		buffer_add_format(s->out, PDF_TEXT_LAYER_FONT " %d Tf", size);
	s->font_size = size;
	if (width > 0 && count > 0) {
		buffer_add_format(s->out, " %.8g Tz%c",
		    WIDTHS * rounded(s, 100 * width / (size * count)),
		    s->is_short ? '(' : '<');
		buffer_add(s->out, text.data, text.size);
		buffer_add_text(s->out, s->is_short ? ")Tj" : ">Tj");
	}
	s->out->failed |= text.failed;
	buffer_free(&text);
}

/*
 * Appends the words of line, which is in block, and a blank after the line
 * unless it is the last one of the page.  If s->is_short, skips words that are
 * text of the page already.
 */
static void
add_line(struct state *s, const struct page_block *block,
    const struct page_line *line, bool is_last_line)
{
	s->line = straighten_line(s, &line->baseline);
	for (struct page_word *w = line->words; w != NULL; w = w->next) {
		if (s->is_short && w->is_text)
			continue;
		move_to_word(s, block, w);
		show_word(s, w,
		    w->next == NULL ? !is_last_line : w->next->blanks > 0);
	}
	buffer_add_text(s->out, " \n");
}

/* Appends a text object with the words of block. */
static void
add_block(struct state *s, const struct page_block *block)
{
	s->font_size = 0;
	s->has_matrix = false;
	/* Invisible. */
	buffer_add_text(s->out, "BT\n3 Tr");
	for (struct page_paragraph *a = block->paragraphs; a; a = a->next)
		for (struct page_line *l = a->lines; l != NULL; l = l->next)
			add_line(s, block, l,
			    block->next == NULL && a->next == NULL &&
				l->next == NULL);
	buffer_add_text(s->out, "ET\n");
}

/* Whether the text layer has the words of block. */
static bool
is_shown(const struct page_block *block)
{
	return block->paragraphs != NULL && page_is_text(block) &&
	       block->type != PAGE_UNKNOWN && block->type != PAGE_EQUATION;
}

void
pdf_text_layer_add(struct buffer *out, const struct page *p, double height,
    enum pdf_text_layer_style style, struct glyphless_letters *letters)
{
	struct state s = {.out = out,
	    .points = 72.0 / p->scan_dpi,
	    .height = height,
	    .dpi = p->scan_dpi,
	    .direction = PAGE_LEFT_TO_RIGHT,
	    .with_blanks = style == PDF_TEXT_LAYER_WITH_BLANKS,
	    .is_short = style == PDF_TEXT_LAYER_SHORT,
	    .letters = letters};

	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		if (is_shown(b))
			add_block(&s, b);
}
