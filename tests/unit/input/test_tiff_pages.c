/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which directories of a TIFF file are pages: no thumbnails, masks and smaller
 * pictures of a page, and no rubbish behind the last one; and pages whose
 * resolutions differ.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "fcgi-worker/input/file.h"
#include "tests/unit/input/written_file.h"

#define SIDE 64

/* A directory of a TIFF file: the sides of its picture, and of which kind it
 * is. */
struct directory {
	unsigned side;
	uint32_t type;
};

static void
add(TIFF *t, const struct directory *d)
{
	unsigned char *row = calloc(1, d->side);

	TIFFSetField(t, TIFFTAG_IMAGEWIDTH, d->side);
	TIFFSetField(t, TIFFTAG_IMAGELENGTH, d->side);
	TIFFSetField(t, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
	TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, 8);
	TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, 1);
	TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, d->side);
	TIFFSetField(t, TIFFTAG_SUBFILETYPE, d->type);
	for (unsigned y = 0; y < d->side; y++)
		assert_int_equal(TIFFWriteScanline(t, row, y, 0), 1);
	free(row);
}

/* Returns a TIFF with these directories, to be freed. */
static struct bytes
make(const struct directory *d, size_t n)
{
	TIFF *t = TIFFOpen(written_file, "wl");
	struct bytes b;

	assert_non_null(t);
	for (size_t i = 0; i < n; i++) {
		add(t, &d[i]);
		assert_int_equal(TIFFWriteDirectory(t), 1);
	}
	TIFFClose(t);
	b.data = l_binaryRead(written_file, &b.size);
	assert_non_null(b.data);
	return b;
}

/* Asserts that b, which is freed, has pages with those sides; 0 ends the
 * list. */
static void
assert_pages(struct bytes b, const unsigned *sides)
{
	struct input_file file;
	struct Pix *pix = NULL;
	unsigned n = 0;

	assert_int_equal(input_file_open(&file, &b, 1000000, 0), IMAGE_OK);
	for (; sides[n] != 0; n++) {
		assert_in_range(n, 0, file.count - 1);
		assert_int_equal(input_file_page(&file, n, &pix), IMAGE_OK);
		assert_int_equal(pixGetWidth(pix), sides[n]);
		image_free_page(pix);
	}
	assert_int_equal(file.count, n);
	input_file_close(&file);
	lept_free((void *)(uintptr_t)b.data);
}

static void
test_kinds(void **state)
{
	static const struct {
		struct directory directories[6];
		unsigned pages[4];
	} table[] = {
	    {{{64, 0}}, {64}},
	    {{{64, 0}, {16, FILETYPE_REDUCEDIMAGE}}, {64}},
	    {{{16, FILETYPE_REDUCEDIMAGE}, {64, 0}}, {64}},
	    {{{64, 0}, {64, FILETYPE_MASK}, {48, 0}}, {64, 48}},
	    {{{64, 0}, {16, FILETYPE_REDUCEDIMAGE | FILETYPE_MASK}}, {64}},
	    {{{64, FILETYPE_PAGE}, {48, FILETYPE_PAGE}}, {64, 48}},
	    /* A file has at least one page. */
	    {{{16, FILETYPE_REDUCEDIMAGE}}, {16}},
	    /* A pyramid, and pages of which one has half the size. */
	    {{{64, 0}, {32, 0}, {16, 0}, {8, 0}, {48, 0}}, {64, 48}},
	    {{{64, 0}, {32, 0}, {48, 0}}, {64, 32, 48}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct directory *d = table[i].directories;
		size_t n = 0;

		while (n < 6 && d[n].side > 0)
			n++;
		assert_pages(make(d, n), table[i].pages);
	}
}

/* A page that is too large is refused alone. */
static void
test_large(void **state)
{
	static const struct directory sides[] = {{64, 0}, {400, 0}, {48, 0}};
	static const enum image_result wanted[] = {
	    IMAGE_OK, IMAGE_TOO_MANY_PIXELS, IMAGE_OK};
	struct bytes b = make(sides, 3);
	struct input_file file;

	(void)state;
	assert_int_equal(input_file_open(&file, &b, 10000, 0), IMAGE_OK);
	assert_int_equal(file.count, 3);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(input_file_measure(&file, i), wanted[i]);
	input_file_close(&file);
	lept_free((void *)(uintptr_t)b.data);
}

/* Returns where, in the directory at the offset at, the offset of the next one
 * is. */
static size_t
next_of(const struct bytes *b, size_t at)
{
	return at + 2 + (size_t)bytes_le16(b->data + at) * 12;
}

/* Behind the last directory there may be anything. */
static void
test_rubbish(void **state)
{
	static const struct directory one = {SIDE, 0};
	static const uint32_t places[] = {1, 8, 100, 0x7fffffff, 0xfffffff0};
	static const unsigned sides[] = {SIDE, 0};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct bytes b = make(&one, 1);
		size_t at = next_of(&b, bytes_le32(b.data + 4));

		assert_in_range(at, 8, b.size - 4);
		memcpy((void *)(uintptr_t)(b.data + at), &places[i], 4);
		assert_pages(b, sides);
	}
}

/* A good page, one whose strips have no rows, and one that was cut off. */
static void
test_cut_behind_bad(void **state)
{
	static const struct directory two[] = {{SIDE, 0}, {SIDE, 0}};
	struct bytes b = make(two, 2);
	unsigned char *d = (unsigned char *)(uintptr_t)b.data;
	size_t at = bytes_le32(d + next_of(&b, bytes_le32(d + 4)));
	size_t next = next_of(&b, at);
	struct input_file file;

	(void)state;
	for (size_t entry = at + 2; entry < next; entry += 12)
		if (bytes_le16(d + entry) == TIFFTAG_ROWSPERSTRIP)
			memset(d + entry + 8, 0, 4);
	memset(d + next, 0x7f, 4);
	assert_int_equal(input_file_open(&file, &b, 1000000, 0), IMAGE_OK);
	assert_int_equal(file.count, 3);
	input_file_close(&file);
	lept_free(d);
}

/* A fax has half as many rows as columns an inch. */
static void
test_resolutions(void **state)
{
	TIFF *t = TIFFOpen(written_file, "w");
	const struct directory d = {SIDE, 0};
	struct input_file file;
	struct bytes b;
	struct Pix *pix = NULL;

	(void)state;
	assert_non_null(t);
	add(t, &d);
	TIFFSetField(t, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
	TIFFSetField(t, TIFFTAG_XRESOLUTION, 204.0);
	TIFFSetField(t, TIFFTAG_YRESOLUTION, 98.0);
	TIFFClose(t);
	b.data = l_binaryRead(written_file, &b.size);
	assert_int_equal(input_file_open(&file, &b, 1000000, 0), IMAGE_OK);
	assert_int_equal(input_file_page(&file, 0, &pix), IMAGE_OK);
	assert_int_equal(pixGetWidth(pix), SIDE);
	assert_in_range(pixGetHeight(pix), 132, 134);
	assert_int_equal(image_dpi(pix), 204);
	image_free_page(pix);
	input_file_close(&file);
	lept_free((void *)(uintptr_t)b.data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kinds),
	    cmocka_unit_test(test_large),
	    cmocka_unit_test(test_rubbish),
	    cmocka_unit_test(test_cut_behind_bad),
	    cmocka_unit_test(test_resolutions),
	};

	return cmocka_run_group_tests_name(
	    "tiff pages", tests, written_file_setup, written_file_teardown);
}
