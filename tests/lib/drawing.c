/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cairo remembers its first error, so that is checked at the end.
 */
#include "tests/lib/drawing.h"

#include <cairo.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>

struct drawing {
	cairo_surface_t *surface;
	cairo_t *c;
};

struct drawing *
drawing_begin(int width, int height)
{
	struct drawing *d = malloc(sizeof(*d));

	if (d == NULL)
		abort();
	d->surface =
	    cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	d->c = cairo_create(d->surface);
	drawing_ink(d, 1);
	cairo_paint(d->c);
	drawing_ink(d, 0);
	return d;
}

void
drawing_ink(struct drawing *d, double gray)
{
	cairo_set_source_rgb(d->c, gray, gray, gray);
}

void
drawing_color(struct drawing *d, double red, double green, double blue)
{
	cairo_set_source_rgb(d->c, red, green, blue);
}

void
drawing_font(struct drawing *d, const char *font, double size)
{
	cairo_select_font_face(
	    d->c, font, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(d->c, size);
}

void
drawing_text(struct drawing *d, double x, double y, const char *text)
{
	cairo_move_to(d->c, x, y);
	cairo_show_text(d->c, text);
}

void
drawing_rule(struct drawing *d, double x, double y, double to_x, double to_y)
{
	cairo_set_line_width(d->c, 2);
	cairo_move_to(d->c, x, y);
	cairo_line_to(d->c, to_x, to_y);
	cairo_stroke(d->c);
}

void
drawing_fill(struct drawing *d, double x, double y, double w, double h)
{
	cairo_rectangle(d->c, x, y, w, h);
	cairo_fill(d->c);
}

void
drawing_box(struct drawing *d, double x, double y, double w, double h)
{
	cairo_set_line_width(d->c, 2);
	cairo_rectangle(d->c, x, y, w, h);
	cairo_stroke(d->c);
}

/* Returns the next pseudo-random number, at least 0 and below 1. */
static double
next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) / 16777216.0;
}

void
drawing_picture(
    struct drawing *d, double x, double y, double size, uint32_t seed)
{
	for (int i = 0; i < 600; i++) {
		double r = next(&seed), g = next(&seed), b = next(&seed);
		double cx = next(&seed) * size, cy = next(&seed) * size;

		cairo_set_source_rgb(d->c, r, g, b);
		cairo_arc(
		    d->c, x + cx, y + cy, 2 + size / 20 * next(&seed), 0, 7);
		cairo_fill(d->c);
	}
	drawing_ink(d, 0);
}

/* Returns a copy of the surface, with its colors. */
static PIX *
to_pix(cairo_surface_t *surface)
{
	int w = cairo_image_surface_get_width(surface);
	int h = cairo_image_surface_get_height(surface);
	PIX *pix = pixCreate(w, h, 32);

	cairo_surface_flush(surface);
	for (int y = 0; pix != NULL && y < h; y++) {
		const uint32_t *row = (const uint32_t *)(const void
			*)(cairo_image_surface_get_data(surface) +
			   y * cairo_image_surface_get_stride(surface));

		for (int x = 0; x < w; x++)
			pixSetPixel(pix, x, y, row[x] << 8);
	}
	return pix;
}

int
drawing_end(struct drawing *d, double degrees, struct page_file *file)
{
	PIX *pix = to_pix(d->surface);
	PIX *turned = pixRotate(pix, (l_float32)(degrees * 0.0174532925),
	    L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
	int rc = cairo_status(d->c) == CAIRO_STATUS_SUCCESS
		     ? page_encode(turned, PAGE_PNG, file)
		     : -1;

	pixDestroy(&pix);
	pixDestroy(&turned);
	cairo_destroy(d->c);
	cairo_surface_destroy(d->surface);
	free(d);
	return rc;
}
