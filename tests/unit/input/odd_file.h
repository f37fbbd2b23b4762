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

/* Makes the file of these bytes. */
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

/* Decodes the file.  Returns a page, or NULL if it is refused. */
static inline PIX *
odd_file_decode(void)
{
	const struct bytes b = {odd_file.data, odd_file.size};
	struct input_file file;
	struct Pix *pix = NULL;

	if (input_file_open(&file, &b, 1000000, 0) != IMAGE_OK)
		return NULL;
	if (input_file_page(&file, 0, &pix) != IMAGE_OK)
		pix = NULL;
	input_file_close(&file);
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
	PIX *pix = odd_file_decode();

	if (pix != NULL)
		fail_msg("%s: not refused", what);
}

#endif
