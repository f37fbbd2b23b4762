/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * same_pixels: compares two images pixel by pixel.
 */
#ifndef TESTS_UNIT_ENGINE_SAME_PIXELS_H
#define TESTS_UNIT_ENGINE_SAME_PIXELS_H

#include "tests/lib/test.h"

#include <leptonica/allheaders.h>

/* Fails the test unless have is an image with the size and pixels of want.
 * Frees both. */
static inline void
same_pixels_check(PIX *want, PIX *have)
{
	l_int32 is_same = 0;

	assert_non_null(have);
	assert_int_equal(pixEqual(want, have, &is_same), 0);
	assert_true(is_same);
	pixDestroy(&want);
	pixDestroy(&have);
}

#endif
