/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff: the pages of a TIFF file, by libtiff.  Grey, palettes, RGB and CMYK are
 * made of samples; libtiff itself makes pixels of the other kinds of colour.
 */
#include "input/tiff.h"

#include <errno.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "input/alpha.h"
#include "input/rotate.h"
#include "input/tiff_layout.h"
#include "input/tiff_memory.h"
#include "input/tiff_samples.h"

#define CM_PER_INCH 2.54

struct page {
	uint64_t offset; /* of its directory; 0: it cannot be read */
	struct sniff_size size;
	bool is_reduced; /* a thumbnail or a mask of another page */
};

struct tiff {
	struct tiff_memory memory;
	TIFF *library;
	unsigned good; /* pages that can be read, perhaps */
	uint64_t last; /* the directory that was looked at last */
	struct image_limits limits;
	struct page *pages;
	unsigned count;
};

/* Whether the directory is of a smaller picture of a page, or of its mask. */
static bool
is_reduced(TIFF *library)
{
	uint32_t type = 0;
	uint16_t old = 0;

	TIFFGetField(library, TIFFTAG_SUBFILETYPE, &type);
	TIFFGetField(library, TIFFTAG_OSUBFILETYPE, &old);
	return (type & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) != 0 ||
	       old == OFILETYPE_REDUCEDIMAGE;
}

/* Add the page that the library is at, or one that is not good. */
static int
add_page(struct tiff *t, bool is_good)
{
	struct page *grown, p = {.offset = 0};

	/* Their number doubles whenever it is a power of two. */
	if ((t->count & (t->count - 1)) == 0) {
		grown = realloc(t->pages,
		    (t->count == 0 ? 1 : (size_t)t->count * 2) * sizeof(p));
		if (grown == NULL)
			return -1;
		t->pages = grown;
	}
	if (is_good) {
		p.offset = t->last = TIFFCurrentDirOffset(t->library);
		TIFFGetField(t->library, TIFFTAG_IMAGEWIDTH, &p.size.width);
		TIFFGetField(t->library, TIFFTAG_IMAGELENGTH, &p.size.height);
		p.is_reduced = is_reduced(t->library);
		t->good++;
	}
	t->pages[t->count++] = p;
	return 0;
}

static bool
is_half(uint32_t whole, uint32_t half)
{
	return half == whole / 2 || half == whole - whole / 2;
}

/* Whether page i has half the sides of the one before. */
static bool
is_level(const struct tiff *t, unsigned i)
{
	const struct sniff_size *a = &t->pages[i - 1].size;
	const struct sniff_size *b = &t->pages[i].size;

	return b->width > 0 && is_half(a->width, b->width) &&
	       is_half(a->height, b->height);
}

/* A pyramid is a page and at least two more, each of half the size. */
static void
mark_pyramids(struct tiff *t)
{
	for (unsigned i = 1; i + 1 < t->count; i++)
		if (is_level(t, i) && is_level(t, i + 1))
			for (; i < t->count && is_level(t, i); i++)
				t->pages[i].is_reduced = true;
}

/* Leave out what is no page of its own, unless there is nothing else. */
static void
drop_reduced(struct tiff *t)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < t->count; i++)
		if (!t->pages[i].is_reduced)
			t->pages[kept++] = t->pages[i];
	if (kept > 0)
		t->count = kept;
}

/* What a directory may take beside the places of its strips, in bytes. */
#define DIRECTORY 512
#define PLACE 16

/* What a page and its directory take of the file. */
struct extent {
	uint64_t size, end;
};

static void
add_extent(struct tiff *t, const struct page *p, struct extent *e)
{
	uint32_t n;
	uint64_t at, size;

	if (!TIFFSetSubDirectory(t->library, p->offset))
		return;
	n = TIFFIsTiled(t->library) ? TIFFNumberOfTiles(t->library)
				    : TIFFNumberOfStrips(t->library);
	size = DIRECTORY + (uint64_t)n * PLACE;
	e->size += size;
	if (p->offset + size > e->end)
		e->end = p->offset + size;
	for (uint32_t i = 0; i < n; i++) {
		at = TIFFGetStrileOffset(t->library, i);
		size = TIFFGetStrileByteCount(t->library, i);
		if (at > t->memory.bytes.size ||
		    size > t->memory.bytes.size - at)
			continue;
		e->size += size;
		if (at + size > e->end)
			e->end = at + size;
	}
}

