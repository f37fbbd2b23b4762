/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_plain_ends: whether a page of a PDF has images that end with rows of one
 * color.  When poppler has put an image into a surface of cairo, it says so by
 * a function that is interposed here, see base/interposition.h.
 */
#include "input/pdf_plain_ends.h"

#include <cairo.h>
#include <stddef.h>
#include <stdint.h>

#include "base/interposition.h"

/* In an image of fewer pixels there is no text. */
#define FEW 4096

static void (*real_mark_dirty)(cairo_surface_t *);

static bool are_there;

/* Finds cairo's own function. */
INTERPOSITION_START static void
find_mark_dirty(void)
{
	interposition_find(&real_mark_dirty, "cairo_surface_mark_dirty");
}

void
pdf_plain_ends_forget(void)
{
	are_there = false;
}

bool
pdf_plain_ends_are_there(void)
{
	return are_there;
}

/*
 * Returns pixel i of a row, whose pixels have 32 bits, one of which counts for
 * nothing, or 8.
 */
static uint32_t
pixel_of(const unsigned char *row, int i, bool is_wide)
{
	return is_wide ? ((const uint32_t *)(const void *)row)[i] & 0xffffff
		       : row[i];
}

/* Whether the last rows of the image are of one color.  Also true if the
 * pixels are of another kind than those of pages and masks. */
static bool
has_plain_end(cairo_surface_t *image)
{
	const unsigned char *data = cairo_image_surface_get_data(image);
	int width = cairo_image_surface_get_width(image);
	int height = cairo_image_surface_get_height(image);
	int stride = cairo_image_surface_get_stride(image);
	cairo_format_t format = cairo_image_surface_get_format(image);
	bool is_wide =
	    format == CAIRO_FORMAT_RGB24 || format == CAIRO_FORMAT_ARGB32;
	int rows = height / PDF_PLAIN_ENDS_SHARE;
	uint32_t color;

	if (data == NULL || (int64_t)width * height < FEW)
		return false;
	if (!is_wide && format != CAIRO_FORMAT_A8)
		return true;
	color = pixel_of(data + (ptrdiff_t)(height - 1) * stride, 0, is_wide);
	for (int y = height - (rows > 1 ? rows : 1); y < height; y++)
		for (int x = 0; x < width; x++)
			if (pixel_of(data + (ptrdiff_t)y * stride, x,
				is_wide) != color)
				return false;
	return true;
}

/* poppler calls this for an image whose pixels it has set. */
INTERPOSED void
cairo_surface_mark_dirty(cairo_surface_t *surface)
{
	are_there |= has_plain_end(surface);
	real_mark_dirty(surface);
}
