/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages with text at any place, with rules, boxes and pictures, drawn by cairo
 * in pixels.
 */
#ifndef TESTS_DRAWING_H
#define TESTS_DRAWING_H

#include <stddef.h>
#include <stdint.h>

#include "tests/lib/page.h"

struct drawing;

/* Begins a white page. */
struct drawing *drawing_begin(int width, int height);

/* Set the gray, from 0 (black) to 1, the color, and the font of what is drawn
 * next. */
void drawing_ink(struct drawing *d, double gray);
void drawing_color(struct drawing *d, double red, double green, double blue);
void drawing_font(struct drawing *d, const char *font, double size);

/* Writes text from x on, on the baseline at y. */
void drawing_text(struct drawing *d, double x, double y, const char *text);

/* Draw a line, a filled box and an empty box. */
void drawing_rule(
    struct drawing *d, double x, double y, double to_x, double to_y);
void drawing_fill(struct drawing *d, double x, double y, double w, double h);
void drawing_box(struct drawing *d, double x, double y, double w, double h);

/* Draws a pattern that stands for a picture, the same for the same seed. */
void drawing_picture(
    struct drawing *d, double x, double y, double size, uint32_t seed);

/*
 * Turns the page clockwise by degrees around its middle, cuts its corners off,
 * and makes it a PNG.  Frees d.  Returns 0, or -1.
 */
int drawing_end(struct drawing *d, double degrees, struct page_file *file);

#endif
