/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The directory of the store: which one is used, what is found in it, and what
 * killed processes leave.
 */
#include "tests/lib/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod_ocr/store_dir.h"
#include "mod_ocr/store_index.h"

struct fixture {
	char path[64];
	struct store_dir dir;
};

static const unsigned char key[ANSWER_KEY_SIZE] = {0xab, 0xcd, 1};
static const unsigned char other[ANSWER_KEY_SIZE] = {0xab, 0xcd, 2};

#define KEY_PATH                                                               \
	"ab/cd0100000000000000000000000000000000000000000000000000000000"      \
	"00"

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strcpy(f->path, "/tmp/test-store-XXXXXX");
	if (mkdtemp(f->path) == NULL)
		return -1;
	f->dir.path = f->path;
	f->dir.fd = -1;
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	char command[96];
	int rc;

	store_dir_close(&f->dir);
	snprintf(command, sizeof(command), "rm -rf %s", f->path);
	rc = system(command);
	free(f);
	return rc;
}

/* Writes an entry with a text as its bytes. */
static void
put(struct store_dir *d, const unsigned char *k, const char *text)
{
	struct store_draft draft;
	ssize_t n = (ssize_t)strlen(text);

	assert_int_equal(store_dir_begin(d, &draft, k), 0);
	assert_int_equal(write(draft.fd, text, (size_t)n), n);
	assert_int_equal(store_dir_commit(d, &draft, k), 0);
	assert_int_equal(draft.fd, -1);
}

static void
assert_has(const struct store_dir *d, const unsigned char *k, const char *text)
{
	struct stat file;
	int fd = store_dir_read(d, k, &file);
	char got[64] = "";

	assert_true(fd >= 0);
	assert_true(read(fd, got, sizeof(got) - 1) >= 0);
	assert_int_equal(file.st_mode & 07777, 0600);
	close(fd);
	assert_string_equal(got, text);
	assert_int_equal(file.st_size, strlen(text));
}

/* Checks that there is no entry with the first key, and leaves errno to say
 * why. */
static void
assert_none(const struct store_dir *d)
{
	struct stat file;

	assert_int_equal(store_dir_read(d, key, &file), -1);
}

static void
test_what_is_written_is_read(void **state)
{
	struct fixture *f = *state;

	assert_true(store_dir_open(&f->dir));
	assert_none(&f->dir);
	assert_int_equal(errno, ENOENT);
	put(&f->dir, key, "one");
	put(&f->dir, other, "two");
	assert_has(&f->dir, key, "one");
	put(&f->dir, key, "another");
	assert_has(&f->dir, key, "another");
	assert_true(store_dir_remove(&f->dir, key));
	assert_false(store_dir_remove(&f->dir, key));
	assert_none(&f->dir);
	assert_has(&f->dir, other, "two");
}

/* A file is not the same any more when it is removed, or another one has its
 * name. */
static void
test_a_file_that_is_not_the_same(void **state)
{
	struct fixture *f = *state;
	struct stat file;
	int fd;

	assert_true(store_dir_open(&f->dir));
	put(&f->dir, key, "one");
	fd = store_dir_read(&f->dir, key, &file);
	assert_true(store_dir_is_same(fd, &file));
	assert_true(store_dir_has_same(&f->dir, key, &file));
	assert_false(store_dir_has_same(&f->dir, other, &file));
	put(&f->dir, key, "one");
	assert_false(store_dir_is_same(fd, &file));
	assert_false(store_dir_has_same(&f->dir, key, &file));
	close(fd);
	fd = store_dir_read(&f->dir, key, &file);
	assert_true(store_dir_is_same(fd, &file));
	assert_true(store_dir_remove(&f->dir, key));
	assert_false(store_dir_is_same(fd, &file));
	assert_false(store_dir_has_same(&f->dir, key, &file));
	close(fd);
}

static void
test_a_draft_is_no_entry(void **state)
{
	struct fixture *f = *state;
	struct store_draft draft;

	assert_true(store_dir_open(&f->dir));
	assert_int_equal(store_dir_begin(&f->dir, &draft, key), 0);
	assert_none(&f->dir);
	store_dir_abandon(&f->dir, &draft);
	store_dir_abandon(&f->dir, &draft);
	assert_int_equal(faccessat(f->dir.fd, draft.name, F_OK, 0), -1);
}

