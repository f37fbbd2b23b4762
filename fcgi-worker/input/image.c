/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * image: the pages of an image file.  It knows nothing of requests or of
 * Tesseract.
 */
#include "input/image.h"

#include <errno.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "input/alpha.h"
#include "input/bmp.h"
#include "input/gif.h"
#include "input/jp2.h"
#include "input/jpeg.h"
#include "input/png.h"
#include "input/pnm.h"
#include "input/tiff.h"
#include "input/webp.h"

/* Resolutions that differ by this factor or less are the same. */
#define SAME 1.01
/*
 * Resolutions that differ by a larger factor than this, or are lower than
 * LEAST_DPI, make no sense.
 */
#define MOST_DIFFERENT 4
#define LEAST_DPI 36

enum image_result
image_check_size(const struct sniff_size *size, size_t max_pixels)
{
	if ((uint64_t)size->width * size->height > max_pixels)
		return IMAGE_TOO_MANY_PIXELS;
	if (size->width > IMAGE_MAX_SIDE || size->height > IMAGE_MAX_SIDE)
		return IMAGE_TOO_WIDE;
	return IMAGE_OK;
}

/*
 * Finds the size of the one page of a file that is not a TIFF.  Returns 0, or
 * -1 if the file is broken.
 */
static int
single_size(const struct image *image, struct sniff_size *out)
{
	static int (*const readers[SNIFF_TYPES])(
	    const struct bytes *, struct sniff_size *) = {
	    [SNIFF_PNG] = png_size,
	    [SNIFF_GIF] = gif_size,
	    [SNIFF_BMP] = bmp_size,
	    [SNIFF_PNM] = pnm_size,
	    [SNIFF_WEBP] = webp_size,
	};

	/* These two are reduced where they are larger than the limit. */
	if (image->type == SNIFF_JPEG)
		return jpeg_size(&image->bytes, image->limits.max_pixels, out);
	if (image->type == SNIFF_JP2)
		return jp2_size(&image->bytes, image->limits.max_pixels, out);
	return readers[image->type](&image->bytes, out);
}

/*
 * Opens a file of one page.  Returns IMAGE_OK, IMAGE_BROKEN, or the limit that
 * its size exceeds.
 */
static enum image_result
open_single(struct image *image)
{
	struct sniff_size size;

	image->count = 1;
	if (single_size(image, &size) == -1)
		return IMAGE_BROKEN;
	return image_check_size(&size, image->limits.max_pixels);
}

/* Opens a TIFF and counts its pages.  Returns what tiff_open() does. */
static enum image_result
open_tiff(struct image *image)
{
	enum image_result rc =
	    tiff_open(&image->tiff, &image->bytes, &image->limits);

	if (rc == IMAGE_OK)
		image->count = tiff_count(image->tiff);
	return rc;
}

enum image_result
image_open(struct image *image, const struct bytes *bytes, enum sniff_type type,
    const struct image_limits *limits)
{
	enum image_result rc;

	*image =
	    (struct image){.bytes = *bytes, .type = type, .limits = *limits};
	/* The types that follow SNIFF_JP2 are HEIC, AVIF and PDF. */
	if (image->type == SNIFF_UNKNOWN || image->type > SNIFF_JP2)
		return IMAGE_UNSUPPORTED;
	rc = image->type == SNIFF_TIFF ? open_tiff(image) : open_single(image);
	if (rc != IMAGE_OK)
		image_close(image);
	return rc;
}

enum image_result
image_measure(const struct image *image, unsigned page)
{
	/* For other files, image_open has checked the one page. */
	return image->type == SNIFF_TIFF ? tiff_check_size(image->tiff, page)
					 : IMAGE_OK;
}

void
image_close(struct image *image)
{
	tiff_close(image->tiff);
	image->tiff = NULL;
}

