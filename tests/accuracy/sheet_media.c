/* SPDX-License-Identifier: BSD-3-Clause */
/* Slides, charts, screens, and pages without any text. */
#include "tests/accuracy/sheet.h"

#include <math.h>
#include <stdio.h>

#include "tests/accuracy/noise.h"

static const unsigned colors[] = {
    0x2f6fb0, 0xd9772c, 0x5a9e4b, 0x8a5ba6, 0xc0392b, 0x7f8c8d};
#define COLORS (sizeof(colors) / sizeof(colors[0]))

/* --- slides -------------------------------------------------------------- */

enum { SLIDE_WIDTH = 1800, SLIDE_HEIGHT = 1350 };

/* Draws a woven ground, as themes of slides have it. */
static void
weave(struct sheet *s, unsigned other)
{
	canvas_color(&s->canvas, other);
	for (int y = 0; y < SLIDE_HEIGHT; y += 12)
		for (int x = (y / 12 % 2) * 12; x < SLIDE_WIDTH; x += 24)
			canvas_fill(&s->canvas, x, y, 7, 7);
}

static void
put_slide_title(struct sheet *s, bool dark)
{
	struct canvas *c = &s->canvas;

	canvas_color(c, dark ? 0xffffff : 0x7a1f2b);
	canvas_fill(c, 200, 90, 1400, 130);
	canvas_color(c, dark ? 0 : 0xffffff);
	sheet_put(s, s->fonts.serif, 62, true, 900, 178, CANVAS_CENTER,
	    sheet_text(s, TEXTS_TITLES));
}

/* Writes the beginnings of paragraphs behind bullets. */
static void
put_bullets(struct sheet *s, unsigned ink, double width)
{
	struct canvas *c = &s->canvas;
	double y = 340;

	for (int i = 0; i < 4; i++) {
		canvas_color(c, ink);
		cairo_arc(c->cairo, 120, y - 13, 9, 0, 6.2832);
		cairo_fill(c->cairo);
		canvas_font(c, s->fonts.serif, 37, i == 2, false);
		y = canvas_paragraph(c, 155, y, width, 48, y + 100, false,
			sheet_text(s, TEXTS_PROSE))
			.y +
		    24;
	}
}

/* Draws boxes with an arrow from each to the next one. */
static void
put_steps(struct sheet *s)
{
	struct canvas *c = &s->canvas;

	for (int i = 0; i < 4; i++) {
		double x = 110 + 420 * i;

		canvas_color(c, colors[i]);
		canvas_fill(c, x, 1100, 330, 90);
		if (i < 3)
			canvas_line(c, x + 330, 1145, x + 420, 1145, 6);
		canvas_color(c, 0xffffff);
		sheet_put(s, s->fonts.sans, 27, true, x + 165, 1154,
		    CANVAS_CENTER, sheet_text(s, TEXTS_ITEMS));
	}
}

void
sheet_slide(struct sheet *s)
{
	bool dark = s->variant % 2 == 0, picture = s->variant % 3 == 1;
	struct canvas *c = &s->canvas;

	canvas_open(c, SLIDE_WIDTH, SLIDE_HEIGHT, dark ? 0x14181c : 0xf3efe4);
	weave(s, dark ? 0x242c34 : 0xe9e3d2);
	put_slide_title(s, dark);
	put_bullets(s, dark ? 0xe8e8e8 : 0x202020, picture ? 900 : 1500);
	if (picture)
		sheet_picture(s, 1150, 300, 560, 640);
	put_steps(s);
	canvas_color(c, dark ? 0x90989f : 0x807868);
	sheet_put(s, s->fonts.sans, 22, false, 60, 1310, CANVAS_LEFT,
	    sheet_text(s, TEXTS_VALUES));
	sheet_put(s, s->fonts.sans, 22, false, 1740, 1310, CANVAS_RIGHT,
	    sheet_text(s, TEXTS_TITLES));
}

/* --- charts -------------------------------------------------------------- */

struct plot {
	double x, y, w, h;
	bool silent; /* without any text */
};

