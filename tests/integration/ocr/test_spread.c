/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Through lighttpd, several threads read documents for some seconds while
 * workers are killed and stopped, and both programs are reloaded
 * (tests/lib/spread.h); tests/load/spread.c does the same for as long as one
 * likes.
 */
#include "tests/lib/test.h"

#include "tests/lib/server.h"
#include "tests/lib/spread.h"

#define SECONDS 8
#define DOCUMENTS 2

static void
test_no_page_is_lost_or_in_another_place(void **state)
{
	(void)state;
	assert_int_equal(spread_run(SECONDS, DOCUMENTS, 1), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_no_page_is_lost_or_in_another_place),
	};

	return server_report(
	    cmocka_run_group_tests_name("spread", tests, NULL, NULL));
}
