/* SPDX-License-Identifier: BSD-3-Clause */
/* Pages of prose: letters, columns, and what is hard to see. */
#include "tests/accuracy/sheet.h"

#include <stdio.h>

#include "tests/accuracy/noise.h"

#define LINE 1.35 /* from one to the next, in sizes */

/* --- letters ------------------------------------------------------------- */

void
sheet_letter(struct sheet *s)
{
	const char *family = s->variant % 2 ? s->fonts.sans : s->fonts.serif;
	double size = noise_between(&s->dice, 28, 33), y = 330;
	struct canvas *c = &s->canvas;
	struct canvas_flow flow;

	canvas_open(c, SHEET_WIDTH, SHEET_HEIGHT, 0xffffff);
	for (int i = 0; i < 3; i++, y += size * LINE)
		sheet_put(s, family, size, false, 180, y, CANVAS_LEFT,
		    sheet_text(s, TEXTS_VALUES));
	y += 90;
	sheet_put(s, family, size * 1.3, true, 180, y, CANVAS_LEFT,
	    sheet_text(s, TEXTS_TITLES));
	y += 90;
	while (y < 1900) {
		canvas_font(c, family, size, false, false);
		flow = canvas_paragraph(c, 180, y, 1290, size * LINE, 2000,
		    false, sheet_text(s, TEXTS_PROSE));
		y = flow.y + size * 0.6;
	}
	canvas_line(c, 180, 2100, 1470, 2100, 2);
	for (int i = 0; i < 3; i++)
		sheet_put(s, family, size * 0.7, false, 180 + 450 * i, 2145,
		    CANVAS_LEFT, sheet_text(s, TEXTS_VALUES));
}

/* --- columns ------------------------------------------------------------- */

struct column {
	double x, width, top, bottom;
};

/* Fills a column with paragraphs, the first of which is rest unless that is
 * empty.  Returns what is left of the last one, for the next column. */
static const char *
fill_column(
    struct sheet *s, const struct column *col, double size, const char *rest)
{
	struct canvas *c = &s->canvas;
	struct canvas_flow flow = {rest, col->top};

	while (flow.y < col->bottom) {
		double y = flow.y;

		if (!*flow.rest && dice_is(&s->dice, 30) &&
		    y + 4 * size < col->bottom) {
			sheet_put(s, s->fonts.sans, size * 1.05, true, col->x,
			    y + size * 0.8, CANVAS_LEFT,
			    sheet_text(s, TEXTS_TITLES));
			y += size * 2.3;
		}
		if (!*flow.rest)
			flow.rest = sheet_text(s, TEXTS_PROSE);
		canvas_font(c, s->fonts.serif, size, false, false);
		flow = canvas_paragraph(c, col->x, y, col->width, size * 1.25,
		    col->bottom, true, flow.rest);
		flow.y += *flow.rest ? 0 : size * 0.5;
	}
	return flow.rest;
}

/* Draws a picture with its caption at the top of a column.  Returns where the
 * text begins below it. */
static double
put_figure(struct sheet *s, const struct column *col, double size)
{
	double h = col->width * 0.6, y = col->top + h + size * 1.6;
	struct canvas_flow flow;

	sheet_picture(s, col->x, col->top - size, col->width, h);
	canvas_font(&s->canvas, s->fonts.sans, size * 0.75, false, true);
	flow = canvas_paragraph(&s->canvas, col->x, y - size, col->width, size,
	    y + 3 * size, false, sheet_text(s, TEXTS_TITLES));
	return flow.y + size * 1.5;
}

/* Draws a box of another color, with text, at the top of a column.  Returns
 * where the column's text begins below it. */
static double
put_sidebar(struct sheet *s, const struct column *col, double size)
{
	double h = size * 15, y = col->top + size;

	canvas_color(&s->canvas, 0x2b4a6f);
	canvas_fill(
	    &s->canvas, col->x - 12, col->top - size, col->width + 24, h);
	canvas_color(&s->canvas, 0xffffff);
	sheet_put(s, s->fonts.sans, size * 1.1, true, col->x, y, CANVAS_LEFT,
	    sheet_text(s, TEXTS_TITLES));
	y += size * 2;
	for (int i = 0; i < 7; i++, y += size * 1.5)
		sheet_put(s, s->fonts.sans, size * 0.9, false, col->x, y,
		    CANVAS_LEFT, sheet_text(s, TEXTS_LABELS));
	canvas_color(&s->canvas, 0);
	return col->top + h + size;
}

void
sheet_columns(struct sheet *s)
{
	int n = 2 + s->variant % 2;
	double gap = n == 2 ? 54 : 36, size = n == 2 ? 26 : 22;
	struct column col = {.width = (1354 - gap * (n - 1)) / n, .top = 420};
	const char *rest = "";

	canvas_open(&s->canvas, SHEET_WIDTH, SHEET_HEIGHT, 0xffffff);
	sheet_put(s, s->fonts.sans, 20, false, 150, 140, CANVAS_LEFT,
	    sheet_text(s, TEXTS_VALUES));
	canvas_line(&s->canvas, 150, 160, 1504, 160, 1.5);
	sheet_put(s, s->fonts.serif, 58, true, 150, 270, CANVAS_LEFT,
	    sheet_text(s, TEXTS_TITLES));
	sheet_put(s, s->fonts.serif, 30, false, 150, 330, CANVAS_LEFT,
	    sheet_text(s, TEXTS_TITLES));
	for (int i = 0; i < n; i++) {
		col.x = 150 + i * (col.width + gap);
		col.top = 420;
		col.bottom = 2180;
		if (i == 0 && s->variant % 3 == 0)
			col.top = put_figure(s, &col, size);
		if (i == n - 1 && s->variant % 3 != 1)
			col.top = put_sidebar(s, &col, size);
		rest = fill_column(s, &col, size, rest);
		if (i > 0 && n == 3)
			canvas_line(&s->canvas, col.x - gap / 2, 400,
			    col.x - gap / 2, 2180, 1);
	}
}

