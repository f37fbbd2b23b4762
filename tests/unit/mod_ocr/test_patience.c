/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the gate learns of how long clients wait, and how long requests take.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "mod_ocr/patience_book.h"
#include "mod_ocr/request_class.h"
#include "mod_ocr/service_times.h"

static const unsigned nobody[PATIENCE_CLASSES];

static void
classes_are_narrow(void **state)
{
	(void)state;
	assert_int_equal(patience_class(0), 0);
	assert_int_equal(patience_class(63), 0);
	assert_int_equal(patience_class(64), 1);
	assert_int_equal(patience_class(67), 1);
	assert_int_equal(patience_class(68), 2);
	assert_int_equal(patience_class(128), 17);
	assert_int_equal(patience_class(UINT64_MAX), PATIENCE_CLASSES - 1);
	for (uint64_t ms = 64; ms < 1000000; ms += 7)
		assert_in_range(patience_class(ms + 7), patience_class(ms),
		    patience_class(ms) + 2);
}

static void
nothing_is_known_of_few(void **state)
{
	struct patience p = {.weight = 0};

	(void)state;
	for (int i = 0; i < 4; i++)
		patience_add(&p, 1000, true);
	for (int i = 0; i < 100; i++)
		patience_add(&p, 1000, false);
	patience_learn(&p, nobody);
	assert_false(patience_is_known(&p));
	assert_true(patience_stay(&p, 900, 10000) == 1);
	assert_true(patience_age_ms(&p, 0.5) == UINT64_MAX);
}

static void
a_common_end_is_found(void **state)
{
	struct patience p = {.weight = 0};

	(void)state;
	for (int i = 0; i < 300; i++)
		patience_add(&p, 5000, true);
	patience_learn(&p, nobody);
	assert_true(patience_stay(&p, 0, 4800) > 0.99);
	assert_true(patience_stay(&p, 4500, 300) > 0.99);
	assert_true(patience_stay(&p, 4800, 500) < 0.1);
	assert_in_range(patience_age_ms(&p, 0.5), 4750, 5000);
}

static void
an_age_that_nobody_reached_is_not_known(void **state)
{
	struct patience p = {.weight = 0};

	(void)state;
	for (int i = 0; i < 300; i++)
		patience_add(&p, 5000, i % 3 == 0);
	patience_learn(&p, nobody);
	assert_in_range(patience_age_ms(&p, 0.8), 4750, 5000);
	assert_true(patience_age_ms(&p, 0.1) == UINT64_MAX);
}

/* It is not known when clients that were answered early would have left, so
 * they must not be taken for patient ones. */
static void
answers_say_nothing_of_later_ages(void **state)
{
	struct patience p = {.weight = 0};

	(void)state;
	for (int i = 0; i < 300; i++) {
		patience_add(&p, 1000, false);
		if (i % 3 == 0)
			patience_add(&p, 5000, true);
	}
	patience_learn(&p, nobody);
	assert_true(patience_stay(&p, 4800, 500) < 0.2);
	assert_true(patience_stay(&p, 500, 1000) > 0.99);
}

/* Clients that still wait are known to have stayed so long. */
static void
who_waits_counts(void **state)
{
	struct patience p = {.weight = 0};
	unsigned waiting[PATIENCE_CLASSES] = {0};

	(void)state;
	for (int i = 0; i < 300; i++)
		patience_add(&p, 1000, true);
	patience_learn(&p, waiting);
	assert_true(patience_stay(&p, 900, 300) < 0.1);
	waiting[patience_class(9000)] = 600;
	patience_learn(&p, waiting);
	assert_true(patience_stay(&p, 900, 300) > 0.6);
	assert_true(patience_stay(&p, 3000, 1000) > 0.99);
}

static void
a_new_crowd_is_known_soon(void **state)
{
	struct patience p = {.weight = 0};

	(void)state;
	for (int i = 0; i < 100000; i++)
		patience_add(&p, 60000, true);
	for (int i = 0; i < 200; i++)
		patience_add(&p, 5000, true);
	patience_learn(&p, nobody);
	assert_true(patience_stay(&p, 4800, 500) < 0.95);
	for (int i = 0; i < 20000; i++)
		patience_add(&p, 5000, true);
	patience_learn(&p, nobody);
	assert_true(patience_stay(&p, 4800, 500) < 0.05);
}

