/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The index of the store: what it counts, which entry is the oldest, and how
 * long it takes with up to a million entries.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <string.h>

#include "fcgi-worker/base/clock.h"
#include "mod_ocr/store_index.h"

enum {
	AGE_S = 86400,
	BEGIN_S = 1700000000,
	MANY = 1000000,
	ASKED = 100000,
	ALIKE = 40000
};

static struct store_index *x;

static int
setup(void **state)
{
	(void)state;
	x = store_index_create(AGE_S);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	store_index_free(x);
	return 0;
}

/* Returns the key of number n, until the next call.  Its bytes are spread
 * evenly, as those of real keys, which are digests. */
static const unsigned char *
key_of(uint64_t n)
{
	static unsigned char key[ANSWER_KEY_SIZE];

	for (size_t i = 0; i < sizeof(key); i += sizeof(n)) {
		uint64_t z = n + (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
		z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
		z ^= z >> 31;
		memcpy(key + i, &z, sizeof(z));
	}
	return key;
}

static void
assert_oldest(uint64_t n, uint64_t written_s)
{
	unsigned char key[ANSWER_KEY_SIZE];
	uint64_t got_s;

	assert_true(store_index_oldest(x, key, &got_s));
	assert_memory_equal(key, key_of(n), sizeof(key));
	assert_int_equal(got_s, written_s);
}

static void
test_entries_are_counted(void **state)
{
	unsigned char key[ANSWER_KEY_SIZE];
	uint64_t s;

	(void)state;
	assert_false(store_index_oldest(x, key, &s));
	assert_true(store_index_put(x, key_of(1), 1, BEGIN_S));
	assert_true(store_index_put(x, key_of(2), 4097, BEGIN_S));
	assert_int_equal(store_index_entries(x), 2);
	assert_int_equal(store_index_bytes(x), 3 * STORE_BLOCK);
	/* The same entry has another size now. */
	assert_true(store_index_put(x, key_of(2), 4096, BEGIN_S));
	assert_int_equal(store_index_entries(x), 2);
	assert_int_equal(store_index_bytes(x), 2 * STORE_BLOCK);
	assert_true(store_index_remove(x, key_of(1)));
	assert_false(store_index_remove(x, key_of(1)));
	assert_false(store_index_remove(x, key_of(3)));
	assert_int_equal(store_index_entries(x), 1);
	assert_int_equal(store_index_bytes(x), STORE_BLOCK);
}

static void
test_the_oldest_is_found(void **state)
{
	(void)state;
	/* Entries of the same second are in the order in which they came. */
	for (uint64_t n = 1; n <= 3; n++)
		assert_true(store_index_put(x, key_of(n), 1, BEGIN_S));
	assert_oldest(1, BEGIN_S);
	store_index_remove(x, key_of(1));
	assert_oldest(2, BEGIN_S);
	/* Entries that are found later may be older. */
	assert_true(store_index_put(x, key_of(4), 1, BEGIN_S - AGE_S / 2));
	assert_oldest(4, BEGIN_S - AGE_S / 2);
	assert_true(store_index_put(x, key_of(4), 1, BEGIN_S + 500));
	assert_oldest(2, BEGIN_S);
	store_index_remove(x, key_of(2));
	store_index_remove(x, key_of(3));
	assert_oldest(4, BEGIN_S + 500);
}

static void
test_no_age_is_mixed_with_another(void **state)
{
	(void)state;
	assert_true(store_index_put(x, key_of(1), 1, BEGIN_S));
	assert_false(store_index_put(x, key_of(2), 1, BEGIN_S - 2 * AGE_S));
	assert_false(store_index_put(x, key_of(2), 1, BEGIN_S + 2 * AGE_S));
	assert_false(store_index_put(x, key_of(2), 1, 0));
	assert_oldest(1, BEGIN_S);
	store_index_remove(x, key_of(1));
	assert_true(store_index_put(x, key_of(2), 1, BEGIN_S + 2 * AGE_S));
	store_index_remove(x, key_of(2));
	/* The clock was set back. */
	assert_true(store_index_put(x, key_of(2), 1, BEGIN_S));
	assert_oldest(2, BEGIN_S);
}

static void
test_a_walk_forgets_what_is_gone(void **state)
{
	(void)state;
	for (uint64_t n = 0; n < 20000; n++)
		assert_true(store_index_put(x, key_of(n), 1, BEGIN_S));
	store_index_begin_walk(x);
	for (uint64_t n = 0; n < 20000; n += 2)
		assert_true(store_index_put(x, key_of(n), 1, BEGIN_S));
	for (int i = 0; i < STORE_FOLDERS; i++)
		store_index_sweep(x, (unsigned char)i);
	assert_int_equal(store_index_entries(x), 10000);
	assert_int_equal(store_index_bytes(x), 10000 * STORE_BLOCK);
	for (uint64_t n = 0; n < 20000; n++) {
		assert_int_equal(store_index_has(x, key_of(n)), n % 2 == 0);
		assert_int_equal(store_index_remove(x, key_of(n)), n % 2 == 0);
		assert_false(store_index_has(x, key_of(n)));
	}
}

/* Returns the microseconds of one of ASKED changes, on average. */
static double
measure(uint64_t from)
{
	uint64_t begin_us = clock_now_us();

	for (uint64_t n = from; n < from + ASKED; n++)
		store_index_put(x, key_of(n), 1, BEGIN_S + n % AGE_S);
	return (double)(clock_now_us() - begin_us) / ASKED;
}

static void
test_a_million_entries(void **state)
{
	double few, many, bytes;

	(void)state;
	few = measure(0);
	for (uint64_t n = ASKED; n < MANY; n++)
		store_index_put(x, key_of(n), 1, BEGIN_S + n % AGE_S);
	assert_int_equal(store_index_entries(x), MANY);
	many = measure(0);
	bytes = (double)store_index_memory(x) / MANY;
	print_message("%.2f us with %d entries, %.2f us with %d: %.1f bytes "
		      "an entry\n",
	    few, ASKED, many, MANY, bytes);
	assert_true(bytes <= 100);
	/* The processor's caches are smaller than a million entries.  A list of
	 * all of them, or a table that is too full, would take hundreds of
	 * times as long. */
	assert_true(many < 20 * few + 5);
	for (uint64_t n = 0; n < MANY; n++)
		assert_true(store_index_remove(x, key_of(n)));
	assert_int_equal(store_index_bytes(x), 0);
}

/* With time, anybody finds files whose digests begin alike. */
static void
test_keys_that_are_alike(void **state)
{
	double unlike = measure(0), alike;
	unsigned char key[ANSWER_KEY_SIZE];
	uint64_t begin_us = clock_now_us();

	(void)state;
	for (uint64_t n = 0; n < ALIKE; n++) {
		memcpy(key, key_of(n), sizeof(key));
		memset(key, 0, 8);
		assert_true(store_index_put(x, key, 1, BEGIN_S));
	}
	alike = (double)(clock_now_us() - begin_us) / ALIKE;
	print_message("%.2f us, alike %.2f us\n", unlike, alike);
	assert_true(alike < 20 * unlike + 5);
}

int
main(void)
{
#define INDEX_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    INDEX_TEST(test_entries_are_counted),
	    INDEX_TEST(test_the_oldest_is_found),
	    INDEX_TEST(test_no_age_is_mixed_with_another),
	    INDEX_TEST(test_a_walk_forgets_what_is_gone),
	    INDEX_TEST(test_a_million_entries),
	    INDEX_TEST(test_keys_that_are_alike),
	};

	return cmocka_run_group_tests_name("store_index", tests, NULL, NULL);
}
