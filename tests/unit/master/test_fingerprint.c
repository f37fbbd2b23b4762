/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pool's fingerprint is the same for the same files and options, and
 * another for others.
 */
#include "tests/lib/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fcgi-worker/engine/engine.h"
#include "fcgi-worker/engine/second_reader.h"
#include "fcgi-worker/master/fingerprint.h"

static char dir[] = "/tmp/ocr-fingerprint-XXXXXX";
static char eng[64], other[64];

static void
copy(const char *from, const char *to)
{
	static char bytes[1 << 16];
	FILE *in = fopen(from, "re"), *out = fopen(to, "we");
	size_t n;

	assert_non_null(in);
	assert_non_null(out);
	while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		assert_int_equal(fwrite(bytes, 1, n, out), n);
	fclose(in);
	fclose(out);
}

static int
setup(void **state)
{
	char error[256], path[256];
	struct engine *e = engine_open(NULL, "eng", error, sizeof(error));

	(void)state;
	assert_non_null(e);
	assert_non_null(mkdtemp(dir));
	snprintf(eng, sizeof(eng), "%s/eng.traineddata", dir);
	snprintf(other, sizeof(other), "%s/other.traineddata", dir);
	snprintf(path, sizeof(path), "%s/eng.traineddata", engine_tessdata(e));
	copy(path, eng);
	engine_close(e);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(other);
	unlink(eng);
	return rmdir(dir);
}

/* Sets out to the fingerprint of a pool that starts now with these options. */
static void
take(const struct options *o, unsigned char out[SCOREBOARD_FINGERPRINT])
{
	char error[256];
	struct engine *e = engine_open(dir, "eng", error, sizeof(error));

	assert_non_null(e);
	fingerprint_make(e, o, out);
	engine_close(e);
}

static void
test_it_tells_pools_apart(void **state)
{
	static const unsigned char zeros[SCOREBOARD_FINGERPRINT];
	unsigned char first[SCOREBOARD_FINGERPRINT],
	    next[SCOREBOARD_FINGERPRINT];
	const struct timespec times[2] = {{1000, 0}, {1000, 1}};
	struct options o = {.lang = "eng", .max_pixels = 1000};

	(void)state;
	take(&o, first);
	assert_memory_not_equal(first, zeros, sizeof(first));
	take(&o, next);
	assert_memory_equal(first, next, sizeof(first));
	/* These options change no answer. */
	o.workers = 7;
	take(&o, next);
	assert_memory_equal(first, next, sizeof(first));
	o.max_pixels++;
	take(&o, next);
	assert_memory_not_equal(first, next, sizeof(first));
	o.max_pixels--;
	o.quality++;
	take(&o, next);
	assert_memory_not_equal(first, next, sizeof(first));
	o.quality--;
	o.lang = "eng+eng";
	take(&o, next);
	assert_memory_not_equal(first, next, sizeof(first));
	o.lang = "eng";
	/* A model that is installed changes it, and so does one that is
	 * replaced. */
	copy(eng, other);
	take(&o, next);
	assert_memory_not_equal(first, next, sizeof(first));
	unlink(other);
	take(&o, next);
	assert_memory_equal(first, next, sizeof(first));
	assert_int_equal(utimensat(AT_FDCWD, eng, times, 0), 0);
	take(&o, next);
	assert_memory_not_equal(first, next, sizeof(first));
}

/* A network of quality=best that is replaced under its name changes it. */
static void
test_it_tells_networks_apart(void **state)
{
	unsigned char first[SCOREBOARD_FINGERPRINT],
	    next[SCOREBOARD_FINGERPRINT];
	const struct timespec times[2] = {{1000, 0}, {1000, 1}};
	struct options o = {.lang = "eng", .max_pixels = 1000, .models = dir};
	static const char *const names[] = {SECOND_READER_DETECTOR,
	    SECOND_READER_RECOGNIZER, SECOND_READER_DICTIONARY};
	char path[96];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		copy("/dev/null", path);
		take(&o, first);
		assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
		take(&o, next);
		assert_memory_not_equal(first, next, sizeof(first));
		unlink(path);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_it_tells_networks_apart),
	    cmocka_unit_test(test_it_tells_pools_apart),
	};

	return cmocka_run_group_tests_name(
	    "fingerprint", tests, setup, teardown);
}
