/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files of the page at /, as lighttpd sends them: compressed, kept by
 * browsers for good where the name has the digest, with headers that keep
 * others' scripts out, and without the pool.
 */
#include "tests/lib/test.h"

#include <glob.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/http.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"

#define MOST_BYTES 100000
#define DIGEST_LEN 16

static const char *const gzip[] = {"Accept-Encoding: br, gzip", NULL};
static const char *const browser[] = {
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    NULL};

static void
assert_header(
    const struct http_answer *answer, const char *name, const char *value)
{
	const char *got = http_header(answer, name);

	if (!got || strcmp(got, value) != 0)
		fail_msg("%s: %s, not %s", name, got ? got : "none", value);
}

static void
assert_sealed(const struct http_answer *answer)
{
	const char *policy = http_header(answer, "Content-Security-Policy");

	assert_non_null(policy);
	assert_non_null(strstr(policy, "default-src 'self'"));
	assert_null(strstr(policy, "unsafe"));
	assert_null(strstr(policy, "http"));
	assert_header(answer, "X-Content-Type-Options", "nosniff");
	assert_non_null(http_header(answer, "X-Request-Id"));
}

/* Finds the files of all assets, to be freed with globfree. */
static void
find_assets(glob_t *found)
{
	const char *build = getenv("OCR_BUILD");
	char pattern[128];

	snprintf(pattern, sizeof(pattern), "%s/web/plain/assets/*",
	    build ? build : "build");
	assert_int_equal(glob(pattern, 0, NULL, found), 0);
	assert_true(found->gl_pathc > 0);
}

/* Returns the address of the asset whose file this is. */
static const char *
address(const char *file)
{
	return strstr(file, "/assets/");
}

/* Returns the address of the page's script, to be freed. */
static char *
script(void)
{
	struct http_answer answer;
	const char *at;
	char *path;

	server_fixture_get("/", NULL, &answer);
	at = strstr(answer.body, "src=\"assets/page.");
	assert_non_null(at);
	at = strchr(at, '"') + 1;
	assert_int_not_equal(
	    asprintf(&path, "/%.*s", (int)strcspn(at, "\""), at), -1);
	http_answer_clear(&answer);
	return path;
}

static void
test_types_and_headers(void **state)
{
	static const char *const types[][2] = {
	    {"css", "text/css; charset=utf-8"},
	    {"js", "text/javascript; charset=utf-8"},
	    {"svg", "image/svg+xml"},
	};
	struct http_answer answer;
	glob_t found;

	(void)state;
	server_fixture_get("/", NULL, &answer);
	assert_header(&answer, "Content-Type", "text/html; charset=utf-8");
	assert_sealed(&answer);
	http_answer_clear(&answer);
	find_assets(&found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *file = found.gl_pathv[i], *suffix;
		size_t type = 0;

		suffix = strrchr(file, '.') + 1;
		while (strcmp(types[type][0], suffix) != 0)
			assert_in_range(++type, 1, 2);
		server_fixture_get(address(file), NULL, &answer);
		assert_header(&answer, "Content-Type", types[type][1]);
		assert_sealed(&answer);
		assert_null(http_header(&answer, "Content-Encoding"));
		http_answer_clear(&answer);
	}
	globfree(&found);
}

/* No browser asks for an asset again: when its content changes, so does its
 * name. */
static void
test_assets_are_named_by_digest(void **state)
{
	glob_t found;

	(void)state;
	find_assets(&found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *file = found.gl_pathv[i];
		const char *name = strchr(address(file), '.') + 1;
		struct sha256_ctx c;
		uint8_t digest[DIGEST_LEN / 2];
		char hex[DIGEST_LEN + 1];
		struct http_answer answer;

		server_fixture_get(address(file), NULL, &answer);
		assert_header(&answer, "Cache-Control",
		    "public, max-age=31536000, immutable");
		sha256_init(&c);
		sha256_update(
		    &c, answer.body_len, (const uint8_t *)answer.body);
		sha256_digest(&c, sizeof(digest), digest);
		for (size_t j = 0; j < sizeof(digest); j++)
			snprintf(hex + 2 * j, 3, "%02x", digest[j]);
		if (strncmp(name, hex, DIGEST_LEN) != 0)
			fail_msg("%s: %s", file, hex);
		http_answer_clear(&answer);
	}
	globfree(&found);
}

/* A browser that has a page asks whether it is still the same. */
static void
test_pages_are_asked_for_again(void **state)
{
	char known[128];
	const char *const headers[] = {gzip[0], known, NULL};
	const struct http_request request = {.path = "/", .headers = headers};
	struct http_answer answer;

	(void)state;
	server_fixture_get("/", gzip, &answer);
	assert_header(&answer, "Cache-Control", "no-cache");
	snprintf(known, sizeof(known), "If-None-Match: %s",
	    http_header(&answer, "ETag"));
	http_answer_clear(&answer);
	assert_int_equal(http_send(server_fixture->port, &request, &answer), 0);
	assert_int_equal(answer.status, 304);
	assert_int_equal(answer.body_len, 0);
	assert_header(&answer, "Cache-Control", "no-cache");
	http_answer_clear(&answer);
}

/* Returns how many bytes the path has compressed, which has to be a gzip
 * file. */