static void
put_axes(struct sheet *s, const struct plot *p)
{
	char number[SHEET_NUMBER_MAX];

	for (int i = 0; i <= 5; i++) {
		double y = p->y + p->h * i / 5;

		canvas_color(&s->canvas, 0xc8c8c8);
		canvas_line(&s->canvas, p->x, y, p->x + p->w, y, 1.5);
		canvas_color(&s->canvas, 0x404040);
		snprintf(number, sizeof(number), "%d", (5 - i) * 20);
		if (!p->silent)
			sheet_put(s, s->fonts.sans, 21, false, p->x - 14, y + 7,
			    CANVAS_RIGHT, number);
	}
	canvas_line(&s->canvas, p->x, p->y, p->x, p->y + p->h, 3);
	canvas_line(&s->canvas, p->x, p->y + p->h, p->x + p->w, p->y + p->h, 3);
}

static void
put_chart_bars(struct sheet *s, const struct plot *p, int n)
{
	double step = p->w / n;
	char number[SHEET_NUMBER_MAX];

	for (int i = 0; i < n; i++) {
		double x = p->x + step * i;

		for (int k = 0; k < 2; k++) {
			unsigned v = 8 + dice_below(&s->dice, 88);
			double h = p->h * v / 100,
			       bx = x + step * (0.15 + 0.35 * k);

			canvas_color(
			    &s->canvas, colors[(unsigned)k + s->variant % 3]);
			canvas_fill(
			    &s->canvas, bx, p->y + p->h - h, step * 0.33, h);
			canvas_color(&s->canvas, v > 40 ? 0xffffff : 0x202020);
			snprintf(number, sizeof(number), "%u", v);
			if (!p->silent)
				sheet_put(s, s->fonts.sans, 20, true,
				    bx + step * 0.165,
				    p->y + p->h - h + (v > 40 ? 26 : -8),
				    CANVAS_CENTER, number);
		}
	}
	canvas_color(&s->canvas, 0x303030);
	for (int i = 0; i < n && !p->silent; i++)
		sheet_put(s, s->fonts.sans, 19, false, p->x + step * (i + 0.5),
		    p->y + p->h + 30, CANVAS_CENTER,
		    sheet_text(s, TEXTS_ITEMS));
}

static void
put_curves(struct sheet *s, const struct plot *p)
{
	for (int k = 0; k < 3; k++) {
		double v = noise_between(&s->dice, 0.2, 0.7);

		canvas_color(&s->canvas, colors[k]);
		cairo_set_line_width(s->canvas.cairo, 4);
		for (int i = 0; i <= 24; i++) {
			double x = p->x + p->w * i / 24;

			v += noise_between(&s->dice, -0.08, 0.09);
			v = v < 0.03 ? 0.03 : v > 0.97 ? 0.97 : v;
			cairo_line_to(
			    s->canvas.cairo, x, p->y + p->h * (1 - v));
		}
		cairo_stroke(s->canvas.cairo);
	}
	for (int i = 0; i < 7 && !p->silent; i++) {
		char year[SHEET_NUMBER_MAX];

		canvas_color(&s->canvas, 0x303030);
		snprintf(year, sizeof(year), "%d", 2004 + 3 * i);
		sheet_put(s, s->fonts.sans, 20, false, p->x + p->w * i / 6,
		    p->y + p->h + 30, CANVAS_CENTER, year);
	}
}

static void
put_legend(struct sheet *s, double x, double y, int n)
{
	for (int i = 0; i < n; i++, y += 36) {
		canvas_color(&s->canvas, colors[(unsigned)i + s->variant % 3]);
		canvas_fill(&s->canvas, x, y - 18, 22, 22);
		canvas_color(&s->canvas, 0x303030);
		sheet_put(s, s->fonts.sans, 20, false, x + 34, y, CANVAS_LEFT,
		    sheet_text(s, TEXTS_LABELS));
	}
}

