/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A parallel region is run once, by the thread that comes to it, and libraries
 * call our functions for it.
 */
#include "tests/lib/test.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>

void GOMP_parallel(void (*)(void *), void *, unsigned, unsigned);
void GOMP_parallel_sections(
    void (*)(void *), void *, unsigned, unsigned, unsigned);
unsigned GOMP_sections_next(void);
void GOMP_sections_end_nowait(void);

static pthread_t self;
static unsigned runs;

static void
count_run(void *data)
{
	assert_ptr_equal(data, &runs);
	assert_true(pthread_equal(pthread_self(), self));
	runs++;
}

static void
test_once(void **state)
{
	(void)state;
	self = pthread_self();
	runs = 0;
	GOMP_parallel(count_run, &runs, 4, 0);
	assert_int_equal(runs, 1);
}

struct order {
	char text[32];
	size_t len;
	bool is_inner;
};

/* Writes the letter of each section, as gcc compiles "parallel sections"; the
 * second outer section has inner ones. */
static void
write_sections(void *data)
{
	struct order *order = data;
	unsigned n;

	for (n = GOMP_sections_next(); n != 0; n = GOMP_sections_next()) {
		order->text[order->len++] =
		    (char)((order->is_inner ? 'a' : 'A') + n - 1);
		if (n == 2 && !order->is_inner) {
			order->is_inner = true;
			GOMP_parallel_sections(write_sections, order, 0, 2, 0);
			order->is_inner = false;
		}
	}
	GOMP_sections_end_nowait();
}

static void
test_each_section_in_order(void **state)
{
	struct order order = {0};

	(void)state;
	GOMP_parallel_sections(write_sections, &order, 4, 3, 0);
	assert_string_equal(order.text, "ABabC");
}

/* Tesseract finds its functions in the same way as this does. */
static void
test_found_before_those_of_libgomp(void **state)
{
	static const char *const names[] = {"GOMP_parallel",
	    "GOMP_parallel_sections", "GOMP_sections_next",
	    "GOMP_sections_end_nowait"};
	Dl_info found, main_program;

	(void)state;
	assert_true(dladdr(&runs, &main_program));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_true(dladdr(dlsym(RTLD_DEFAULT, names[i]), &found));
		assert_ptr_equal(found.dli_fbase, main_program.dli_fbase);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_once),
	    cmocka_unit_test(test_each_section_in_order),
	    cmocka_unit_test(test_found_before_those_of_libgomp),
	};

	return cmocka_run_group_tests_name("openmp", tests, NULL, NULL);
}