struct Pix *
image_reduce_depth(struct Pix *pix, bool is_bilevel)
{
	size_t n;
	const uint32_t *pixels;
	uint32_t colored = 0;
	PIX *out;

	if (pix == NULL || pixGetDepth(pix) != 32)
		return pix;
	n = (size_t)pixGetWpl(pix) * (size_t)pixGetHeight(pix);
	pixels = pixGetData(pix);
	/* A bit is set where red differs from green, or green from blue. */
	for (size_t i = 0; i < n; i++)
		colored |= (pixels[i] ^ pixels[i] << 8) & 0xffff0000;
	if (colored != 0)
		return pix;
	out =
	    is_bilevel ? pixConvertTo1(pix, 128) : pixConvertRGBToGrayFast(pix);
	if (out != NULL)
		pixCopyResolution(out, pix);
	pixDestroy(&pix);
	return out;
}

/*
 * Whether the resolutions x and y make sense but differ, so that pixels are
 * visibly higher than wide or wider than high.
 */
static bool
is_stretched(double x, double y)
{
	double ratio = x > y ? x / y : y / x;

	return x >= LEAST_DPI && y >= LEAST_DPI && ratio > SAME &&
	       ratio <= MOST_DIFFERENT;
}

/*
 * If the resolutions across and down differ, as in faxes, scales pix to the
 * finer one, so that its pixels are square.  Returns pix itself if they are
 * square already, or the scaled page would be too large; else a new page, and
 * frees pix.  Returns NULL without memory, and frees pix.
 */
static PIX *
image_square(PIX *pix, size_t max_pixels)
{
	int x_dpi = pixGetXRes(pix), y_dpi = pixGetYRes(pix);
	int finer = x_dpi > y_dpi ? x_dpi : y_dpi;
	struct sniff_size size = image_page_size(pix);
	PIX *scalable, *out;

	if (!is_stretched(x_dpi, y_dpi))
		return pix;
	size.width = (uint32_t)(size.width * (double)finer / x_dpi + 0.5);
	size.height = (uint32_t)(size.height * (double)finer / y_dpi + 0.5);
	if (image_check_size(&size, max_pixels) != IMAGE_OK)
		return pix; /* it would be too large */
	/* pixScaleLI takes 8 or 32 bits a pixel. */
	scalable =
	    pixGetDepth(pix) == 32 ? pixClone(pix) : pixConvertTo8(pix, FALSE);
	pixDestroy(&pix);
	out = scalable == NULL
		  ? NULL
		  : pixScaleLI(scalable, (float)finer / (float)x_dpi,
			(float)finer / (float)y_dpi);
	pixDestroy(&scalable);
	if (out != NULL)
		pixSetResolution(out, finer, finer);
	return out;
}

enum image_result
image_decode_by_leptonica(const struct bytes *b, struct Pix **out)
{
	PIX *pix, *plain;

	errno = 0;
	pix = pixReadMem(b->data, b->size);
	if (pix == NULL)
		return errno == ENOMEM ? IMAGE_NO_MEMORY : IMAGE_BROKEN;
	plain =
	    pixGetDepth(pix) == 16 ? pixConvertTo8(pix, FALSE) : pixClone(pix);
	pixDestroy(&pix);
	*out = plain;
	return plain == NULL ? IMAGE_NO_MEMORY : IMAGE_OK;
}

/*
 * Decodes a page, counted from 0, by the decoder for the file's type.  On
 * IMAGE_OK and IMAGE_DAMAGED the page is in *out.
 */
static enum image_result
decode_page(const struct image *image, unsigned page, PIX **out)
{
	const struct bytes *b = &image->bytes;

	switch (image->type) {
	case SNIFF_TIFF:
		return tiff_decode(image->tiff, page, out);
	case SNIFF_JPEG:
		return jpeg_decode(b, image->limits.max_pixels, out);
	case SNIFF_PNG:
		return png_decode(b, out);
	case SNIFF_GIF:
		return gif_decode(b, out);
	case SNIFF_BMP:
		return bmp_decode(b, out);
	case SNIFF_PNM:
		return pnm_decode(b, out);
	case SNIFF_JP2:
		return jp2_decode(b, image->limits.max_pixels, out);
	default:
		return webp_decode(b, out);
	}
}