/* Only a file of this user is an entry: no link, and no pipe. */
static void
test_what_others_put_there_is_not_read(void **state)
{
	struct fixture *f = *state;

	assert_true(store_dir_open(&f->dir));
	put(&f->dir, other, "two");
	assert_int_equal(symlinkat("/etc/passwd", f->dir.fd, KEY_PATH), 0);
	assert_none(&f->dir);
	assert_int_equal(unlinkat(f->dir.fd, KEY_PATH, 0), 0);
	assert_int_equal(mkfifoat(f->dir.fd, KEY_PATH, 0600), 0);
	assert_none(&f->dir);
}

static void
test_a_directory_of_others_is_not_used(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(chmod(f->path, 0770), 0);
	assert_false(store_dir_open(&f->dir));
	assert_true(f->dir.fault[0] != '\0');
	assert_int_equal(chmod(f->path, 0707), 0);
	assert_false(store_dir_open(&f->dir));
	assert_int_equal(chmod(f->path, 0755), 0);
	assert_true(store_dir_open(&f->dir));
	f->dir.path = "/nowhere";
	assert_false(store_dir_open(&f->dir));
	assert_string_equal(f->dir.fault, strerror(ENOENT));
}

/* Neither a file of another user nor a directory of one is trusted. */
static void
test_what_belongs_to_another_user(void **state)
{
	enum { SOMEBODY = 1 };
	struct fixture *f = *state;

	if (geteuid() != 0) {
		print_message("NOT TESTED: only root gives a file away\n");
		skip();
	}
	assert_true(store_dir_open(&f->dir));
	put(&f->dir, key, "one");
	assert_has(&f->dir, key, "one");
	assert_int_equal(
	    fchownat(f->dir.fd, KEY_PATH, SOMEBODY, SOMEBODY, 0), 0);
	assert_none(&f->dir);
	assert_int_equal(chown(f->path, SOMEBODY, SOMEBODY), 0);
	assert_false(store_dir_open(&f->dir));
	assert_true(f->dir.fault[0] != '\0');
	assert_int_equal(chown(f->path, 0, 0), 0);
	assert_true(store_dir_open(&f->dir));
}

static void
test_a_directory_that_is_replaced_is_opened_anew(void **state)
{
	struct fixture *f = *state;
	char away[80];

	assert_true(store_dir_check(&f->dir, 1000));
	put(&f->dir, key, "one");
	snprintf(away, sizeof(away), "%s/away", f->path);
	f->dir.path = away;
	/* It is looked for once a second. */
	assert_true(store_dir_check(&f->dir, 1999));
	assert_false(store_dir_check(&f->dir, 2000));
	assert_int_equal(mkdir(away, 0700), 0);
	assert_true(store_dir_check(&f->dir, 3000));
	assert_none(&f->dir);
}

/* Walks through all entries.  Returns how many there are. */
static int
walk(const struct store_dir *d)
{
	struct store_walk w = {.dir = NULL};
	struct store_found found;
	int folders = 0, entries = 0;
	enum store_step rc;

	while ((rc = store_dir_step(d, &w, &found)) != STORE_STEP_DONE) {
		folders += rc == STORE_STEP_FOLDER;
		if (rc != STORE_STEP_ENTRY)
			continue;
		entries++;
		assert_int_equal(found.size, 3);
		assert_true(found.written_s > 1700000000);
		assert_true(memcmp(found.key, key, sizeof(key)) == 0 ||
			    memcmp(found.key, other, sizeof(key)) == 0);
	}
	assert_int_equal(folders, STORE_FOLDERS);
	return entries;
}

static void
test_a_walk_finds_all(void **state)
{
	struct fixture *f = *state;

	assert_true(store_dir_open(&f->dir));
	assert_int_equal(walk(&f->dir), 0);
	put(&f->dir, key, "one");
	put(&f->dir, other, "two");
	assert_int_equal(mkdirat(f->dir.fd, "ab/foreign", 0700), 0);
	assert_int_equal(walk(&f->dir), 2);
}

