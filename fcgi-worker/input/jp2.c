/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * jp2: the picture of a JPEG 2000 file or codestream, by OpenJPEG, which knows
 * every order of boxes, every depth and the channels of alpha.
 */
#include "input/jp2.h"

#include <errno.h>
#include <leptonica/allheaders.h>
#include <openjpeg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "input/alpha.h"

/*
 * The most components that are decoded: each takes 4 bytes a pixel, and a file
 * may claim 16384 of them.
 */
#define MAX_COMPONENTS 5
#define NONE UINT32_MAX
/* Down to an eighth, as with JPEG. */
#define MAX_HALVINGS 3

struct reader {
	struct bytes bytes;
	unsigned halvings; /* how often each side is halved */
	size_t position;
	opj_stream_t *stream;
	opj_codec_t *codec;
	opj_image_t *image;
};

/*
 * OpenJPEG calls this to read up to size bytes of the file.  Returns how many
 * were read, or -1 at the end of the file.
 */
static OPJ_SIZE_T
on_read(void *out, OPJ_SIZE_T size, void *reader)
{
	struct reader *r = reader;

	if (size > r->bytes.size - r->position)
		size = r->bytes.size - r->position;
	if (size == 0)
		return (OPJ_SIZE_T)-1;
	memcpy(out, r->bytes.data + r->position, size);
	r->position += size;
	return size;
}

/*
 * OpenJPEG calls this to skip count bytes.  Returns how many were skipped,
 * fewer at the end of the file; or -1 if count is negative.
 */
static OPJ_OFF_T
on_skip(OPJ_OFF_T count, void *reader)
{
	struct reader *r = reader;

	if (count < 0)
		return -1;
	if ((uint64_t)count > r->bytes.size - r->position)
		count = (OPJ_OFF_T)(r->bytes.size - r->position);
	r->position += (size_t)count;
	return count;
}

/*
 * OpenJPEG calls this to go to the byte at offset.  Returns whether the file is
 * that long.
 */
static OPJ_BOOL
on_seek(OPJ_OFF_T offset, void *reader)
{
	struct reader *r = reader;

	if (offset < 0 || (uint64_t)offset > r->bytes.size)
		return OPJ_FALSE;
	r->position = (size_t)offset;
	return OPJ_TRUE;
}

static void
close_reader(struct reader *r)
{
	opj_image_destroy(r->image);
	if (r->codec != NULL)
		opj_destroy_codec(r->codec);
	if (r->stream != NULL)
		opj_stream_destroy(r->stream);
}

/*
 * Opens a JPEG 2000 file and reads its head.  Returns 0, or -1.  In either case
 * the caller ends with close_reader.
 */
static int
open_reader(struct reader *r, const struct bytes *b)
{
	opj_dparameters_t parameters;

	*r = (struct reader){.bytes = *b};
	r->stream = opj_stream_default_create(OPJ_TRUE);
	r->codec = opj_create_decompress(
	    b->data[0] == 0xff ? OPJ_CODEC_J2K : OPJ_CODEC_JP2);
	if (r->stream == NULL || r->codec == NULL)
		return -1;
	opj_stream_set_user_data(r->stream, r, NULL);
	opj_stream_set_user_data_length(r->stream, b->size);
	opj_stream_set_read_function(r->stream, on_read);
	opj_stream_set_skip_function(r->stream, on_skip);
	opj_stream_set_seek_function(r->stream, on_seek);
	opj_set_default_decoder_parameters(&parameters);
	if (!opj_setup_decoder(r->codec, &parameters) ||
	    !opj_read_header(r->stream, r->codec, &r->image))
		return -1;
	return r->image->numcomps >= 1 && r->image->numcomps <= MAX_COMPONENTS
		   ? 0
		   : -1;
}

/* Returns n divided by two so often, each time rounded up. */
static uint32_t
halve(uint32_t n, unsigned halvings)
{
	return (uint32_t)((n + ((UINT64_C(1) << halvings) - 1)) >> halvings);
}

/* Finds the size of image with its sides halved so often.  Returns 0, or -1 if
 * it has no area. */
