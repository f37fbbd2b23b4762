/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The units are sound to systemd itself, and what they start does all that they
 * promise, with no more system calls than they allow.
 */
#include "tests/lib/test.h"

#include <limits.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/page.h"
#include "tests/lib/pool.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"

#define SERVICE "fcgi-worker/fcgi-worker.service"
#define END_MS 30000
#define WORDS_MAX 16
/* A service may be exposed so much, of 100. */
#define EXPOSED "12"
/* With this variable the program becomes the pool, with the system calls that a
 * file lists. */
#define CALLS "OCR_TEST_CALLS"

static char dir[64] = "/tmp/ocr-test-systemd-XXXXXX";
static char program[PATH_MAX];
static struct page_file text;

/* Runs a script of the shell, which has the directory as $0 and the argument as
 * $1, and must succeed without a word on stderr.  Returns its output, to be
 * freed. */
static char *
shell(const char *script, const char *argument)
{
	const char *argv[] = {"sh", "-c", script, dir, argument, NULL};
	struct process_result r;
	char *out;

	assert_int_equal(process_run(argv, END_MS, &r), 0);
	if (r.status != 0 || r.err[0] != '\0')
		fail_msg("%#x %s%s", (unsigned)r.status, r.out, r.err);
	out = strdup(r.out);
	process_result_clear(&r);
	return out;
}

static void
skip_without_systemd(void)
{
	if (system("systemd-analyze --version >/dev/null 2>&1") == 0)
		return;
	print_message("NOT TESTED: there is no systemd-analyze\n");
	skip();
}

static void
test_units_are_sound(void **state)
{
	(void)state;
	skip_without_systemd();
	free(shell("cp fcgi-worker/fcgi-worker.s* $0 && sed -i "
		   "\"s:/usr/sbin/fcgi-worker:$1:\" $0/fcgi-worker.service && "
		   "systemd-analyze verify --man=no $0/fcgi-worker.socket "
		   "$0/fcgi-worker.service",
	    program));
	free(shell("systemd-analyze security --offline=true --no-pager "
		   "--threshold=" EXPOSED " $0/fcgi-worker.service",
	    ""));
}

/* Returns the value of a key of the service, to be freed. */
static char *
service_value(const char *key)
{
	char *value = shell("sed -n \"s/^$1=//p\" " SERVICE, key);

	value[strcspn(value, "\n")] = '\0';
	assert_true(value[0] != '\0');
	return value;
}

/* The service has these limits on what it takes of the machine. */
static void
test_the_services_limits(void **state)
{
	static const char *const keys[][2] = {{"TasksMax", "10000"},
	    {"MemoryMax", "75%"}, {"OOMPolicy", "continue"}, {"LimitCORE", "0"},
	    {"KeyringMode", "private"}};
	char *value;

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		value = service_value(keys[i][0]);
		assert_string_equal(value, keys[i][1]);
		free(value);
	}
}

/* The words of a command line of the service, with paths in this directory. */
struct command {
	char *line;
	char board[96];
	const char *argv[WORDS_MAX];
};

/* Reads a command line of the service; the path in it below /run/fcgi-worker is
 * moved to the test's directory. */
static void
read_command(struct command *c, const char *key)
{
	size_t n = 0;

	c->line = service_value(key);
	for (char *w = strtok(c->line, " "); w; w = strtok(NULL, " ")) {
		assert_true(n < WORDS_MAX - 1);
		if (strncmp(w, "/run/fcgi-worker", 16) == 0) {
			snprintf(
			    c->board, sizeof(c->board), "%s%s", dir, w + 16);
			w = c->board;
		}
		c->argv[n++] = w;
	}
	assert_string_equal(c->argv[0], "/usr/sbin/fcgi-worker");
	c->argv[n] = NULL;
}

/* Writes the names of the system calls that the service may make into a file.
 * Returns its path. */
static const char *
list_calls(void)
{
	static char path[96];

	snprintf(path, sizeof(path), "%s/calls", dir);
	free(shell("expand() { for n; do case $n in @*) expand $("
		   "systemd-analyze --no-pager syscall-filter $n |"
		   "sed '1d;/#/d');; *) echo $n;; esac; done; };"
		   "expand $(sed -n 's/^SystemCallFilter=//p' " SERVICE
		   ") >$0/calls",
	    ""));
	return path;
}

/* Waits for a datagram with the text, as systemd would get it; fails when the
 * time is over. */
static void
expect_notice(int fd, const char *want)
{
	double end = process_now_ms() + END_MS;
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char got[1024];
	ssize_t n;

	do {
		if (process_now_ms() > end)
			fail_msg("no %s", want);
		poll(&p, 1, 100);
		n = recv(fd, got, sizeof(got) - 1, MSG_DONTWAIT);
		got[n > 0 ? n : 0] = '\0';
	} while (!strstr(got, want));
}

