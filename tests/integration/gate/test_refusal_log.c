/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * With the X-Request-Id of a refusal by the gate, the reason is found in
 * lighttpd's error log; a flood of refusals does not flood that log.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/http.h"
#include "tests/lib/load_client.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

#define LOG_MS 5000
#define POLL_US 20000
#define FLOOD 600
/* mod_ocr/log_limit.h */
#define LINES_A_SECOND 10
#define SECRET "s3cr3t-t0ken"

/* Returns the object in a line of the error log, or NULL. */
static json_t *
line_json(const char *line)
{
	const char *open = strstr(line, ") {");

	return open ? json_loadb(open + 2, strcspn(open + 2, "\n"), 0, NULL)
		    : NULL;
}

static const char *
text_of(const json_t *o, const char *name)
{
	const char *text = json_string_value(json_object_get(o, name));

	return text ? text : "";
}

static char *
read_log(void)
{
	char *log =
	    process_read_file(server_path(server_fixture, "error.log"), NULL);

	assert_non_null(log);
	return log;
}

static json_t *
find_in(const char *log, const char *id)
{
	for (const char *line = log; line && *line; line = strchr(line, '\n')) {
		json_t *o;

		line += *line == '\n';
		o = line_json(line);
		if (o && strcmp(text_of(o, "id"), id) == 0)
			return o;
		json_decref(o);
	}
	return NULL;
}

/* Returns the refusal with that id, to be released. */
static json_t *
logged(const char *id)
{
	double end = process_now_ms() + LOG_MS;
	json_t *o = NULL;

	while (!o && process_now_ms() < end) {
		char *log = read_log();

		o = find_in(log, id);
		free(log);
		if (!o)
			usleep(POLL_US);
	}
	if (!o)
		fail_msg("the log has no line of %s", id);
	assert_string_equal(text_of(o, "event"), "refused");
	assert_string_equal(text_of(o, "client"), "127.0.0.1");
	assert_true(*text_of(o, "detail"));
	return o;
}

static void
expect(const char *id, long status, const char *path, const char *outcome,
    const char *verdict)
{
	json_t *o = logged(id);

	assert_int_equal(
	    json_integer_value(json_object_get(o, "status")), status);
	assert_string_equal(text_of(o, "path"), path);
	assert_string_equal(text_of(o, "outcome"), outcome);
	assert_string_equal(text_of(o, "verdict"), verdict);
	json_decref(o);
}

static void
test_every_kind(void **state)
{
	static const struct {
		const char *method, *path, *at;
		size_t len;
		long status;
		const char *verdict;
	} table[] = {
	    {NULL, "/nowhere", "/nowhere", 0, 404, "not-found"},
	    {"GET", "/ocr", "/ocr", 0, 405, "method-not-allowed"},
	    {"POST", "/ocr?timeout=0", "/ocr", 4, 400, "bad-request"},
	    {"POST", "/ocr", "/ocr", 34000000, 413, "body-too-large"},
	    {"POST", "/ocr", "/ocr", 40, 415, "unsupported-media-type"},
	};
	char *body = calloc(1, 34000000), id[32], header[64];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *const headers[] = {header, NULL};
		struct http_request request = {.method = table[i].method,
		    .path = table[i].path,
		    .headers = headers,
		    .body = table[i].len ? body : NULL,
		    .body_len = table[i].len,
		    .expect = table[i].status == 413};
		struct http_answer answer;

		snprintf(id, sizeof(id), "kind-%zu", i);
		snprintf(header, sizeof(header), "X-Request-Id: %s", id);
		assert_int_equal(
		    http_send(server_fixture->port, &request, &answer), 0);
		assert_int_equal(answer.status, table[i].status);
		http_answer_clear(&answer);
		expect(id, table[i].status, table[i].at, "refused",
		    table[i].verdict);
	}
	free(body);
}

/* A part that an answer does not have: one of the gate's own answers, and one
 * of a worker's. */
static void
test_no_such_part(void **state)
{
	static const char *const paths[] = {"/status", "/languages"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char id[32], header[64];
		const char *const headers[] = {
		    header, "Range: bytes=99999999-", NULL};
		struct http_request request = {
		    .path = paths[i], .headers = headers};
		struct http_answer answer;

		snprintf(id, sizeof(id), "part-%zu", i);
		snprintf(header, sizeof(header), "X-Request-Id: %s", id);
		assert_int_equal(
		    http_send(server_fixture->port, &request, &answer), 0);
		assert_int_equal(answer.status, 416);
		http_answer_clear(&answer);
		expect(id, 416, paths[i], "refused", "range-not-satisfiable");
	}
}

/* What asks for a state is served, whatever the state is. */
static void
test_what_refuses_nothing(void **state)
{
	const char *const headers[] = {"X-Request-Id: asked-1", NULL};
	struct http_request request = {
	    .path = "/requests/page-12345678901234567", .headers = headers};
	struct http_answer answer;
	char *log;

	(void)state;
	assert_int_equal(http_send(server_fixture->port, &request, &answer), 0);
	assert_int_equal(answer.status, 404);
	http_answer_clear(&answer);
	/* Lines are written in the order of the answers. */
	request.path = "/nowhere";
	assert_int_equal(http_send(server_fixture->port, &request, &answer), 0);
	http_answer_clear(&answer);
	expect("asked-1", 404, "/nowhere", "refused", "not-found");
	log = read_log();
	assert_null(strstr(log, "/requests/"));
	free(log);
}

