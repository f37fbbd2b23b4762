/* SPDX-License-Identifier: BSD-3-Clause */
/* Forms, tables and receipts. */
#include "tests/accuracy/sheet.h"

#include <stdio.h>

#include "tests/accuracy/noise.h"

/* --- forms --------------------------------------------------------------- */

/* Draws a field: a small label and, as a rule, what was filled in. */
static void
put_field(struct sheet *s, double x, double y, double w, double h)
{
	const char *value = sheet_text(s, TEXTS_VALUES);
	struct canvas *c = &s->canvas;

	canvas_frame(c, x, y, w, h, 2);
	sheet_put(s, s->fonts.sans, 17, false, x + 7, y + 18, CANVAS_LEFT,
	    sheet_text(s, TEXTS_LABELS));
	if (dice_is(&s->dice, 20))
		return;
	canvas_font(c, s->variant % 2 ? s->fonts.mono : s->fonts.serif, 27,
	    false, s->variant % 3 == 0);
	if (canvas_text_width(c, value) < w - 16)
		canvas_text(c, x + 16, y + h - 9, CANVAS_LEFT, value);
}

static void
put_section(struct sheet *s, double y, int number)
{
	struct canvas *c = &s->canvas;
	char text[128];

	snprintf(
	    text, sizeof(text), "%d. %s", number, sheet_text(s, TEXTS_TITLES));
	canvas_color(c, number % 2 ? 0x303030 : 0xd8d8d8);
	canvas_fill(c, 120, y, 1414, 40);
	canvas_color(c, number % 2 ? 0xffffff : 0);
	sheet_put(s, s->fonts.sans, 25, true, 132, y + 29, CANVAS_LEFT, text);
	canvas_color(c, 0);
}

/* Draws a row of boxes to tick. */
static void
put_choices(struct sheet *s, double y)
{
	struct canvas *c = &s->canvas;

	for (int i = 0; i < 4; i++) {
		double x = 130 + 355 * i;

		canvas_checkbox(c, x, y, dice_is(&s->dice, 40));
		sheet_put(s, s->fonts.sans, 20, false, x + 36, y + 20,
		    CANVAS_LEFT, sheet_text(s, TEXTS_ITEMS));
	}
}

/* Draws rows of two to four fields.  Returns where they end. */
static double
put_fields(struct sheet *s, double y, int rows)
{
	for (int i = 0; i < rows; i++, y += 68) {
		int n = 2 + (int)dice_below(&s->dice, 3);
		double x = 120;

		for (int k = 0; k < n; k++) {
			double w =
			    k == n - 1
				? 1534 - x
				: 1414.0 / n + noise_between(&s->dice, -40, 40);

			put_field(s, x, y, w, 68);
			x += w;
		}
	}
	return y;
}

void
sheet_form(struct sheet *s)
{
	struct canvas *c = &s->canvas;
	char code[SHEET_NUMBER_MAX];
	double y = 270;

	canvas_open(c, SHEET_WIDTH, SHEET_HEIGHT, 0xffffff);
	sheet_put(s, s->fonts.sans, 46, true, 120, 150, CANVAS_LEFT,
	    sheet_text(s, TEXTS_TITLES));
	sheet_put(s, s->fonts.mono, 24, false, 1534, 150, CANVAS_RIGHT,
	    sheet_code(s, code));
	canvas_font(c, s->fonts.sans, 18, false, false);
	canvas_paragraph(
	    c, 120, 195, 1414, 23, 245, false, sheet_text(s, TEXTS_PROSE));
	for (int i = 1; i <= 4; i++) {
		put_section(s, y, i);
		y = put_fields(s, y + 48, 4 + (int)dice_below(&s->dice, 2));
		put_choices(s, y + 16);
		y += 66;
	}
	canvas_font(c, s->fonts.sans, 15, false, false);
	canvas_paragraph(c, 120, y + 20, 1414, 20, y + 90, false,
	    sheet_text(s, TEXTS_PROSE));
	canvas_line(c, 120, 2200, 700, 2200, 2);
	canvas_line(c, 900, 2200, 1534, 2200, 2);
	sheet_put(s, s->fonts.sans, 17, false, 120, 2222, CANVAS_LEFT,
	    sheet_text(s, TEXTS_LABELS));
	sheet_put(s, s->fonts.sans, 17, false, 900, 2222, CANVAS_LEFT,
	    sheet_text(s, TEXTS_LABELS));
}