/*
 * Whether a directory that lies behind the end of the file was there once: the
 * pages before it do not account for all of the file, which was cut off.  Else
 * it is rubbish.
 */
static bool
was_cut(struct tiff *t)
{
	struct extent e = {0, 0};

	for (unsigned i = 0; i < t->count; i++)
		if (t->pages[i].offset != 0)
			add_extent(t, &t->pages[i], &e);
	return e.end < t->memory.bytes.size ||
	       e.size < t->memory.bytes.size / 4 * 3;
}

/* What a directory has at least and at most, and the types of its entries. */
#define ENTRY_SIZE 12
#define MAX_ENTRIES 4096
#define LAST_TYPE 18

/* Whether there is the begin of a directory, of which the end was cut off. */
static bool
is_cut_directory(const struct tiff *t, uint64_t at)
{
	const unsigned char *p = t->memory.bytes.data + at;
	size_t rest = t->memory.bytes.size - (size_t)at;
	bool is_big = TIFFIsBigEndian(t->library);
	unsigned count, type;

	/* That of a BigTIFF looks otherwise. */
	if (rest < 2 + ENTRY_SIZE || t->memory.bytes.data[is_big ? 3 : 2] == 43)
		return false;
	count = is_big ? bytes_be16(p) : bytes_le16(p);
	type = is_big ? bytes_be16(p + 4) : bytes_le16(p + 4);
	return count > 0 && count <= MAX_ENTRIES && type > 0 &&
	       type <= LAST_TYPE && rest < 2 + (size_t)count * ENTRY_SIZE + 4;
}

/*
 * Whether what the library could not read as a directory is that of a page: it
 * was in its place, and has a size.  number: of the directory before.
 */
static bool
is_bad_page(TIFF *library, tdir_t number)
{
	uint32_t width = 0, height = 0;

	return TIFFCurrentDirectory(library) != number &&
	       TIFFGetField(library, TIFFTAG_IMAGEWIDTH, &width) &&
	       TIFFGetField(library, TIFFTAG_IMAGELENGTH, &height) &&
	       width > 0 && height > 0;
}

/*
 * Go to the next directory.  Returns 1, 2 when it is of a page that cannot be
 * read, or 0 at the end.
 */
static int
next_page(struct tiff *t)
{
	uint64_t offset;
	tdir_t number;

	for (;;) {
		number = TIFFCurrentDirectory(t->library);
		if (TIFFReadDirectory(t->library))
			return 1;
		offset = TIFFCurrentDirOffset(t->library);
		/* It comes back, or goes nowhere. */
		if (offset == 0 || offset == t->last)
			return 0;
		t->last = offset;
		if (offset >= t->memory.bytes.size)
			return was_cut(t) ? 2 : 0;
		if (is_cut_directory(t, offset))
			return 2;
		if (is_bad_page(t->library, number))
			return 2;
		if (TIFFLastDirectory(t->library))
			return 0;
	}
}

/* Find every page; at rubbish that is no directory, the last one was before. */
static enum image_result
find_pages(struct tiff *t)
{
	int next;

	while ((next = next_page(t)) != 0) {
		if (t->count == t->limits.max_pages)
			return IMAGE_TOO_MANY_PAGES;
		if (add_page(t, next == 1) == -1)
			return IMAGE_NO_MEMORY;
	}
	if (t->good == 0)
		return IMAGE_BROKEN;
	mark_pyramids(t);
	drop_reduced(t);
	return IMAGE_GOOD;
}

static enum image_result
check_sizes(const struct tiff *t)
{
	enum image_result rc = IMAGE_GOOD;

	for (unsigned i = 0; rc == IMAGE_GOOD && i < t->count; i++)
		rc = image_check_size(&t->pages[i].size, t->limits.max_pixels);
	return rc;
}

enum image_result
tiff_open(struct tiff **tiff, const struct bytes *b,
    const struct image_limits *limits)
{
	struct tiff *t = calloc(1, sizeof(*t));
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
	if (rc == IMAGE_GOOD)
		rc = check_sizes(t);
	if (rc != IMAGE_GOOD) {
		tiff_close(t);
		return rc;
	}
	*tiff = t;
	return IMAGE_GOOD;
}

