/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memo gives the digest that it learned for the same bytes in the same
 * partition, and for nothing else; it keeps the latest.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mod_ocr/digest_memo.h"

static struct digest_memo *memo;

static int
setup(void **state)
{
	(void)state;
	memo = digest_memo_create();
	return memo != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	free(memo);
	return 0;
}

/* Returns the tag of a body that comes in pieces of that size. */
static struct digest_memo_tag
tag_of(const void *body, size_t size, size_t piece, const char *partition)
{
	struct umac128_ctx *tag = malloc(sizeof(*tag));
	struct digest_memo_tag out;

	assert_non_null(tag);
	digest_memo_begin(memo, tag);
	for (size_t at = 0; at < size; at += piece) {
		if (piece > size - at)
			piece = size - at;
		umac128_update(tag, piece, (const unsigned char *)body + at);
	}
	out = digest_memo_end(tag, size, partition);
	free(tag);
	return out;
}

static struct digest_memo_tag
text_tag(const char *body, const char *partition)
{
	return tag_of(body, strlen(body), 4096, partition);
}

static bool
are_equal(struct digest_memo_tag a, struct digest_memo_tag b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

/* Returns whether the memo has a digest for the tag, which must consist of this
 * number. */
static bool
has(struct digest_memo_tag tag, unsigned number)
{
	unsigned char digest[SHA256_DIGEST_SIZE];
	unsigned got;

	if (!digest_memo_find(memo, &tag, digest))
		return false;
	memcpy(&got, digest, sizeof(got));
	assert_int_equal(got, number);
	return true;
}

static void
learn(struct digest_memo_tag tag, unsigned number)
{
	unsigned char digest[SHA256_DIGEST_SIZE] = {0};

	memcpy(digest, &number, sizeof(number));
	digest_memo_learn(memo, &tag, digest);
}

/* Returns the tag of a body that stands for this number.  The body is a digest
 * of the number, since tags of bodies that differ in few bits may crowd into
 * some of the sets: UMAC promises that few tags are equal, not that they look
 * random. */
static struct digest_memo_tag
number_tag(unsigned number)
{
	unsigned char body[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, sizeof(number), (const unsigned char *)&number);
	sha256_digest(&ctx, sizeof(body), body);
	return tag_of(body, sizeof(body), sizeof(body), "partition");
}

static void
pieces_may_end_anywhere(void **state)
{
	enum { SIZE = 100003 };
	static const size_t pieces[] = {1, 7, 1024, 1025, 65536};
	unsigned char *body = malloc(SIZE);
	struct digest_memo_tag whole;

	(void)state;
	assert_non_null(body);
	for (size_t i = 0; i < SIZE; i++)
		body[i] = (unsigned char)(i * i >> 3);
	whole = tag_of(body, SIZE, SIZE, "partition");
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++)
		assert_true(are_equal(
		    tag_of(body, SIZE, pieces[i], "partition"), whole));
	/* Each byte counts. */
	for (size_t i = 0; i < SIZE; i += 997) {
		body[i] ^= 1;
		assert_false(
		    are_equal(tag_of(body, SIZE, SIZE, "partition"), whole));
		body[i] ^= 1;
	}
	free(body);
}

static void
what_was_learned_is_found(void **state)
{
	(void)state;
	assert_false(has(number_tag(1), 1));
	learn(number_tag(1), 1);
	assert_true(has(number_tag(1), 1));
	assert_false(has(number_tag(2), 1));
	learn(number_tag(1), 3);
	assert_true(has(number_tag(1), 3));
}

/* Whoever sends a body must not find that it was known because it came to
 * another partition. */
static void
a_partition_knows_nothing_of_another(void **state)
{
	(void)state;
	learn(text_tag("body", "user one"), 1);
	assert_true(has(text_tag("body", "user one"), 1));
	assert_false(has(text_tag("body", "user two"), 1));
	assert_false(has(text_tag("body", ""), 1));
	/* The same bytes, otherwise divided. */
	assert_false(has(text_tag("bodyuser", " one"), 1));
	assert_false(has(text_tag("bod", "yuser one"), 1));
	assert_false(has(text_tag("bodyuser one", ""), 1));
}

/* Bodies of zeros, whose tags would be alike if their size did not count. */
static void
sizes_count(void **state)
{
	static const unsigned char zeros[4096];
	struct digest_memo_tag tags[64];

	(void)state;
	for (size_t i = 0; i < 64; i++) {
		tags[i] = tag_of(zeros, 64 * i, 4096, "");
		for (size_t k = 0; k < i; k++)
			assert_false(are_equal(tags[i], tags[k]));
	}
}

/* Nobody can compute tags who has another process. */
static void
each_memo_has_its_key(void **state)
{
	struct digest_memo_tag one = number_tag(1);
	struct digest_memo *first = memo;

	(void)state;
	memo = digest_memo_create();
	assert_non_null(memo);
	assert_false(are_equal(number_tag(1), one));
	free(first);
}

static void
the_latest_are_kept(void **state)
{
	enum { MANY = 4 * DIGEST_MEMO_ENTRIES };
	unsigned found = 0;

	(void)state;
	for (unsigned i = 0; i < MANY; i++) {
		learn(number_tag(i), i);
		assert_true(has(number_tag(i), i));
		/* One that is asked for again and again stays. */
		assert_true(has(number_tag(0), 0));
	}
	for (unsigned i = 1; i < MANY; i++)
		found += has(number_tag(i), i);
	assert_in_range(
	    found, DIGEST_MEMO_ENTRIES / 2, DIGEST_MEMO_ENTRIES - 1);
	found = 0;
	for (unsigned i = MANY - DIGEST_MEMO_ENTRIES / 4; i < MANY; i++)
		found += has(number_tag(i), i);
	assert_in_range(
	    found, DIGEST_MEMO_ENTRIES / 5, DIGEST_MEMO_ENTRIES / 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		pieces_may_end_anywhere, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		what_was_learned_is_found, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_partition_knows_nothing_of_another, setup, teardown),
	    cmocka_unit_test_setup_teardown(sizes_count, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		each_memo_has_its_key, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		the_latest_are_kept, setup, teardown),
	};

	return cmocka_run_group_tests_name("digest_memo", tests, NULL, NULL);
}