/* A request that waited, one that ran, and a share that was used up. */
static void
test_after_a_wait(void **state)
{
	int holder = server_fixture_hold(), late, full;
	json_t *o;

	(void)state;
	late = server_fixture_post(
	    "/headers?timeout=1", "X-Request-Id: late\r\n", 10);
	server_fixture_wait("queued", 1);
	full = server_fixture_post("/headers", "X-Request-Id: full\r\n", 10);
	server_fixture_finish(full, 429);
	expect("full", 429, "/headers", "refused", "client_full");
	server_fixture_finish(late, 504);
	expect("late", 504, "/headers", "expired", "expired_queued");
	o = logged("late");
	assert_in_range(
	    json_integer_value(json_object_get(o, "waited_ms")), 900, 3000);
	assert_int_equal(json_integer_value(json_object_get(o, "bytes")), 10);
	json_decref(o);
	server_fixture_drain(&holder, 1);
}

/* Values are shown only of options that the service knows. */
static void
test_no_credentials(void **state)
{
	static const char *const headers[] = {"X-Request-Id: secret",
	    "Authorization: Bearer " SECRET, "Cookie: a=" SECRET, NULL};
	struct http_answer answer;
	char *log;
	json_t *o;

	(void)state;
	assert_int_equal(
	    http_get(server_fixture->port,
		"/nowhere?format=tsv&apikey=" SECRET "&" SECRET "&" SECRET "=",
		headers, &answer),
	    0);
	http_answer_clear(&answer);
	o = logged("secret");
	assert_string_equal(text_of(o, "query"), "format=tsv&apikey=*&*&*");
	json_decref(o);
	log = read_log();
	assert_null(strstr(log, SECRET));
	free(log);
}

/* What lighttpd itself refuses is logged, too. */
static void
test_malformed_http(void **state)
{
	static const char head[] = "GET /a\x01 HTTP/1.1\r\n\r\n";
	char answer[4096], *id, *end;
	int fd = raw_request(server_fixture->port, head, sizeof(head) - 1);

	(void)state;
	assert_true(fd >= 0);
	assert_true(raw_read(fd, answer, sizeof(answer), LOG_MS) > 0);
	close(fd);
	id = strstr(answer, "X-Request-Id: ");
	assert_non_null(id);
	id += 14;
	end = strchr(id, '\r');
	assert_non_null(end);
	*end = '\0';
	json_decref(logged(id));
}

/* Counts the log's lines of 404, and the refusals without a line that these
 * lines tell of. */
static void
count_404(unsigned *lines, unsigned *lacking)
{
	char *log = read_log();

	*lines = *lacking = 0;
	for (char *line = log; line && *line; line = strchr(line, '\n')) {
		json_t *o;

		line += *line == '\n';
		o = line_json(line);
		if (json_integer_value(json_object_get(o, "status")) == 404) {
			*lines += 1;
			*lacking += (unsigned)json_integer_value(
			    json_object_get(o, "count"));
		}
		json_decref(o);
	}
	free(log);
}

static void
test_flood(void **state)
{
	double begin = process_now_ms();
	unsigned lines, lacking, before, ignore, sums;
	struct load_client_result result;
	size_t len;
	char *request = load_client_post("/flood", "", NULL, 10, &len);

	(void)state;
	count_404(&before, &ignore);
	assert_int_equal(load_client_run(server_fixture->port, FLOOD, request,
			     len, SERVER_FIXTURE_MS, &result),
	    0);
	assert_int_equal(result.status[404], FLOOD);
	free(request);
	/* All are accounted for: each has a line, or is in a line that sums
	 * up. */
	do {
		usleep(POLL_US);
		count_404(&lines, &lacking);
		sums = lines - before + lacking > FLOOD
			   ? lines - before + lacking - FLOOD
			   : 0;
	} while ((lacking == 0 || sums == 0) &&
		 process_now_ms() < begin + SERVER_FIXTURE_MS);
	assert_true(sums > 0);
	/* A second has one sum, and its lines. */
	assert_true(sums <= (process_now_ms() - begin) / 1000 + 1);
	assert_true(lines - before <= (sums + 1) * (LINES_A_SECOND + 1));
	printf("%u refusals: %u lines\n", FLOOD, lines - before);
}

/* This test is the last one, since it puts a server without a spool in the
 * place of the other. */
static void
test_out_of_order(void **state)
{
	static const struct server_options options = {
	    .workers = 1, .conf = "ocr.spool := \"/nonexistent/spool\"\n"};

	(void)state;
	assert_int_equal(server_stop(server_fixture), 0);
	assert_int_equal(server_fixture_open(&options), 0);
	server_fixture_finish(
	    server_fixture_post("/headers", "X-Request-Id: no-spool\r\n", 10),
	    503);
	expect("no-spool", 503, "/headers", "refused", "out_of_order");
}

int
main(void)
{
	static const struct server_options options = {
	    .workers = 1, .conf = "ocr.client-limit := 1\n"};
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_kind),
	    cmocka_unit_test(test_no_such_part),
	    cmocka_unit_test(test_what_refuses_nothing),
	    cmocka_unit_test(test_after_a_wait),
	    cmocka_unit_test(test_no_credentials),
	    cmocka_unit_test(test_malformed_http),
	    cmocka_unit_test(test_flood),
	    cmocka_unit_test(test_out_of_order),
	};

	if (server_fixture_open(&options) < 0)
		return 1;
	return server_report(cmocka_run_group_tests_name(
	    "refusal_log", tests, NULL, server_fixture_teardown));
}
