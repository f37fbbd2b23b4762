/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_image_limit: refuses images in a PDF that are too large.  poppler's
 * interface tells the size of an image only after it has decoded it, and 50 kB
 * of PDF can claim gigabytes.  But before it decodes, it asks cairo for a
 * surface of that size, or OpenJPEG to decode an image whose head tells it.
 * Functions of both are interposed here, see base/interposition.h.
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
	bool is_for_pdf; /* poppler decodes, and not leptonica */
	bool is_indexed; /* samples of JPEG 2000 are indexes into a palette */
} state = {.max_pixels = UINT64_MAX};

static struct {
	cairo_surface_t *(*create)(cairo_format_t, int, int);
	cairo_surface_t *(*create_similar)(
	    cairo_surface_t *, cairo_content_t, int, int);
	OPJ_BOOL (*setup_decoder)(opj_codec_t *, opj_dparameters_t *);
	OPJ_BOOL (*decode)(opj_codec_t *, opj_stream_t *, opj_image_t *);
} real;

/*
 * A surface of cairo's with the error "no memory".  With another error poppler
 * would make a pattern that it does not free.
 */
static cairo_surface_t *nothing;

/*
 * cairo calls this for the bytes of a PNG file.  Fails, so that cairo makes the
 * surface nothing.
 */
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
find_all_real(void)
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

/* Whether an image of this size is over the limit. */
static bool
is_too_large(int64_t width, int64_t height)
{
	return width > 0 && height > 0 &&
	       (uint64_t)width * (uint64_t)height > state.max_pixels;
}

/* Notes the size of the first image that is refused. */
static void
note_refused(uint32_t width, uint32_t height)
{
	if (state.refused.width == 0)
		state.refused = (struct sniff_size){width, height};
}

/*
 * poppler does not check whether it got surfaces of at most this many pixels.
 */
#define FEW 4096

/*
 * Whether poppler gets no surface of this kind: it is too large or, during a
 * survey, it is for an image, which need not be decoded.
 *
 * Surfaces with alpha may be masks, and are made even during a survey: poppler
 * asks for an image only after its mask, and reads the mask's pixels without a
 * check.
 */
static bool
is_left_out(cairo_format_t format, int width, int height)
{
	if (!pdf_survey_is_on())
		return is_too_large(width, height);
	if ((int64_t)width * height <= FEW)
		return false;
	return (format != CAIRO_FORMAT_A8 && format != CAIRO_FORMAT_ARGB32) ||
	       is_too_large(width, height);
}

/*
 * poppler calls this in place of cairo's function.  Makes a surface; or returns
 * one without memory, and notes the size that was refused.  A survey counts the
 * image that the surface is for.
 */
INTERPOSED cairo_surface_t *
cairo_image_surface_create(cairo_format_t format, int width, int height)
{
	cairo_surface_t *surface;

	pdf_survey_add_image(width, height);
	surface = is_left_out(format, width, height)
		      ? nothing
		      : real.create(format, width, height);
	if (width > 0 && height > 0 &&
	    cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
		note_refused((uint32_t)width, (uint32_t)height);
	return surface;
}

/*
 * poppler calls this for a cell of a pattern.  If it gets none, it draws the
 * pattern's content again for each cell.
 */
INTERPOSED cairo_surface_t *
cairo_surface_create_similar(
    cairo_surface_t *other, cairo_content_t content, int width, int height)
{
	return is_too_large(width, height)
		   ? nothing
		   : real.create_similar(other, content, width, height);
}

/*
 * poppler calls this before it decodes an image of JPEG 2000.  If the PDF has a
 * palette of its own, poppler asks that the image's be ignored; then the
 * samples are indexes, which is noted.
 */
INTERPOSED OPJ_BOOL
opj_setup_decoder(opj_codec_t *codec, opj_dparameters_t *parameters)
{
	state.is_indexed = (parameters->flags &
			       OPJ_DPARAMETERS_IGNORE_PCLR_CMAP_CDEF_FLAG) != 0;
	return real.setup_decoder(codec, parameters);
}

/*
 * poppler and jp2.c call this in place of OpenJPEG's function.  Decodes an
 * image of JPEG 2000 and, for poppler, changes it to what poppler can draw.  If
 * the image is too large, or a survey goes on, notes its size as refused and
 * returns OPJ_FALSE.
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
