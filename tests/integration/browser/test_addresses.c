/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pages at the addresses by which people reach them: /status, behind a
 * prefix and a password, and over TLS.
 */
#include "tests/lib/test.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/browser.h"
#include "tests/lib/dir.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"
#include "tests/lib/web_page.h"

#define PAGES 4

static struct page_file slow;
static int tls_port;
static char with_tls[1024];
static struct server_options ordinary = {.workers = 1, .conf = with_tls};

static void
test_status_page(void **state)
{
	int fd;

	(void)state;
	web_page_open("/status");
	web_page_shows("#ready", "ready");
	web_page_shows("#workers", "idle");
	fd = server_fixture_hold();
	browser_wait("return checks.text('#figures').includes('1 of 1 slot')");
	server_fixture_drain(&fd, 1);
	browser_wait("return checks.text('#figures').includes('0 of 1 slot')");
	web_page_assert_accessible("status");
	web_page_shoot("status");
}

/* Posts the document, for whose answer nobody waits.  Returns the socket. */
static int
post_document(const struct page_file *file)
{
	char head[128];
	int fd,
	    n = snprintf(head, sizeof(head),
		"POST /ocr HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n",
		file->len);

	fd = raw_request(server_fixture->port, head, (size_t)n);
	assert_true(fd >= 0);
	assert_int_equal(raw_send(fd, file->data, file->len), 0);
	return fd;
}

/* The page says what each worker does, and draws what was measured. */
static void
test_status_of_a_document(void **state)
{
	struct page_file page, file;
	int fd;

	(void)state;
	assert_int_equal(page_slow(40, 1, &page), 0);
	assert_int_equal(page_repeat(&page, PAGES, &file), 0);
	web_page_open("/status");
	web_page_shows("#ready", "ready");
	fd = post_document(&file);
	browser_wait("return / page [1-4] of 4/.test(checks.text('#workers'))");
	web_page_shows("#workers", "busy");
	browser_wait("return checks.plots() === ''");
	browser_shoot("status-busy");
	close(fd);
	server_fixture_wait("running", 0);
	page_file_clear(&page);
	page_file_clear(&file);
}

/* A browser that comes back loads the page again, and nothing that the page
 * uses. */
static void
test_assets_are_kept(void **state)
{
	(void)state;
	web_page_open_index();
	web_page_open("/status");
	web_page_shows("#ready", "ready");
	web_page_open_index();
	web_page_check("kept()");
}

/* This lighttpd asks for a password and passes /scan/ on to the server. */
static const char proxy_conf[] =
    "server.modules = ( \"mod_auth\", \"mod_authn_file\", \"mod_proxy\" )\n"
    "server.document-root = \"/nonexistent\"\n"
    "server.bind = \"127.0.0.1\"\n"
    "server.port = %d\n"
    "auth.backend = \"plain\"\n"
    "auth.backend.plain.userfile = \"%s\"\n"
    "auth.require = ( \"/\" => ( \"method\" => \"basic\",\n"
    "  \"realm\" => \"OCR\", \"require\" => \"valid-user\" ) )\n"
    "proxy.server = ( \"/scan/\" => (( \"host\" => \"127.0.0.1\",\n"
    "  \"port\" => %d )) )\n"
    "proxy.header = ( \"map-urlpath\" => ( \"/scan/\" => \"/\" ) )\n";

static void
write_text(const char *name, const char *format, ...)
{
	FILE *f = fopen(server_path(server_fixture, name), "we");
	va_list ap;

	assert_non_null(f);
	va_start(ap, format);
	vfprintf(f, format, ap);
	va_end(ap);
	assert_int_equal(fclose(f), 0);
}

/* The examples of the page are lines that a shell can run. */
static void
test_examples_of_the_page(void **state)
{
	char line[DIR_MAX + 128], *text;
	const char *argv[] = {"sh", "-euc", line, NULL};
	struct page_file pdf;
	struct process_result r;

	(void)state;
	assert_int_equal(typeset_scan(&web_page_letter, 4, 100, &pdf), 0);
	assert_int_equal(
	    page_file_write(&pdf, server_path(server_fixture, "scan.pdf")), 0);
	assert_int_equal(page_file_write(&web_page_letter,
			     server_path(server_fixture, "page.png")),
	    0);
	web_page_open("/status");
	assert_true(browser_is("return one('.top nav a:last-child').href === "
			       "location.origin + '/#programs'"));
	web_page_open("/#programs");
	browser_wait("return one('#programs').open");
	web_page_assert_accessible("for programs");
	web_page_shoot("for-programs");
	text = browser_text("return one('#example').textContent");
	write_text("examples", "%s\n", text);
	snprintf(line, sizeof(line),
	    "cd %s; export no_proxy='*'; sh -eu "
	    "examples; head -c 5 searchable.pdf",
	    server_fixture->dir);
	assert_int_equal(process_run(argv, SERVER_FIXTURE_MS, &r), 0);
	if (r.status != 0 || !strstr(r.out, "Dear Sir or Madam,") ||
	    !strstr(r.out, "\"bbox\":") || !strstr(r.out, "%PDF-"))
		fail_msg("%s: %.2000s %s", text, r.out, r.err);
	process_result_clear(&r);
	free(text);
	page_file_clear(&pdf);
}

