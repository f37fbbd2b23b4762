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
	IMAGE_DAMAGED, /* a part may be missing */
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
 * Finds the pages of bytes, whose type sniff_type returned, from the headers
 * alone, and checks that they are within limits.  Only the size of a TIFF's
 * page is left to image_measure.  On IMAGE_OK the caller ends with image_close
 * and keeps the bytes until then; otherwise there is nothing to close.
 */
enum image_result image_open(struct image *image, const struct bytes *bytes,
    enum sniff_type type, const struct image_limits *limits);

/*
 * Checks the size of a page, counted from 0, before it is decoded.  Returns
 * IMAGE_OK, the limit that the size exceeds, or IMAGE_BROKEN.
 */
enum image_result image_measure(const struct image *image, unsigned page);

/* Frees what image holds. */
void image_close(struct image *image);

/*
 * Decodes a page, counted from 0, whose size is within the limits.  On IMAGE_OK
 * and IMAGE_DAMAGED the page is in *out: upright, without alpha, with at most 8
 * bits a sample, and to be freed with image_free_page.
 */
enum image_result image_page(
    const struct image *image, unsigned page, struct Pix **out);

/* Frees a decoded page; NULL is allowed. */
void image_free_page(struct Pix *pix);

/*
 * Returns an empty page of this size, or NULL without memory.  The caller draws
 * it: its pixels, 0x00RRGGBB each, begin at *pixels, with *stride bytes a row.
 */
struct Pix *image_create(
    const struct sniff_size *size, uint32_t **pixels, size_t *stride);

/*
 * Completes a page that was drawn after image_create.  Converts the pixels to
 * leptonica's order and, if the page has no color, to 8 bits.  dpi is its
 * resolution, 0 for unknown.  Takes over pix; returns the page, or NULL without
 * memory.
 */
struct Pix *image_finish(struct Pix *pix, int dpi);

/*
 * Does the same as image_finish, but for pixels 0xRRGGBBAA, which are made
 * opaque first, see alpha.h.
 */
struct Pix *image_flatten(struct Pix *pix, int dpi);

/*
 * For decoders: decodes the first picture of b by leptonica.  On IMAGE_OK it is
 * in *out, to be freed with pixDestroy.
 */
enum image_result image_decode_by_leptonica(
    const struct bytes *b, struct Pix **out);

/*
 * For decoders: reduces pix, of 32 bits a pixel, to 8 bits if it has no color,
 * or to 1 if the caller says that it is only black and white.  Returns pix
 * itself, or a new page and frees pix; NULL if pix is NULL, or without memory.
 */
struct Pix *image_reduce_depth(struct Pix *pix, bool is_bilevel);

/* Sets the resolution of pix. */
void image_set_dpi(struct Pix *pix, int dpi);
/* Returns the resolution of a decoded page, 0 for unknown. */
int image_dpi(const struct Pix *pix);

/* Returns the size of a decoded page. */
struct sniff_size image_page_size(const struct Pix *pix);

/* Stops leptonica from writing messages to stderr. */
void image_silence(void);

/*
 * Returns the versions of leptonica and of the libraries it uses, to be freed;
 * or NULL without memory.
 */
char *image_library_versions(void);

#endif
