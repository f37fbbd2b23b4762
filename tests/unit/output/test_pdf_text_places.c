/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each word of a text layer begins and ends within half a point of where it is
 * on the page, on lines of any slope, from the left, from the right and down a
 * column.  The drawing commands are carried out as a viewer does it.
 */
#include "tests/lib/test.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/base/buffer.h"
#include "fcgi-worker/engine/page.h"
#include "fcgi-worker/output/pdf_text_layer.h"

#define DPI 300
#define WIDTH 2550
#define HEIGHT 3300
#define WORDS 9
/* How near words are to where they are to be. */
#define NEAR 0.25
#define NEAR_AS_TESSERACT 0.5
#define RADIANS (acos(-1) / 180)

/* In points, as a PDF counts them. */
struct place {
	double x, y;
};

/* A line of words, which are of as many letters as their numbers and one. */
struct line {
	double degrees; /* that it rises */
	bool from_right, is_down;
	struct place begin[WORDS], end[WORDS];
};

/* A viewer's state while it carries out commands. */
struct viewer {
	double operands[6];
	int count;
	double m[6]; /* of the line, from the left top to the bottom */
	double size, scale;
	struct place begin[WORDS], end[WORDS];
	int words;
};

/* Sets *x and *y to the pixel at a distance along the line from its begin. */
static void
pixel_at(const struct line *l, double along, int *x, int *y)
{
	double turn = (l->is_down ? -90 : l->degrees) * RADIANS;
	double from_x = l->is_down ? 1200 : 150,
	       from_y = l->is_down ? 150 : 1500;

	*x = (int)lround(from_x + along * cos(turn));
	*y = (int)lround(from_y - along * sin(turn));
}

/* Returns the same place in points of the PDF's page. */
static struct place
place_at(const struct line *l, double along)
{
	double turn = (l->is_down ? -90 : l->degrees) * RADIANS;
	double from_x = l->is_down ? 1200 : 150,
	       from_y = l->is_down ? 150 : 1500;

	return (struct place){(from_x + along * cos(turn)) * 72 / DPI,
	    (HEIGHT - from_y + along * sin(turn)) * 72 / DPI};
}

static struct page_baseline
baseline(const struct line *l, double from, double until)
{
	struct page_baseline b = {.is_known = true};

	pixel_at(l, from, &b.x1, &b.y1);
	pixel_at(l, until, &b.x2, &b.y2);
	return b;
}

/* Returns a page with the line, and notes where each word begins and ends. */
static struct page *
read_page(struct line *l)
{
	static const char letters[] = "abcdefghijkl";
	struct page *p = page_create();
	struct page_block *block = page_add_block(p);
	struct page_line *line = page_add_line(p, page_add_paragraph(p, block));

	block->type = PAGE_TEXT;
	block->direction = l->is_down ? PAGE_TOP_TO_BOTTOM : PAGE_LEFT_TO_RIGHT;
	p->width = WIDTH;
	p->height = HEIGHT;
	p->scan_dpi = p->dpi = DPI;
	line->baseline = baseline(l, 0, 2250);
	for (int i = 0; i < WORDS; i++) {
		struct page_word *w = page_add_word(p, line);
		int at = l->from_right ? WORDS - 1 - i : i;
		double from = at * 250 + 3, until = from + 60 + 20 * i;

		assert_non_null(w);
		w->text = letters + sizeof(letters) - 2 - i;
		w->blanks = i > 0;
		w->font_size = 7 + i;
		w->direction =
		    l->from_right ? PAGE_RIGHT_TO_LEFT : PAGE_LEFT_TO_RIGHT;
		w->baseline = baseline(l, from, until);
		l->begin[i] = place_at(l, l->from_right ? until : from);
		l->end[i] = place_at(l, l->from_right ? from : until);
	}
	return p;
}

/* Moves *text behind a string of PDF.  Returns the number of its bytes. */
static int
skip_string(const char **text)
{
	int count = 0;
	char end = **text == '(' ? ')' : '>';

	for ((*text)++; **text != end; (*text)++, count++)
		*text += **text == '\\';
	(*text)++;
	return end == ')' ? count : count / 2;
}