/* --- tables -------------------------------------------------------------- */

enum { TABLE_MAX = 9 };

/* The left edges of the columns; the last one is the right edge of the
 * table. */
struct grid {
	double x[TABLE_MAX + 1], row;
	int columns, rows;
};

static void
put_rules(struct sheet *s, const struct grid *g, double top)
{
	double bottom = top + g->row * g->rows;

	for (int i = 0; i <= g->rows; i++)
		canvas_line(&s->canvas, g->x[0], top + i * g->row,
		    g->x[g->columns], top + i * g->row, 2);
	for (int i = 0; i <= g->columns; i++)
		canvas_line(&s->canvas, g->x[i], top, g->x[i], bottom, 2);
}

/* Draws the heads of the columns, white on dark in some tables.  A head without
 * a label that is narrow enough stays empty. */
static void
put_heads(struct sheet *s, const struct grid *g, double y, double size)
{
	bool dark = s->variant % 2;

	canvas_color(&s->canvas, dark ? 0x26415e : 0xe0e0e0);
	canvas_fill(&s->canvas, g->x[0], y, g->x[g->columns] - g->x[0], g->row);
	canvas_color(&s->canvas, dark ? 0xffffff : 0);
	for (int i = 0; i < g->columns; i++) {
		const char *label = sheet_text(s, TEXTS_LABELS);

		canvas_font(&s->canvas, s->fonts.sans, size * 0.8, true, false);
		for (int k = 0; k < 9 && canvas_text_width(&s->canvas, label) >
					     g->x[i + 1] - g->x[i] - 6;
		     k++)
			label = sheet_text(s, TEXTS_LABELS);
		if (canvas_text_width(&s->canvas, label) <=
		    g->x[i + 1] - g->x[i] - 6)
			canvas_text(&s->canvas, (g->x[i] + g->x[i + 1]) / 2,
			    y + g->row * 0.7, CANVAS_CENTER, label);
	}
	canvas_color(&s->canvas, 0);
}

/* Writes a number, a name and amounts of money. */
static void
put_row(struct sheet *s, const struct grid *g, double y, double size)
{
	char number[SHEET_NUMBER_MAX];
	double base = y + g->row * 0.5 + size * 0.36;

	sheet_put(s, s->fonts.sans, size, false, g->x[0] + 8, base, CANVAS_LEFT,
	    sheet_code(s, number));
	canvas_text(&s->canvas, g->x[1] + 8, base, CANVAS_LEFT,
	    sheet_text(s, TEXTS_ITEMS));
	for (int i = 2; i < g->columns; i++)
		if (dice_is(&s->dice, 90))
			canvas_text(&s->canvas, g->x[i + 1] - 8, base,
			    CANVAS_RIGHT,
			    i == 2 ? (snprintf(number, sizeof(number), "%u",
					  1 + dice_below(&s->dice, 30)),
					 number)
				   : sheet_money(s, 900, number));
}

static void
make_grid(struct sheet *s, struct grid *g)
{
	double last = 1560;

	g->columns = 6 + (int)dice_below(&s->dice, 3);
	g->row = noise_between(&s->dice, 31, 38);
	g->rows = (int)(1700 / g->row);
	g->x[0] = 94;
	g->x[1] = 94 + 215;
	g->x[2] = g->x[1] + 330;
	g->x[3] = g->x[2] + 80;
	for (int i = 4; i <= g->columns; i++)
		g->x[i] =
		    g->x[3] + (last - g->x[3]) * (i - 3) / (g->columns - 3);
}

