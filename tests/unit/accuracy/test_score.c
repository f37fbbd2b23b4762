/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests of the figures that say how good a reading is. */
#include "tests/lib/test.h"

#include "tests/accuracy/score.h"

static const char rows[] = "a1 a2\nb1 b2\nc1 c2\n";

static void
test_equal(void **state)
{
	struct score s;

	(void)state;
	score_texts("one two\nthree", "one two three\n\f", &s);
	assert_int_equal(s.truth_words, 3);
	assert_int_equal(s.right_words, 3);
	assert_int_equal(s.truth_chars, 13);
	assert_int_equal(s.truth_letters, 11);
	assert_int_equal(s.edits, 0);
	assert_int_equal(s.loose_edits, 0);
	assert_int_equal(s.steps, 2);
	assert_int_equal(s.jumps, 0);
}

static void
test_nothing(void **state)
{
	struct score s;

	(void)state;
	score_texts("", "", &s);
	assert_int_equal(s.truth_words + s.read_words + s.edits + s.steps, 0);
	assert_true(score_recall(&s) == 0 && score_precision(&s) == 0);
	assert_true(score_f1(&s) == 0 && score_cer(&s) == 0);
	score_texts("", "two words", &s);
	assert_int_equal(s.truth_letters, 0);
	assert_int_equal(s.read_words, 2);
	assert_int_equal(s.edits, 9);
	score_texts("two words", " \n", &s);
	assert_int_equal(s.truth_words, 2);
	assert_int_equal(s.read_words, 0);
	assert_int_equal(s.edits, 9);
	assert_int_equal(s.loose_edits, 8);
}

static void
test_insertion(void **state)
{
	struct score s;

	(void)state;
	score_texts("red green blue", "red | green blue", &s);
	assert_int_equal(s.right_words, 3);
	assert_int_equal(s.read_words, 4);
	assert_int_equal(s.edits, 2);
	assert_int_equal(s.loose_edits, 1);
	/* Words that are too many do not make the order worse. */
	assert_int_equal(s.jumps, 0);
	assert_true(score_recall(&s) == 100 && score_precision(&s) == 75);
	/* A word that stands there once counts as right once. */
	score_texts("red", "red red", &s);
	assert_int_equal(s.right_words, 1);
}

static void
test_deletion(void **state)
{
	struct score s;

	(void)state;
	score_texts("red green blue white", "red white", &s);
	assert_int_equal(s.right_words, 2);
	assert_int_equal(s.edits, 11);
	assert_int_equal(s.loose_edits, 9);
	assert_int_equal(s.steps, 1);
	assert_int_equal(s.jumps, 0);
	assert_true(score_recall(&s) == 50 && score_precision(&s) == 100);
}

static void
test_misread(void **state)
{
	struct score s;

	(void)state;
	/* Each wrong word goes to the one that it is most like. */
	score_texts("kitten mitten", "mittcn kittcm", &s);
	assert_int_equal(s.right_words, 0);
	assert_int_equal(s.loose_edits, 3);
	/* These have too little in common. */
	score_texts("abcd", "axyz", &s);
	assert_int_equal(s.loose_edits, 8);
	assert_int_equal(s.edits, 3);
}

static void
test_order(void **state)
{
	struct score s;

	(void)state;
	/* A table by columns instead of rows. */
	score_texts(rows, "a1 b1 c1 a2 b2 c2", &s);
	assert_int_equal(s.right_words, 6);
	assert_int_equal(s.loose_edits, 0);
	assert_int_equal(s.steps, 5);
	assert_int_equal(s.jumps, 5);
	assert_true(s.edits > 0);
	/* Two lines that changed places: c1 c2 b1 b2. */
	score_texts(rows, "a1 a2 c1 c2 b1 b2", &s);
	assert_int_equal(s.jumps, 2);
	/* Each step in the order counts once. */
	score_texts("x y x y", "x x y y", &s);
	assert_int_equal(s.steps, 3);
	assert_int_equal(s.jumps, 2);
}

static void
test_form(void **state)
{
	struct score s;

	(void)state;
	score_texts("„Öl“ – ﬁn\xc2\xa0it’s", "\"O\xcc\x88l\" - fin it's", &s);
	assert_int_equal(s.truth_words, 4);
	assert_int_equal(s.right_words, 4);
	assert_int_equal(s.edits, 0);
	/* A character of several bytes counts as one. */
	score_texts("щука", "щуки", &s);
	assert_int_equal(s.truth_chars, 4);
	assert_int_equal(s.edits, 1);
	assert_int_equal(s.loose_edits, 1);
	/* Bytes that are no UTF-8 count as wrong characters and do no other
	 * harm. */
	score_texts("abcd", "abc\xff", &s);
	assert_int_equal(s.edits, 1);
}

static void
test_sum(void **state)
{
	struct score sum = {0}, page;

	(void)state;
	score_texts("one two three four", "one two three four", &page);
	score_add(&sum, &page);
	score_texts("five six", "seven", &page);
	score_add(&sum, &page);
	assert_int_equal(sum.truth_words, 6);
	assert_int_equal(sum.read_words, 5);
	assert_int_equal(sum.right_words, 4);
	assert_int_equal(sum.truth_chars, 26);
	assert_int_equal(sum.truth_letters, 22);
	assert_int_equal(sum.edits, page.edits);
	assert_int_equal(sum.loose_edits, page.loose_edits);
	assert_int_equal(sum.steps, 3);
	assert_true(score_f1(&sum) > 72.7 && score_f1(&sum) < 72.8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_equal),
	    cmocka_unit_test(test_nothing),
	    cmocka_unit_test(test_insertion),
	    cmocka_unit_test(test_deletion),
	    cmocka_unit_test(test_misread),
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_form),
	    cmocka_unit_test(test_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