/* Notes where the next word begins and ends. */
static void
show(struct viewer *v)
{
	/* A blank may follow the letters of the word. */
	double along = v->size * 0.5 * (v->words + 1) * v->scale / 100;

	assert_in_range(v->words, 0, WORDS - 1);
	v->begin[v->words] = (struct place){v->m[4], v->m[5]};
	v->end[v->words] = (struct place){
	    v->m[4] + along * v->m[0], v->m[5] + along * v->m[1]};
	v->words++;
}

static void
carry_out(struct viewer *v, const char *name)
{
	const double *o = v->operands;

	if (strcmp(name, "Tm") == 0) {
		memcpy(v->m, o, sizeof(v->m));
	} else if (strcmp(name, "Td") == 0) {
		v->m[4] += o[0] * v->m[0] + o[1] * v->m[2];
		v->m[5] += o[0] * v->m[1] + o[1] * v->m[3];
	} else if (strcmp(name, "Tf") == 0) {
		v->size = o[0];
	} else if (strcmp(name, "Tz") == 0) {
		v->scale = o[0];
	} else if (strcmp(name, "Tj") == 0) {
		show(v);
	}
	v->count = 0;
}

/* Carries out the operators of a text layer as a viewer does, to find the
 * places of the words. */
static void
view(const char *text, struct viewer *v)
{
	char name[32];
	size_t length;

	*v = (struct viewer){.scale = 100};
	while (*text != '\0') {
		char *end;
		double number = strtod(text, &end);

		if (*text == ' ' || *text == '\n') {
			text++;
		} else if (end != text) {
			assert_in_range(v->count, 0, 5);
			v->operands[v->count++] = number;
			text = end;
		} else if (*text == '(' || *text == '<') {
			assert_in_range(
			    skip_string(&text) / 2 - v->words, 1, 2);
		} else {
			length = 1 + strcspn(text + 1, " \n(</");
			assert_in_range(length, 1, sizeof(name) - 1);
			memcpy(name, text, length);
			name[length] = '\0';
			text += length;
			if (name[0] != '/')
				carry_out(v, name);
		}
	}
}

static double
distance(struct place a, struct place b)
{
	return hypot(a.x - b.x, a.y - b.y);
}

/* Checks that a viewer finds the words of the line where they were read. */
static void
assert_places(struct line l, enum pdf_text_layer_style style)
{
	struct page *p = read_page(&l);
	struct glyphless_letters letters = {.count = 0};
	struct buffer out = {0};
	struct viewer v;
	double worst = 0;

	pdf_text_layer_add(&out, p, HEIGHT * 72.0 / DPI, style, &letters);
	view(out.data, &v);
	assert_int_equal(v.words, WORDS);
	for (int i = 0; i < WORDS; i++) {
		worst = fmax(worst, distance(v.begin[i], l.begin[i]));
		worst = fmax(worst, distance(v.end[i], l.end[i]));
	}
	print_message("%g degrees%s%s: %.2f points\n", l.degrees,
	    l.from_right ? " from the right" : "", l.is_down ? " down" : "",
	    worst);
	if (worst > (style == PDF_TEXT_LAYER_SHORT ? NEAR : NEAR_AS_TESSERACT))
		fail_msg("%s", out.data);
	buffer_free(&out);
	page_free(p);
}

static void
test_places(void **state)
{
	static const double degrees[] = {
	    0, 0.5, -0.5, 1, -1, 2, -2, 5.3, -5.3, 12, -12};
	static const enum pdf_text_layer_style styles[] = {
	    PDF_TEXT_LAYER_SHORT, PDF_TEXT_LAYER_EXACT};

	(void)state;
	for (size_t s = 0; s < 2; s++) {
		for (size_t i = 0; i < sizeof(degrees) / sizeof(degrees[0]);
		     i++) {
			assert_places(
			    (struct line){.degrees = degrees[i]}, styles[s]);
			assert_places((struct line){.degrees = degrees[i],
					  .from_right = true},
			    styles[s]);
		}
		assert_places((struct line){.is_down = true}, styles[s]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests_name(
	    "pdf_text_places", tests, NULL, NULL);
}
