/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Workers in a root directory of their own: they read, write and log as they
 * do outside of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/nest.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"
#include "tests/lib/worklog.h"

#define BUSY_MS 5000
#define END_MS 30000
#define WORDS "The quick brown fox"

static struct nest nest;
static struct page_file text;
static char root[64], log_file[80];

/* A page with the words in a font that is not in it. */
static unsigned char courier[] =
    "%PDF-1.4\n"
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 320 100]/Contents 4 0 R"
    "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Courier>>"
    ">>>>>>endobj\n"
    "4 0 obj<</Length 49>>stream\n"
    "BT /F 24 Tf 20 40 Td (" WORDS ") Tj ET \n"
    "endstream endobj\n"
    "trailer<</Root 1 0 R>>\n";
static const struct page_file pdf = {courier, sizeof(courier) - 1};

static void
ask(const struct page_file *page, const char *query, const char *want)
{
	struct fcgi_request r = {
	    .query = query, .body = page->data, .body_len = page->len};
	struct fcgi_answer a;

	assert_int_equal(fcgi_ask(nest.sock, &r, &a, END_MS), 0);
	if (a.status != 200 || strstr(a.body, want) == NULL)
		fail_msg("%d %s", a.status, a.body);
	fcgi_answer_clear(&a);
}

static pid_t
worker(void)
{
	struct scoreboard_worker w;

	assert_true(nest_find(&nest, SCOREBOARD_IDLE, 0, &w, BUSY_MS) >= 0);
	return (pid_t)w.pid;
}

/* Copies what the manual says a new root must have. */
static void
make_root(void)
{
	const char *argv[] = {"sh", "-ec",
	    "mkdir -p $0/tmp $0/usr/share; "
	    "cp -r /usr/share/tesseract-ocr /usr/share/fonts $0/usr/share",
	    root, NULL};
	struct process_result r;

	assert_int_equal(mkdir(root, 0755), 0);
	assert_int_equal(process_run(argv, END_MS, &r), 0);
	if (r.status != 0)
		fail_msg("%s", r.err);
	process_result_clear(&r);
}

/* Asks until the worker has the new log. */
static json_t *
wait_request(void)
{
	double end = process_now_ms() + END_MS;
	json_t *line = NULL;

	while (!line) {
		assert_true(process_now_ms() < end);
		ask(&text, NULL, WORDS);
		if (access(log_file, F_OK) == 0)
			line = worklog_find(log_file, "event", "request", 100);
	}
	return line;
}

static void
test_another_root(void **state)
{
	char old[128], target[128];
	const char *args[] = {
	    "--chroot", root, "--user", "nobody", "--log", log_file, NULL};
	ssize_t n;
	pid_t pid;

	(void)state;
	if (geteuid() != 0) {
		print_message("NOT TESTED: only root may\n");
		skip();
	}
	make_root();
	/* Below the new root. */
	setenv("TMPDIR", "/tmp", 1);
	assert_int_equal(nest_open(&nest, 1, args), 0);
	pid = worker();
	snprintf(old, sizeof(old), "/proc/%d/root", (int)pid);
	n = readlink(old, target, sizeof(target) - 1);
	assert_true(n > 0);
	target[n] = '\0';
	assert_string_equal(target, root);
	ask(&text, NULL, WORDS);
	ask(&text, "format=pdf", "%PDF");
	/* What is opened when it is needed: a language, a font. */
	ask(&text, "lang=deu", WORDS);
	ask(&pdf, NULL, WORDS);
	/* The log, outside, is opened again by the master. */
	snprintf(old, sizeof(old), "%s.1", log_file);
	assert_int_equal(rename(log_file, old), 0);
	kill(nest.pool.pid, SIGUSR1);
	json_decref(wait_request());
	unlink(old);
	/* Another, born outside. */
	kill(pid, SIGKILL);
	assert_int_equal(process_wait_gone(pid, END_MS), 0);
	ask(&text, NULL, WORDS);
	assert_int_equal(nest_record(&nest).restarts, 1);
	assert_int_equal(nest_close(&nest, false), 0);
	memset(&nest, 0, sizeof(nest));
	/* Nothing of the pool is left in it. */
	snprintf(old, sizeof(old), "%s/tmp", root);
	assert_int_equal(rmdir(old), 0);
}

static int
teardown(void **state)
{
	const char *clean[] = {"rm", "-rf", root, log_file, NULL};
	struct process_result r;
	int rc = nest_close(&nest, false);

	(void)state;
	if (process_run(clean, END_MS, &r) == 0)
		process_result_clear(&r);
	return rc;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(test_another_root, teardown),
	};
	int rc;

	snprintf(root, sizeof(root), "/tmp/ocr-test-root-%d", (int)getpid());
	snprintf(log_file, sizeof(log_file), "%s.log", root);
	if (page_text(WORDS, PAGE_PNG, &text) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("chroot", tests, NULL, NULL);
	page_file_clear(&text);
	return server_report(rc);
}
