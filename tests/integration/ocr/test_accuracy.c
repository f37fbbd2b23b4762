/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The programs of "make accuracy": pages are drawn, read and scored.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/dir.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"

#define BOUND_MS 120000

static char dir[DIR_MAX], other_dir[DIR_MAX];

/* Runs a program on the set, with at most three arguments. */
static void
run(const char *program, const char *a, const char *b, const char *c,
    struct process_result *result)
{
	const char *build = getenv("OCR_BUILD");
	char path[4096];
	const char *const argv[] = {path, a, b, c, NULL};

	snprintf(path, sizeof(path), "%s/tests/accuracy/%s",
	    build ? build : "build", program);
	assert_int_equal(process_run(argv, BOUND_MS, result), 0);
}

static void
draw(const char *where)
{
	struct process_result result;

	run("draw", "tune", where, "receipt", &result);
	if (result.status != 0)
		fprintf(stderr, "%s", result.err);
	assert_int_equal(result.status, 0);
	process_result_clear(&result);
}

static int
setup(void **state)
{
	(void)state;
	if (dir_make(dir) < 0 || dir_make(other_dir) < 0)
		return -1;
	draw(dir);
	draw(other_dir);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	dir_remove(dir);
	dir_remove(other_dir);
	return 0;
}

/* Reads a drawn file. */
static struct page_file
read_drawn(const char *where, const char *name)
{
	struct page_file file;
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", where, name);
	assert_int_equal(page_file_read(path, &file), 0);
	return file;
}

static void
test_same_each_time(void **state)
{
	static const char *const names[] = {"receipt-eng-1.jpg",
	    "receipt-eng-1.txt", "receipt-deu-3.jpg", "receipt-fra-4.png",
	    "receipt-fra-4.txt", "receipt-fra-4.query"};
	struct page_file one, two;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		one = read_drawn(dir, names[i]);
		two = read_drawn(other_dir, names[i]);
		assert_true(one.len > 0 && one.len == two.len);
		assert_memory_equal(one.data, two.data, one.len);
		page_file_clear(&one);
		page_file_clear(&two);
	}
}

/* Returns the recall that the line of the page or kind has for standard, and
 * sets *words to its words. */
static double
recall_of(const char *text, const char *page, unsigned *words)
{
	char wanted[64];
	const char *line = text;
	double recall = -1;

	snprintf(wanted, sizeof(wanted), "%-20s standard", page);
	line = strstr(text, wanted);
	assert_non_null(line);
	assert_int_equal(
	    sscanf(line, "%*s standard %u %lf", words, &recall), 2);
	return recall;
}

/* Writes a file of the other directory, such as the true text of a page. */
static void
write_truth(const char *name, const char *text)
{
	struct page_file file = {
	    (unsigned char *)(uintptr_t)text, strlen(text)};
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", other_dir, name);
	assert_int_equal(page_file_write(&file, path), 0);
}

/* Two pages keep their true text, one gets another and one has none. */
static void
test_readings(void **state)
{
	struct process_result result;
	unsigned third, fourth, words;

	(void)state;
	write_truth("receipt-eng-1.txt", "");
	write_truth("receipt-eng-2.txt", "nothing of this stands there\n");
	run("accuracy", other_dir, NULL, NULL, &result);
	assert_int_equal(result.status, 0);
	assert_non_null(strstr(result.out, "invented on 1 pages"));
	assert_true(recall_of(result.out, "receipt-eng-2", &words) == 0);
	assert_int_equal(words, 5);
	assert_true(recall_of(result.out, "receipt-deu-3", &third) > 40);
	assert_true(recall_of(result.out, "receipt-fra-4", &fourth) > 40);
	assert_true(recall_of(result.out, "all", &words) > 40);
	/* These are those and four more pages, without the one that has no
	 * text. */
	assert_in_range(
	    words, 5 + third + fourth + 4 * 40, 5 + third + fourth + 4 * 100);
	process_result_clear(&result);
}

static void
test_refuses(void **state)
{
	struct process_result result;

	(void)state;
	run("accuracy", "-q", "standard perfect", dir, &result);
	assert_true(result.status != 0);
	assert_non_null(strstr(result.err, "does not know perfect"));
	process_result_clear(&result);
	run("draw", "third", dir, NULL, &result);
	assert_true(result.status != 0);
	process_result_clear(&result);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same_each_time),
	    cmocka_unit_test(test_readings),
	    cmocka_unit_test(test_refuses),
	};

	return cmocka_run_group_tests_name("accuracy", tests, setup, teardown);
}
