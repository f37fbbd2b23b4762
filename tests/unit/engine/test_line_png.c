/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pictures of lines that Tesseract keeps are not compressed, and are read
 * again as they were.
 */
#include "tests/lib/test.h"

#include <dlfcn.h>
#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <string.h>

/* Draws an image of that depth, no two rows of which are alike. */
static PIX *
draw(int depth)
{
	PIX *pix = pixCreate(37, 11, depth);
	l_uint32 most = depth == 32 ? 0xffffff : (1U << depth) - 1;

	assert_non_null(pix);
	for (l_uint32 y = 0; y < 11; y++)
		for (l_uint32 x = 0; x < 37; x++)
			pixSetPixel(pix, (int)x, (int)y,
			    ((x * 2654435761U + y * 40503) >> 3 & most)
				<< (depth == 32 ? 8 : 0));
	return pix;
}

/* Writes pix as a PNG and reads it again; what is read must be the same, but
 * for 16 bits.  Returns whether the pixels were kept as they are instead of
 * being compressed.  Frees pix. */
static bool
is_kept(PIX *pix)
{
	l_uint8 *data = NULL;
	size_t size = 0;
	bool kept;
	PIX *again;
	l_int32 same = 0;

	assert_int_equal(pixWriteMem(&data, &size, pix, IFF_PNG), 0);
	assert_true(size > 4);
	kept = memcmp(data, "spix", 4) == 0;
	again = pixReadMem(data, size);
	assert_non_null(again);
	if (pixGetDepth(pix) != 16)
		assert_int_equal(pixEqual(pix, again, &same), 0);
	assert_int_equal(same, pixGetDepth(pix) != 16);
	assert_int_equal(pixGetSpp(again), pixGetSpp(pix));
	pixDestroy(&again);
	pixDestroy(&pix);
	lept_free(data);
	return kept;
}

static void
test_kept(void **state)
{
	(void)state;
	assert_true(is_kept(draw(8)));
	assert_true(is_kept(draw(32)));
}

/* A PNG of some depths is read as something else. */
static void
test_others(void **state)
{
	PIX *pix = draw(32);
	l_uint8 *data = NULL;
	size_t size = 0;

	(void)state;
	pixSetSpp(pix, 4);
	assert_false(is_kept(pix));
	assert_false(is_kept(draw(16)));
	assert_false(is_kept(draw(1)));
	pix = draw(8);
	assert_int_equal(pixWriteMem(&data, &size, pix, IFF_PNM), 0);
	assert_memory_equal(data, "P5", 2);
	lept_free(data);
	pixDestroy(&pix);
}

/* A page that is read as one line is large, and would be in memory several
 * times. */
static void
test_large(void **state)
{
	(void)state;
	assert_true(is_kept(pixCreate(4096, 1024, 8)));
	assert_false(is_kept(pixCreate(4096, 1025, 8)));
}

/* Libraries call the function that is in the program, not their own. */
static void
test_found_first(void **state)
{
	(void)state;
	Dl_info found, own;

	assert_true(dladdr(dlsym(RTLD_DEFAULT, "pixWriteMem"), &found) != 0);
	assert_true(dladdr((void *)(size_t)&is_kept, &own) != 0);
	assert_string_equal(found.dli_fname, own.dli_fname);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kept),
	    cmocka_unit_test(test_others),
	    cmocka_unit_test(test_large),
	    cmocka_unit_test(test_found_first),
	};

	return cmocka_run_group_tests_name("line_png", tests, NULL, NULL);
}
