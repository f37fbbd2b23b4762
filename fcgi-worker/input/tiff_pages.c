/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_pages: finds the pages of a TIFF file.  Directories of thumbnails, of
 * masks and of the smaller pictures of a pyramid are no pages; nor are other
 * bytes behind the last one.
 */
#include "input/tiff_pages.h"

#include <stdlib.h>

/*
 * Whether the current directory describes a smaller picture of a page, or a
 * page's mask.
 */
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

/*
 * Adds a page to t: the one whose directory libtiff has just read or, if not
 * is_good, one that cannot be read.  Returns 0, or -1 without memory.
 */
static int
add_page(struct tiff_pages *t, bool is_good)
{
	struct tiff_page *grown, p = {.offset = 0};

	/* The list has room for count rounded up to a power of two. */
	if ((t->count & (t->count - 1)) == 0) {
		grown = realloc(t->list,
		    (t->count == 0 ? 1 : (size_t)t->count * 2) * sizeof(p));
		if (grown == NULL)
			return -1;
		t->list = grown;
	}
	if (is_good) {
		p.offset = t->last = TIFFCurrentDirOffset(t->library);
		TIFFGetField(t->library, TIFFTAG_IMAGEWIDTH, &p.size.width);
		TIFFGetField(t->library, TIFFTAG_IMAGELENGTH, &p.size.height);
		p.is_reduced = is_reduced(t->library);
		t->good++;
	}
	t->list[t->count++] = p;
	return 0;
}

/* Whether half is half of whole.  Programs round up or down. */
static bool
is_half(uint32_t whole, uint32_t half)
{
	return half == whole / 2 || half == whole - whole / 2;
}

/* Whether page i has half the sides of the one before. */
static bool
is_half_page(const struct tiff_pages *t, unsigned i)
{
	const struct sniff_size *a = &t->list[i - 1].size;
	const struct sniff_size *b = &t->list[i].size;

	return b->width > 0 && is_half(a->width, b->width) &&
	       is_half(a->height, b->height);
}

/*
 * Marks the smaller pictures of pyramids as reduced.  A pyramid is a page and
 * at least two more pictures, each half as wide and high as the one before.
 */
static void
mark_pyramids(struct tiff_pages *t)
{
	for (unsigned i = 1; i + 1 < t->count; i++)
		if (is_half_page(t, i) && is_half_page(t, i + 1))
			for (; i < t->count && is_half_page(t, i); i++)
				t->list[i].is_reduced = true;
}

/*
 * Removes the pages that are marked as reduced from the list, unless all are.
 */
static void
remove_reduced(struct tiff_pages *t)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < t->count; i++)
		if (!t->list[i].is_reduced)
			t->list[kept++] = t->list[i];
	if (kept > 0)
		t->count = kept;
}

/*
 * Sizes in bytes: of a directory, at most, without the offsets and sizes of its
 * strips; and of the offset and size of one strip, at most and at least.
 */
#define DIRECTORY 512
#define PLACE 16
#define LEAST_PLACE 2

/* What the pages and their directories use of the file. */
struct extent {
	uint64_t size;	 /* their sum in bytes */
	uint64_t end;	 /* where the last of them ends */
	uint64_t strips; /* budget, since a directory may claim a million */
};

/*
 * Adds to e what a page uses of the file: its directory and its strips or
 * tiles.  Reads at most e->strips of these, and lowers that budget.
 */
static void
add_extent(struct tiff_pages *t, const struct tiff_page *p, struct extent *e)
{
	uint64_t offset, size, n;

	if (!TIFFSetSubDirectory(t->library, p->offset))
		return;
	n = TIFFIsTiled(t->library) ? TIFFNumberOfTiles(t->library)
				    : TIFFNumberOfStrips(t->library);
	if (n > e->strips)
		n = e->strips;
	e->strips -= n;
	size = DIRECTORY + n * PLACE;
	e->size += size;
	if (p->offset + size > e->end)
		e->end = p->offset + size;
	for (uint32_t i = 0; i < n; i++) {
		offset = TIFFGetStrileOffset(t->library, i);
		size = TIFFGetStrileByteCount(t->library, i);
		if (offset > t->memory->bytes.size ||
		    size > t->memory->bytes.size - offset)
			continue;
		e->size += size;
		if (offset + size > e->end)
			e->end = offset + size;
	}
}