static int
bind_socket(int type, const char *name, struct sockaddr_un *a)
{
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	a->sun_family = AF_UNIX;
	snprintf(a->sun_path, sizeof(a->sun_path), "%s/%s", dir, name);
	assert_int_equal(bind(fd, (struct sockaddr *)a, sizeof(*a)), 0);
	return fd;
}

static void
ask(const char *sock, const char *query)
{
	struct fcgi_request r = {
	    .query = query, .body = text.data, .body_len = text.len};
	struct fcgi_answer a;

	assert_int_equal(fcgi_ask(sock, &r, &a, END_MS), 0);
	assert_int_equal(a.status, 200);
	fcgi_answer_clear(&a);
}

/* Follows what systemd is told, from READY to the end. */
static void
follow(pid_t pid, int notices, const char *sock)
{
	/* It says how many workers there are. */
	const char *ready = "READY=1\nSTATUS=";
	int status;

	expect_notice(notices, ready);
	expect_notice(notices, "WATCHDOG=1");
	expect_notice(notices, "WATCHDOG=1");
	ask(sock, NULL);
	ask(sock, "format=pdf");
	assert_int_equal(kill(pid, SIGHUP), 0);
	expect_notice(notices, "RELOADING=1\nMONOTONIC_USEC=");
	expect_notice(notices, ready);
	expect_notice(notices, "WATCHDOG=1");
	ask(sock, NULL);
	assert_int_equal(kill(pid, SIGQUIT), 0);
	expect_notice(notices, "STOPPING=1\nSTATUS=draining");
	assert_int_equal(process_wait(pid, END_MS, &status), 0);
	assert_int_equal(status, 0);
}

static void
test_the_service(void **state)
{
	struct sockaddr_un sock = {0}, notify = {0};
	char socket_env[160], calls_env[160];
	const char *env[] = {
	    socket_env, "WATCHDOG_USEC=10000000", calls_env, NULL};
	struct process_spec spec = {.env = env};
	struct command check, start;
	int notices, status;
	pid_t pid;

	(void)state;
	skip_without_systemd();
	snprintf(calls_env, sizeof(calls_env), CALLS "=%s", list_calls());
	spec.listen_fd = bind_socket(SOCK_STREAM, "sock", &sock);
	assert_int_equal(listen(spec.listen_fd, 16), 0);
	notices = bind_socket(SOCK_DGRAM, "notify", &notify);
	snprintf(socket_env, sizeof(socket_env), "NOTIFY_SOCKET=%s",
	    notify.sun_path);
	spec.out = spec.err = memfd_create("log", MFD_CLOEXEC);
	read_command(&check, "ExecStartPre");
	check.argv[0] = "/proc/self/exe";
	spec.argv = check.argv;
	assert_int_equal(
	    process_wait(process_spawn(&spec), END_MS, &status), 0);
	assert_int_equal(status, 0);
	read_command(&start, "ExecStart");
	start.argv[0] = "/proc/self/exe";
	spec.argv = start.argv;
	pid = process_spawn(&spec);
	close(spec.listen_fd);
	follow(pid, notices, sock.sun_path);
	/* The directory was there, and went with the service. */
	assert_true(start.board[0] != '\0' && access(start.board, F_OK) != 0);
	close(notices);
	close(spec.err);
	free(check.line);
	free(start.line);
}

/* Becomes the pool, which from then on can make only the system calls that the
 * file lists.  Returns an exit status if that fails. */
static int
become_pool(const char *path, char **argv)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	FILE *names = fopen(path, "re");
	char name[64];
	int call;

	while (names && fscanf(names, "%63s", name) == 1) {
		call = seccomp_syscall_resolve_name(name);
		if (call >= 0)
			seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 0);
	}
	if (!names || (!server_is_sanitized() && seccomp_load(f) != 0))
		return 126;
	fclose(names);
	seccomp_release(f);
	unsetenv(CALLS);
	execv(pool_program(), argv);
	return 127;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_units_are_sound),
	    cmocka_unit_test(test_the_services_limits),
	    cmocka_unit_test(test_the_service),
	};
	const char *clean[] = {"rm", "-r", dir, NULL};
	struct process_result r;
	int rc;

	(void)argc;
	if (getenv(CALLS))
		return become_pool(getenv(CALLS), argv);
	if (!realpath(pool_program(), program) || !mkdtemp(dir) ||
	    page_text("The quick brown fox", PAGE_PNG, &text) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("systemd", tests, NULL, NULL);
	page_file_clear(&text);
	if (process_run(clean, END_MS, &r) == 0)
		process_result_clear(&r);
	return rc;
}