void
tiff_close(struct tiff *t)
{
	if (t == NULL)
		return;
	if (t->library != NULL)
		TIFFClose(t->library);
	free(t->pages);
	free(t);
}

unsigned
tiff_count(const struct tiff *t)
{
	return t->count;
}

/* Have the library make pixels of whatever the directory describes. */
static enum image_result
read_by_library(struct tiff *t, const struct sniff_size *size, PIX **out)
{
	enum image_result rc = IMAGE_BROKEN;
	char message[1024];
	TIFFRGBAImage image;
	uint32_t *pixels;
	size_t n = (size_t)size->width * size->height;
	PIX *pix;

	if (!TIFFRGBAImageOK(t->library, message) ||
	    !TIFFRGBAImageBegin(&image, t->library, 1, message))
		return IMAGE_BROKEN;
	pix = pixCreate((int)size->width, (int)size->height, 32);
	if (pix == NULL) {
		TIFFRGBAImageEnd(&image);
		return IMAGE_NO_MEMORY;
	}
	pixels = pixGetData(pix);
	image.orientation = image.req_orientation = ORIENTATION_TOPLEFT;
	if (TIFFRGBAImageGet(&image, pixels, size->width, size->height))
		rc = IMAGE_GOOD;
	TIFFRGBAImageEnd(&image);
	for (size_t i = 0; i < n; i++)
		pixels[i] = TIFFGetR(pixels[i]) << 24 |
			    TIFFGetG(pixels[i]) << 16 |
			    TIFFGetB(pixels[i]) << 8 | 255;
	if (rc != IMAGE_GOOD)
		pixDestroy(&pix);
	*out = pix;
	return rc;
}

static void
set_resolution(TIFF *library, PIX *pix)
{
	float x = 0, y = 0;
	uint16_t unit =
	    tiff_layout_get(library, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
	double factor = unit == RESUNIT_CENTIMETER ? CM_PER_INCH : 1;

	TIFFGetField(library, TIFFTAG_XRESOLUTION, &x);
	TIFFGetField(library, TIFFTAG_YRESOLUTION, &y);
	/* Not a number fails both. */
	if (unit != RESUNIT_NONE && x > 0 && x < 100000 && y > 0 && y < 100000)
		pixSetResolution(
		    pix, (int)(x * factor + 0.5), (int)(y * factor + 0.5));
}

/* Make pix, which was read of t, opaque, small and upright. */
static enum image_result
finish(struct tiff *t, PIX *pix, PIX **out)
{
	uint16_t orientation =
	    tiff_layout_get(t->library, TIFFTAG_ORIENTATION, 1);

	set_resolution(t->library, pix);
	if (pixGetSpp(pix) == 4)
		alpha_flatten(pix);
	pix = image_shrink(pix, false);
	*out = rotate_orient(
	    pix, orientation >= 1 && orientation <= 8 ? orientation : 1);
	if (*out == NULL)
		return IMAGE_NO_MEMORY;
	return t->memory.complaints > 0 ? IMAGE_DAMAGED : IMAGE_GOOD;
}

enum image_result
tiff_decode(const struct tiff *tiff, unsigned page, struct Pix **out)
{
	struct tiff *t = (struct tiff *)(uintptr_t)tiff;
	const struct page *p = &t->pages[page];
	struct tiff_layout l = {p->size.width, p->size.height, .bits = 0};
	enum image_result rc;
	PIX *pix = NULL;

	errno = 0;
	if (p->offset == 0 || p->size.width == 0 || p->size.height == 0 ||
	    !TIFFSetSubDirectory(t->library, p->offset))
		return IMAGE_BROKEN;
	t->memory.complaints = 0;
	if (tiff_layout_read(t->library, &l) == 0)
		rc = tiff_samples_read(t->library, &l, &pix);
	else
		rc = read_by_library(t, &p->size, &pix);
	if (rc != IMAGE_GOOD)
		return rc == IMAGE_BROKEN && errno == ENOMEM ? IMAGE_NO_MEMORY
							     : rc;
	return finish(t, pix, out);
}
