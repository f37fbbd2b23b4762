/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_pages: where the pages of a TIFF file are.  Directories of thumbnails,
 * of masks and of the smaller pictures of a pyramid are no pages; nor is
 * rubbish behind the last one.
 */
#include "input/tiff_pages.h"

#include <stdlib.h>

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

/*
 * Adds a page: the one that the library is at, or, unless is_good, one that
 * cannot be read.
 */
static int
add_page(struct tiff_pages *t, bool is_good)
{
	struct tiff_page *grown, p = {.offset = 0};

	/* There is room for as many as the next power of two. */
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

/* Whether half is the half of whole.  Programs round up or down. */
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
 * Marks the reduced pictures of pyramids.  A pyramid is a page and at least two
 * more, each of half the size.
 */
static void
mark_pyramids(struct tiff_pages *t)
{
	for (unsigned i = 1; i + 1 < t->count; i++)
		if (is_half_page(t, i) && is_half_page(t, i + 1))
			for (; i < t->count && is_half_page(t, i); i++)
				t->list[i].is_reduced = true;
}

/* Leaves out what is no page of its own, unless there is nothing else. */
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

/* What a directory may take beside the places of its strips, in bytes; and what
 * such a place takes at most and at least. */
#define DIRECTORY 512
#define PLACE 16
#define LEAST_PLACE 2

/* What pages and their directories take of the file, and how many more strips
 * can have a place in it: a directory may claim a million. */
struct extent {
	uint64_t size, end;
	uint64_t strips;
};

/*
 * Adds to e what page p takes of the file: its directory, and strips or tiles.
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
 * Whether a directory whose place is behind the end of the file was there
 * before the file was cut off: then the pages before it do not account for the
 * whole file.  Otherwise its place is rubbish.
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

/* What a directory has at least and at most, and the types of its entries. */
#define ENTRY_SIZE 12
#define MAX_ENTRIES 4096
#define LAST_TYPE 18

/*
 * Whether at offset is the beginning of a directory, of which the end was cut
 * off.
 */
static bool
is_cut_directory(const struct tiff_pages *t, uint64_t offset)
{
	const unsigned char *p = t->memory->bytes.data + offset;
	size_t rest = t->memory->bytes.size - (size_t)offset;
	bool is_big = TIFFIsBigEndian(t->library);
	unsigned count, type;

	/* That of a BigTIFF looks otherwise; it is not found. */
	if (rest < 2 + ENTRY_SIZE ||
	    t->memory->bytes.data[is_big ? 3 : 2] == 43)
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
 * Goes to the next directory.  Returns 1, 2 when it is of a page that cannot be
 * read, or 0 at the end.
 */
static int
next_page(struct tiff_pages *t)
{
	uint64_t offset;
	tdir_t number;

	while (!t->is_cut) {
		number = TIFFCurrentDirectory(t->library);
		if (TIFFReadDirectory(t->library))
			return 1;
		offset = TIFFCurrentDirOffset(t->library);
		/* The chain of directories comes back to an earlier one, or
		 * leads nowhere. */
		if (offset == 0 || offset == t->last)
			return 0;
		t->last = offset;
		/* Nothing comes behind one that was cut off. */
		t->is_cut = offset >= t->memory->bytes.size
				? was_cut(t)
				: is_cut_directory(t, offset);
		if (t->is_cut)
			return 2;
		if (offset >= t->memory->bytes.size)
			return 0;
		if (is_bad_page(t->library, number))
			return 2;
		if (TIFFLastDirectory(t->library))
			return 0;
	}
	return 0;
}

enum image_result
tiff_pages_find(struct tiff_pages *t)
{
	int next;

	while ((next = next_page(t)) != 0) {
		if (t->count == t->max_pages)
			return IMAGE_TOO_MANY_PAGES;
		if (add_page(t, next == 1) == -1)
			return IMAGE_NO_MEMORY;
	}
	if (t->good == 0)
		return IMAGE_BROKEN;
	mark_pyramids(t);
	remove_reduced(t);
	return IMAGE_OK;
}
