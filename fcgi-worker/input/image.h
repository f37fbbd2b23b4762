/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * image: the pages of an image file, checked before they are decoded and
 * decoded one at a time.
 */
#ifndef FCGI_WORKER_INPUT_IMAGE_H
#define FCGI_WORKER_INPUT_IMAGE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "input/sniff.h"

struct Pix;
struct tiff;

/* The most that --max-pages may be; a file with more pages is not looked at. */
#define IMAGE_PAGES_MAX 10000U

/* Tesseract keeps coordinates in 16 bits. */
#define IMAGE_MAX_SIDE 32767U

struct image_limits {
	size_t max_pixels; /* of one page */
	unsigned max_pages;
};

enum image_result {
	IMAGE_OK,
	IMAGE_UNSUPPORTED,
	IMAGE_DAMAGED, /* something of it may be missing */
	IMAGE_BROKEN,
	IMAGE_TOO_MANY_PIXELS,
	IMAGE_TOO_WIDE, /* a side over IMAGE_MAX_SIDE */
	IMAGE_TOO_MANY_PAGES,
	IMAGE_ENCRYPTED,
	IMAGE_NO_MEMORY
};

struct image {
	struct bytes bytes; /* borrowed */
	enum sniff_type type;
	unsigned count; /* pages */
	struct tiff *tiff;
	struct image_limits limits;
};

/* Checks that a page of this size is within max_pixels and IMAGE_MAX_SIDE.
 * Returns IMAGE_OK, IMAGE_TOO_MANY_PIXELS or IMAGE_TOO_WIDE. */
enum image_result image_check_size(
    const struct sniff_size *size, size_t max_pixels);

/*
 * Finds the pages of bytes, which sniff_type takes for type, from the headers
 * alone, and whether they are within limits; of a TIFF, image_measure tells
 * whether a page is within max_pixels.  On IMAGE_OK the caller ends with
 * image_close and keeps the bytes until then; otherwise there is nothing to
 * close.
 */
enum image_result image_open(struct image *image, const struct bytes *bytes,
    enum sniff_type type, const struct image_limits *limits);

/* Checks the size of a page, counted from 0, before it is decoded.  Returns
 * IMAGE_OK, or which limit it is beyond, or IMAGE_BROKEN. */
enum image_result image_measure(const struct image *image, unsigned page);

/* Frees what image holds. */
void image_close(struct image *image);

/* Decodes one page.  Its number, page, counts from 0; its size is within the
 * limits.  On IMAGE_OK and IMAGE_DAMAGED the page is in *out: upright, without
 * alpha, with at most 8 bits a sample, and to be freed with image_free_page. */
enum image_result image_page(
    const struct image *image, unsigned page, struct Pix **out);
void image_free_page(struct Pix *pix);

/*
 * Makes a page of size to be drawn by others, 0x00RRGGBB each, into *pixels
 * with *stride bytes a row.  Returns it, or NULL without memory.
 */
struct Pix *image_create(
    const struct sniff_size *size, uint32_t **pixels, size_t *stride);

/* Makes a page of pix, which is taken over: pixels become as leptonica has
 * them, and a page without colour takes a quarter of the memory. dpi is its
 * resolution, 0 for unknown.  Returns it, or NULL without memory. */
struct Pix *image_finish(struct Pix *pix, int dpi);

/* Makes a page of pix as image_finish() does, but its pixels are 0xRRGGBBAA and
 * are made opaque first, see alpha.h. */
struct Pix *image_flatten(struct Pix *pix, int dpi);

/* For decoders: has leptonica decode the first picture of b.  On IMAGE_OK it is
 * in *out, to be freed with pixDestroy. */
enum image_result image_decode_by_leptonica(
    const struct bytes *b, struct Pix **out);

/*
 * For decoders: reduces pix, of 32 bits a pixel, to the bits that it needs: to
 * 8 if it has no colour, or to 1 if the caller says that it is nothing but
 * black and white.  Returns pix itself, or a new page and frees pix; NULL if
 * pix is NULL, or without memory.
 */
struct Pix *image_reduce_depth(struct Pix *pix, bool is_bilevel);

/* Sets the resolution of pix. */
void image_set_dpi(struct Pix *pix, int dpi);
/* Returns the resolution of a decoded page, 0 for unknown. */
int image_dpi(const struct Pix *pix);

/* Returns the size of a decoded page. */
struct sniff_size image_page_size(const struct Pix *pix);

/* Keeps the image libraries from writing to stderr, as far as they ask. */
void image_silence(void);

/*
 * Returns leptonica's version and those of its libraries, to be freed; or NULL
 * without memory.
 */
char *image_library_versions(void);

#endif
