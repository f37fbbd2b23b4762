/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which models stay loaded.  A model whose file has been removed can be used
 * only while it is loaded.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fcgi-worker/engine/model_cache.h"

static char dir[64] = "/tmp/ocr-models-XXXXXX";

static char *
file_of(const char *lang)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s.traineddata", dir, lang);
	return path;
}

/* Makes the model lang, which is a link to that of English. */
static void
add(const char *lang)
{
	TessBaseAPI *api = TessBaseAPICreate();
	char path[512];

	assert_int_equal(TessBaseAPIInit3(api, NULL, "eng"), 0);
	snprintf(path, sizeof(path), "%s/eng.traineddata",
	    TessBaseAPIGetDatapath(api));
	TessBaseAPIDelete(api);
	unlink(file_of(lang));
	assert_int_equal(symlink(path, file_of(lang)), 0);
}

static void
test_least_recently_used(void **state)
{
	struct model_cache *m;
	int rc = -1;

	(void)state;
	add("one");
	add("two");
	add("three");
	add("pool");
	m = model_cache_open(dir, "pool", &rc);
	assert_non_null(m);
	assert_int_equal(rc, 0);
	model_cache_limit(m, 2);
	assert_non_null(model_cache_get(m, "one"));
	assert_non_null(model_cache_get(m, "two"));
	unlink(file_of("one"));
	unlink(file_of("two"));
	unlink(file_of("pool"));
	/* "two" is now the model that has not been used for the longest
	 * time. */
	assert_non_null(model_cache_get(m, "one"));
	assert_non_null(model_cache_get(m, "three"));
	model_cache_trim(m);
	assert_non_null(model_cache_get(m, "one"));
	assert_non_null(model_cache_get(m, "pool"));
	assert_null(model_cache_get(m, "two"));
	model_cache_close(m);
}

static void
test_none_is_kept(void **state)
{
	struct model_cache *m;
	int rc = -1;

	(void)state;
	add("one");
	add("pool");
	m = model_cache_open(dir, "pool", &rc);
	assert_int_equal(rc, 0);
	model_cache_limit(m, 0);
	assert_non_null(model_cache_get(m, "one"));
	model_cache_trim(m);
	unlink(file_of("one"));
	assert_null(model_cache_get(m, "one"));
	assert_non_null(model_cache_get(m, "pool"));
	assert_null(model_cache_get(m, "nothing"));
	model_cache_close(m);
}

static void
test_no_such_model(void **state)
{
	struct model_cache *m;
	int rc = 0;

	(void)state;
	m = model_cache_open(dir, "nothing", &rc);
	assert_non_null(m);
	assert_int_equal(rc, -1);
	model_cache_close(m);
}

/* This includes variables that are globals of Tesseract's. */
static void
test_variables_leave_nothing(void **state)
{
	static const char *const values[][2] = {{"textord_min_linesize", "3"},
	    {"textord_heavy_nr", "1"}, {"tessedit_char_whitelist", "0123"},
	    {"load_system_dawg", "0"}};
	struct tess_vars vars = {.count = 0};
	TessBaseAPI *pool, *tuned;
	struct model_cache *m;
	double size = 0;
	int rc = -1, heavy = -1;

	(void)state;
	m = model_cache_open(NULL, "eng", &rc);
	assert_int_equal(rc, 0);
	pool = model_cache_get(m, "eng");
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_int_equal(
		    tess_vars_add(
			&vars, tess_vars_find(values[i][0]), values[i][1]),
		    0);
	tuned = model_cache_tune(m, "eng", &vars);
	assert_non_null(tuned);
	assert_ptr_not_equal(tuned, pool);
	assert_string_equal(
	    TessBaseAPIGetStringVariable(tuned, "tessedit_char_whitelist"),
	    "0123");
	TessBaseAPIGetDoubleVariable(tuned, "textord_min_linesize", &size);
	assert_true(size > 2.9);
	model_cache_trim(m);
	assert_ptr_equal(model_cache_get(m, "eng"), pool);
	assert_string_equal(
	    TessBaseAPIGetStringVariable(pool, "tessedit_char_whitelist"), "");
	TessBaseAPIGetDoubleVariable(pool, "textord_min_linesize", &size);
	assert_true(size > 1.24 && size < 1.26);
	TessBaseAPIGetBoolVariable(pool, "textord_heavy_nr", &heavy);
	assert_int_equal(heavy, 0);
	model_cache_close(m);
}

int
main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_least_recently_used),
	    cmocka_unit_test(test_variables_leave_nothing),
	    cmocka_unit_test(test_none_is_kept),
	    cmocka_unit_test(test_no_such_model),
	};
	const char *limit = getenv("OMP_THREAD_LIMIT");
	int rc;

	(void)argc;
	if (limit == NULL) {
		setenv("OMP_THREAD_LIMIT", "1", 1);
		execv("/proc/self/exe", argv);
	}
	if (mkdtemp(dir) == NULL)
		return 1;
	rc = cmocka_run_group_tests_name("models", tests, NULL, NULL);
	unlink(file_of("one"));
	unlink(file_of("two"));
	unlink(file_of("three"));
	unlink(file_of("pool"));
	rmdir(dir);
	return rc;
}
