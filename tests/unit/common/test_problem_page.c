/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A problem becomes a whole page of HTML, and no text of others is markup in
 * it.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/common/problem_page.h"

static void
has_all_its_parts(void **state)
{
	char *page =
	    problem_page_html(404, "Not Found", "Nothing here.", "id-1");

	(void)state;
	assert_non_null(page);
	assert_non_null(strstr(page, "<title>Not Found</title>"));
	assert_non_null(strstr(page, "<h1>Not Found</h1>"));
	assert_non_null(strstr(page, "<p>Nothing here.</p>"));
	assert_non_null(strstr(page, "Status 404, request id-1"));
	free(page);
}

static void
takes_no_markup(void **state)
{
	char *page = problem_page_html(
	    400, "a<b", "</p><script>alert(\"&\")</script>", "\"><img>");

	(void)state;
	assert_non_null(page);
	assert_null(strstr(page, "<script"));
	assert_null(strstr(page, "<img"));
	assert_non_null(strstr(page, "<h1>a&lt;b</h1>"));
	assert_non_null(strstr(page,
	    "&lt;/p&gt;&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;"));
	free(page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(has_all_its_parts),
	    cmocka_unit_test(takes_no_markup),
	};

	return cmocka_run_group_tests_name("problem_page", tests, NULL, NULL);
}