/* Draws a pie and writes the shares of its pieces beside it. */
static void
put_pie(struct sheet *s, double x, double y, double r, bool silent)
{
	cairo_t *cairo = s->canvas.cairo;
	double from = 0, share;
	char number[SHEET_NUMBER_MAX];

	for (unsigned i = 0; i < COLORS; i++) {
		share = i == COLORS - 1 ? 1 - from
					: noise_between(&s->dice, 0.08, 0.19);
		canvas_color(&s->canvas, colors[i]);
		cairo_move_to(cairo, x, y);
		cairo_arc(
		    cairo, x, y, r, from * 6.2832, (from + share) * 6.2832);
		cairo_fill(cairo);
		canvas_color(&s->canvas, 0xffffff);
		snprintf(number, sizeof(number), "%d%%", (int)(share * 100));
		if (!silent)
			sheet_put(s, s->fonts.sans, 22, true,
			    x + r * 0.7 * cos((from + share / 2) * 6.2832),
			    y + r * 0.7 * sin((from + share / 2) * 6.2832) + 8,
			    CANVAS_CENTER, number);
		from += share;
	}
}

void
sheet_chart(struct sheet *s)
{
	struct plot upper = {240, 330, 1260, 620, false};
	struct plot lower = {240, 1250, 700, 480, false};
	struct canvas *c = &s->canvas;

	canvas_open(c, SHEET_WIDTH, 2000, 0xffffff);
	sheet_put(s, s->fonts.sans, 40, true, 120, 130, CANVAS_LEFT,
	    sheet_text(s, TEXTS_TITLES));
	canvas_font(c, s->fonts.sans, 22, false, false);
	canvas_paragraph(
	    c, 120, 185, 1400, 30, 250, false, sheet_text(s, TEXTS_PROSE));
	put_axes(s, &upper);
	put_chart_bars(s, &upper, 5 + (int)(s->variant % 3));
	put_legend(s, 1250, 1050, 2);
	sheet_put(s, s->fonts.sans, 28, true, 120, 1200, CANVAS_LEFT,
	    sheet_text(s, TEXTS_TITLES));
	put_axes(s, &lower);
	put_curves(s, &lower);
	put_pie(s, 1270, 1450, 200, false);
	put_legend(s, 1070, 1720, 6);
}

/* --- screens ------------------------------------------------------------- */

enum { SCREEN_WIDTH = 1440, SCREEN_HEIGHT = 1000 };

/* Draws the bar at the top, with a name, four items and a button. */
static void
put_bar(struct sheet *s)
{
	struct canvas *c = &s->canvas;

	canvas_color(c, colors[s->variant % COLORS]);
	canvas_fill(c, 0, 0, SCREEN_WIDTH, 64);
	canvas_color(c, 0xffffff);
	sheet_put(s, s->fonts.sans, 24, true, 24, 41, CANVAS_LEFT,
	    sheet_text(s, TEXTS_VALUES));
	for (int i = 0; i < 4; i++)
		sheet_put(s, s->fonts.sans, 15, false, 480 + 180 * i, 38,
		    CANVAS_LEFT, sheet_text(s, TEXTS_ITEMS));
	canvas_fill(c, 1220, 15, 200, 34);
	canvas_color(c, 0x303030);
	sheet_put(s, s->fonts.sans, 14, true, 1320, 37, CANVAS_CENTER,
	    sheet_text(s, TEXTS_ITEMS));
}

static void
put_menu(struct sheet *s)
{
	struct canvas *c = &s->canvas;

	canvas_color(c, 0x2a2f36);
	canvas_fill(c, 0, 64, 250, SCREEN_HEIGHT - 64);
	for (int i = 0; i < 12; i++) {
		if (i == 3) {
			canvas_color(c, 0x46505c);
			canvas_fill(c, 0, 90 + 44.0 * i, 250, 36);
		}
		canvas_color(c, i == 3 ? 0xffffff : 0xa0a8b0);
		sheet_put(s, s->fonts.sans, 15, i == 3, 24, 114 + 44 * i,
		    CANVAS_LEFT, sheet_text(s, TEXTS_LABELS));
	}
}

