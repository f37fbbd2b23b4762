/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_image_limit: how large the images in a PDF are.  Only poppler knows,
 * which has understood the file, and its interface tells after it has decoded
 * them: 50 kB of PDF can claim gigabytes.  But before it does, it asks cairo
 * for a surface of that size, and OpenJPEG for pixels of what its own head
 * claims.  These functions of theirs are interposed here, see
 * base/interposition.h.
 */
#include "input/pdf_image_limit.h"

#include <cairo.h>
#include <openjpeg.h>
#include <stdbool.h>

#include "base/interposition.h"
#include "input/pdf_jpx.h"
#include "input/pdf_survey.h"

static struct {
	uint64_t max_pixels;
	struct sniff_size refused;
	bool is_for_pdf; /* it is poppler that decodes */
	bool is_indexed; /* samples of JPEG 2000 are indexes into a palette */
} state = {.max_pixels = UINT64_MAX};

static struct {
	cairo_surface_t *(*create)(cairo_format_t, int, int);
	cairo_surface_t *(*create_similar)(
	    cairo_surface_t *, cairo_content_t, int, int);
	OPJ_BOOL (*setup_decoder)(opj_codec_t *, opj_dparameters_t *);
	OPJ_BOOL (*decode)(opj_codec_t *, opj_stream_t *, opj_image_t *);
} real;

/* What cairo returns without memory; of a surface with another error poppler
 * makes a pattern that it loses. */
static cairo_surface_t *nothing;

static cairo_status_t
read_nothing(void *closure, unsigned char *data, unsigned size)
{
	(void)closure;
	(void)data;
	(void)size;
	return CAIRO_STATUS_NO_MEMORY;
}

/* Finds cairo's and OpenJPEG's own functions. */
INTERPOSITION_START static void
find_all(void)
{
	interposition_find(&real.create, "cairo_image_surface_create");
	interposition_find(
	    &real.create_similar, "cairo_surface_create_similar");
	interposition_find(&real.setup_decoder, "opj_setup_decoder");
	interposition_find(&real.decode, "opj_decode");
	nothing =
	    cairo_image_surface_create_from_png_stream(read_nothing, NULL);
}

void
pdf_image_limit_begin(uint64_t max_pixels)
{
	state.max_pixels = max_pixels;
	state.refused = (struct sniff_size){0, 0};
	state.is_for_pdf = true;
}

bool
pdf_image_limit_is_ok(void)
{
	return state.refused.width == 0;
}

struct sniff_size
pdf_image_limit_end(void)
{
	state.max_pixels = UINT64_MAX;
	state.is_for_pdf = false;
	return state.refused;
}

static bool
is_too_large(int64_t width, int64_t height)
{
	return width > 0 && height > 0 &&
	       (uint64_t)width * (uint64_t)height > state.max_pixels;
}

static void
note_refused(uint32_t width, uint32_t height)
{
	if (state.refused.width == 0)
		state.refused = (struct sniff_size){width, height};
}

/* Of surfaces with so few pixels, poppler takes some for granted. */
#define FEW 4096

/*
 * Whether poppler gets no surface: one that is too large or, during a survey,
 * that of an image, which need not be decoded.  A surface with alpha may be a
 * mask.  Masks are decoded even then, since poppler asks for the image only
 * behind its mask, and reads their pixels without a check, as it does with
 * those of some small surfaces.
 */
static bool
is_left_out(cairo_format_t format, int width, int height)
{
	if (!pdf_survey_is_on())
		return is_too_large(width, height);
	pdf_survey_add_image(width, height);
	if ((int64_t)width * height <= FEW)
		return false;
	return (format != CAIRO_FORMAT_A8 && format != CAIRO_FORMAT_ARGB32) ||
	       is_too_large(width, height);
}

/* Makes a surface for poppler, or returns one without memory and notes that its
 * size was refused. */
INTERPOSED cairo_surface_t *
cairo_image_surface_create(cairo_format_t format, int width, int height)
{
	cairo_surface_t *surface = is_left_out(format, width, height)
				       ? nothing
				       : real.create(format, width, height);

	if (width > 0 && height > 0 &&
	    cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
		note_refused((uint32_t)width, (uint32_t)height);
	return surface;
}

/* A cell of a pattern; poppler repeats what it draws when there is none. */
INTERPOSED cairo_surface_t *
cairo_surface_create_similar(
    cairo_surface_t *other, cairo_content_t content, int width, int height)
{
	return is_too_large(width, height)
		   ? nothing
		   : real.create_similar(other, content, width, height);
}

/* Notes what poppler wants of an image of JPEG 2000: its own palette is passed
 * over if the PDF says which colours the samples are the numbers of. */
INTERPOSED OPJ_BOOL
opj_setup_decoder(opj_codec_t *codec, opj_dparameters_t *parameters)
{
	state.is_indexed = (parameters->flags &
			       OPJ_DPARAMETERS_IGNORE_PCLR_CMAP_CDEF_FLAG) != 0;
	return real.setup_decoder(codec, parameters);
}

/*
 * poppler and leptonica call this in place of openjpeg's function.  Decodes an
 * image of JPEG 2000, to what poppler can draw if it is poppler that asks.  If
 * the image is too large, or a survey goes on, only notes that its size was
 * refused.
 */
INTERPOSED OPJ_BOOL
opj_decode(opj_codec_t *codec, opj_stream_t *stream, opj_image_t *image)
{
	int64_t width = (int64_t)image->x1 - image->x0;
	int64_t height = (int64_t)image->y1 - image->y0;
	OPJ_BOOL is_decoded;

	if (!pdf_survey_is_on() && !is_too_large(width, height)) {
		is_decoded = real.decode(codec, stream, image);
		if (is_decoded && state.is_for_pdf)
			pdf_jpx_simplify(image, state.is_indexed);
		return is_decoded;
	}
	note_refused((uint32_t)width, (uint32_t)height);
	return OPJ_FALSE;
}
