/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which pages are drawn and read once more: those with small words, while there
 * is time for that.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "fcgi-worker/base/clock.h"
#include "fcgi-worker/engine/page.h"
#include "fcgi-worker/input/file.h"
#include "fcgi-worker/ocr/finer.h"
#include "fcgi-worker/shm/own_entry.h"
#include "fcgi-worker/shm/scoreboard.h"

#define PIXELS 1000000
/* A letter x of 8 to 9 pixels is drawn three times as high, which takes 9 times
 * as long. */
#define SMALL 8
#define READ_MS 1000
#define AGAIN_MS 9000

static char text[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/MediaBox[0 0 72 36]/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R>>endobj\n"
    "trailer<</Root 1 0 R>>\n";

static int
setup(void **state)
{
	(void)state;
	input_file_init();
	return 0;
}

/* Returns a page of one word, with letters of that height. */
static struct page *
make_page(int height)
{
	struct page *p = page_create();
	struct page_line *line =
	    page_add_line(p, page_add_paragraph(p, page_add_block(p)));
	struct page_word *word = page_add_word(p, line);

	p->source = PAGE_RECOGNIZED;
	line->height = (float)height;
	word->text = "word";
	return p;
}

static void
set_deadline(uint64_t deadline_ms)
{
	own_entry_edit()->deadline_ms = deadline_ms;
	own_entry_publish();
}

/* Returns whether a page whose letters have this height is drawn once more
 * while so many pages are left. */
static bool
begins(int height, unsigned pages_left, const struct params *params)
{
	const struct body_file file = {
	    .bytes = {(unsigned char *)text, sizeof(text) - 1}};
	const struct body b = {
	    .files = (struct body_file *)(uintptr_t)&file, .file_count = 1};
	const struct pages_limits limits = {PIXELS, 1};
	const struct options options = {.max_pixels = PIXELS};
	struct response response = {.status = 200};
	struct document document = {.count = 0};
	const struct ocr_job job = {.params = params,
	    .document = &document,
	    .response = &response,
	    .options = &options};
	struct page_task t = {.state = PAGE_TASK_DONE, .read_ms = READ_MS};
	struct problem problem = {.type = PROBLEM_NONE};
	struct pages d;
	bool begun;

	assert_int_equal(pages_open(&d, &b, params, &limits, &problem), 0);
	assert_int_equal(pages_next(&d, &t.page, &problem), 1);
	t.result = make_page(height);
	d.chosen = pages_left;
	begun = finer_draw(&t, &d, &job);
	assert_int_equal(t.state, begun ? PAGE_TASK_PENDING : PAGE_TASK_DONE);
	page_task_clear(&t);
	pages_close(&d);
	return begun;
}

static void
test_small(void **state)
{
	static const struct params any = {.psm = 3},
				   at_72 = {.psm = 3, .dpi = 72};

	(void)state;
	assert_true(begins(SMALL, 1, &any));
	assert_false(begins(18, 1, &any));
	/* The resolution that was asked for counts. */
	assert_false(begins(SMALL, 1, &at_72));
}

/* The time that is left has to be enough for all pages that are left, each read
 * twice. */
static void
test_time(void **state)
{
	static const struct params any = {.psm = 3};
	const uint64_t both = READ_MS + AGAIN_MS, some = 2000;

	(void)state;
	set_deadline(clock_now_ms() + both - some);
	assert_false(begins(SMALL, 1, &any));
	set_deadline(clock_now_ms() + both + some);
	assert_true(begins(SMALL, 1, &any));
	assert_false(begins(SMALL, 2, &any));
	set_deadline(clock_now_ms() + 2 * both + some);
	assert_true(begins(SMALL, 2, &any));
	/* It has passed. */
	set_deadline(clock_now_ms() - 1);
	assert_false(begins(SMALL, 1, &any));
	/* There is none. */
	set_deadline(0);
	assert_true(begins(SMALL, 1000, &any));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_small),
	    cmocka_unit_test(test_time),
	};

	return cmocka_run_group_tests_name("finer", tests, setup, NULL);
}