/* Starts the proxy on a port, and waits until it asks for a password.  Returns
 * its process id. */
static pid_t
start_proxy(int port)
{
	char conf[256], users[256];
	const char *argv[] = {"/usr/sbin/lighttpd", "-D", "-f", conf, NULL};
	const struct process_spec spec = {
	    .argv = argv, .listen_fd = -1, .out = -1, .err = -1};
	double end = process_now_ms() + SERVER_FIXTURE_MS;
	pid_t pid;

	snprintf(conf, sizeof(conf), "%s",
	    server_path(server_fixture, "proxy.conf"));
	snprintf(
	    users, sizeof(users), "%s", server_path(server_fixture, "users"));
	write_text("users", "anna:secret\n");
	write_text("proxy.conf", proxy_conf, port, users, server_fixture->port);
	pid = process_spawn(&spec);
	assert_true(pid > 0);
	while (http_status(port, "/scan/") != 401)
		assert_true(process_now_ms() < end);
	return pid;
}

static void
test_behind_a_prefix_and_a_password(void **state)
{
	int port = server_free_port();
	pid_t proxy = start_proxy(port);
	char url[64];

	(void)state;
	snprintf(
	    url, sizeof(url), "http://anna:secret@127.0.0.1:%d/scan/", port);
	web_page_go(url);
	browser_wait("return one('#languages-list input')");
	snprintf(url, sizeof(url), "127.0.0.1:%d/scan/ocr", port);
	browser_click("#to-programs");
	web_page_shows("#example", url);
	web_page_choose(&slow, "slow.tif");
	web_page_shows(".file-status", "Reading page 2 of 4");
	browser_wait("return one('.file.done')");
	web_page_check("asksOnly('/scan/')");
	browser_shoot("programs");
	process_kill(proxy);
}

/* The same server has another port, with a certificate that it made itself. */
static void
test_over_tls(void **state)
{
	char url[64];

	(void)state;
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", tls_port);
	web_page_go(url);
	browser_wait("return one('#languages-list input')");
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/ocr", tls_port);
	browser_click(".programs summary");
	web_page_shows("#example", url);
	web_page_choose(&slow, "slow.tif");
	web_page_shows(".file-status", "Reading page 2 of 4");
	browser_wait("return one('.file.done')");
	assert_true(browser_is("return isSecureContext"));
	assert_true(browser_is("return performance.getEntriesByType('resource')"
			       ".every((r) => r.nextHopProtocol === 'h2')"));
}

static int
make_pages(void)
{
	struct page_file page;

	if (page_slow(8, 1, &page) < 0 || page_repeat(&page, PAGES, &slow) < 0)
		return -1;
	page_file_clear(&page);
	return 0;
}

/* Makes a key with its certificate, and the lines of a port that uses them. */
static int
prepare_tls(void)
{
	static char dir[DIR_MAX];
	char script[512];
	const char *argv[] = {"sh", "-euc", script, NULL};
	struct process_result r;

	if (dir_make(dir) < 0)
		return -1;
	snprintf(script, sizeof(script),
	    "cd %s; openssl req -x509 -newkey rsa:2048 -nodes -days 2 "
	    "-subj /CN=localhost -keyout key -out cert; cat key cert >pem",
	    dir);
	if (process_run(argv, SERVER_FIXTURE_MS, &r) < 0 || r.status != 0)
		return -1;
	process_result_clear(&r);
	tls_port = server_free_port();
	snprintf(with_tls, sizeof(with_tls),
	    WEB_PAGE_AHEAD
	    "server.modules := ( \"mod_openssl\" ) + server.modules\n"
	    "$SERVER[\"socket\"] == \"127.0.0.1:%d\" {\n"
	    "ssl.engine = \"enable\"\nssl.pemfile = \"%s/pem\"\n}\n",
	    tls_port, dir);
	return 0;
}

static int
open_server(void **state)
{
	*state = &ordinary;
	return server_fixture_setup(state);
}

/* A browser keeps connections open for what it may ask next, and lighttpd waits
 * for them when it stops. */
static int
close_all(void **state)
{
	browser_close();
	return server_fixture_teardown(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_status_page),
	    cmocka_unit_test(test_status_of_a_document),
	    cmocka_unit_test(test_examples_of_the_page),
	    cmocka_unit_test(test_assets_are_kept),
	    cmocka_unit_test(test_behind_a_prefix_and_a_password),
	    cmocka_unit_test(test_over_tls),
	};
	int failed;

	if (!web_page_is_possible())
		return 0;
	if (make_pages() < 0 || prepare_tls() < 0 || web_page_begin() < 0)
		return 1;
	failed = cmocka_run_group_tests_name(
	    "addresses", tests, open_server, close_all);
	return server_report(failed);
}
