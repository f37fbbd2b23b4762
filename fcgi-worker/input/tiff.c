/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff: the pages of a TIFF file, by libtiff.  If libtiff cannot make pixels of
 * a kind of color, or would lose depth or alpha, pixels are made from samples.
 */
#include "input/tiff.h"

#include <errno.h>
#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdlib.h>
#include <tiffio.h>

#include "input/alpha.h"
#include "input/rotate.h"
#include "input/tiff_layout.h"
#include "input/tiff_memory.h"
#include "input/tiff_pages.h"
#include "input/tiff_rgba.h"
#include "input/tiff_samples.h"

#define CM_PER_INCH 2.54
#define ROOM ((size_t)1 << 18)

struct tiff {
	struct tiff_memory memory;
	TIFF *library;
	struct image_limits limits;
	struct tiff_pages pages;
};

/* Finds the pages of the open file.  Returns what tiff_pages_find does. */
static enum image_result
find_pages(struct tiff *t)
{
	t->pages = (struct tiff_pages){.memory = &t->memory,
	    .library = t->library,
	    .max_pages = t->limits.max_pages};
	return tiff_pages_find(&t->pages);
}

/*
 * Whether there is memory for libtiff's own needs.  libtiff uses its table of
 * fields, some 10 KB for each directory, even if it got no memory for it.
 */
static bool
has_memory_for_libtiff(void)
{
	void *volatile room = malloc(ROOM);

	free(room);
	return room != NULL;
}

enum image_result
tiff_open(struct tiff **tiff, const struct bytes *b,
    const struct image_limits *limits)
{
	/* libtiff does not check whether it got memory. */
	struct tiff *t =
	    has_memory_for_libtiff() ? calloc(1, sizeof(*t)) : NULL;
	enum image_result rc;

	if (t == NULL)
		return IMAGE_NO_MEMORY;
	t->memory.bytes = *b;
	t->limits = *limits;
	errno = 0;
	t->library = tiff_memory_open(&t->memory);
	if (t->library == NULL)
		rc = errno == ENOMEM ? IMAGE_NO_MEMORY : IMAGE_BROKEN;
	else
		rc = find_pages(t);
	if (rc != IMAGE_OK) {
		tiff_close(t);
		return rc;
	}
	*tiff = t;
	return IMAGE_OK;
}

void
tiff_close(struct tiff *t)
{
	if (t == NULL)
		return;
	if (t->library != NULL)
		TIFFClose(t->library);
	free(t->pages.list);
	free(t);
}

unsigned
tiff_count(const struct tiff *t)
{
	return t->pages.count;
}

enum image_result
tiff_check_size(const struct tiff *t, unsigned page)
{
	return image_check_size(
	    &t->pages.list[page].size, t->limits.max_pixels);
}

/*
 * Sets the resolution of pix to what the current directory says, unless that
 * has no unit or makes no sense.
 */
static void
set_resolution(TIFF *library, PIX *pix)
{
	float x = 0, y = 0;
	uint16_t unit =
	    tiff_layout_get(library, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
	double factor = unit == RESUNIT_CENTIMETER ? CM_PER_INCH : 1;

	TIFFGetField(library, TIFFTAG_XRESOLUTION, &x);
	TIFFGetField(library, TIFFTAG_YRESOLUTION, &y);
	/* These comparisons are also false for a NaN, which a broken file may
	 * have. */
	if (unit != RESUNIT_NONE && x > 0 && x < 100000 && y > 0 && y < 100000)
		pixSetResolution(
		    pix, (int)(x * factor + 0.5), (int)(y * factor + 0.5));
}

/*
 * Completes pix, a page of t that was just read: makes it opaque and upright,
 * reduces it to the bits a pixel that it needs, and sets the resolution that
 * the file gives.  Frees pix; on IMAGE_OK and IMAGE_DAMAGED the result is in
 * *out.  Returns IMAGE_DAMAGED if libtiff complained while it read the page.
 */
static enum image_result
finish_page(struct tiff *t, PIX *pix, PIX **out)
{
	uint16_t orientation =
	    tiff_layout_get(t->library, TIFFTAG_ORIENTATION, 1);

	set_resolution(t->library, pix);
	if (pixGetSpp(pix) == 4)
		alpha_flatten(pix);
	pix = image_reduce_depth(pix, false);
	*out = rotate_orient(
	    pix, orientation >= 1 && orientation <= 8 ? orientation : 1);
	if (*out == NULL)
		return IMAGE_NO_MEMORY;
	return t->memory.complaints > 0 ? IMAGE_DAMAGED : IMAGE_OK;
}

enum image_result
tiff_decode(const struct tiff *tiff, unsigned page, struct Pix **out)
{
	struct tiff *t = (struct tiff *)(uintptr_t)tiff;
	const struct tiff_page *p = &t->pages.list[page];
	struct tiff_layout l = {p->size.width, p->size.height, .bits = 0};
	enum image_result rc;
	PIX *pix = NULL;

	errno = 0;
	/* The offset of a page that cannot be read is 0. */
	if (p->offset == 0 || p->size.width == 0 || p->size.height == 0 ||
	    !TIFFSetSubDirectory(t->library, p->offset))
		return IMAGE_BROKEN;
	t->memory.complaints = 0;
	/*
	 * If pixels do not consist of their own samples alone, libtiff converts
	 * them.
	 */
	if (tiff_layout_read(t->library, &l) == 0)
		rc = tiff_samples_read(t->library, &l, &pix);
	else
		rc = tiff_rgba_read(t->library, &p->size, &pix);
	if (rc != IMAGE_OK)
		return rc == IMAGE_BROKEN && errno == ENOMEM ? IMAGE_NO_MEMORY
							     : rc;
	return finish_page(t, pix, out);
}
