/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * dark_left: a picture that is dark on the left and light elsewhere.
 */
#ifndef TESTS_UNIT_INPUT_DARK_LEFT_H
#define TESTS_UNIT_INPUT_DARK_LEFT_H

#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>

/* In pixels. */
#define DARK_LEFT_WIDTH 64
#define DARK_LEFT_DARK 24

static inline bool
dark_left_is_dark(int x)
{
	return x < DARK_LEFT_DARK;
}

/* Fails the test unless pix, which may have any kind of pixels, is the picture:
 * in gray it must be at most as light as lightest, from 0 to 255, on the left,
 * and nearly white on the right. */
static inline void
dark_left_check(PIX *pix, l_uint32 lightest, const char *what)
{
	PIX *gray = pixConvertTo8(pix, 0);
	int y = pixGetHeight(pix) - 2;
	l_uint32 left, right;

	assert_int_equal(pixGetWidth(pix), DARK_LEFT_WIDTH);
	pixGetPixel(gray, DARK_LEFT_DARK / 2, y, &left);
	pixGetPixel(gray, DARK_LEFT_WIDTH - 4, y, &right);
	if (left > lightest || right < 215)
		fail_msg("%s: %u, %u", what, left, right);
	pixDestroy(&gray);
}

#endif
