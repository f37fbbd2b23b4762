/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Letters with impossible boxes do not lead outside of an array: this program's
 * function for boxes comes before Tesseract's.
 */
#include "tests/lib/test.h"

#include <stdlib.h>

#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

#include "fcgi-worker/engine/engine.h"

static int box_top, box_bottom;
static unsigned asked;

BOOL
TessPageIteratorBoundingBox(const TessPageIterator *handle,
    TessPageIteratorLevel level, int *left, int *top, int *right, int *bottom)
{
	(void)handle;
	(void)level;
	*left = *right = 0;
	*top = box_top;
	*bottom = box_bottom;
	asked++;
	return TRUE;
}

static void
test_heights(void **state)
{
	/* The estimate is 12.5 for each pixel of height, from 70 on. */
	static const struct {
		int top, bottom, dpi;
	} table[] = {
	    {10, 30, 250},
	    {30, 10, 70},
	    {1000000000, 0, 70},
	    {2000000000, 0, 70},
	    {INT32_MAX, INT32_MIN, 70},
	    {INT32_MIN, INT32_MAX, 70},
	    {5, 5, 70},
	    {0, 192, 70},
	    {0, 191, 2387},
	};
	struct params recipe = {.psm = 6};
	L_BMF *font = bmfCreate(NULL, 20);
	PIX *pix = pixCreate(400, 100, 8);
	l_int32 width, overflow;
	struct engine *e;
	char error[256];

	(void)state;
	e = engine_open(NULL, "eng", error, sizeof(error));
	assert_non_null(e);
	pixSetAll(pix);
	pixSetTextline(pix, font, "quick fox", 0, 40, 60, &width, &overflow);
	assert_int_equal(engine_prepare(e, &recipe), 0);
	assert_int_equal(engine_read(e, pix, &recipe.region), 0);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		box_top = table[i].top;
		box_bottom = table[i].bottom;
		asked = 0;
		assert_int_equal(engine_dpi(e), table[i].dpi);
		assert_true(asked > 0);
	}
	engine_close(e);
	pixDestroy(&pix);
	bmfDestroy(&font);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_heights),
	};

	setenv("OMP_THREAD_LIMIT", "1", 1);
	return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
