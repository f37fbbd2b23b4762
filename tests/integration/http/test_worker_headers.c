/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Headers of a worker that was taken over have no effect: it can set no cookie,
 * send no file of lighttpd's, and let no other origin in.
 */
#include "tests/lib/test.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/pool.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"

/* A file that lighttpd may read and a worker may not. */
#define PASSWD "/etc/passwd"

#define HEADERS                                                                \
	"Set-Cookie: session=mine\r\n"                                         \
	"set-cookie: other=mine\r\n"                                           \
	"X-Sendfile: " PASSWD "\r\n"                                           \
	"X-Sendfile2: " PASSWD " 0-\r\n"                                       \
	"X-LIGHTTPD-send-file: " PASSWD "\r\n"                                 \
	"X-LIGHTTPD-KBytes-per-second: 1\r\n"                                  \
	"X-Accel-Redirect: " PASSWD "\r\n"                                     \
	"Access-Control-Allow-Origin: *\r\n"                                   \
	"Access-Control-Allow-Credentials: true\r\n"                           \
	"Clear-Site-Data: \"*\"\r\n"                                           \
	"NEL: {\"report_to\":\"a\",\"max_age\":9}\r\n"                         \
	"Report-To: {\"group\":\"a\"}\r\n"                                     \
	"Public-Key-Pins: max-age=9\r\n"                                       \
	"Connection: close\r\n"                                                \
	"Location: https://example.org/\r\n"                                   \
	"Content-Encoding: gzip\r\n"                                           \
	"X-OCR-Shared: 1\r\n"                                                  \
	"X-Unheard-Of: 1\r\n"                                                  \
	"Content-Security-Policy: default-src *"

static const char *const args[] = {
    "-x", HEADERS "\r\nAllow: GET\r\nAllow: HEAD\r\nETag: \"7\"", NULL};

/* The socket's options say whether files may be sent. */
static struct server_options options = {.workers = 1,
    .worker_args = args,
    .conf = "ocr.scoreboard := \"\"\n"
	    "fastcgi.server := ( \"/\" => (( \"socket\" => var.socket,\n"
	    "  \"check-local\" => \"disable\",\n"
	    "  \"x-sendfile\" => \"enable\" )) )\n"};

static struct server_options with_origin = {.workers = 1,
    .worker_args = args,
    .conf = "ocr.scoreboard := \"\"\n"
	    "ocr.cors-origin = \"https://example.org\"\n"};

/* An interim answer, which comes before the answer. */
static const char *const interim_args[] = {
    "-i", "Link: </a>", "-x", "ETag: \"7\"", NULL};
static struct server_options interim = {.workers = 1,
    .worker_args = interim_args,
    .conf = "ocr.scoreboard := \"\"\n"};

static const char *const switch_args[] = {
    "-x", "Status: 101\r\nUpgrade: websocket", NULL};
static struct server_options switching = {.workers = 1,
    .worker_args = switch_args,
    .conf = "ocr.scoreboard := \"\"\n"};

static const char *const chunked_args[] = {
    "-c", "application/x-ndjson", "-x", "Transfer-Encoding: chunked", NULL};
static struct server_options chunked = {.workers = 1,
    .worker_args = chunked_args,
    .conf = "ocr.scoreboard := \"\"\n"};

/* Checks that a header that the worker sent twice has come twice. */
static void
assert_twice(CURL *curl)
{
	struct curl_header *second;

	assert_int_equal(
	    curl_easy_header(curl, "Allow", 1, CURLH_HEADER, -1, &second),
	    CURLHE_OK);
	assert_string_equal(second->value, "HEAD");
}

/* Checks which of the worker's headers come to the client, over HTTP/2 or
 * HTTP/1.1. */
static void
check(bool h2)
{
	static const char *const dropped[] = {"Set-Cookie", "X-Sendfile",
	    "X-Sendfile2", "X-LIGHTTPD-send-file",
	    "X-LIGHTTPD-KBytes-per-second", "X-Accel-Redirect",
	    "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials",
	    "Clear-Site-Data", "Link", "NEL", "Report-To", "Public-Key-Pins",
	    "Location", "Content-Encoding", "X-OCR-Shared", "X-Unheard-Of"};
	const struct http_request request = {.path = "/headers", .h2 = h2};
	struct http_answer answer;

	assert_int_equal(http_send(server_fixture->port, &request, &answer), 0);
	assert_int_equal(answer.status, 200);
	/* This is the worker's own body. */
	assert_string_equal(answer.body, "xxx");
	for (size_t i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++)
		if (http_header(&answer, dropped[i]))
			fail_msg("%s came through", dropped[i]);
	assert_twice(answer.curl);
	/* Nor is there one before the answer. */
	assert_null(curl_easy_nextheader(answer.curl, CURLH_1XX, -1, NULL));
	assert_string_equal(http_header(&answer, "ETag"), "\"7\"");
	assert_string_equal(
	    http_header(&answer, "Content-Security-Policy"), "sandbox");
	assert_string_equal(http_header(&answer, "Content-Type"), "text/plain");
	http_answer_clear(&answer);
}

static void
test_no_effect(void **state)
{
	(void)state;
	check(false);
	check(true);
}