static int
image_size(const opj_image_t *image, unsigned halvings, struct sniff_size *out)
{
	uint32_t left = halve(image->x0, halvings);
	uint32_t right = halve(image->x1, halvings);
	uint32_t top = halve(image->y0, halvings);
	uint32_t bottom = halve(image->y1, halvings);

	if (right <= left || bottom <= top)
		return -1;
	*out = (struct sniff_size){right - left, bottom - top};
	return 0;
}

/*
 * Tells the decoder to halve the picture until it is within max_pixels, as
 * often as the file has resolutions for.  Sets *out to the size then, the full
 * one if even the smallest is too large.  Returns 0, or -1 if the picture has
 * no area.  Within max_pixels nothing is halved, as in jpeg.c: none of the same
 * nine pages had the same text, with 243 words missed both ways.
 */
static int
choose_size(struct reader *r, size_t max_pixels, struct sniff_size *out)
{
	struct sniff_size full;

	if (image_size(r->image, 0, &full) == -1)
		return -1;
	*out = full;
	while (image_check_size(out, max_pixels) != IMAGE_OK) {
		r->halvings++;
		if (r->halvings > MAX_HALVINGS ||
		    !opj_set_decoded_resolution_factor(r->codec, r->halvings) ||
		    image_size(r->image, r->halvings, out) == -1) {
			*out = full;
			break;
		}
	}
	return 0;
}

int
jp2_size(const struct bytes *b, size_t max_pixels, struct sniff_size *out)
{
	struct reader r;
	int rc = open_reader(&r, b);

	if (rc == 0)
		rc = choose_size(&r, max_pixels, out);
	close_reader(&r);
	return rc;
}

/* Which components of an image make a pixel, and how. */
struct colors {
	const opj_image_t *image;
	uint32_t channels[4]; /* the components of the color, without alpha */
	uint32_t count;	      /* of channels */
	uint32_t alpha;	      /* its component, or NONE */
	bool is_ycc, is_cmyk;
};

/*
 * Returns the component that is alpha, or NONE.  If the file names none, the
 * last component is taken for alpha if there are two, or four that are not
 * CMYK.
 */
static uint32_t
find_alpha(const opj_image_t *image)
{
	for (uint32_t i = 0; i < image->numcomps; i++)
		if (image->comps[i].alpha != 0)
			return i;
	if (image->color_space == OPJ_CLRSPC_CMYK || image->numcomps % 2 == 1)
		return NONE;
	return image->numcomps - 1;
}

/*
 * Finds the components that are colors.  One is gray, four are CMYK, three are
 * RGB or YCC.  They are YCC if the file says so, or if the second is coarser
 * than the first, which then is brightness.
 */
static void
find_colors(const opj_image_t *image, struct colors *c)
{
	*c = (struct colors){.image = image, .alpha = find_alpha(image)};
	for (uint32_t i = 0; i < image->numcomps && c->count < 4; i++)
		if (i != c->alpha)
			c->channels[c->count++] = i;
	c->is_cmyk = c->count == 4;
	c->is_ycc =
	    c->count == 3 && (image->color_space == OPJ_CLRSPC_SYCC ||
				 image->color_space == OPJ_CLRSPC_EYCC ||
				 image->comps[c->channels[1]].dx >
				     image->comps[c->channels[0]].dx);
}

/*
 * Returns the sample of component i for the pixel x, y, scaled to 0 to 255.  A
 * component may be coarser than the image.
 */
static uint32_t
sample_of(const opj_image_t *image, uint32_t i, uint32_t x, uint32_t y)
{
	const opj_image_comp_t *c = &image->comps[i];
	uint64_t largest = (UINT64_C(1) << c->prec) - 1;
	int64_t value;

	x /= c->dx;
	y /= c->dy;
	if (x >= c->w)
		x = c->w - 1;
	if (y >= c->h)
		y = c->h - 1;
	value = c->data[(size_t)y * c->w + x];
	if (c->sgnd)
		value += (int64_t)(largest / 2 + 1);
	if (value < 0)
		value = 0;
	if ((uint64_t)value > largest)
		value = (int64_t)largest;
	return (uint32_t)((uint64_t)value * 255 / largest);
}

static uint32_t
to_byte(double value)
{
	return value < 0 ? 0 : value > 255 ? 255 : (uint32_t)(value + 0.5);
}