/* The process that writes a draft locks it while it lives; here the descriptor
 * that has the lock is closed. */
static void
test_a_walk_removes_what_was_left(void **state)
{
	struct fixture *f = *state;
	struct store_draft left, open;

	assert_true(store_dir_open(&f->dir));
	assert_int_equal(store_dir_begin(&f->dir, &left, key), 0);
	assert_int_equal(store_dir_begin(&f->dir, &open, key), 0);
	close(left.fd);
	assert_int_equal(walk(&f->dir), 0);
	assert_int_equal(faccessat(f->dir.fd, left.name, F_OK, 0), -1);
	assert_int_equal(write(open.fd, "two", 3), 3);
	assert_int_equal(store_dir_commit(&f->dir, &open, key), 0);
	assert_has(&f->dir, key, "two");
}

/* Opens the directory once more, as another process has it. */
static struct store_dir
open_again(const struct fixture *f)
{
	struct store_dir d = {.path = f->path, .fd = -1};

	assert_true(store_dir_open(&d));
	assert_true(d.stamp.works);
	return d;
}

/* Returns whether the directory's stamp has its last change. */
static bool
is_noted(const struct store_dir *d)
{
	return store_stamp_is_noted(&d->stamp, d->fd);
}

/* Each time the folder is made, or is there already. */
static void
test_writes_of_another_process_are_noticed(void **state)
{
	struct fixture *f = *state;
	struct store_dir another;

	assert_true(store_dir_open(&f->dir));
	assert_true(is_noted(&f->dir));
	/* Another process that opens it may write there. */
	another = open_again(f);
	assert_false(is_noted(&f->dir));
	for (int i = 0; i < 3; i++) {
		store_stamp_note(&f->dir.stamp, f->dir.fd);
		assert_true(is_noted(&f->dir));
		put(&another, i < 2 ? key : other, "one");
		assert_false(is_noted(&f->dir));
	}
	store_dir_close(&another);
}

/* They do not hide those of another process. */
static void
test_writes_of_the_process_itself(void **state)
{
	struct fixture *f = *state;
	struct store_dir another;

	assert_true(store_dir_open(&f->dir));
	put(&f->dir, key, "one");
	assert_true(is_noted(&f->dir));
	put(&f->dir, other, "one");
	assert_true(is_noted(&f->dir));
	another = open_again(f);
	put(&another, other, "two");
	put(&f->dir, key, "two");
	assert_false(is_noted(&f->dir));
	assert_false(is_noted(&another));
	store_dir_close(&another);
}

/* A stamp that cannot be given says nothing. */
static void
test_a_stamp_that_does_not_work(void **state)
{
	struct fixture *f = *state;
	struct store_stamp s;
	int fd;

	assert_true(store_dir_open(&f->dir));
	fd = open(f->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	assert_true(fd >= 0);
	store_stamp_begin(&s, fd);
	assert_false(s.works);
	store_stamp_note(&s, fd);
	assert_false(store_stamp_is_noted(&s, fd));
	close(fd);
}

int
main(void)
{
#define DIR_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    DIR_TEST(test_what_is_written_is_read),
	    DIR_TEST(test_a_file_that_is_not_the_same),
	    DIR_TEST(test_a_draft_is_no_entry),
	    DIR_TEST(test_what_others_put_there_is_not_read),
	    DIR_TEST(test_a_directory_of_others_is_not_used),
	    DIR_TEST(test_what_belongs_to_another_user),
	    DIR_TEST(test_a_directory_that_is_replaced_is_opened_anew),
	    DIR_TEST(test_a_walk_finds_all),
	    DIR_TEST(test_a_walk_removes_what_was_left),
	    DIR_TEST(test_writes_of_another_process_are_noticed),
	    DIR_TEST(test_writes_of_the_process_itself),
	    DIR_TEST(test_a_stamp_that_does_not_work),
	};

	return cmocka_run_group_tests_name("store_dir", tests, NULL, NULL);
}