enum image_result
image_page(const struct image *image, unsigned page, struct Pix **out)
{
	PIX *pix = NULL;
	enum image_result rc = decode_page(image, page, &pix);
	struct sniff_size size;

	if (rc != IMAGE_OK && rc != IMAGE_DAMAGED)
		return rc;
	/* What was decoded need not have the size that the head gives. */
	size = image_page_size(pix);
	if (image_check_size(&size, image->limits.max_pixels) != IMAGE_OK) {
		pixDestroy(&pix);
		return IMAGE_BROKEN;
	}
	*out = image_square(pix, image->limits.max_pixels);
	return *out == NULL ? IMAGE_NO_MEMORY : rc;
}

struct Pix *
image_create(const struct sniff_size *size, uint32_t **pixels, size_t *stride)
{
	PIX *pix = pixCreate((l_int32)size->width, (l_int32)size->height, 32);

	if (pix == NULL)
		return NULL;
	*pixels = pixGetData(pix);
	*stride = (size_t)pixGetWpl(pix) * 4;
	return pix;
}

struct Pix *
image_finish(struct Pix *pix, int dpi)
{
	size_t n = (size_t)pixGetWpl(pix) * (size_t)pixGetHeight(pix), i;
	uint32_t *pixel = pixGetData(pix), colored = 0;
	PIX *out = pix;

	/* leptonica has 0xRRGGBB00.  A bit of colored is set where red differs
	 * from green, or green from blue. */
	for (i = 0; i < n; i++) {
		colored |= (pixel[i] ^ pixel[i] >> 8) & 0xffff;
		pixel[i] <<= 8;
	}
	/* Most pages have no color.  Then a byte a pixel is enough. */
	if (colored == 0) {
		out = pixConvertRGBToGrayFast(pix);
		pixDestroy(&pix);
	}
	if (out != NULL)
		pixSetResolution(out, dpi, dpi);
	return out;
}

struct Pix *
image_flatten(struct Pix *pix, int dpi)
{
	size_t n = (size_t)pixGetWpl(pix) * (size_t)pixGetHeight(pix);
	uint32_t *pixels = pixGetData(pix);

	alpha_flatten(pix);
	/* image_finish takes 0x00RRGGBB. */
	for (size_t i = 0; i < n; i++)
		pixels[i] >>= 8;
	return image_finish(pix, dpi);
}

void
image_set_dpi(struct Pix *pix, int dpi)
{
	pixSetResolution(pix, dpi, dpi);
}

void
image_free_page(struct Pix *pix)
{
	pixDestroy(&pix);
}

int
image_dpi(const struct Pix *pix)
{
	return pixGetYRes(pix);
}

struct sniff_size
image_page_size(const struct Pix *pix)
{
	struct sniff_size size = {0, 0};
	l_int32 width = 0, height = 0;

	if (pixGetDimensions(pix, &width, &height, NULL) == 0) {
		size.width = (uint32_t)width;
		size.height = (uint32_t)height;
	}
	return size;
}

void
image_silence(void)
{
	setMsgSeverity(L_SEVERITY_NONE);
}

char *
image_library_versions(void)
{
	char *own = getLeptonicaVersion(), *others = getImagelibVersions();
	size_t size = (own == NULL ? 0 : strlen(own)) +
		      (others == NULL ? 0 : strlen(others)) + 2;
	char *text = malloc(size);

	if (text != NULL)
		snprintf(text, size, "%s\n%s", own == NULL ? "" : own,
		    others == NULL ? "" : others);
	lept_free(own);
	lept_free(others);
	return text;
}