/* --- reports ------------------------------------------------------------- */

/* Writes codes and what they mean, in groups with a heading each, without
 * rules.  Returns where they end. */
static double
put_definitions(struct sheet *s, double y, double size)
{
	const char *family = s->fonts.serif;
	char code[SHEET_NUMBER_MAX];

	for (int i = 0; i < 17; i++, y += size * 1.22) {
		if (i % 5 == 0) {
			sheet_put(s, family, size, false, 190, y, CANVAS_LEFT,
			    sheet_text(s, TEXTS_TITLES));
			continue;
		}
		snprintf(code, sizeof(code), "%c%c%c%u",
		    'A' + (int)dice_below(&s->dice, 26),
		    'A' + (int)dice_below(&s->dice, 26),
		    'A' + (int)dice_below(&s->dice, 26),
		    10 + dice_below(&s->dice, 90));
		sheet_put(s, family, size, false, 225, y, CANVAS_LEFT, code);
		canvas_text(&s->canvas, 460, y, CANVAS_LEFT,
		    sheet_text(s, i % 2 ? TEXTS_LABELS : TEXTS_TITLES));
	}
	return y;
}

void
sheet_report(struct sheet *s)
{
	double size = noise_between(&s->dice, 27, 31), y = 380;
	struct canvas *c = &s->canvas;
	struct canvas_flow flow = {"", y};
	char number[SHEET_NUMBER_MAX];

	canvas_open(c, SHEET_WIDTH, SHEET_HEIGHT, 0xffffff);
	canvas_font(c, s->fonts.serif, size, false, true);
	canvas_text(c, 190, 240, CANVAS_LEFT, sheet_text(s, TEXTS_TITLES));
	snprintf(number, sizeof(number), "%u", 100 + dice_below(&s->dice, 800));
	sheet_put(
	    s, s->fonts.serif, size, false, 1464, 240, CANVAS_RIGHT, number);
	for (int i = 0; i < 3; i++) {
		canvas_font(c, s->fonts.serif, size, false, false);
		flow = canvas_paragraph(c, 190, flow.y, 1274, size * 1.22, 1200,
		    true, sheet_text(s, TEXTS_PROSE));
	}
	y = flow.y + 70;
	sheet_put(s, s->fonts.sans, size * 0.85, true, 827, y, CANVAS_CENTER,
	    sheet_text(s, TEXTS_TITLES));
	canvas_line(c, 190, y + 30, 1464, y + 30, 2);
	sheet_put(s, s->fonts.serif, size * 0.9, false, 240, y + 72,
	    CANVAS_LEFT, sheet_text(s, TEXTS_LABELS));
	canvas_text(c, 860, y + 72, CANVAS_LEFT, sheet_text(s, TEXTS_LABELS));
	canvas_line(c, 190, y + 92, 1464, y + 92, 2);
	y = put_definitions(s, y + 140, size * 0.88);
	canvas_line(c, 190, y, 1464, y, 2);
	canvas_font(c, s->fonts.serif, size * 0.7, false, false);
	canvas_paragraph(c, 195, y + 40, 1260, size * 0.9, y + 140, false,
	    sheet_text(s, TEXTS_PROSE));
}

/* --- small, faint, inverted, colored ------------------------------------ */

struct ink {
	unsigned paper, text;
	double size;
};

/* Draws a band of prose on a paper of its own.  Returns its lower end. */
static double
put_band(struct sheet *s, double y, const struct ink *ink, bool on_picture)
{
	struct canvas *c = &s->canvas;
	double h = ink->size * 7.5;

	if (on_picture) {
		sheet_picture(s, 0, y, c->width, h);
	} else {
		canvas_color(c, ink->paper);
		canvas_fill(c, 0, y, c->width, h);
	}
	canvas_color(c, ink->text);
	sheet_put(s, s->fonts.sans, ink->size * 1.2, true, 60,
	    y + ink->size * 1.7, CANVAS_LEFT, sheet_text(s, TEXTS_TITLES));
	canvas_font(c, s->fonts.sans, ink->size, false, false);
	canvas_paragraph(c, 60, y + ink->size * 3.3, 1080, ink->size * 1.35,
	    y + h - ink->size * 0.5, false, sheet_text(s, TEXTS_PROSE));
	return y + h;
}

void
sheet_faint(struct sheet *s)
{
	/* The last one has a picture instead of paper. */
	static const struct ink inks[] = {{0xffffff, 0xb4b4b4, 24},
	    {0x202830, 0xf0f0f0, 26}, {0xffffff, 0x303030, 15},
	    {0xffd84a, 0x7a4a00, 24}, {0xb02030, 0xffe8e0, 22},
	    {0xf4f4f4, 0x909090, 18}, {0x1e6fb8, 0x9fd0f5, 22},
	    {0xffffff, 0x404040, 13}, {0x2e7d4f, 0xffffff, 18},
	    {0, 0xffffff, 30}};
	enum { N = sizeof(inks) / sizeof(inks[0]) };
	double y = 0;

	canvas_open(&s->canvas, 1200, 1500, 0xffffff);
	for (unsigned i = 0; y < 1300; i++) {
		const struct ink *ink = &inks[(i * 3 + s->variant) % N];

		y = put_band(s, y, ink, ink->paper == 0);
	}
}
