/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A FastCGI authorizer (FastCGI specification, 6.3) before the pool: lighttpd
 * sends each request that it allows round once more.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

#define REQUESTS 10
#define ARRIVE_MS 5000

static struct server *server;
static struct page_file page;

/* Starts a server that asks an authorizer before /ocr, which allows everything:
 * it answers 200 to all. */
static int
setup(void **state)
{
	struct server_options options = {.workers = 2};
	char conf[1024];
	char *program = realpath(pool_responder(), NULL);

	(void)state;
	snprintf(conf, sizeof(conf),
	    "fastcgi.server := (\n"
	    "  \"/ocr\" => ((\"mode\" => \"authorizer\", \"max-procs\" => 1,\n"
	    "    \"check-local\" => \"disable\",\n"
	    "    \"socket\" => var.socket + \".auth\",\n"
	    "    \"bin-path\" => \"%s -w 1\")),\n"
	    "  \"/\" => ((\"check-local\" => \"disable\",\n"
	    "    \"socket\" => var.socket)))",
	    program ? program : "");
	free(program);
	options.conf = conf;
	server = server_start(&options);
	return server ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	return server_stop(server);
}

static void
test_requests_run_once(void **state)
{
	struct http_answer answer;

	(void)state;
	for (int i = 0; i < REQUESTS; i++) {
		assert_int_equal(http_post(server->port, "/ocr", page.data,
				     page.len, &answer),
		    0);
		assert_int_equal(answer.status, 200);
		assert_non_null(strstr(answer.body, "quick"));
		http_answer_clear(&answer);
	}
	/* A request that went round holds neither a place nor a slot. */
	assert_true(status_wait(server->port, "running", 0, ARRIVE_MS) >= 0);
	assert_int_equal(status_number(server->port, "queued"), 0);
	assert_int_equal(status_number(server->port, "totals.failed"), 0);
	/* It does not count as a client that left either. */
	assert_int_equal(
	    status_number(server->port, "totals.aborted_running"), 0);
	assert_int_equal(
	    status_number(server->port, "totals.answered"), REQUESTS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_requests_run_once, setup, teardown),
	};
	int rc;

	if (page_text("The quick brown fox", PAGE_PNG, &page) < 0)
		return 1;
	rc = server_report(
	    cmocka_run_group_tests_name("authorizer", tests, NULL, NULL));
	page_file_clear(&page);
	return rc;
}
