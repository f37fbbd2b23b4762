/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The head of an entry: what was written is read, and what was changed is
 * refused.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "mod_ocr/store_entry.h"

#define LINES "Content-Type: text/plain\nX-A: b\n"

enum { LINES_SIZE = sizeof(LINES) - 1, SIZE = STORE_ENTRY_HEAD + LINES_SIZE };

static const struct store_entry written = {
    .key = {1, 2, 3},
    .digest = {4, 5, 6},
    .written_s = 1700000000,
    .body_size = 70000,
    .lines_size = LINES_SIZE,
    .id_at = 7,
    .id_size = 32,
    .spent_ms = 1234,
};

static unsigned char file[SIZE];

static int
setup(void **state)
{
	(void)state;
	store_entry_write(&written, LINES, file);
	memcpy(file + STORE_ENTRY_HEAD, LINES, LINES_SIZE);
	return 0;
}

static enum store_verdict
read_file(uint64_t size, uint64_t file_size, const unsigned char *key)
{
	struct store_entry e;

	return store_entry_read(&e, file, size, file_size, key);
}

static void
test_what_was_written_is_read(void **state)
{
	struct store_entry e;

	(void)state;
	assert_int_equal(
	    store_entry_read(&e, file, SIZE, SIZE + 70000, written.key),
	    STORE_ENTRY_OK);
	assert_memory_equal(e.key, written.key, sizeof(e.key));
	assert_memory_equal(e.digest, written.digest, sizeof(e.digest));
	assert_int_equal(e.written_s, written.written_s);
	assert_int_equal(e.body_size, 70000);
	assert_int_equal(e.lines_size, LINES_SIZE);
	assert_int_equal(e.id_at, 7);
	assert_int_equal(e.id_size, 32);
	assert_int_equal(e.spent_ms, 1234);
	assert_int_equal(store_entry_body_at(&e), SIZE);
	assert_int_equal(store_entry_end(&e), SIZE + 70000);
}

static void
test_any_bit_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < SIZE; i++)
		for (int bit = 0; bit < 8; bit++) {
			file[i] ^= (unsigned char)(1 << bit);
			assert_int_not_equal(
			    read_file(SIZE, SIZE + 70000, written.key),
			    STORE_ENTRY_OK);
			file[i] ^= (unsigned char)(1 << bit);
		}
	assert_int_equal(
	    read_file(SIZE, SIZE + 70000, written.key), STORE_ENTRY_OK);
}

static void
test_any_length_counts(void **state)
{
	(void)state;
	for (uint64_t n = 0; n < SIZE; n++) {
		assert_int_equal(
		    read_file(n, n, written.key), STORE_ENTRY_DAMAGED);
		assert_int_equal(read_file(n, SIZE + 70000, written.key),
		    STORE_ENTRY_DAMAGED);
	}
	assert_int_equal(
	    read_file(SIZE, SIZE + 69999, written.key), STORE_ENTRY_DAMAGED);
	assert_int_equal(
	    read_file(SIZE, SIZE + 70001, written.key), STORE_ENTRY_DAMAGED);
}

static void
test_another_key_is_another_entry(void **state)
{
	static const unsigned char other[ANSWER_KEY_SIZE] = {1, 2, 4};

	(void)state;
	assert_int_equal(
	    read_file(SIZE, SIZE + 70000, other), STORE_ENTRY_DAMAGED);
}

/* Another version is told from damage, so that the log says what has
 * happened. */
static void
test_another_version_is_told(void **state)
{
	const uint32_t version = STORE_ENTRY_VERSION - 1;

	(void)state;
	memcpy(file + 8, &version, sizeof(version));
	assert_int_equal(read_file(SIZE, SIZE + 70000, written.key),
	    STORE_ENTRY_OTHER_VERSION);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_what_was_written_is_read, setup),
	    cmocka_unit_test_setup(test_any_bit_counts, setup),
	    cmocka_unit_test_setup(test_any_length_counts, setup),
	    cmocka_unit_test_setup(test_another_key_is_another_entry, setup),
	    cmocka_unit_test_setup(test_another_version_is_told, setup),
	};

	return cmocka_run_group_tests_name("store_entry", tests, NULL, NULL);
}
