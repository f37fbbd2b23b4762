/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions that the kinds of pages share. */
#include "tests/accuracy/sheet.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/accuracy/noise.h"

const char *
sheet_text(struct sheet *s, enum texts_kind kind)
{
	return texts_next(s->texts, kind);
}

const char *
sheet_cents(
    const struct sheet *s, unsigned cents, char number[SHEET_NUMBER_MAX])
{
	snprintf(number, SHEET_NUMBER_MAX, "%u%c%02u", cents / 100,
	    strcmp(s->lang, "eng") == 0 ? '.' : ',', cents % 100);
	return number;
}

const char *
sheet_money(struct sheet *s, unsigned max, char number[SHEET_NUMBER_MAX])
{
	return sheet_cents(s, 50 + dice_below(&s->dice, max * 100), number);
}

const char *
sheet_code(struct sheet *s, char number[SHEET_NUMBER_MAX])
{
	snprintf(number, SHEET_NUMBER_MAX, "%05u-%04u-%02u",
	    dice_below(&s->dice, 100000), dice_below(&s->dice, 10000),
	    dice_below(&s->dice, 100));
	return number;
}

void
sheet_put(struct sheet *s, const char *family, double size, bool bold, double x,
    double y, enum canvas_align align, const char *text)
{
	canvas_font(&s->canvas, family, size, bold, false);
	canvas_text(&s->canvas, x, y, align, text);
}

static void
paint_sky(cairo_t *cairo, double x, double y, double w, double h)
{
	cairo_pattern_t *sky =
	    cairo_pattern_create_linear(x, y, x + w / 3, y + h);

	cairo_pattern_add_color_stop_rgb(sky, 0, 0.45, 0.6, 0.8);
	cairo_pattern_add_color_stop_rgb(sky, 0.6, 0.85, 0.8, 0.7);
	cairo_pattern_add_color_stop_rgb(sky, 1, 0.3, 0.4, 0.25);
	cairo_set_source(cairo, sky);
	cairo_rectangle(cairo, x, y, w, h);
	cairo_fill(cairo);
	cairo_pattern_destroy(sky);
}

void
sheet_picture(struct sheet *s, double x, double y, double w, double h)
{
	cairo_t *cairo = s->canvas.cairo;

	cairo_save(cairo);
	cairo_rectangle(cairo, x, y, w, h);
	cairo_clip(cairo);
	paint_sky(cairo, x, y, w, h);
	for (int i = 0; i < 60; i++) {
		double r = noise_between(&s->dice, 0.01, 0.14) * w;
		double v = noise_between(&s->dice, 0.1, 0.8);

		cairo_set_source_rgba(cairo, v, v * 0.95, v * 0.8, 0.5);
		cairo_arc(cairo, x + noise_between(&s->dice, 0, w),
		    y + noise_between(&s->dice, 0.3, 1) * h, r, 0, 6.2832);
		cairo_fill(cairo);
	}
	cairo_restore(cairo);
	canvas_color(&s->canvas, 0);
}
