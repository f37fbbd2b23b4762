/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who may see /status, /metrics and /headers: the rules of lighttpd have to
 * stand before the gate or it does not start, and the gate's own figures are
 * for local clients unless the configuration says otherwise.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/dir.h"
#include "tests/lib/http.h"
#include "tests/lib/pool.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

#define START_MS 10000
#define CONF_SIZE 4096

static char tree[DIR_MAX];

/* Links the modules of a directory into the tree, unless they are there. */
static void
link_modules(const char *from)
{
	struct dirent *entry;
	DIR *dir = opendir(from);

	while (dir && (entry = readdir(dir))) {
		char to[PATH_MAX], path[PATH_MAX];

		if (!strstr(entry->d_name, ".so"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", from, entry->d_name);
		snprintf(to, sizeof(to), "%s/lib/%s", tree, entry->d_name);
		if (symlink(path, to) < 0 && errno != EEXIST)
			perror(to);
	}
	if (dir)
		closedir(dir);
}

/* Makes a build whose modules are ours and lighttpd's, since lighttpd looks
 * into one directory only. */
static int
make_tree(void **state)
{
	const char *given = getenv("OCR_BUILD");
	char *build = realpath(given ? given : "build", NULL);
	char path[PATH_MAX], bin[PATH_MAX];

	(void)state;
	if (!build || dir_make(tree) < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/lib", tree);
	if (mkdir(path, 0700) < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/lib", build);
	link_modules(path);
	link_modules("/usr/lib/lighttpd");
	snprintf(path, sizeof(path), "%s/bin", build);
	snprintf(bin, sizeof(bin), "%s/bin", tree);
	free(build);
	setenv("OCR_BUILD", tree, 1);
	return symlink(path, bin);
}

static int
remove_tree(void **state)
{
	(void)state;
	dir_remove(tree);
	return 0;
}

/* Lets lighttpd check a configuration of these modules and lines.  Returns its
 * exit status, and in said, unless that is NULL, what it said. */
static int
check(const char *modules, const char *lines, char **said)
{
	const char *lighttpd = getenv("LIGHTTPD"), *asan = getenv("OCR_ASAN");
	const char *build = getenv("OCR_BUILD");
	char dir[DIR_MAX], conf[PATH_MAX], path[96], preload[PATH_MAX];
	const char *argv[] = {"env", preload,
	    lighttpd ? lighttpd : "/usr/sbin/lighttpd", "-tt", "-m", path, "-f",
	    conf, NULL};
	struct process_result result;
	FILE *f;

	assert_int_equal(dir_make(dir), 0);
	snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", asan ? asan : "");
	snprintf(path, sizeof(path), "%s/lib", build ? build : "build");
	snprintf(conf, sizeof(conf), "%s/conf", dir);
	f = fopen(conf, "we");
	assert_non_null(f);
	fprintf(f,
	    "server.modules = ( %s )\n"
	    "server.bind = \"%s/socket\"\n"
	    "server.document-root = \"/nonexistent\"\n%s",
	    modules, dir, lines);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(process_run(argv, START_MS, &result), 0);
	dir_remove(dir);
	assert_true(WIFEXITED(result.status));
	if (said != NULL)
		assert_non_null(*said = strdup(result.err));
	process_result_clear(&result);
	return WEXITSTATUS(result.status);
}

static void
test_wrong_orders(void **state)
{
	static const char *const orders[][2] = {
	    {"\"mod_ocr\", \"mod_fastcgi\", \"mod_access\"",
		"write \"mod_access\" before \"mod_ocr\""},
	    {"\"mod_access\", \"mod_ocr\", \"mod_auth\", \"mod_fastcgi\"",
		"write \"mod_auth\" before \"mod_ocr\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		char *said;

		assert_int_not_equal(check(orders[i][0], "", &said), 0);
		if (!strstr(said, orders[i][1]))
			fail_msg("not \"%s\" but: %s", orders[i][1], said);
		free(said);
	}
}

/* Here the gate itself answers nothing that is worth a password. */
static void
test_any_order_without_status(void **state)
{
	static const char modules[] =
	    "\"mod_ocr\", \"mod_fastcgi\", \"mod_access\"";
	static const char off[] = "ocr.status = \"disable\"\n";
	static const char here[] =
	    "ocr.status = \"disable\"\n"
	    "$HTTP[\"host\"] == \"a\" { ocr.status = \"local\" }\n";

	/* Results that are asked for by their digest are worth a password. */
	static const char store[] =
	    "ocr.status = \"disable\"\nocr.scoreboard = \"/run/board\"\n"
	    "ocr.store = \"/var/cache/mod_ocr\"\n";
	char *said;

	(void)state;
	assert_int_not_equal(check(modules, store, &said), 0);
	assert_non_null(strstr(said, "would not protect"));
	free(said);
	assert_int_equal(check(modules, off, NULL), 0);
	assert_int_not_equal(check(modules, here, NULL), 0);
}

static long
status_from(const char *path, const char *address)
{
	char header[64];
	const char *const headers[] = {header, NULL};
	const struct http_request request = {
	    .path = path, .headers = address ? headers : NULL};
	struct http_answer answer;
	long status;

	snprintf(header, sizeof(header), "X-Of-Extforward: %s", address);
	assert_int_equal(http_send(server_fixture->port, &request, &answer), 0);
	status = answer.status;
	http_answer_clear(&answer);
	return status;
}

/* The order is right, though mod_extforward is the last: its hook comes first
 * all the same. */
static struct server_options behind_rules = {.workers = 1,
    .conf = "server.modules := ( \"mod_access\", \"mod_ocr\", \"mod_fastcgi\","
	    " \"mod_extforward\" )\n"
	    "extforward.forwarder = ( \"127.0.0.1\" => \"trust\" )\n"
	    "extforward.headers = ( \"X-Of-Extforward\" )\n"
	    "$HTTP[\"url\"] == \"/metrics\" { url.access-deny = ( \"\" ) }\n"};

static void
test_local_by_default(void **state)
{
	static const char *const forwarded[][2] = {
	    {"X-Forwarded-For: 192.0.2.7"}, {"Forwarded: for=192.0.2.7"},
	    {"X-Real-IP: 192.0.2.7"}, {"X-Forwarded-Host: example.org"},
	    {"via: 1.1 proxy"}, {"CF-Connecting-IP: 192.0.2.7"}};
	struct http_answer answer;

	(void)state;
	assert_int_equal(status_from("/status", NULL), 200);
	assert_int_equal(status_from("/status", "192.0.2.7"), 403);
	assert_int_equal(status_from("/status", "2001:db8::7"), 403);
	assert_int_equal(status_from("/status", "::1"), 200);
	assert_int_equal(status_from("/status", "127.7.7.7"), 200);
	assert_int_equal(status_from("/healthz", "192.0.2.7"), 200);
	assert_int_equal(status_from("/readyz", "192.0.2.7"), 200);
	/* A proxy on this machine passes this on. */
	for (size_t i = 0; i < sizeof(forwarded) / sizeof(*forwarded); i++) {
		const struct http_request passed_on = {
		    .path = "/status", .headers = forwarded[i]};

		json_decref(problem_send(
		    server_fixture->port, &passed_on, 403, &answer));
		http_answer_clear(&answer);
	}
	/* This is lighttpd's own rule. */
	assert_int_equal(status_from("/metrics", NULL), 403);
}

static struct server_options opened = {.workers = 1,
    .conf = "server.modules := ( \"mod_ocr\", \"mod_fastcgi\","
	    " \"mod_extforward\" )\n"
	    "extforward.forwarder = ( \"127.0.0.1\" => \"trust\" )\n"
	    "extforward.headers = ( \"X-Of-Extforward\" )\n"
	    "ocr.status := \"enable\"\n"
	    "$HTTP[\"url\"] == \"/metrics\" { ocr.status = \"disable\" }\n"
	    "ocr.headers = \"disable\"\n"};

static void
test_by_the_keys(void **state)
{
	(void)state;
	assert_int_equal(status_from("/status", "192.0.2.7"), 200);
	assert_int_equal(status_from("/metrics", NULL), 404);
	assert_int_equal(status_from("/headers", NULL), 404);
}

/* The id of a request belongs to its client: it may name a document. */
static void
test_no_ids_of_others(void **state)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;
	struct http_answer answer = {.body = NULL};
	struct page_file page;
	bool is_running = false;
	char head[256];
	int fd, len;

	(void)state;
	assert_int_equal(page_noise(2000, 2000, 3, &page), 0);
	len = snprintf(head, sizeof(head),
	    "POST /ocr HTTP/1.1\r\nHost: a\r\nX-Request-Id: a-client-s-own\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    page.len);
	fd = raw_request(server_fixture->port, head, (size_t)len);
	assert_true(fd >= 0);
	assert_int_equal(raw_send(fd, page.data, page.len), 0);
	while (!is_running && process_now_ms() < end) {
		server_fixture_get("/status", NULL, &answer);
		is_running = strstr(answer.body, "\"recognizing\"") != NULL;
		assert_null(strstr(answer.body, "a-client-s-own"));
		http_answer_clear(&answer);
	}
	assert_true(is_running);
	raw_reset(fd);
	page_file_clear(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_wrong_orders),
	    cmocka_unit_test(test_any_order_without_status),
	    SERVER_FIXTURE_TEST(test_local_by_default, &behind_rules),
	    SERVER_FIXTURE_TEST(test_by_the_keys, &opened),
	    SERVER_FIXTURE_TEST(test_no_ids_of_others, NULL),
	};

	return server_report(cmocka_run_group_tests_name(
	    "access", tests, make_tree, remove_tree));
}