/* A worker can neither change the protocol nor send an answer before the answer
 * or in chunks: the request fails, over HTTP/1.1 and HTTP/2. */
static void
test_it_fails(void **state)
{
	(void)state;
	for (int h2 = 0; h2 < 2; h2++) {
		const struct http_request request = {
		    .path = "/headers", .h2 = h2};
		struct http_answer answer;

		json_decref(
		    problem_send(server_fixture->port, &request, 500, &answer));
		http_answer_clear(&answer);
	}
}

/* So many headers lighttpd reads, and would allocate memory for each of
 * them. */
#define CODINGS 3000
#define REQUESTS 100
#define LEAKED_BYTES (4 << 20)

static void
test_no_memory_is_lost(void **state)
{
	size_t before = 0;

	(void)state;
	for (int i = 0; i < REQUESTS; i++) {
		if (i == REQUESTS / 10)
			before = process_rss(server_fixture->pid);
		assert_int_equal(
		    http_status(server_fixture->port, "/headers"), 500);
	}
	/* AddressSanitizer keeps freed memory, and finds leaks itself. */
	if (!server_is_sanitized())
		assert_true(
		    process_rss(server_fixture->pid) < before + LEAKED_BYTES);
}

/* What the gate itself says of other origins stays. */
static void
test_the_gate_decides_about_origins(void **state)
{
	struct http_answer answer;

	(void)state;
	server_fixture_get("/headers", NULL, &answer);
	assert_string_equal(http_header(&answer, "Access-Control-Allow-Origin"),
	    "https://example.org");
	assert_null(http_header(&answer, "Access-Control-Allow-Credentials"));
	http_answer_clear(&answer);
}

/* Headers that the administrator has lighttpd add do not come from the
 * worker. */
static void
test_those_of_modules_stay(void **state)
{
	struct http_answer answer;

	(void)state;
	server_fixture_get("/headers", NULL, &answer);
	assert_string_equal(
	    http_header(&answer, "Strict-Transport-Security"), "max-age=9");
	assert_string_equal(http_header(&answer, "X-Unheard-Of"), "mine");
	http_answer_clear(&answer);
}

/* A length that is no number is not passed on; the gate counts what was
 * sent. */
static void
test_a_length_that_is_none(void **state)
{
	const struct http_request head = {.method = "HEAD", .path = "/headers"};
	struct http_answer answer;

	(void)state;
	server_fixture_get("/headers", NULL, &answer);
	assert_string_equal(answer.body, "xxx");
	assert_string_equal(http_header(&answer, "Content-Length"), "3");
	http_answer_clear(&answer);
	assert_int_equal(http_send(server_fixture->port, &head, &answer), 0);
	assert_int_equal(answer.status, 200);
	assert_string_equal(http_header(&answer, "Content-Length"), "3");
	http_answer_clear(&answer);
}

static struct server_options with_setenv = {.workers = 1,
    .worker_args = args,
    .conf = "ocr.scoreboard := \"\"\n"
	    "server.modules := ( \"mod_setenv\" ) + server.modules\n"
	    "setenv.set-response-header = (\n"
	    "  \"Strict-Transport-Security\" => \"max-age=9\",\n"
	    "  \"X-Unheard-Of\" => \"mine\" )\n"};

static const char *const too_large_args[] = {"-x", "Content-Length: 100", NULL};
static struct server_options too_large = {.workers = 1,
    .worker_args = too_large_args,
    .conf = "ocr.scoreboard := \"\"\n"};

static const char *const none_args[] = {"-x", "Content-Length: 3, 4", NULL};
static struct server_options none = {
    .workers = 1, .worker_args = none_args, .conf = "ocr.scoreboard := \"\"\n"};

#define CODING "transfer-encoding:x\r\n"
#define LAST "X-Last: x"
static char codings[CODINGS * (sizeof(CODING) - 1) + sizeof(LAST)];
static const char *const codings_args[] = {"-x", codings, NULL};
static struct server_options many_codings = {.workers = 1,
    .worker_args = codings_args,
    .conf = "ocr.scoreboard := \"\"\n"};

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_no_effect, &options),
	    SERVER_FIXTURE_TEST(test_it_fails, &interim),
	    SERVER_FIXTURE_TEST(test_it_fails, &switching),
	    SERVER_FIXTURE_TEST(test_it_fails, &chunked),
	    SERVER_FIXTURE_TEST(test_no_memory_is_lost, &many_codings),
	    SERVER_FIXTURE_TEST(
		test_the_gate_decides_about_origins, &with_origin),
	    SERVER_FIXTURE_TEST(test_those_of_modules_stay, &with_setenv),
	    SERVER_FIXTURE_TEST(test_it_fails, &too_large),
	    SERVER_FIXTURE_TEST(test_a_length_that_is_none, &none),
	};

	for (size_t i = 0; i < CODINGS; i++)
		strcpy(codings + i * (sizeof(CODING) - 1), CODING);
	strcat(codings, LAST);
	setenv("OCR_WORKER", pool_responder(), 1);
	return server_report(
	    cmocka_run_group_tests_name("worker_headers", tests, NULL, NULL));
}