/* Draws cards with figures. */
static void
put_cards(struct sheet *s)
{
	struct canvas *c = &s->canvas;
	char number[SHEET_NUMBER_MAX];

	for (int i = 0; i < 4; i++) {
		double x = 280 + 288 * i;

		canvas_color(c, 0xffffff);
		canvas_fill(c, x, 150, 270, 120);
		canvas_color(c, 0x8a9199);
		sheet_put(s, s->fonts.sans, 14, false, x + 16, 180, CANVAS_LEFT,
		    sheet_text(s, TEXTS_LABELS));
		canvas_color(c, colors[i]);
		sheet_put(s, s->fonts.sans, 40, true, x + 16, 238, CANVAS_LEFT,
		    sheet_money(s, 900, number));
	}
}

/* Draws striped rows of goods, each with the state that it is in. */
static void
put_rows(struct sheet *s)
{
	struct canvas *c = &s->canvas;
	char number[SHEET_NUMBER_MAX];

	for (int i = 0; i < 15; i++) {
		double y = 306 + 43 * i;

		canvas_color(c, i % 2 ? 0xf6f8fa : 0xffffff);
		canvas_fill(c, 280, y, 1134, 43);
		canvas_color(c, 0x30363d);
		sheet_put(s, s->fonts.sans, 15, false, 296, y + 27, CANVAS_LEFT,
		    sheet_code(s, number));
		canvas_text(
		    c, 480, y + 27, CANVAS_LEFT, sheet_text(s, TEXTS_ITEMS));
		canvas_text(
		    c, 960, y + 27, CANVAS_RIGHT, sheet_money(s, 90, number));
		canvas_color(c, colors[1 + i % 4]);
		canvas_fill(c, 1060, y + 9, 200, 25);
		canvas_color(c, 0xffffff);
		sheet_put(s, s->fonts.sans, 13, true, 1160, y + 26,
		    CANVAS_CENTER, sheet_text(s, TEXTS_ITEMS));
	}
}

void
sheet_screen(struct sheet *s)
{
	struct canvas *c = &s->canvas;

	canvas_open(c, SCREEN_WIDTH, SCREEN_HEIGHT, 0xe9edf1);
	put_bar(s);
	put_menu(s);
	canvas_color(c, 0x20262c);
	sheet_put(s, s->fonts.sans, 26, true, 280, 118, CANVAS_LEFT,
	    sheet_text(s, TEXTS_TITLES));
	put_cards(s);
	put_rows(s);
}

/* --- nothing to read ----------------------------------------------------- */

static void
rule_all(struct sheet *s, double step)
{
	for (double y = 200; y < 2200; y += step)
		canvas_line(
		    &s->canvas, 120, y, 1534, y, noise_between(&s->dice, 1, 3));
	if (s->variant % 2)
		for (double x = 120; x < 1540; x += 1414.0 / 7)
			canvas_line(&s->canvas, x, 200, x, 2200, 2);
}

static void
put_boxes(struct sheet *s)
{
	for (int i = 0; i < 40; i++) {
		double x = noise_between(&s->dice, 100, 1300);
		double y = noise_between(&s->dice, 100, 2100);

		canvas_color(&s->canvas, colors[dice_below(&s->dice, COLORS)]);
		if (dice_is(&s->dice, 40))
			canvas_fill(&s->canvas, x, y,
			    noise_between(&s->dice, 20, 220),
			    noise_between(&s->dice, 15, 120));
		else
			canvas_frame(&s->canvas, x, y,
			    noise_between(&s->dice, 20, 220),
			    noise_between(&s->dice, 15, 120), 3);
	}
}

static void
put_waves(struct sheet *s)
{
	for (int i = 0; i < 30; i++) {
		double y = noise_between(&s->dice, 150, 2200);

		cairo_set_line_width(s->canvas.cairo, 3);
		for (double x = 120; x < 1534; x += 8)
			cairo_line_to(s->canvas.cairo, x,
			    y + 20 * sin(x / (9 + i)) +
				noise_between(&s->dice, -4, 4));
		cairo_stroke(s->canvas.cairo);
	}
}