static size_t
size_of(const char *path)
{
	struct http_answer answer;
	size_t size;

	server_fixture_get(path, gzip, &answer);
	assert_header(&answer, "Content-Encoding", "gzip");
	assert_non_null(
	    strstr(http_header(&answer, "Vary"), "Accept-Encoding"));
	assert_memory_equal(answer.body, "\x1f\x8b", 2);
	size = answer.body_len;
	http_answer_clear(&answer);
	return size;
}

/* A page can load at most all files that there are. */
static void
test_small_and_compressed(void **state)
{
	size_t sum = size_of("/");
	glob_t found;

	(void)state;
	find_assets(&found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		sum += size_of(address(found.gl_pathv[i]));
	globfree(&found);
	assert_in_range(sum, 1000, MOST_BYTES);
}

static void
test_gzip_only_for_those_who_take_it(void **state)
{
	static const char *const refused[] = {
	    "Accept-Encoding: gzip;q=0, identity", NULL};
	struct http_answer answer;

	(void)state;
	server_fixture_get("/", refused, &answer);
	assert_null(http_header(&answer, "Content-Encoding"));
	assert_non_null(strstr(answer.body, "<!DOCTYPE html>"));
	http_answer_clear(&answer);
}

/* The pages have no script or style in them, and no address that is not
 * relative. */
static void
test_nothing_from_outside(void **state)
{
	static const char *const files[] = {
	    "web/index.html", "web/status.html", "web/assets/page.css"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char *text = process_read_file(files[i], NULL);

		assert_non_null(text);
		assert_null(strstr(text, "://"));
		assert_null(strstr(text, "=\"/"));
		assert_null(strstr(text, " style="));
		assert_null(strstr(text, "<style"));
		assert_null(strstr(text, "url("));
		free(text);
	}
}

static void
test_status_for_people_and_programs(void **state)
{
	struct http_answer answer;

	(void)state;
	server_fixture_get("/status", browser, &answer);
	assert_header(&answer, "Content-Type", "text/html; charset=utf-8");
	assert_non_null(strstr(answer.body, "assets/status."));
	assert_non_null(strstr(http_header(&answer, "Vary"), "Accept"));
	assert_sealed(&answer);
	http_answer_clear(&answer);
	server_fixture_get("/status", NULL, &answer);
	assert_header(&answer, "Content-Type", "application/json");
	http_answer_clear(&answer);
}

static void
test_nothing_else_is_a_file(void **state)
{
	static const char *const paths[] = {"/assets/none.js",
	    "/assets/page.js", "/index.html", "/assets/../index.html",
	    "/assets/%2e%2e/%2e%2e/plain/index.html", "/assets/..%2findex.html",
	    "/plain/index.html", "/assets"};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		const struct http_request request = {
		    .path = paths[i], .headers = gzip};
		struct http_answer answer;

		json_decref(
		    problem_send(server_fixture->port, &request, 404, &answer));
		assert_null(http_header(&answer, "Content-Encoding"));
		assert_header(&answer, "Cache-Control", "no-store");
		http_answer_clear(&answer);
	}
}

static void
test_methods(void **state)
{
	struct http_request request = {.method = "DELETE", .path = "/assets/a"};
	struct http_answer answer;
	char *path = script();

	(void)state;
	json_decref(problem_send(server_fixture->port, &request, 405, &answer));
	assert_header(&answer, "Allow", "GET, HEAD, OPTIONS");
	http_answer_clear(&answer);
	request = (struct http_request){.method = "HEAD", .path = path};
	assert_int_equal(http_send(server_fixture->port, &request, &answer), 0);
	assert_int_equal(answer.status, 200);
	assert_int_equal(answer.body_len, 0);
	http_answer_clear(&answer);
	free(path);
}

static void
test_without_the_pool(void **state)
{
	struct http_answer answer;

	(void)state;
	assert_int_equal(pool_stop(&server_fixture->pool), 0);
	server_fixture_get("/", NULL, &answer);
	assert_sealed(&answer);
	http_answer_clear(&answer);
}

/* Without the key, / is answered by the pool, and there are no parts. */
static void
test_switched_off(void **state)
{
	struct http_answer answer;

	(void)state;
	server_fixture_get("/", browser, &answer);
	assert_non_null(strstr(answer.body, "Post an image"));
	http_answer_clear(&answer);
	assert_int_equal(
	    http_status(server_fixture->port, "/assets/page.js"), 404);
	server_fixture_get("/status", browser, &answer);
	assert_header(&answer, "Content-Type", "application/json");
	http_answer_clear(&answer);
}

int
main(void)
{
	static struct server_options off = {
	    .workers = 1, .conf = "ocr.web := \"\""};
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_types_and_headers),
	    cmocka_unit_test(test_assets_are_named_by_digest),
	    cmocka_unit_test(test_pages_are_asked_for_again),
	    cmocka_unit_test(test_small_and_compressed),
	    cmocka_unit_test(test_gzip_only_for_those_who_take_it),
	    cmocka_unit_test(test_nothing_from_outside),
	    cmocka_unit_test(test_status_for_people_and_programs),
	    cmocka_unit_test(test_nothing_else_is_a_file),
	    cmocka_unit_test(test_methods),
	    cmocka_unit_test(test_without_the_pool),
	};
	const struct CMUnitTest without[] = {
	    SERVER_FIXTURE_TEST(test_switched_off, &off)};
	int failed = cmocka_run_group_tests_name(
	    "web", tests, server_fixture_setup, server_fixture_teardown);

	failed += cmocka_run_group_tests_name(
	    "without the page", without, NULL, NULL);
	return server_report(failed);
}
