/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is concluded from the times that were measured.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include "mod_ocr/service_times.h"

enum { KIND = 3, ROUNDS = 2000, ENOUGH = 8 };

static struct service_times times;

static int
setup(void **state)
{
	(void)state;
	memset(&times, 0, sizeof(times));
	srand(17);
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Of the newest samples in their order, after each one that comes. */
static void
nearly_all_and_hardly_any(void **state)
{
	uint32_t all[ROUNDS], sorted[SERVICE_SAMPLES];

	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		unsigned n = i + 1 < SERVICE_SAMPLES ? i + 1 : SERVICE_SAMPLES;

		all[i] = (uint32_t)rand() % (i % 3 == 0 ? 10 : 1000);
		service_times_add(&times, KIND, all[i], true);
		memcpy(sorted, &all[i + 1 - n], n * sizeof(*sorted));
		qsort(sorted, n, sizeof(*sorted), compare);
		assert_int_equal(service_times_high_ms(&times, KIND),
		    n < ENOUGH ? 0 : sorted[n - 1 - n / 20]);
		assert_int_equal(service_times_low_ms(&times, KIND),
		    n < ENOUGH ? 0 : sorted[n / 20]);
	}
	assert_int_equal(service_times_high_ms(&times, KIND + 1), 0);
}

/* A request that was cut short tells something only if it ran for long. */
static void
cut_short(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2 * ENOUGH; i++)
		service_times_add(&times, KIND, 100, true);
	for (unsigned i = 0; i < SERVICE_SAMPLES; i++)
		service_times_add(&times, KIND, 99, false);
	assert_int_equal(service_times_low_ms(&times, KIND), 100);
	for (unsigned i = 0; i < SERVICE_SAMPLES; i++)
		service_times_add(&times, KIND, 300 + i, false);
	assert_int_equal(service_times_high_ms(&times, KIND), 360);
}

/* What was known holds until the trial ends, and counts no more then. */
static void
a_trial_replaces_all(void **state)
{
	(void)state;
	for (unsigned i = 0; i < SERVICE_SAMPLES; i++)
		service_times_add(&times, KIND, 5000 + i, true);
	assert_true(service_times_is_due(&times, KIND, 100000));
	service_times_try(&times, KIND, 100000);
	assert_false(service_times_is_due(&times, KIND, 100001));
	assert_true(service_times_low_ms(&times, KIND) >= 5000);
	service_times_add(&times, KIND, 20, true);
	assert_int_equal(service_times_low_ms(&times, KIND), 20);
	assert_int_equal(service_times_high_ms(&times, KIND), 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(nearly_all_and_hardly_any, setup),
	    cmocka_unit_test_setup(cut_short, setup),
	    cmocka_unit_test_setup(a_trial_replaces_all, setup),
	};

	return cmocka_run_group_tests_name("service_times", tests, NULL, NULL);
}