/* Draws boxes to tick, some of them ticked, and lines of dots to write on. */
static void
put_blanks(struct sheet *s)
{
	static const double dots[] = {2, 7};
	struct canvas *c = &s->canvas;

	for (double y = 220; y < 2150; y += 74) {
		canvas_frame(c, 150, y - 22, 24, 24, 2);
		if (dice_is(&s->dice, 50)) {
			canvas_line(c, 152, y - 10, 160, y, 3);
			canvas_line(c, 160, y, 176, y - 26, 3);
		}
		cairo_set_dash(c->cairo, dots, 2, 0);
		canvas_line(c, 220, y, 900, y, 2);
		cairo_set_dash(c->cairo, NULL, 0, 0);
		canvas_line(c, 960, y, 1480, y, 2);
	}
}

/* Draws strokes of a pen that are no letters. */
static void
put_scribbles(struct sheet *s)
{
	cairo_t *cairo = s->canvas.cairo;

	for (int i = 0; i < 24; i++) {
		double x = noise_between(&s->dice, 150, 1100);
		double y = noise_between(&s->dice, 200, 2150);

		cairo_set_line_width(cairo, 4);
		cairo_move_to(cairo, x, y);
		for (int k = 0; k < 9; k++, x += 30)
			cairo_curve_to(cairo, x + 10,
			    y - noise_between(&s->dice, 10, 50), x + 20,
			    y + noise_between(&s->dice, 0, 30), x + 30, y);
		cairo_stroke(cairo);
	}
}

/* Draws rows of signs as plans have them: discs, rings, crosses, stripes. */
static void
put_signs(struct sheet *s)
{
	cairo_t *cairo = s->canvas.cairo;

	for (double y = 220; y < 2150; y += 90)
		for (double x = 180; x < 1500; x += 60) {
			cairo_set_line_width(cairo, 4);
			switch (dice_below(&s->dice, 5)) {
			case 0:
				cairo_arc(cairo, x, y, 14, 0, 6.2832);
				cairo_stroke(cairo);
				break;
			case 1:
				cairo_arc(cairo, x, y, 9, 0, 6.2832);
				cairo_fill(cairo);
				break;
			case 2:
				canvas_line(
				    &s->canvas, x - 12, y, x + 12, y, 4);
				canvas_line(
				    &s->canvas, x, y - 12, x, y + 12, 4);
				break;
			case 3:
				for (int i = 0; i < 4; i++)
					canvas_fill(&s->canvas, x - 14 + 8 * i,
					    y - 15, 3 + i % 2 * 2, 30);
				break;
			default:
				break;
			}
		}
}

/* Draws charts without any text. */
static void
put_silent_charts(struct sheet *s)
{
	const struct plot upper = {240, 330, 1260, 620, true};
	const struct plot lower = {240, 1250, 700, 480, true};

	put_axes(s, &upper);
	put_chart_bars(s, &upper, 7);
	put_axes(s, &lower);
	put_curves(s, &lower);
	put_pie(s, 1270, 1450, 200, true);
}

static void
put_pictures(struct sheet *s)
{
	sheet_picture(s, 150, 200, 1350, 900);
	sheet_picture(s, 150, 1200, 640, 900);
	sheet_picture(s, 860, 1200, 640, 900);
}

static void
put_rules(struct sheet *s)
{
	rule_all(s, noise_between(&s->dice, 30, 60));
}

void
sheet_empty(struct sheet *s)
{
	static void (*const things[])(struct sheet *) = {put_rules, put_boxes,
	    put_silent_charts, put_pictures, put_waves, put_blanks,
	    put_scribbles, put_signs};

	canvas_open(&s->canvas, SHEET_WIDTH, SHEET_HEIGHT, 0xffffff);
	/* The last pages have two things on top of each other. */
	things[s->variant % 8](s);
	if (s->variant >= 8)
		things[s->variant % 8 + 5](s);
}
