/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The spool's folders: each process has one of its own, and those of processes
 * that are gone are removed.
 */
#include "tests/lib/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod_ocr/spool.h"

struct fixture {
	char base[64];
	struct spool first, second;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strcpy(f->base, "/tmp/test-spool-XXXXXX");
	if (mkdtemp(f->base) == NULL)
		return -1;
	f->first.base = f->second.base = f->base;
	f->first.fd = f->second.fd = -1;
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	int rc;

	spool_close(&f->first);
	spool_close(&f->second);
	rc = rmdir(f->base); /* nothing is left in it */
	free(f);
	return rc;
}

static void
put_file(const char *dir, const char *name)
{
	char path[PATH_MAX + 16];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
}

static void
test_two_processes_have_two_folders(void **state)
{
	struct fixture *f = *state;

	assert_true(spool_open(&f->first));
	put_file(f->first.folder, "lighttpd-upload-a");
	assert_true(spool_open(&f->second));
	assert_string_not_equal(f->first.folder, f->second.folder);
	assert_int_equal(access(f->first.folder, W_OK), 0);
	assert_true(spool_check(&f->first, 0));
	assert_int_equal(f->first.made, 1);
}

/* The lock of a process that was killed is free; here the descriptor that has
 * the lock is closed. */
static void
test_what_a_killed_process_left_is_removed(void **state)
{
	struct fixture *f = *state;

	assert_true(spool_open(&f->first));
	put_file(f->first.folder, "lighttpd-upload-a");
	close(f->first.fd);
	f->first.fd = -1;
	assert_true(spool_open(&f->second));
	assert_int_equal(access(f->first.folder, F_OK), -1);
}

/* A link with the name of a folder is not followed. */
static void
test_links_are_not_followed(void **state)
{
	struct fixture *f = *state;
	char other[] = "/tmp/test-spool-other-XXXXXX", link[128];

	assert_non_null(mkdtemp(other));
	put_file(other, "kept");
	snprintf(link, sizeof(link), "%s/mod_ocr.link", f->base);
	assert_int_equal(symlink(other, link), 0);
	assert_true(spool_open(&f->first));
	assert_int_equal(unlink(link), 0);
	snprintf(link, sizeof(link), "%s/kept", other);
	assert_int_equal(unlink(link), 0);
	assert_int_equal(rmdir(other), 0);
}

static void
test_files_of_others_stay(void **state)
{
	struct fixture *f = *state;
	char path[128];

	put_file(f->base, "lighttpd-upload-b");
	assert_true(spool_open(&f->first));
	snprintf(path, sizeof(path), "%s/lighttpd-upload-b", f->base);
	assert_int_equal(unlink(path), 0);
}

/* The spool is used again within a second, by the clock that is passed in. */
static void
test_a_directory_that_comes_later_is_taken(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rmdir(f->base), 0);
	assert_false(spool_check(&f->first, 5000));
	assert_non_null(strstr(f->first.fault, "No such file or directory"));
	assert_int_equal(mkdir(f->base, 0700), 0);
	assert_false(spool_check(&f->first, 5999));
	assert_true(spool_check(&f->first, 6000));
	assert_string_equal(f->first.fault, "");
}

static void
test_a_folder_that_was_removed_is_made_anew(void **state)
{
	struct fixture *f = *state;

	assert_true(spool_open(&f->first));
	assert_int_equal(rmdir(f->first.folder), 0);
	assert_true(spool_check(&f->first, 1000));
	assert_int_equal(f->first.made, 2);
	assert_int_equal(access(f->first.folder, W_OK), 0);
}

int
main(void)
{
#define SPOOL(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    SPOOL(test_two_processes_have_two_folders),
	    SPOOL(test_what_a_killed_process_left_is_removed),
	    SPOOL(test_links_are_not_followed),
	    SPOOL(test_files_of_others_stay),
	    SPOOL(test_a_directory_that_comes_later_is_taken),
	    SPOOL(test_a_folder_that_was_removed_is_made_anew),
	};

	return cmocka_run_group_tests_name("spool", tests, NULL, NULL);
}
