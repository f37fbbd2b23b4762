/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What code in a confined worker may try, and which attempts end the worker.
 */
#include "tests/lib/test.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi-worker/sandbox/landlock.h"
#include "fcgi-worker/sandbox/rlimits.h"
#include "fcgi-worker/sandbox/seccomp.h"

static char scratch[64] = "/tmp/ocr-scratch-XXXXXX";
static const char *const readable[] = {"/usr/share", NULL};
static int file = -1; /* that others have open, too */

/* A call of the kernel. */
struct call {
	const char *name;
	long number, a, b, c, d;
};

#define PATH(text) ((long)(intptr_t)(text))

static void
confine(void)
{
	if (seccomp_files(readable, scratch) == -1 || seccomp_calls() == -1)
		_exit(99);
}

/* Confines a child, which then makes the attempt, or for NULL the system call
 * c. Returns its status. */
static int
try(void (*attempt)(void), const struct call *c)
{
	int status = -1;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		confine();
		if (attempt != NULL)
			attempt();
		else
			syscall((int)c->number, c->a, c->b, c->c, c->d, 0, 0);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* Makes calls that must be refused but not end the worker, since libraries try
 * them.  Exits with a number if one is not. */
static void
be_refused(void)
{
	char path[128];
	cpu_set_t set;

	snprintf(path, sizeof(path), "%s/a", scratch);
	if (mkdir(path, 0700) != -1 || rmdir(scratch) != -1)
		_exit(1);
	if (open("/usr/share/ocr-not-here", O_WRONLY | O_CREAT, 0600) != -1 ||
	    errno != EACCES)
		_exit(2);
	if (unlink("/usr/share/ocr-not-here") != -1 || errno != EACCES)
		_exit(3);
	if (mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0) != MAP_FAILED ||
	    errno != ENODEV)
		_exit(5);
	if (sched_getaffinity(0, sizeof(set), &set) != -1)
		_exit(6);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	if (open(path, O_WRONLY | O_TRUNC) != -1 || errno != EACCES)
		_exit(4);
}

/* Makes calls that a worker needs.  Exits with a number if one is refused. */
static void
work(void)
{
	char path[128], data[64] = "x";
	cpu_set_t set;
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
	fd = fcntl(file, F_DUPFD_CLOEXEC, 0);
	if (fd == -1 || fcntl(fd, F_GETFL) == -1 || write(fd, data, 1) != 1)
		_exit(4);
	CPU_ZERO(&set);
	CPU_SET((size_t)sched_getcpu(), &set);
	if (sched_setaffinity(0, sizeof(set), &set) == -1)
		_exit(5);
	free(malloc(64 << 20));
}

