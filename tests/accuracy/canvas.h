/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * canvas: a page that is drawn, and the text that is written on it, in the
 * order in which it is written.  Lengths are pixels; colors are 0xRRGGBB.
 */
#ifndef TESTS_ACCURACY_CANVAS_H
#define TESTS_ACCURACY_CANVAS_H

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct Pix;

struct canvas {
	cairo_surface_t *surface;
	cairo_t *cairo;
	double width, height;
	FILE *log; /* writes text */
	char *text;
	size_t len;
};

enum canvas_align { CANVAS_LEFT, CANVAS_CENTER, CANVAS_RIGHT };

/* What a paragraph leaves to be written, and where it goes on. */
struct canvas_flow {
	const char *rest; /* of the text; empty: all was written */
	double y;	  /* the baseline of the next line */
};

/* Begins a page of the color paper, on which black is drawn; to be closed. */
void canvas_open(struct canvas *c, double width, double height, unsigned paper);
void canvas_close(struct canvas *c);

/* Cuts off the page below a height. */
void canvas_crop(struct canvas *c, double height);

/* Returns the page with 32 bits a pixel, to be destroyed. */
struct Pix *canvas_pix(struct canvas *c);

/* Returns what has been written so far; it lives as long as the canvas. */
const char *canvas_truth(struct canvas *c);

/* Set the color of what is drawn next, and the font of what is written. */
void canvas_color(struct canvas *c, unsigned rgb);
void canvas_font(
    struct canvas *c, const char *family, double size, bool bold, bool italic);

double canvas_text_width(struct canvas *c, const char *text);

/* Writes on the baseline at y: from x on, around x, or up to x. */
void canvas_text(struct canvas *c, double x, double y, enum canvas_align align,
    const char *text);

/*
 * Writes text in lines of at most this width, the first one on the baseline at
 * y and the others a leading apart, down to the lowest baseline.  With justify
 * all lines but the text's last one are exactly as wide.
 */
struct canvas_flow canvas_paragraph(struct canvas *c, double x, double y,
    double width, double leading, double lowest, bool justify,
    const char *text);

/* Draws a checkbox of 24 pixels from x, y on, and writes U+2610 or U+2612 into
 * the text. */
void canvas_checkbox(struct canvas *c, double x, double y, bool is_crossed);

/* Draw a filled box, and a box and a line whose strokes have the width line. */
void canvas_fill(struct canvas *c, double x, double y, double w, double h);
void canvas_frame(
    struct canvas *c, double x, double y, double w, double h, double line);
void canvas_line(
    struct canvas *c, double x0, double y0, double x1, double y1, double line);

#endif
