/* SPDX-License-Identifier: BSD-3-Clause */
/* The order in which threads take pages. */
#include "tests/lib/test.h"

#include "fcgi-worker/ocr/page_queue.h"
#include "fcgi-worker/ocr/page_task.h"

static struct page_task tasks[PAGE_QUEUE_MAX];

static void
test_pages_come_in_their_order(void **state)
{
	struct page_queue q = {.count = 0};

	(void)state;
	/* More of them than the queue has places for at once. */
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < PAGE_QUEUE_MAX - 1; i++)
			page_queue_add(&q, &tasks[i]);
		assert_int_equal(q.count, PAGE_QUEUE_MAX - 1);
		for (int i = 0; i < PAGE_QUEUE_MAX - 1; i++)
			assert_ptr_equal(page_queue_take(&q), &tasks[i]);
		assert_int_equal(q.count, 0);
	}
}

/* What was read of the others cannot be written before this page is read once
 * more. */
static void
test_a_page_may_go_before_the_others(void **state)
{
	struct page_queue q = {.count = 0};

	(void)state;
	page_queue_add(&q, &tasks[1]);
	page_queue_add(&q, &tasks[2]);
	page_queue_add_first(&q, &tasks[0]);
	page_queue_add(&q, &tasks[3]);
	for (int i = 0; i < 4; i++)
		assert_ptr_equal(page_queue_take(&q), &tasks[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_pages_come_in_their_order),
	    cmocka_unit_test(test_a_page_may_go_before_the_others),
	};

	return cmocka_run_group_tests_name("page_queue", tests, NULL, NULL);
}