/*
 * Converts the samples s of a pixel, which have no alpha, to red, green and
 * blue in place.
 */
static void
to_rgb(const struct colors *c, uint32_t *s)
{
	double y = s[0], cb = s[1] - 128.0, cr = s[2] - 128.0;

	if (c->is_ycc) {
		s[0] = to_byte(y + 1.402 * cr);
		s[1] = to_byte(y - 0.344136 * cb - 0.714136 * cr);
		s[2] = to_byte(y + 1.772 * cb);
	} else if (c->is_cmyk) {
		for (int i = 0; i < 3; i++)
			s[i] = (255 - s[i]) * (255 - s[3]) / 255;
	} else if (c->count < 3) {
		s[1] = s[2] = s[0];
	}
}

/* Returns the pixel at x, y as 0xRRGGBBAA. */
static uint32_t
pixel_at(const struct colors *c, uint32_t x, uint32_t y)
{
	uint32_t color[4] = {0}, alpha = 255;

	for (uint32_t i = 0; i < c->count; i++)
		color[i] = sample_of(c->image, c->channels[i], x, y);
	if (c->alpha != NONE)
		alpha = sample_of(c->image, c->alpha, x, y);
	to_rgb(c, color);
	return color[0] << 24 | color[1] << 16 | color[2] << 8 | alpha;
}

/* Whether every component has samples, with a depth that can be scaled. */
static bool
has_samples(const opj_image_t *image)
{
	const opj_image_comp_t *c = image->comps;

	for (uint32_t i = 0; i < image->numcomps; i++, c++)
		if (c->data == NULL || c->w == 0 || c->h == 0 || c->dx == 0 ||
		    c->dy == 0 || c->prec == 0 || c->prec > 32)
			return false;
	return true;
}

/* Returns what dpi, a resolution, is of the picture that r halves. */
static int
halve_dpi(int dpi, const struct reader *r)
{
	return (int)((dpi + (1L << r->halvings) / 2) >> r->halvings);
}

/* Sets the resolution of pix to what the file of r says, less where the picture
 * was halved. */
static void
set_resolution(const struct reader *r, PIX *pix)
{
	int x_dpi = 0, y_dpi = 0;
	FILE *f =
	    fmemopen((void *)(uintptr_t)r->bytes.data, r->bytes.size, "r");

	if (f == NULL)
		return;
	if (fgetJp2kResolution(f, &x_dpi, &y_dpi) == 0)
		pixSetResolution(pix, halve_dpi(x_dpi, r), halve_dpi(y_dpi, r));
	fclose(f);
}

/* Makes the page of the decoded image of r.  On IMAGE_OK it is in *out. */
static enum image_result
make_page(const struct reader *r, PIX **out)
{
	const opj_image_t *image = r->image;
	struct sniff_size size;
	struct colors colors;
	uint32_t *next;
	PIX *pix;

	if (!has_samples(image) || image_size(image, r->halvings, &size) == -1)
		return IMAGE_BROKEN;
	pix = pixCreate((int)size.width, (int)size.height, 32);
	if (pix == NULL)
		return IMAGE_NO_MEMORY;
	find_colors(image, &colors);
	next = pixGetData(pix);
	for (uint32_t y = 0; y < size.height; y++)
		for (uint32_t x = 0; x < size.width; x++)
			*next++ = pixel_at(&colors, x, y);
	set_resolution(r, pix);
	alpha_flatten(pix);
	*out = image_reduce_depth(pix, false);
	return *out == NULL ? IMAGE_NO_MEMORY : IMAGE_OK;
}

enum image_result
jp2_decode(const struct bytes *b, size_t max_pixels, struct Pix **out)
{
	enum image_result rc = IMAGE_BROKEN;
	struct sniff_size size;
	struct reader r;

	errno = 0;
	if (open_reader(&r, b) == 0 &&
	    choose_size(&r, max_pixels, &size) == 0 &&
	    opj_decode(r.codec, r.stream, r.image))
		rc = make_page(&r, out);
	else if (errno == ENOMEM)
		rc = IMAGE_NO_MEMORY;
	close_reader(&r);
	return rc;
}
