/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What code in a confined worker may try, and that it ends there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi-worker/landlock.h"
#include "fcgi-worker/limits.h"
#include "fcgi-worker/sandbox.h"

static char scratch[64] = "/tmp/ocr-scratch-XXXXXX";
static const char *const readable[] = {"/usr/share", NULL};

/* Confine a child and let it try.  Returns its status. */
static int
try(void (*attempt)(void))
{
	int status = -1;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		if (sandbox_files(readable, scratch) == -1 ||
		    sandbox_calls() == -1)
			_exit(99);
		attempt();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
open_passwd(void)
{
	open("/etc/passwd", O_RDONLY);
}

static void
open_passwd_by_detour(void)
{
	open("/usr/share/../../etc/passwd", O_RDONLY);
}

static void
fopen_passwd(void)
{
	FILE *f = fopen("/etc/passwd", "r");

	if (f != NULL)
		fclose(f);
}

static void
write_elsewhere(void)
{
	open("/tmp/ocr-not-here", O_WRONLY | O_CREAT, 0600);
}

static void
make_socket(void)
{
	socket(AF_INET, SOCK_STREAM, 0);
}

static void
make_unix_socket(void)
{
	socket(AF_UNIX, SOCK_STREAM, 0);
}

static void
start_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
}

static void
make_process(void)
{
	if (fork() == 0)
		_exit(0);
}

static void
trace(void)
{
	ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static void
kill_parent(void)
{
	kill(getppid(), 0);
}

static void
make_code(void)
{
	mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void
call_openat2(void)
{
	syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", NULL, 0);
}

static void
call_io_uring(void)
{
	syscall(SYS_io_uring_setup, 1, NULL);
}

static void
work(void)
{
	char path[128], data[64] = "x";
	FILE *f;
	int fd;

	f = fopen("/usr/share/dict/nothing", "r");
	if (f != NULL)
		_exit(1);
	fd = open("/dev/null", O_WRONLY);
	if (fd == -1 || write(fd, data, 1) != 1)
		_exit(2);
	snprintf(path, sizeof(path), "%s/a", scratch);
	f = fopen(path, "w+");
	if (f == NULL || fputs("text", f) == EOF || fclose(f) == EOF ||
	    unlink(path) == -1)
		_exit(3);
	fd = memfd_create("m", 0);
	if (fd == -1 || ftruncate(fd, 1 << 20) == -1)
		_exit(4);
	free(malloc(64 << 20));
}

static void
test_what_ends_it(void **state)
{
	static const struct {
		const char *name;
		void (*attempt)(void);
	} table[] = {
	    {"open", open_passwd},
	    {"open by a detour", open_passwd_by_detour},
	    {"fopen", fopen_passwd},
	    {"write", write_elsewhere},
	    {"socket", make_socket},
	    {"unix socket", make_unix_socket},
	    {"execve", start_program},
	    {"fork", make_process},
	    {"ptrace", trace},
	    {"kill", kill_parent},
	    {"executable memory", make_code},
	    {"openat2", call_openat2},
	    {"io_uring", call_io_uring},
	};
	size_t i;
	int status;

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		status = try(table[i].attempt);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg(
			    "%s: status %#x", table[i].name, (unsigned)status);
	}
}

static void
test_what_it_needs(void **state)
{
	(void)state;
	assert_int_equal(try(work), 0);
}

/* Landlock stands alone, should the traps be got round. */
static void
test_landlock(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	if (landlock_version() == 0)
		skip();
	pid = fork();
	if (pid == 0) {
		if (sandbox_files(readable, scratch) == -1)
			_exit(99);
		if (open("/etc/passwd", O_RDONLY) != -1 || errno != EACCES)
			_exit(1);
		if (open("/tmp/ocr-not-here", O_WRONLY | O_CREAT, 0600) != -1)
			_exit(2);
		_exit(open("/usr/share", O_RDONLY) == -1 ? 3 : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* A temporary file that is too long ends the process, not the disk. */
static void
test_file_size(void **state)
{
	const struct options o = {.max_memory = 1UL << 30};
	int status;
	pid_t pid;

	(void)state;
	pid = fork();
	if (pid == 0) {
		int fd = memfd_create("m", 0);

		if (limits_set(&o) == -1)
			_exit(99);
		_exit(ftruncate(fd, 4L << 30) == -1 ? 1 : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_ends_it),
	    cmocka_unit_test(test_what_it_needs),
	    cmocka_unit_test(test_landlock),
	    cmocka_unit_test(test_file_size),
	};
	int rc;

	if (mkdtemp(scratch) == NULL)
		return 1;
	rc = cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
	rmdir(scratch);
	return rc;
}