static void
test_what_ends_it(void **state)
{
	const struct call table[] = {
	    {"open", SYS_openat, AT_FDCWD, PATH("/etc/passwd"), O_RDONLY, 0},
	    {"open by a detour", SYS_openat, AT_FDCWD,
		PATH("/usr/share/../../etc/passwd"), O_RDONLY, 0},
	    {"write", SYS_openat, AT_FDCWD, PATH("/tmp/ocr-not-here"),
		O_WRONLY | O_CREAT, 0600},
#ifdef SYS_open
	    {"old open", SYS_open, PATH("/etc/passwd"), O_RDONLY, 0, 0},
	    {"old unlink", SYS_unlink, PATH("/tmp/ocr-not-here"), 0, 0, 0},
	    {"fork", SYS_fork, 0, 0, 0, 0},
#endif
	    {"affinity of another", SYS_sched_setaffinity, 1, 0, 0, 0},
	    {"openat2", SYS_openat2, AT_FDCWD, PATH("/etc/passwd"), 0, 0},
	    {"unlink", SYS_unlinkat, AT_FDCWD, PATH("/tmp/ocr-not-here"), 0, 0},
	    {"rename", SYS_renameat2, AT_FDCWD, PATH("/a"), AT_FDCWD, 0},
	    {"link", SYS_symlinkat, PATH("/etc"), AT_FDCWD, PATH("/a"), 0},
	    {"socket", SYS_socket, AF_INET, SOCK_STREAM, 0, 0},
	    {"unix socket", SYS_socket, AF_UNIX, SOCK_STREAM, 0, 0},
	    {"listen", SYS_listen, file, 1, 0, 0},
	    {"execve", SYS_execve, PATH("/bin/true"), 0, 0, 0},
	    {"process", SYS_clone, SIGCHLD, 0, 0, 0},
	    {"thread", SYS_clone, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, 0, 0,
		0},
	    {"clone3", SYS_clone3, 0, 0, 0, 0},
	    {"ptrace", SYS_ptrace, PTRACE_ATTACH, getpid(), 0, 0},
	    {"kill", SYS_kill, getpid(), 0, 0, 0},
	    {"kill a thread", SYS_tgkill, getpid(), getpid(), 0, 0},
	    {"limits", SYS_prlimit64, getpid(), 0, 0, 0},
	    {"executable memory", SYS_mmap, 0, 4096,
		PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE},
	    {"io_uring", SYS_io_uring_setup, 1, 0, 0, 0},
	    /* A file that others have open, too, must not be cut or changed. */
	    {"ftruncate", SYS_ftruncate, file, 0, 0, 0},
	    {"fallocate", SYS_fallocate, file, 0, 0, 1},
	    {"F_SETFL", SYS_fcntl, file, F_SETFL, 0, 0},
	    {"F_SETOWN", SYS_fcntl, file, F_SETOWN, getpid(), 0},
	    {"SHUT_RD", SYS_shutdown, file, SHUT_RD, 0, 0},
	    {"SHUT_RDWR", SYS_shutdown, file, SHUT_RDWR, 0, 0},
	    {"setsockopt", SYS_setsockopt, file, SOL_SOCKET, SO_LINGER, 0},
	    {"memfd_create", SYS_memfd_create, PATH("m"), 0, 0, 0},
	};
	int status;

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		status = try(NULL, &table[i]);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg(
			    "%s: status %#x", table[i].name, (unsigned)status);
	}
}

static void
test_what_it_needs(void **state)
{
	(void)state;
	assert_int_equal(try(work, NULL), 0);
}

static void
test_what_is_refused(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	assert_int_equal(try(be_refused, NULL), 0);
	assert_int_equal(access(scratch, F_OK), 0);
}

static void
shut_writing(void)
{
	if (shutdown(file, SHUT_WR) == -1)
		_exit(1);
}

/* Checks that a confined child cannot end a listening socket by shutdown(),
 * which it needs for connections. */
static void
shut_listener(int family)
{
	struct sockaddr_storage address = {.ss_family = (sa_family_t)family};
	socklen_t size = family == AF_UNIX ? sizeof(sa_family_t)
					   : sizeof(struct sockaddr_in);
	int saved = file, client = socket(family, SOCK_STREAM, 0), accepted;

	file = socket(family, SOCK_STREAM, 0);
	/* The kernel itself chooses a name or a port. */
	assert_int_equal(bind(file, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(file, 1), 0);
	assert_int_equal(try(shut_writing, NULL), 0);
	size = sizeof(address);
	getsockname(file, (struct sockaddr *)&address, &size);
	assert_int_equal(connect(client, (struct sockaddr *)&address, size), 0);
	accepted = accept(file, NULL, NULL);
	assert_true(accepted >= 0);
	close(accepted);
	close(client);
	close(file);
	file = saved;
}

static void
test_a_listener(void **state)
{
	(void)state;
	shut_listener(AF_UNIX);
	shut_listener(AF_INET);
}

/* Landlock refuses these itself, in case that code gets around the filter. */
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
		if (seccomp_files(readable, scratch) == -1)
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

/* A temporary file that grows too long ends the process before it fills the
 * disk. */
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

		if (rlimits_set(&o) == -1)
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
	    cmocka_unit_test(test_what_is_refused),
	    cmocka_unit_test(test_a_listener),
	    cmocka_unit_test(test_landlock),
	    cmocka_unit_test(test_file_size),
	};
	int rc;

	file = memfd_create("file", MFD_CLOEXEC);
	if (mkdtemp(scratch) == NULL || file == -1)
		return 1;
	rc = cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
	rmdir(scratch);
	return rc;
}
