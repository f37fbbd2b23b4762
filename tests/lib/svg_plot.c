/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writes SVG by hand.  Both axes of a panel begin at 0.
 */
#include "tests/lib/svg_plot.h"

#include <math.h>
#include <stdio.h>

enum {
	PANEL = 420, /* pixels, each with its margins */
	HEIGHT = 330,
	LEFT = 52,
	RIGHT = 16,
	TOP = 36,
	BOTTOM = 84,
	WIDE = PANEL - LEFT - RIGHT,
	HIGH = HEIGHT - TOP - BOTTOM,
	TICKS = 5,
	LEGEND_WIDTH = 96,
};

/* The place and the scales of a panel. */
struct frame {
	FILE *f;
	const struct svg_panel *panel;
	double left, x_max, y_max;
};

/* Returns the distance between ticks: the smallest number that is 1, 2 or 5
 * times a power of ten and of which TICKS reach value. */
static double
tick_of(double value)
{
	double step = value / TICKS, power;

	if (step <= 0)
		return 1;
	power = pow(10, floor(log10(step)));
	return power * (step <= power	       ? 1
			   : step <= 2 * power ? 2
			   : step <= 5 * power ? 5
					       : 10);
}

static double
x_of(const struct frame *frame, double x)
{
	return frame->left + LEFT + x / frame->x_max * WIDE;
}

static double
y_of(const struct frame *frame, double y)
{
	return TOP + HIGH - y / frame->y_max * HIGH;
}

static void
draw_text(const struct frame *frame, double x, double y, const char *anchor,
    const char *text)
{
	fprintf(frame->f,
	    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y,
	    anchor, text);
}

static void
draw_axes(const struct frame *frame)
{
	double x_tick = tick_of(frame->x_max), y_tick = tick_of(frame->y_max);
	double left = x_of(frame, 0), low = y_of(frame, 0);
	char number[32];

	for (double y = 0; y <= frame->y_max * 1.001; y += y_tick) {
		fprintf(frame->f,
		    "<path d=\"M%.1f %.1fh%d\" stroke=\"#ddd\"/>\n", left,
		    y_of(frame, y), WIDE);
		snprintf(number, sizeof(number), "%g", y);
		draw_text(frame, left - 6, y_of(frame, y) + 4, "end", number);
	}
	for (double x = 0; x <= frame->x_max * 1.001; x += x_tick) {
		snprintf(number, sizeof(number), "%g", x);
		draw_text(frame, x_of(frame, x), low + 16, "middle", number);
	}
	fprintf(frame->f, "<path d=\"M%.1f %dv%dh%d\" stroke=\"#444\"/>\n",
	    left, TOP, HIGH, WIDE);
	draw_text(frame, left + WIDE / 2.0, low + 34, "middle",
	    frame->panel->x_label);
	fprintf(frame->f, "<g font-weight=\"bold\">\n");
	draw_text(
	    frame, frame->left + LEFT, TOP - 14, "start", frame->panel->title);
	fprintf(frame->f, "</g>\n");
}

static void
draw_line(const struct frame *frame, const struct svg_line *line)
{
	const struct svg_panel *p = frame->panel;
	char how = 'M';

	fprintf(frame->f, "<path stroke=\"%s\" stroke-width=\"2\"%s d=\"",
	    line->color, line->dashed ? " stroke-dasharray=\"5 4\"" : "");
	for (size_t i = 0; i < p->points; i++) {
		if (line->y[i] >= 0)
			fprintf(frame->f, "%c%.1f %.1f", how,
			    x_of(frame, p->x[i]), y_of(frame, line->y[i]));
		how = line->y[i] >= 0 ? 'L' : 'M';
	}
	fprintf(frame->f, "\"/>\n");
	for (size_t i = 0; i < p->points; i++)
		if (line->y[i] >= 0 && !line->dashed)
			fprintf(frame->f,
			    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" "
			    "fill=\"%s\" stroke=\"none\"/>\n",
			    x_of(frame, p->x[i]), y_of(frame, line->y[i]),
			    line->color);
}

static void
draw_legend(const struct frame *frame)
{
	double x = frame->left + LEFT, y = HEIGHT - 24;

	for (size_t i = 0; i < frame->panel->count; i++) {
		const struct svg_line *line = &frame->panel->lines[i];

		if (!line->name)
			continue;
		fprintf(frame->f,
		    "<path d=\"M%.1f %.1fh18\" stroke=\"%s\" "
		    "stroke-width=\"2\"%s/>\n",
		    x, y - 4, line->color,
		    line->dashed ? " stroke-dasharray=\"5 4\"" : "");
		draw_text(frame, x + 22, y, "start", line->name);
		x += LEGEND_WIDTH;
	}
}

/* Draws a panel whose axes reach from 0 to a tick at or above the largest
 * value. */
static void
draw_panel(FILE *f, const struct svg_panel *p, double left)
{
	struct frame frame = {
	    .f = f, .panel = p, .left = left, .x_max = p->x[p->points - 1]};

	for (size_t i = 0; i < p->count; i++)
		for (size_t k = 0; k < p->points; k++)
			frame.y_max = fmax(frame.y_max, p->lines[i].y[k]);
	frame.x_max =
	    ceil(frame.x_max / tick_of(frame.x_max)) * tick_of(frame.x_max);
	frame.y_max = frame.y_max > 0
			  ? ceil(frame.y_max / tick_of(frame.y_max)) *
				tick_of(frame.y_max)
			  : 1;
	draw_axes(&frame);
	for (size_t i = 0; i < p->count; i++)
		draw_line(&frame, &p->lines[i]);
	draw_legend(&frame);
}

int
svg_plot_write(const char *path, const struct svg_panel *panels, size_t n)
{
	FILE *f = fopen(path, "we");

	if (!f)
		return -1;
	fprintf(f,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" "
	    "viewBox=\"0 0 %zu %d\" font-family=\"sans-serif\" "
	    "font-size=\"12\">\n"
	    "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n"
	    "<g fill=\"none\" stroke-linejoin=\"round\">\n"
	    "<style>text{fill:#222}</style>\n",
	    n * PANEL, HEIGHT);
	for (size_t i = 0; i < n; i++)
		draw_panel(f, &panels[i], (double)(i * PANEL));
	fprintf(f, "</g>\n</svg>\n");
	return fclose(f) == 0 ? 0 : -1;
}