static void
clients_are_known_for_themselves(void **state)
{
	struct patience_book b = {.page = {{0}}};

	(void)state;
	for (int i = 0; i < 40; i++)
		patience_book_add(&b, 7, 1000, true, 1);
	assert_non_null(patience_book_find(&b, 7));
	assert_null(patience_book_find(&b, 8));
	/* A place in use is not given to another client; one that is not in use
	 * is. */
	for (int i = 0; i < 40; i++)
		patience_book_add(&b, 7 + PATIENCE_BOOK_SIZE, 9000, true, 2);
	assert_null(patience_book_find(&b, 7 + PATIENCE_BOOK_SIZE));
	for (int i = 0; i < 40; i++)
		patience_book_add(
		    &b, 7 + PATIENCE_BOOK_SIZE, 9000, true, 100000);
	assert_non_null(patience_book_find(&b, 7 + PATIENCE_BOOK_SIZE));
	assert_null(patience_book_find(&b, 7));
	patience_book_free(&b);
}

static void
times_by_kind(void **state)
{
	static struct service_times t;
	unsigned small = service_times_kind(0, 30000);
	unsigned large = service_times_kind(0, 120000);

	(void)state;
	assert_int_not_equal(small, large);
	assert_int_not_equal(small, service_times_kind(1, 30000));
	assert_true(service_times_kind(UINT32_MAX, UINT64_MAX) < SERVICE_KINDS);
	for (unsigned i = 1; i <= 7; i++)
		service_times_add(&t, small, 100 * i, true);
	assert_int_equal(service_times_high_ms(&t, small), 0);
	for (unsigned i = 8; i <= 60; i++)
		service_times_add(&t, small, 100 * i, true);
	assert_int_equal(service_times_high_ms(&t, small), 5700);
	assert_int_equal(service_times_low_ms(&t, small), 400);
	assert_int_equal(service_times_high_ms(&t, large), 0);
	/* A request that was cut short took at least so long. */
	service_times_add(&t, small, 1000, false);
	assert_int_equal(service_times_high_ms(&t, small), 5700);
	for (int i = 0; i < 64; i++)
		service_times_add(&t, small, 9000, false);
	assert_int_equal(service_times_high_ms(&t, small), 9000);
}

/* A kind of request that was slow once is tried again, and learned anew. */
static void
old_times_are_forgotten(void **state)
{
	static struct service_times t;

	(void)state;
	service_times_try(&t, 5, 1000);
	for (int i = 0; i < 64; i++)
		service_times_add(&t, 5, 30000, true);
	assert_int_equal(service_times_low_ms(&t, 5), 30000);
	assert_false(service_times_is_due(&t, 5, 50000));
	assert_true(service_times_is_due(&t, 5, 61000));
	service_times_try(&t, 5, 61000);
	assert_false(service_times_is_due(&t, 5, 61001));
	assert_int_equal(service_times_low_ms(&t, 5), 30000);
	service_times_add(&t, 5, 200, true);
	assert_int_equal(service_times_low_ms(&t, 5), 200);
}

static unsigned
class_of(const char *query)
{
	return request_class(query, strlen(query));
}

static void
queries_have_classes(void **state)
{
	(void)state;
	assert_int_equal(request_class(NULL, 0), class_of(""));
	assert_int_equal(class_of("lang=deu&format=tsv"), class_of(""));
	assert_int_not_equal(class_of("quality=best"), class_of(""));
	assert_int_not_equal(
	    class_of("quality=high"), class_of("quality=best"));
	assert_int_not_equal(class_of("pages=3"), class_of(""));
	assert_int_not_equal(class_of("pages=3"), class_of("pages=3-9"));
	assert_true(class_of("quality=best&pages=1,2") < REQUEST_CLASS_OTHER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(classes_are_narrow),
	    cmocka_unit_test(nothing_is_known_of_few),
	    cmocka_unit_test(a_common_end_is_found),
	    cmocka_unit_test(an_age_that_nobody_reached_is_not_known),
	    cmocka_unit_test(answers_say_nothing_of_later_ages),
	    cmocka_unit_test(who_waits_counts),
	    cmocka_unit_test(a_new_crowd_is_known_soon),
	    cmocka_unit_test(clients_are_known_for_themselves),
	    cmocka_unit_test(times_by_kind),
	    cmocka_unit_test(old_times_are_forgotten),
	    cmocka_unit_test(queries_have_classes),
	};

	return cmocka_run_group_tests_name("patience", tests, NULL, NULL);
}