void
sheet_table(struct sheet *s)
{
	struct grid g;
	double y = 300, size;

	canvas_open(&s->canvas, SHEET_WIDTH, SHEET_HEIGHT, 0xffffff);
	make_grid(s, &g);
	size = g.row * noise_between(&s->dice, 0.62, 0.74);
	sheet_put(s, s->fonts.sans, 36, true, 94, 200, CANVAS_LEFT,
	    sheet_text(s, TEXTS_TITLES));
	put_heads(s, &g, y, size);
	for (int i = 1; i < g.rows; i++)
		put_row(s, &g, y + i * g.row, size);
	put_rules(s, &g, y);
	canvas_font(&s->canvas, s->fonts.sans, 18, false, false);
	canvas_paragraph(&s->canvas, 94, 2080, 1466, 24, 2180, false,
	    sheet_text(s, TEXTS_PROSE));
}

/* --- lists: tables without rules, or with few ---------------------------- */

/* Writes what stands in a column of a list. */
static const char *
list_cell(struct sheet *s, int column, int row, char cell[SHEET_NUMBER_MAX])
{
	switch (column % 3) {
	case 0:
		snprintf(cell, SHEET_NUMBER_MAX, "%d", row + 1 + column * 23);
		break;
	case 1:
		snprintf(cell, SHEET_NUMBER_MAX, "%u %c",
		    10 + dice_below(&s->dice, 8),
		    'A' + (int)dice_below(&s->dice, 4));
		break;
	default:
		sheet_money(s, 99, cell);
	}
	return cell;
}

void
sheet_list(struct sheet *s)
{
	int columns = 4 + (int)(s->variant % 3), rows = 38;
	double width = 1300.0 / columns, row = 42;
	char cell[SHEET_NUMBER_MAX];

	canvas_open(&s->canvas, SHEET_WIDTH, SHEET_HEIGHT, 0xffffff);
	sheet_put(s, s->fonts.serif, 34, true, 827, 190, CANVAS_CENTER,
	    sheet_text(s, TEXTS_TITLES));
	canvas_line(&s->canvas, 170, 250, 1480, 250, 4);
	canvas_line(&s->canvas, 170, 258, 1480, 258, 1);
	for (int k = 0; k < columns; k++)
		sheet_put(s, s->fonts.sans, 20, true, 190 + k * width, 300,
		    CANVAS_LEFT, sheet_text(s, TEXTS_LABELS));
	canvas_line(&s->canvas, 170, 325, 1480, 325, 3);
	canvas_font(&s->canvas, s->fonts.serif, 30, false, false);
	for (int i = 0; i < rows; i++)
		for (int k = 0; k < columns; k++)
			if (dice_is(&s->dice, 94))
				canvas_text(&s->canvas, 250 + k * width,
				    370 + i * row, CANVAS_LEFT,
				    list_cell(s, k, i, cell));
	canvas_line(
	    &s->canvas, 170, 375 + rows * row, 1480, 375 + rows * row, 3);
	if (s->variant % 2)
		for (int k = 1; k < columns; k++)
			canvas_line(&s->canvas, 170 + k * width, 258,
			    170 + k * width, 375 + rows * row, 2);
}

/* --- receipts ------------------------------------------------------------ */

enum { RECEIPT_WIDTH = 620 };

static void
put_dashes(struct sheet *s, double y)
{
	static const double dash[] = {9, 6};

	cairo_set_dash(s->canvas.cairo, dash, 2, 0);
	canvas_line(&s->canvas, 30, y, RECEIPT_WIDTH - 30, y, 2);
	cairo_set_dash(s->canvas.cairo, NULL, 0, 0);
}

/* Writes two texts at the edges of a line.  Returns where the next line is. */
static double
put_pair(struct sheet *s, double y, double size, bool bold, const char *left,
    const char *right)
{
	sheet_put(s, s->fonts.mono, size, bold, 34, y, CANVAS_LEFT, left);
	sheet_put(s, s->fonts.mono, size, bold, RECEIPT_WIDTH - 34, y,
	    CANVAS_RIGHT, right);
	return y + size * 1.4;
}

/* Writes goods with their prices, and adds the prices to *total.  Returns where
 * the next line is. */
