/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fcgi-worker without spawn-fcgi: it makes its own sockets, and refuses wrong
 * command lines with a message that says what is wrong.
 */
#include "tests/lib/test.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/dir.h"
#include "tests/lib/http.h"
#include "tests/lib/pool.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"

#define RUN_MS 30000
#define EX_USAGE 64
#define EX_OSERR 71
#define EX_CONFIG 78

static struct process_result
run(const char *const *args, size_t n)
{
	const char *argv[8] = {pool_program()};
	struct process_result result;

	for (size_t i = 0; i < n && args[i]; i++)
		argv[1 + i] = args[i];
	assert_int_equal(process_run(argv, RUN_MS, &result), 0);
	assert_true(WIFEXITED(result.status));
	return result;
}

static void
test_usage_errors(void **state)
{
	/* The arguments, and what the message must quote. */
	static const char *const table[][4] = {
	    {"-w", "0", NULL, "0"},
	    {"-w", "many", NULL, "many"},
	    {"-w", "2000", NULL, "2000"},
	    {"-M", "0999", NULL, "0999"},
	    {"--cors-origin", "example.org", NULL, "example.org"},
	    {"--max-bytes", "12x", NULL, "12x"},
	    {"--max-pixels", "0", NULL, "max-pixels"},
	    {"--max-pages", "-1", NULL, "-1"},
	    {"--color", NULL, NULL, "--color"},
	    {"-l", NULL, NULL, "-l"},
	    {"surplus", NULL, NULL, "surplus"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct process_result result = run(table[i], 3);

		assert_int_equal(WEXITSTATUS(result.status), EX_USAGE);
		if (!strstr(result.err, table[i][3]))
			print_error("%s: %s\n", table[i][3], result.err);
		assert_non_null(strstr(result.err, table[i][3]));
		process_result_clear(&result);
	}
}

static void
test_unknown_language(void **state)
{
	static const char *const args[] = {
	    "-s", "/tmp/ocr-test-never.sock", "-l", "tlh"};
	struct process_result result = run(args, 4);

	(void)state;
	assert_int_equal(WEXITSTATUS(result.status), EX_CONFIG);
	assert_non_null(strstr(result.err, "tlh"));
	assert_non_null(strstr(result.err, "eng"));
	process_result_clear(&result);
}

/* spawn-fcgi gives the pool no stderr: its log has to say why it is dead. */
static void
test_a_start_that_fails_is_in_the_log(void **state)
{
	char dir[DIR_MAX], log[DIR_MAX + 16], line[4096] = "";
	const char *args[] = {
	    "-s", "/tmp/ocr-test-never.sock", "-l", "tlh", "--log", NULL};
	struct process_result result;
	FILE *f;

	(void)state;
	assert_int_equal(dir_make(dir), 0);
	snprintf(log, sizeof(log), "%s/pool.log", dir);
	args[5] = log;
	result = run(args, 6);
	assert_int_equal(WEXITSTATUS(result.status), EX_CONFIG);
	process_result_clear(&result);
	f = fopen(log, "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	fclose(f);
	assert_non_null(strstr(line, "\"event\":\"cannot start\""));
	assert_non_null(strstr(line, "tlh"));
	/* Of two faults, that of the log is told first. */
	args[5] = dir;
	result = run(args, 6);
	assert_int_equal(WEXITSTATUS(result.status), EX_OSERR);
	assert_non_null(strstr(result.err, "--log"));
	process_result_clear(&result);
	dir_remove(dir);
}

static void
test_nothing_to_listen_on(void **state)
{
	struct process_result result = run(NULL, 0);

	(void)state;
	assert_true(WEXITSTATUS(result.status) >= EX_USAGE);
	assert_non_null(strstr(result.err, "socket"));
	process_result_clear(&result);
}

static void
test_help_and_version(void **state)
{
	static const char *const help[] = {"--help"}, *const version[] = {"-V"};
	struct process_result result = run(help, 1);

	(void)state;
	assert_int_equal(WEXITSTATUS(result.status), 0);
	assert_non_null(strstr(result.out, "Usage: fcgi-worker"));
	process_result_clear(&result);
	result = run(version, 1);
	assert_int_equal(WEXITSTATUS(result.status), 0);
	assert_non_null(strstr(result.out, "5."));
	process_result_clear(&result);
}

static void
assert_serves(const struct server *server)
{
	struct http_answer answer;

	assert_int_equal(
	    http_post(server->port, "/headers", "x", 1, &answer), 0);
	assert_int_equal(answer.status, 200);
	http_answer_clear(&answer);
}

static void
test_its_own_unix_socket(void **state)
{
	static const char *const args[] = {"-M", "0600", NULL};
	const struct server_options options = {.slots = 2};
	struct server *server = server_start(&options);
	char path[256];
	struct stat st;

	(void)state;
	assert_non_null(server);
	assert_int_equal(
	    pool_start_alone(&server->pool, server->dir, 2, args), 0);
	snprintf(path, sizeof(path), "%s", server_path(server, "worker.sock"));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_serves(server);
	assert_int_equal(pool_stop(&server->pool), 0);
	assert_int_equal(access(path, F_OK), -1);
	/* A second pool on the same path, as after a crash. */
	assert_int_equal(
	    pool_start_alone(&server->pool, server->dir, 1, NULL), 0);
	assert_int_equal(server_stop(server), 0);
}

static void
test_its_own_port(void **state)
{
	char address[32], conf[256];
	const char *argv[] = {pool_program(), "-w", "1", "-p", address, NULL};
	const struct process_spec spec = {
	    .argv = argv,
	    .listen_fd = -1,
	    .out = -1,
	    .err = -1,
	};
	const struct server_options options = {.slots = 1, .conf = conf};
	int port = server_free_port(), status;
	struct server *server;
	pid_t pid;

	(void)state;
	snprintf(address, sizeof(address), "127.0.0.1:%d", port);
	snprintf(conf, sizeof(conf),
	    "fastcgi.server := ( \"/\" => (( \"host\" => \"127.0.0.1\", "
	    "\"port\" => %d, \"check-local\" => \"disable\" )))",
	    port);
	pid = process_spawn(&spec);
	assert_int_equal(pool_wait_port(port, RUN_MS), 0);
	server = server_start(&options);
	assert_non_null(server);
	assert_serves(server);
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_int_equal(process_wait(pid, RUN_MS, &status), 0);
	assert_int_equal(status, 0);
	assert_int_equal(server_stop(server), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_usage_errors),
	    cmocka_unit_test(test_unknown_language),
	    cmocka_unit_test(test_a_start_that_fails_is_in_the_log),
	    cmocka_unit_test(test_nothing_to_listen_on),
	    cmocka_unit_test(test_help_and_version),
	    cmocka_unit_test(test_its_own_unix_socket),
	    cmocka_unit_test(test_its_own_port),
	};

	return server_report(
	    cmocka_run_group_tests_name("standalone", tests, NULL, NULL));
}
