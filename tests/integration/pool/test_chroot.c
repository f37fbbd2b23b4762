/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Workers in a root directory of their own read, write and log as they do
 * outside of one.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/log_reader.h"
#include "tests/lib/pool_fixture.h"

#define WORDS "The quick brown fox"

static char root[64], log_file[80];

/* A page whose words are in a font that the root directory does not have. */
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
	const char *said = pool_fixture_ask(page, query, 200)->body;

	if (strstr(said, want) == NULL)
		fail_msg("%s", said);
}

/* Copies the files that a new root must have by the manual page. */
static void
make_root(void)
{
	const char *argv[] = {"sh", "-ec",
	    "mkdir -p $0/tmp $0/usr/share; "
	    "cp -r /usr/share/tesseract-ocr /usr/share/fonts $0/usr/share",
	    root, NULL};
	struct process_result r;

	assert_int_equal(mkdir(root, 0755), 0);
	assert_int_equal(process_run(argv, POOL_FIXTURE_MS, &r), 0);
	if (r.status != 0)
		fail_msg("%s", r.err);
	process_result_clear(&r);
}

/* Asks until the worker writes to the new log.  Returns its line of a request,
 * a new reference. */
static json_t *
wait_request(void)
{
	double end = process_now_ms() + POOL_FIXTURE_MS;
	json_t *line = NULL;

	while (!line) {
		assert_true(process_now_ms() < end);
		ask(&pool_fixture_text, NULL, WORDS);
		if (access(log_file, F_OK) == 0)
			line =
			    log_reader_find(log_file, "event", "request", 100);
	}
	return line;
}

/*
 * Returns whether this process may start workers in another root, and look
 * where a process of another user has its own: containers may trace only if
 * they are allowed to.
 */
static bool
may_look(void)
{
	const uint64_t wanted =
	    UINT64_C(1) << CAP_SYS_CHROOT | UINT64_C(1) << CAP_SYS_PTRACE;
	char *status = process_read_all("/proc/self/status");
	const char *has = status ? strstr(status, "CapEff:") : NULL;
	uint64_t caps = has ? strtoull(has + strlen("CapEff:"), NULL, 16) : 0;

	free(status);
	return (caps & wanted) == wanted;
}

static void
test_another_root(void **state)
{
	char old[128], target[128];
	ssize_t n;
	pid_t pid;

	(void)state;
	if (!may_look()) {
		print_message("NOT TESTED: only root with CAP_SYS_CHROOT and "
			      "CAP_SYS_PTRACE may\n");
		skip();
	}
	make_root();
	/* This is below the new root. */
	setenv("TMPDIR", "/tmp", 1);
	pool_fixture_start(
	    1, "--chroot", root, "--user", "nobody", "--log", log_file, NULL);
	pid = (pid_t)pool_fixture_idle().pid;
	snprintf(old, sizeof(old), "/proc/%d/root", (int)pid);
	n = readlink(old, target, sizeof(target) - 1);
	assert_true(n > 0);
	target[n] = '\0';
	assert_string_equal(target, root);
	ask(&pool_fixture_text, NULL, WORDS);
	ask(&pool_fixture_text, "format=pdf", "%PDF");
	/* A language and a font are opened when they are needed. */
	ask(&pool_fixture_text, "lang=deu", WORDS);
	ask(&pdf, NULL, WORDS);
	/* The master, which is outside, opens the log again. */
	snprintf(old, sizeof(old), "%s.1", log_file);
	assert_int_equal(rename(log_file, old), 0);
	kill(pool_fixture.pool.pid, SIGUSR1);
	json_decref(wait_request());
	unlink(old);
	/* Another worker is started, from outside. */
	kill(pid, SIGKILL);
	assert_int_equal(process_wait_gone(pid, POOL_FIXTURE_MS), 0);
	ask(&pool_fixture_text, NULL, WORDS);
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 1);
	assert_int_equal(test_pool_close(&pool_fixture, false), 0);
	/* Nothing of the pool is left in the root directory. */
	snprintf(old, sizeof(old), "%s/tmp", root);
	assert_int_equal(rmdir(old), 0);
}

static int
teardown(void **state)
{
	int rc = pool_fixture_teardown(state);

	dir_remove(root);
	unlink(log_file);
	return rc;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(test_another_root, teardown),
	};

	snprintf(root, sizeof(root), "/tmp/ocr-test-root-%d", (int)getpid());
	snprintf(log_file, sizeof(log_file), "%s.log", root);
	return cmocka_run_group_tests_name("chroot", tests, NULL, NULL);
}
