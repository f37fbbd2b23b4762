/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * odd_file: a file that a test makes in memory, as odd as it likes, and has
 * decoded.  Its picture is higher than wide, and dark on the left.
 */
#ifndef TESTS_UNIT_INPUT_ODD_FILE_H
#define TESTS_UNIT_INPUT_ODD_FILE_H

#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <string.h>

#include "fcgi-worker/input/file.h"
#include "tests/unit/input/dark_left.h"

#define ODD_FILE_HEIGHT 96

static struct {
	unsigned char data[1 << 16];
	size_t size;
} odd_file;

/* A setup: what decoding a file needs. */
static inline int
odd_file_setup(void **state)
{
	(void)state;
	input_file_init();
	return 0;
}

/* Sets the file to these bytes. */
static inline void
odd_file_set(const void *bytes, size_t n)
{
	assert_in_range(n, 0, sizeof(odd_file.data));
	memcpy(odd_file.data, bytes, n);
	odd_file.size = n;
}

/* Inserts n bytes, so that they begin at this place. */
static inline void
odd_file_insert(size_t at, const void *bytes, size_t n)
{
	assert_in_range(odd_file.size + n, 0, sizeof(odd_file.data));
	memmove(odd_file.data + at + n, odd_file.data + at, odd_file.size - at);
	memcpy(odd_file.data + at, bytes, n);
	odd_file.size += n;
}

static inline void
odd_file_append(const void *bytes, size_t n)
{
	odd_file_insert(odd_file.size, bytes, n);
}

/* Appends a number of 32 bits, the lowest byte first. */
static inline void
odd_file_put32(size_t value)
{
	const unsigned char b[] = {(unsigned char)value,
	    (unsigned char)(value >> 8), (unsigned char)(value >> 16),
	    (unsigned char)(value >> 24)};

	odd_file_append(b, 4);
}

/* Decodes the file.  Returns IMAGE_OK or IMAGE_DAMAGED, with the page in *out,
 * or IMAGE_BROKEN. */
static inline enum image_result
odd_file_read(PIX **out)
{
	const struct bytes b = {odd_file.data, odd_file.size};
	struct input_file file;
	enum image_result rc;

	*out = NULL;
	if (input_file_open(&file, &b, 1000000, 0) != IMAGE_OK)
		return IMAGE_BROKEN;
	rc = input_file_page(&file, 0, out);
	assert_int_equal(file.has_gap, rc == IMAGE_DAMAGED);
	input_file_close(&file);
	return rc;
}

/* Decodes the file.  Returns a page, or NULL if it is refused or only a part of
 * it is there. */
static inline PIX *
odd_file_decode(void)
{
	PIX *pix;

	if (odd_file_read(&pix) != IMAGE_OK)
		pixDestroy(&pix);
	return pix;
}

/* Asserts that the file is read and its picture is as it was drawn. */
static inline void
odd_file_assert_shown(const char *what)
{
	PIX *pix = odd_file_decode();

	if (pix == NULL)
		fail_msg("%s: refused", what);
	assert_int_equal(pixGetHeight(pix), ODD_FILE_HEIGHT);
	dark_left_check(pix, 40, what);
	pixDestroy(&pix);
}

/* Asserts that the file is not read. */
static inline void
odd_file_assert_refused(const char *what)
{
	PIX *pix;

	if (odd_file_read(&pix) != IMAGE_BROKEN)
		fail_msg("%s: not refused", what);
}

/* Asserts that the page is said to lack a part, and that its upper rows are as
 * they were drawn. */
static inline void
odd_file_assert_in_part(const char *what, int rows)
{
	BOX *box = boxCreate(0, 0, DARK_LEFT_WIDTH, rows);
	PIX *pix, *upper;

	if (odd_file_read(&pix) != IMAGE_DAMAGED)
		fail_msg("%s: not in part", what);
	assert_int_equal(pixGetHeight(pix), ODD_FILE_HEIGHT);
	upper = pixClipRectangle(pix, box, NULL);
	dark_left_check(upper, 60, what);
	pixDestroy(&upper);
	pixDestroy(&pix);
	boxDestroy(&box);
}

#endif
