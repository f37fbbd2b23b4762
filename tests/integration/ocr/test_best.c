/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * quality=best, where this build has it and the models are there: a page that
 * the tesseract command fails on is read, words have their places in every
 * format, the worker stays confined, and its memory does not grow.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/drawing.h"
#include "tests/lib/http.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

/* The memory in which the networks worked, more than 100 MB, is given back
 * after a page. */
#define MEMORY_MAX (30L << 20)

static const char *models;

/* Labels, light on dark, which are turned by small angles. */
static const char *const labels[] = {"Apples 4810", "Cherries 3275",
    "Lemons 9164", "Oranges 5038", "Plums 7726", "Quinces 2491"};

#define LABELS (sizeof(labels) / sizeof(labels[0]))

static void
draw_labels(struct page_file *file)
{
	struct drawing *d = drawing_begin(1000, 900);

	for (uint32_t i = 0; i < 6; i++)
		drawing_picture(d, 20.0 + 160 * i, 640, 150, i + 1);
	drawing_font(d, "DejaVu Sans", 15);
	for (size_t i = 0; i < LABELS; i++) {
		double x = 60 + 460 * (double)(i % 2);
		double y = 80 + 180 * (double)(i / 2);

		drawing_ink(d, 0.25);
		drawing_fill(d, x, y, 380, 120);
		drawing_ink(d, 0.32);
		for (int k = 0; k < 30; k++)
			drawing_rule(d, x, y + 4 * k, x + 380, y + 4 * k);
		drawing_ink(d, 0.95);
		drawing_text(d, x + 120, y + 66, labels[i]);
	}
	assert_int_equal(drawing_end(d, 3, file), 0);
}

/* Counts the labels that are in text, and frees it. */
static size_t
count_labels(char *text)
{
	size_t n = 0;

	reading_squeeze(text);
	for (size_t i = 0; i < LABELS; i++)
		n += strstr(text, labels[i]) != NULL;
	free(text);
	return n;
}

static void
test_reads_more(void **state)
{
	struct page_file page;
	size_t standard, high, best;

	(void)state;
	draw_labels(&page);
	standard =
	    count_labels(reading_post(server_fixture->port, "/ocr", &page));
	high = count_labels(
	    reading_post(server_fixture->port, "/ocr?quality=high", &page));
	best = count_labels(
	    reading_post(server_fixture->port, "/ocr?quality=best", &page));
	print_message("labels_of_%zu: standard %zu, high %zu, best %zu\n",
	    LABELS, standard, high, best);
	assert_true(standard < LABELS / 2);
	assert_true(best >= high && best + 1 >= LABELS);
	page_file_clear(&page);
}

/* The word stands where it was drawn, with at least this confidence. */
static void
test_tsv(void **state)
{
	int left, top, w, h, found = 0;
	struct page_file page;
	float confidence;
	char *text, *rest, word[64];

	(void)state;
	draw_labels(&page);
	text = rest = reading_post(
	    server_fixture->port, "/ocr?quality=best&format=tsv", &page);
	for (char *row; (row = strsep(&rest, "\n")) != NULL;) {
		word[0] = '\0';
		if (sscanf(row, "5 %*d %*d %*d %*d %*d %d %d %d %d %f %63s",
			&left, &top, &w, &h, &confidence, word) < 6)
			continue;
		assert_true(left >= 0 && top >= 0 && w > 0 && h > 0);
		assert_true(left + w <= 1000 && top + h <= 900);
		assert_true(confidence >= 0 && confidence <= 100);
		/* This word is near the middle, around which the page is
		 * turned. */
		if (strcmp(word, "Lemons") == 0) {
			assert_in_range(left, 175, 200);
			assert_in_range(top, 295, 315);
			assert_in_range(h, 8, 30);
			found++;
		}
	}
	assert_int_equal(found, 1);
	free(text);
	page_file_clear(&page);
}

static void
test_formats(void **state)
{
	static const char *const formats[] = {"json", "hocr", "alto"};
	struct page_file page;
	char path[64], *got;
	size_t len;

	(void)state;
	draw_labels(&page);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "/ocr?quality=best&format=%s",
		    formats[i]);
		got = reading_post(server_fixture->port, path, &page);
		assert_non_null(strstr(got, "3275"));
		assert_non_null(strstr(got, "5038"));
		free(got);
	}
	got = server_fixture_document(
	    "/ocr?quality=best&format=pdf", &page, "application/pdf", &len);
	assert_true(len > 1000);
	free(got);
	page_file_clear(&page);
}

