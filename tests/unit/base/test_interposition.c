/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A library calls the program's function in place of another library's, whose
 * function is still found.
 */
#include "tests/lib/test.h"

#include <dlfcn.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>

#include "fcgi-worker/base/interposition.h"

static int calls;

/* leptonica's pixCopy calls this. */
INTERPOSED l_ok
pixCopyColormap(PIX *to, const PIX *from)
{
	l_ok (*real)(PIX *, const PIX *);

	calls++;
	interposition_find(&real, "pixCopyColormap");
	assert_non_null(real);
	assert_ptr_not_equal(real, pixCopyColormap);
	return real(to, from);
}

static void
test_in_place_of_a_library(void **state)
{
	PIX *pix = pixCreate(1, 1, 8), *copy;

	(void)state;
	pixSetColormap(pix, pixcmapCreate(8));
	calls = 0;
	copy = pixCopy(NULL, pix);
	assert_int_equal(calls, 1);
	assert_non_null(pixGetColormap(copy));
	pixDestroy(&copy);
	pixDestroy(&pix);
}

static void
test_a_name_that_nobody_has(void **state)
{
	void (*function)(void) = abort;

	(void)state;
	interposition_find(&function, "no_library_has_this");
	assert_null(function);
}

/* A library that is loaded by dlopen is not among those that the program is
 * linked with. */
static void
test_a_library_that_was_loaded_later(void **state)
{
	static const char name[] = "_nss_compat_setpwent";
	void *library = dlopen("libnss_compat.so.2", RTLD_LAZY | RTLD_LOCAL);
	void (*function)(void) = abort;

	(void)state;
	assert_non_null(library);
	interposition_find(&function, name);
	assert_null(function);
	interposition_find_in(NULL, &function, name);
	assert_null(function);
	interposition_find_in(library, &function, name);
	assert_non_null(function);
	/* What the program is linked with goes first. */
	interposition_find_in(library, &function, "getpid");
	assert_non_null(function);
	dlclose(library);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_in_place_of_a_library),
	    cmocka_unit_test(test_a_name_that_nobody_has),
	    cmocka_unit_test(test_a_library_that_was_loaded_later),
	};

	return cmocka_run_group_tests_name("interposition", tests, NULL, NULL);
}
