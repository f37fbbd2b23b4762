/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * In forms that are made to be slow, the time to find the parts grows with the
 * bytes and with nothing else.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/http/multipart.h"
#include "tests/unit/parameter_of.h"

#ifdef __SANITIZE_ADDRESS__
#define BODY_BYTES (3 << 20) /* it looks at each byte that is compared */
#else
#define BODY_BYTES (30 << 20)
#endif
#define BOUND_MS 1000

/* Returns the processor time, in milliseconds, until a body that repeats unit
 * is refused. */
static double
refuse_ms(const char *type, const char *unit)
{
	static unsigned char bytes[BODY_BYTES];
	const struct bytes body = {bytes, sizeof(bytes)};
	size_t length = strlen(unit), i;
	struct problem e = {.type = PROBLEM_NONE};
	struct multipart m;
	clock_t begun;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)unit[i % length];
	begun = clock();
	assert_int_equal(multipart_parse(&m, type, &body, &e), -1);
	problem_clear(&e);
	return (double)(clock() - begun) * 1000 / CLOCKS_PER_SEC;
}

static void
test_cost(void **state)
{
	static const char *const units[] = {
	    "-", "\n-", "\n", "\n---- ", "\r\n", "\n--", "x"};
	char type[300] = "multipart/form-data; boundary=";
	double ms;
	size_t i;

	(void)state;
	memset(type + strlen(type), '-', 200);
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		ms = refuse_ms(type, units[i]);
		print_message("unit %zu: %.0f ms\n", i, ms);
		assert_true(ms < BOUND_MS);
	}
}

/* A line end in the boundary would divide it; no form has one. */
static void
test_boundary_with_line_end(void **state)
{
	static const char text[] = "--a\nb\n\nx\n--a\nb--";
	const struct bytes body = {
	    (const unsigned char *)text, sizeof(text) - 1};
	struct problem e = {.type = PROBLEM_NONE};
	struct multipart m;

	(void)state;
	assert_int_equal(
	    multipart_parse(
		&m, "multipart/form-data; boundary*=utf-8''a%0Ab", &body, &e),
	    -1);
	assert_string_equal(parameter_of(&e), "boundary");
	assert_non_null(strstr(e.detail, "no boundary"));
	problem_clear(&e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cost),
	    cmocka_unit_test(test_boundary_with_line_end),
	};

	multipart_init();
	return cmocka_run_group_tests_name("multipart", tests, NULL, NULL);
}