/* Clean prose is read as by standard, also in a language that the models do not
 * know. */
static void
test_prose_is_the_same(void **state)
{
	static const char *const langs[] = {"eng", "deu", "eng+deu"};
	struct page_file page;
	char path[64], *standard, *best;

	(void)state;
	assert_int_equal(typeset_letter(false, &page), 0);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "/ocr?lang=%s", langs[i]);
		standard = reading_post(server_fixture->port, path, &page);
		strcat(path, "&quality=best");
		best = reading_post(server_fixture->port, path, &page);
		assert_string_equal(best, standard);
		free(standard);
		free(best);
	}
	page_file_clear(&page);
}

static void
test_what_was_used(void **state)
{
	struct http_answer answer;
	struct page_file page;
	json_t *json;

	(void)state;
	assert_int_equal(typeset_letter(false, &page), 0);
	json = reading_json(
	    server_fixture->port, "/ocr?format=json&quality=best", &page);
	assert_string_equal(
	    json_string_value(json_object_get(
		json_array_get(json_object_get(json, "pages"), 0), "quality")),
	    "best");
	json_decref(json);
	page_file_clear(&page);
	server_fixture_get("/languages", NULL, &answer);
	assert_non_null(strstr(
	    answer.body, "\"available\":[\"standard\",\"high\",\"best\"]"));
	http_answer_clear(&answer);
}

/* What libraries print while models are loaded is not in the log. */
static void
test_log_is_json(void **state)
{
	char *log = server_fixture_log(), *rest = log;

	(void)state;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
		json_t *json =
		    line[0] == '\0' ? json_null() : json_loads(line, 0, NULL);

		if (json == NULL)
			fail_msg("%s", line);
		json_decref(json);
	}
	free(log);
}

/* Returns the bytes that a worker has resident and shares with no other
 * process. */
static long
private_memory(pid_t pid)
{
	char path[64], line[256];
	long kb, sum = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	f = fopen(path, "re");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "Private_Clean: %ld", &kb) == 1 ||
		    sscanf(line, "Private_Dirty: %ld", &kb) == 1)
			sum += kb;
	if (f != NULL)
		fclose(f);
	return sum * 1024;
}

static void
test_memory(void **state)
{
	struct drawing *d = drawing_begin(2480, 3508);
	struct page_file page;
	pid_t worker;
	long standard, best;

	(void)state;
	drawing_font(d, "DejaVu Sans", 40);
	for (int i = 0; i < 50; i++)
		drawing_text(d, 150, 150 + 65 * i,
		    "A page of plain text, of which the lines are long enough");
	assert_int_equal(drawing_end(d, 0, &page), 0);
	assert_int_equal(
	    pool_workers(&server_fixture->pool, &worker, SERVER_FIXTURE_MS), 0);
	free(reading_post(server_fixture->port, "/ocr", &page));
	standard = private_memory(worker);
	free(reading_post(server_fixture->port, "/ocr?quality=best", &page));
	best = private_memory(worker);
	print_message("private_memory_of_a_worker: standard %ld MB, best %ld "
		      "MB\n",
	    standard >> 20, best >> 20);
	assert_true(standard > 0);
	assert_true(server_is_sanitized() || best - standard <= MEMORY_MAX);
	page_file_clear(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_memory),
	    cmocka_unit_test(test_reads_more),
	    cmocka_unit_test(test_tsv),
	    cmocka_unit_test(test_formats),
	    cmocka_unit_test(test_prose_is_the_same),
	    cmocka_unit_test(test_what_was_used),
	    cmocka_unit_test(test_log_is_json),
	};
	const char *args[] = {"--models", NULL, NULL};
	struct server_options options = {.workers = 1, .worker_args = args};

	models = getenv("OCR_MODELS");
	if (models == NULL) {
		print_message("NOT TESTED: quality=best, since ONNX Runtime or "
			      "what \"make models\" gets is not here\n");
		return 0;
	}
	args[1] = models;
	if (server_fixture_open(&options) == -1)
		return server_report(1);
	return server_report(cmocka_run_group_tests_name(
	    "best", tests, NULL, server_fixture_teardown));
}
