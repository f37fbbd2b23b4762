/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A module built for another lighttpd must refuse to load and say why: its
 * first use of a struct would be a crash.
 */
#include "tests/lib/test.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/dir.h"
#include "tests/lib/process.h"

#define START_MS 10000

/* Runs lighttpd with the module of build/VARIANT until it ends.  Returns 0 and
 * *result, to be cleared, which has the error log instead of stderr if there is
 * one; or -1. */
static int
start_with(const char *variant, struct process_result *result)
{
	const char *build = getenv("OCR_BUILD"), *asan = getenv("OCR_ASAN");
	const char *lighttpd = getenv("LIGHTTPD");
	char dir[DIR_MAX], run[96], preload[PATH_MAX];
	char modules[PATH_MAX];
	const char *argv[] = {"env", run, preload, "OCR_PORT=0",
	    "OCR_BIND=127.0.0.1", "OCR_SLOTS=1",
	    lighttpd ? lighttpd : "/usr/sbin/lighttpd", "-D", "-m", modules,
	    "-f", "lighttpd.conf", NULL};
	char log[96];
	int rc;

	assert_int_equal(dir_make(dir), 0);
	snprintf(run, sizeof(run), "OCR_RUN_DIR=%s", dir);
	snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", asan ? asan : "");
	snprintf(modules, sizeof(modules), "%s/%s", build ? build : "build",
	    variant);
	snprintf(log, sizeof(log), "%s/error.log", dir);
	rc = process_run(argv, START_MS, result);
	if (rc == 0 && access(log, R_OK) == 0) {
		free(result->err);
		result->err = process_read_file(log, NULL);
	}
	dir_remove(dir);
	return rc;
}

static void
assert_refused(const char *variant, const char *reason)
{
	struct process_result result;

	assert_int_equal(start_with(variant, &result), 0);
	assert_true(WIFEXITED(result.status));
	assert_int_not_equal(WEXITSTATUS(result.status), 0);
	assert_non_null(result.err);
	if (!strstr(result.err, reason))
		fail_msg("\"%s\" is not in: %s", reason, result.err);
	process_result_clear(&result);
}

static void
refuses_another_version(void **state)
{
	(void)state;
	assert_refused("other-version",
	    "plugin-version doesn't match lighttpd-version for");
}

static void
refuses_other_struct_sizes(void **state)
{
	(void)state;
	assert_refused("other-layout",
	    "mod_ocr was built for a lighttpd with other data structures");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(refuses_another_version),
	    cmocka_unit_test(refuses_other_struct_sizes),
	};

	return cmocka_run_group_tests_name("abi", tests, NULL, NULL);
}
