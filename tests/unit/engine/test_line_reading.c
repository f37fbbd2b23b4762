/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a network's likelihoods are decoded to, and where words begin.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fcgi-worker/engine/line_reading.h"

#define CLASSES 6 /* none, a, b, e-acute, a middle dot, a space */

static struct dictionary dictionary;

static int
load(void **state)
{
	char path[] = "/tmp/dictionary-XXXXXX";
	int fd = mkstemp(path), rc;

	(void)state;
	if (fd == -1)
		return -1;
	dprintf(fd, "a\nb\r\n\u00e9\n\u00b7\n");
	close(fd);
	rc = dictionary_load(&dictionary, path);
	unlink(path);
	return rc;
}

static int
unload(void **state)
{
	(void)state;
	dictionary_free(&dictionary);
	return 0;
}

static void
test_dictionary(void **state)
{
	struct dictionary none;

	(void)state;
	assert_int_equal(dictionary.count, 5);
	assert_string_equal(dictionary.texts[1], "b");
	assert_string_equal(dictionary.texts[2], "\u00e9");
	assert_string_equal(dictionary.texts[4], " ");
	assert_int_equal(dictionary_load(&none, "/nowhere"), -1);
	dictionary_free(&none);
}

/* Writes the likelihoods of one step for each digit, which names the class that
 * is likely there.  Returns the number of steps. */
static size_t
fill(float *likelihoods, const char *classes)
{
	size_t n = strlen(classes);

	memset(likelihoods, 0, n * CLASSES * sizeof(*likelihoods));
	for (size_t i = 0; i < n; i++)
		likelihoods[i * CLASSES + (size_t)(classes[i] - '0')] = 0.8F;
	return n;
}

static void
test_decode(void **state)
{
	static const struct {
		const char *classes, *text;
	} table[] = {
	    {"0000", ""},
	    {"0110", "a"},	 /* repeated: one */
	    {"1012", "aab"},	 /* but not across none */
	    {"1133", "a\u00e9"}, /* another: the next */
	    {"10502", "a b"},	 /* a space */
	    {"5105", "a"},	 /* none at the ends */
	    {"555102", "ab"},
	};
	float likelihoods[16 * CLASSES];
	struct line_reading r;
	char text[64];

	(void)state;
	assert_int_equal(line_reading_open(&r), 0);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		size_t n = fill(likelihoods, table[i].classes);

		line_reading_decode(
		    &r, &dictionary, likelihoods, n, CLASSES, 100);
		text[0] = '\0';
		for (size_t k = 0; k < r.count; k++) {
			if (k > 0 && r.characters[k].begins_word)
				strcat(text, " ");
			strcat(text, r.characters[k].text);
		}
		assert_string_equal(text, table[i].text);
		if (r.count > 0)
			assert_float_equal(r.confidence, 0.8, 0.001);
	}
	/* The letter is in the middle of its step, and has its code. */
	line_reading_decode(&r, &dictionary, likelihoods,
	    fill(likelihoods, "0030"), CLASSES, 100);
	assert_float_equal(r.characters[0].x, 62.5, 0.001);
	assert_int_equal(r.characters[0].code, 0xe9);
	line_reading_close(&r);
}

/* A network may have more classes than there are characters, and a line may be
 * long. */
static void
test_bounds(void **state)
{
	size_t steps = 2 * READING_MAX + 10;
	float *likelihoods = calloc(steps * CLASSES, sizeof(*likelihoods));
	struct dictionary few = dictionary;
	struct line_reading r;

	(void)state;
	for (size_t i = 0; i < steps; i++)
		likelihoods[i * CLASSES + i % 2] = 1;
	assert_int_equal(line_reading_open(&r), 0);
	line_reading_decode(&r, &dictionary, likelihoods, steps, CLASSES, 100);
	assert_int_equal(r.count, READING_MAX);
	few.count = 1;
	line_reading_decode(
	    &r, &few, likelihoods, fill(likelihoods, "3450"), CLASSES, 100);
	assert_int_equal(r.count, 0);
	line_reading_close(&r);
	free(likelihoods);
}

/* Splits a text without spaces into words by the gaps before its letters, which
 * are digits of half their size, and compares the words with expected. */
static void
check_words(const char *text, const char *digits, const char *expected)
{
	int gaps[64] = {0}, all[] = {2, 2, 2, 2, 2, 12};
	char words[128] = "";
	struct line_reading r;

	assert_int_equal(line_reading_open(&r), 0);
	for (; text[r.count] != '\0'; r.count++) {
		struct line_reading_character *c = &r.characters[r.count];

		gaps[r.count] = 2 * (digits[r.count] - '0');
		c->code = (unsigned char)text[r.count];
		c->begins_word = r.count == 0;
	}
	line_reading_split(&r, gaps, all, 6);
	for (size_t i = 0; i < r.count; i++)
		sprintf(words + strlen(words), "%s%c",
		    i > 0 && r.characters[i].begins_word ? " " : "", text[i]);
	assert_string_equal(words, expected);
	line_reading_close(&r);
}

static void
test_words(void **state)
{
	(void)state;
	check_words("totalamount", "01111611111", "total amount");
	check_words("total", "01611", "total"); /* short */
	check_words("1234567890123", "0111161111111", "1234567890123");
	check_words("totalamount", "01111311111", "totalamount");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_dictionary),
	    cmocka_unit_test(test_decode),
	    cmocka_unit_test(test_bounds),
	    cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests_name("reading", tests, load, unload);
}