/*
 * Called when the offset of the next directory is beyond the end of the file.
 * Returns whether a directory was cut off there: then the file has bytes behind
 * the known pages, or these use less than three quarters of it.  Otherwise the
 * offset means nothing.
 */
static bool
was_cut(struct tiff_pages *t)
{
	struct extent e = {.strips = t->memory->bytes.size / LEAST_PLACE};

	for (unsigned i = 0; i < t->count; i++)
		if (t->list[i].offset != 0)
			add_extent(t, &t->list[i], &e);
	return e.end < t->memory->bytes.size ||
	       e.size < t->memory->bytes.size / 4 * 3;
}

/*
 * The size of an entry, the most entries that a sensible directory has, and the
 * last type of an entry.
 */
#define ENTRY_SIZE 12
#define MAX_ENTRIES 4096
#define LAST_TYPE 18

/*
 * Whether a directory begins at offset and the file ends within it.  Always
 * false for a BigTIFF, which has another kind of directory.
 */
static bool
is_cut_directory(const struct tiff_pages *t, uint64_t offset)
{
	enum { BIGTIFF = 43 };
	const unsigned char *p = t->memory->bytes.data + offset;
	size_t rest = t->memory->bytes.size - (size_t)offset;
	bool is_big_endian = TIFFIsBigEndian(t->library);
	unsigned version = t->memory->bytes.data[is_big_endian ? 3 : 2];
	unsigned count, first_type;

	if (rest < 2 + ENTRY_SIZE || version == BIGTIFF)
		return false;
	count = is_big_endian ? bytes_be16(p) : bytes_le16(p);
	first_type = is_big_endian ? bytes_be16(p + 4) : bytes_le16(p + 4);
	return count > 0 && count <= MAX_ENTRIES && first_type > 0 &&
	       first_type <= LAST_TYPE &&
	       rest < 2 + (size_t)count * ENTRY_SIZE + 4;
}

/*
 * Called when libtiff has failed to read a directory.  Returns whether it was a
 * page's nevertheless: libtiff came to another directory than number_before,
 * and read a width and a height there.
 */
static bool
is_bad_page(TIFF *library, tdir_t number_before)
{
	uint32_t width = 0, height = 0;

	return TIFFCurrentDirectory(library) != number_before &&
	       TIFFGetField(library, TIFFTAG_IMAGEWIDTH, &width) &&
	       TIFFGetField(library, TIFFTAG_IMAGELENGTH, &height) &&
	       width > 0 && height > 0;
}

/* What the next directory of a file is. */
enum next {
	NEXT_NONE, /* there is no next one */
	NEXT_GOOD, /* a page */
	NEXT_BAD,  /* a page that cannot be read */
};

/*
 * Moves libtiff to the next directory.  Returns whether that is a page, one
 * that cannot be read, or the end.  Skips directories that are neither.
 */
static enum next
next_page(struct tiff_pages *t)
{
	uint64_t offset;
	tdir_t number_before;

	while (!t->is_cut) {
		number_before = TIFFCurrentDirectory(t->library);
		if (TIFFReadDirectory(t->library))
			return NEXT_GOOD;
		offset = TIFFCurrentDirOffset(t->library);
		/*
		 * The chain of directories leads back to an earlier one, or
		 * nowhere.
		 */
		if (offset == 0 || offset == t->last)
			return NEXT_NONE;
		t->last = offset;
		/* A directory that was cut off is the last one. */
		t->is_cut = offset >= t->memory->bytes.size
				? was_cut(t)
				: is_cut_directory(t, offset);
		if (t->is_cut)
			return NEXT_BAD;
		if (offset >= t->memory->bytes.size)
			return NEXT_NONE;
		if (is_bad_page(t->library, number_before))
			return NEXT_BAD;
		if (TIFFLastDirectory(t->library))
			return NEXT_NONE;
	}
	return NEXT_NONE;
}

enum image_result
tiff_pages_find(struct tiff_pages *t)
{
	enum next next;

	while ((next = next_page(t)) != NEXT_NONE) {
		if (t->count == t->max_pages)
			return IMAGE_TOO_MANY_PAGES;
		if (add_page(t, next == NEXT_GOOD) == -1)
			return IMAGE_NO_MEMORY;
	}
	if (t->good == 0)
		return IMAGE_BROKEN;
	/* Smaller copies of a page are not pages of their own. */
	mark_pyramids(t);
	remove_reduced(t);
	return IMAGE_OK;
}