static double
put_goods(struct sheet *s, double y, double size, unsigned *total)
{
	char number[SHEET_NUMBER_MAX], amount[64];

	for (unsigned n = 7 + dice_below(&s->dice, 7); n > 0; n--) {
		unsigned cents = 45 + dice_below(&s->dice, 2400), many = 1;

		if (dice_is(&s->dice, 25)) {
			many = 2 + dice_below(&s->dice, 4);
			snprintf(amount, sizeof(amount), "%u x %s", many,
			    sheet_cents(s, cents, number));
			sheet_put(s, s->fonts.mono, size * 0.9, false, 60, y,
			    CANVAS_LEFT, amount);
			y += size * 1.3;
		}
		*total += many * cents;
		y = put_pair(s, y, size, false, sheet_text(s, TEXTS_ITEMS),
		    sheet_cents(s, many * cents, number));
	}
	return y;
}

/* Writes the sums and how they were paid.  Returns where the next line is. */
static double
put_sums(struct sheet *s, double y, double size, unsigned total)
{
	char *const *say = s->texts->text[TEXTS_RECEIPT];
	unsigned paid = (total / 1000 + 1) * 1000;
	char number[SHEET_NUMBER_MAX];

	y = put_pair(s, y, size, false, say[RECEIPT_SUBTOTAL],
	    sheet_cents(s, total - total / 6, number));
	y = put_pair(s, y, size, false, say[RECEIPT_TAX],
	    sheet_cents(s, total / 6, number));
	y = put_pair(s, y + 14, size * 1.5, true, say[RECEIPT_TOTAL],
	    sheet_cents(s, total, number));
	if (s->variant % 2)
		return put_pair(s, y, size, false, say[RECEIPT_CARD],
		    sheet_cents(s, total, number));
	y = put_pair(
	    s, y, size, false, say[RECEIPT_CASH], sheet_cents(s, paid, number));
	return put_pair(s, y, size, false, say[RECEIPT_CHANGE],
	    sheet_cents(s, paid - total, number));
}

/* Draws something like a bar code. */
static void
put_bars(struct sheet *s, double y)
{
	for (double x = 120; x < RECEIPT_WIDTH - 120;) {
		double w = 2 + dice_below(&s->dice, 3) * 2;

		canvas_fill(&s->canvas, x, y, w, 70);
		x += w + 2 + dice_below(&s->dice, 3) * 2;
	}
}

void
sheet_receipt(struct sheet *s)
{
	double size = noise_between(&s->dice, 22, 26), y = 80;
	char *const *say = s->texts->text[TEXTS_RECEIPT];
	char code[SHEET_NUMBER_MAX];
	unsigned total = 0;

	canvas_open(&s->canvas, RECEIPT_WIDTH, 1500, 0xf6f4ee);
	canvas_color(&s->canvas, s->variant % 3 ? 0x2c2c34 : 0x60606c);
	for (int i = 0; i < 2; i++, y += size * 1.5)
		sheet_put(s, s->fonts.sans, i ? size : size * 1.6, !i,
		    RECEIPT_WIDTH / 2.0, y, CANVAS_CENTER,
		    sheet_text(s, TEXTS_VALUES));
	y = put_pair(s, y + 20, size * 0.9, false, say[RECEIPT_NUMBER],
	    sheet_code(s, code));
	put_dashes(s, y - 8);
	y = put_goods(s, y + 24, size, &total);
	put_dashes(s, y - 8);
	y = put_sums(s, y + 24, size, total);
	put_dashes(s, y - 4);
	sheet_put(s, s->fonts.mono, size * 0.85, false, RECEIPT_WIDTH / 2.0,
	    y + 40, CANVAS_CENTER, say[RECEIPT_THANKS]);
	sheet_put(s, s->fonts.mono, size * 0.7, false, RECEIPT_WIDTH / 2.0,
	    y + 76, CANVAS_CENTER, say[RECEIPT_HOURS]);
	put_bars(s, y + 110);
	canvas_crop(&s->canvas, y + 230);
}
