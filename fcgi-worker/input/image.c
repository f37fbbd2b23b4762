/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * image: the pages of an image file.  The one place where leptonica decodes;
 * knows nothing of requests or of Tesseract.
 */
#include "input/image.h"

#include <dlfcn.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#include "input/exif.h"
#include "input/image_size.h"
#include "input/tiff_dir.h"
#include "input/rotate.h"
#include "base/bytes.h"

enum image_result
image_check_size(const struct sniff_size *size, size_t max_pixels)
{
	if ((uint64_t)size->width * size->height > max_pixels)
		return IMAGE_TOO_MANY_PIXELS;
	if (size->width > IMAGE_MAX_SIDE || size->height > IMAGE_MAX_SIDE)
		return IMAGE_TOO_WIDE;
	return IMAGE_GOOD;
}

/* leptonica reads these two from their headers alone. */
static int
library_size(
    const struct bytes *b, enum sniff_type type, struct sniff_size *out)
{
	l_int32 width = 0, height = 0, depth, kind, bits, samples;
	int rc;

	if (type == SNIFF_WEBP)
		rc = readHeaderMemWebP(
		    b->data, b->size, &width, &height, &samples);
	else
		rc = readHeaderMemPnm(b->data, b->size, &width, &height, &depth,
		    &kind, &bits, &samples);
	if (rc != 0 || width < 1 || height < 1)
		return -1;
	out->width = (uint32_t)width;
	out->height = (uint32_t)height;
	return 0;
}

/* Give back the room of pages that are not there. */
static void
keep_pages(struct image *image)
{
	struct tiff_dir_page *pages =
	    realloc(image->pages, image->count * sizeof(*pages));

	if (pages != NULL)
		image->pages = pages;
}

static enum image_result
open_tiff(struct image *image)
{
	enum image_result rc = IMAGE_GOOD;
	unsigned i;

	image->pages = calloc(image->limits.max_pages, sizeof(*image->pages));
	if (image->pages == NULL)
		return IMAGE_NO_MEMORY;
	image->count =
	    tiff_dir_walk(&image->bytes, image->pages, image->limits.max_pages);
	if (image->count == 0)
		rc = IMAGE_BROKEN;
	else if (image->count > image->limits.max_pages)
		rc = IMAGE_TOO_MANY_PAGES;
	if (rc == IMAGE_GOOD)
		keep_pages(image);
	for (i = 0; rc == IMAGE_GOOD && i < image->count; i++)
		rc = image_check_size(
		    &image->pages[i].size, image->limits.max_pixels);
	return rc;
}

static enum image_result
open_single(struct image *image)
{
	struct sniff_size size;
	int rc;

	image->count = 1;
	if (image->type == SNIFF_WEBP || image->type == SNIFF_PNM)
		rc = library_size(&image->bytes, image->type, &size);
	else
		rc = image_size_size(&image->bytes, image->type, &size);
	return rc == -1 ? IMAGE_BROKEN
			: image_check_size(&size, image->limits.max_pixels);
}

enum image_result
image_open(struct image *image, const struct bytes *bytes, enum sniff_type type,
    const struct image_limits *limits)
{
	enum image_result rc;

	*image =
	    (struct image){.bytes = *bytes, .type = type, .limits = *limits};
	if (image->type == SNIFF_UNKNOWN || image->type > SNIFF_JP2)
		return IMAGE_UNSUPPORTED;
	rc = image->type == SNIFF_TIFF ? open_tiff(image) : open_single(image);
	if (rc != IMAGE_GOOD)
		image_close(image);
	return rc;
}

void
image_close(struct image *image)
{
	free(image->pages);
	image->pages = NULL;
}

/*
 * Only the first image of a GIF is used, yet giflib unpacks all of them: a
 * small file could fill the memory.  It gets the first one alone.
 */
static PIX *
decode_gif(const struct bytes *b)
{
	size_t size = image_size_gif_first(b);
	int clear = image_size_gif_clear(b);
	unsigned char *copy;
	PIX *pix;

	if (size == 0 || (copy = malloc(size + 1)) == NULL)
		return NULL;
	memcpy(copy, b->data, size);
	copy[size] = ';';
	pix = pixReadMem(copy, size + 1);
	free(copy);
	/* leptonica takes what is transparent for what is beneath it. */
	if (pix != NULL && clear != -1 && pixGetColormap(pix) != NULL)
		pixcmapResetColor(pixGetColormap(pix), clear, 255, 255, 255);
	return pix;
}

static PIX *
decode_jp2(const struct bytes *b)
{
	PIX *pix = pixReadMem(b->data, b->size);
	l_int32 samples = 0;

	/* leptonica reads alpha and does not say so. */
	if (pix != NULL && pixGetDepth(pix) == 32 &&
	    readHeaderMemJp2k(
		b->data, b->size, NULL, NULL, NULL, &samples, NULL) == 0 &&
	    samples % 2 == 0)
		pixSetSpp(pix, 4);
	return pix;
}

static PIX *
decode(const struct image *image, unsigned page)
{
	const struct bytes *b = &image->bytes;
	size_t offset;

	switch (image->type) {
	case SNIFF_TIFF:
		/* Offset 0 means the first page to leptonica. */
		offset = page == 0 ? 0 : image->pages[page].offset;
		return pixReadMemFromMultipageTiff(b->data, b->size, &offset);
	case SNIFF_GIF:
		return decode_gif(b);
	case SNIFF_JP2:
		return decode_jp2(b);
	case SNIFF_JPEG:
		/* libjpeg fills what is missing with grey and only warns. */
		if (!image_size_jpeg_is_whole(b))
			return NULL;
		return pixReadMem(b->data, b->size);
	default:
		return pixReadMem(b->data, b->size);
	}
}

struct Pix *
image_page(const struct image *image, unsigned page)
{
	PIX *pix = decode(image, page), *plain;
	struct sniff_size size;

	if (pix == NULL)
		return NULL;
	size = image_page_size(pix);
	if (image_check_size(&size, image->limits.max_pixels) != IMAGE_GOOD) {
		pixDestroy(&pix);
		return NULL;
	}
	if (pixGetSpp(pix) == 4)
		plain = pixRemoveAlpha(pix);
	else if (pixGetDepth(pix) == 16)
		plain = pixConvertTo8(pix, FALSE);
	else
		plain = pixClone(pix);
	pixDestroy(&pix);
	/* Of a TIFF, leptonica heeds it. */
	return rotate_orient(
	    plain, exif_orientation(&image->bytes, image->type));
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
	uint32_t *pixel = pixGetData(pix), grey = 0;
	PIX *out = pix;

	for (i = 0; i < n; i++) {
		grey |= (pixel[i] ^ pixel[i] >> 8) & 0xffff;
		pixel[i] <<= 8;
	}
	/* Most pages have no colour: a quarter of the memory will do. */
	if (grey == 0) {
		out = pixConvertRGBToGrayFast(pix);
		pixDestroy(&pix);
	}
	if (out != NULL)
		pixSetResolution(out, dpi, dpi);
	return out;
}

void
image_free_page(struct Pix *pix)
{
	pixDestroy(&pix);
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
	static const char *const setters[] = {
	    "TIFFSetErrorHandler", "TIFFSetWarningHandler"};
	void *(*set)(void *);
	size_t i;

	setMsgSeverity(L_SEVERITY_NONE);
	/* libtiff comes in with leptonica; its headers are not needed. */
	for (i = 0; i < 2; i++) {
		*(void **)&set = dlsym(RTLD_DEFAULT, setters[i]);
		if (set != NULL)
			set(NULL);
	}
}

char *
image_version(void)
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
