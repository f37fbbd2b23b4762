/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Starts, waits for and ends child processes.  It knows nothing of lighttpd or
 * the pool; it waits by pidfds in poll(), and never sleeps.
 */
#include "tests/lib/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS 2
#define LISTEN_FD 3 /* the first one of the systemd protocol */

double
process_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* Hands the socket over as systemd's protocol for socket activation has it. */
static void
child_listen(int fd)
{
	char pid[16];

	if (fd == LISTEN_FD)
		fcntl(fd, F_SETFD, 0);
	else
		dup2(fd, LISTEN_FD);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("LISTEN_FDS", "1", 1);
	setenv("LISTEN_PID", pid, 1);
}

/* Becomes the program in the child; never returns. */
static void
child_exec(const struct process_spec *spec, pid_t parent)
{
	char *const *argv = (char *const *)(uintptr_t)spec->argv;
	sigset_t none;

	/* The kernel keeps this over exec, so no child stays when a test
	 * dies. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (spec->out >= 0)
		dup2(spec->out, STDOUT_FILENO);
	if (spec->err >= 0)
		dup2(spec->err, STDERR_FILENO);
	for (size_t i = 0; spec->env && spec->env[i]; i++)
		putenv((char *)(uintptr_t)spec->env[i]);
	if (spec->listen_fd >= 0)
		child_listen(spec->listen_fd);
	execvp(argv[0], argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

pid_t
process_spawn(const struct process_spec *spec)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0)
		child_exec(spec, parent);
	if (pid > 0)
		setpgid(pid, pid);
	return pid;
}

int
process_wait_gone(pid_t pid, int bound_ms)
{
	struct pollfd p = {.fd = pidfd_open(pid, 0), .events = POLLIN};
	int ready;

	if (p.fd < 0)
		return errno == ESRCH ? 0 : -1;
	ready = poll(&p, 1, bound_ms);
	close(p.fd);
	return ready == 1 ? 0 : -1;
}

int
process_wait(pid_t pid, int bound_ms, int *status)
{
	if (process_wait_gone(pid, bound_ms) < 0)
		return -1;
	return waitpid(pid, status, 0) == pid ? 0 : -1;
}

void
process_kill(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Returns the whole of a regular file with a NUL behind it, to be freed, or
 * NULL; sets *len unless len is NULL. */
static char *
fd_contents(int fd, size_t *len)
{
	struct stat st;
	char *text;
	ssize_t n;

	if (fstat(fd, &st) < 0 || !(text = malloc((size_t)st.st_size + 1)))
		return NULL;
	n = pread(fd, text, (size_t)st.st_size, 0);
	text[n > 0 ? n : 0] = '\0';
	if (len)
		*len = n > 0 ? (size_t)n : 0;
	return text;
}

char *
process_read_file(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text;

	if (fd < 0)
		return NULL;
	text = fd_contents(fd, len);
	close(fd);
	return text;
}

char *
process_read_all(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text = calloc(1, 4096);

	if (fd < 0 || !text || read(fd, text, 4095) < 0) {
		free(text);
		text = NULL;
	}
	if (fd >= 0)
		close(fd);
	return text;
}

int
process_run(
    const char *const *argv, int bound_ms, struct process_result *result)
{
	struct process_spec spec = {
	    .argv = argv,
	    .listen_fd = -1,
	    .out = memfd_create("stdout", MFD_CLOEXEC),
	    .err = memfd_create("stderr", MFD_CLOEXEC),
	};
	pid_t pid = process_spawn(&spec);
	int rc = process_wait(pid, bound_ms, &result->status);

	if (rc < 0) {
		fprintf(stderr, "%s: no end within %d ms\n", argv[0], bound_ms);
		process_kill(pid);
	}
	result->out = fd_contents(spec.out, NULL);
	result->err = fd_contents(spec.err, NULL);
	close(spec.out);
	close(spec.err);
	if (rc < 0)
		process_result_clear(result);
	return rc;
}

void
process_result_clear(struct process_result *result)
{
	free(result->out);
	free(result->err);
	result->out = result->err = NULL;
}

size_t
process_children(pid_t pid, pid_t *children, size_t max)
{
	char path[64];
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid,
	    (int)pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	while (n < max && fscanf(f, "%d", &children[n]) == 1)
		n++;
	fclose(f);
	return n;
}

double
process_cpu_ms(pid_t pid)
{
	struct timespec t;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) != 0 ||
	    clock_gettime(clock, &t) != 0)
		return 0;
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int
process_wait_busy(pid_t pid, unsigned cpu_ms, int bound_ms)
{
	double begin = process_cpu_ms(pid), end = process_now_ms() + bound_ms;

	while (process_cpu_ms(pid) - begin < cpu_ms) {
		if (process_now_ms() > end)
			return -1;
		poll(NULL, 0, TICK_MS);
	}
	return 0;
}

/* Returns the bytes that a file of a process's /proc directory states, in kB,
 * behind a word; 0 when it cannot be read. */
static size_t
read_kb(pid_t pid, const char *file, const char *word)
{
	char path[64], line[128];
	size_t kb = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	f = fopen(path, "re");
	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, word, strlen(word)) == 0)
			kb = strtoul(line + strlen(word), NULL, 10);
	fclose(f);
	return kb * 1024;
}

size_t
process_rss(pid_t pid)
{
	return read_kb(pid, "status", "VmRSS:");
}

size_t
process_pss(pid_t pid)
{
	return read_kb(pid, "smaps_rollup", "Pss:");
}

size_t
process_private_dirty(pid_t pid)
{
	return read_kb(pid, "smaps_rollup", "Private_Dirty:");
}

size_t
process_peak(pid_t pid)
{
	return read_kb(pid, "status", "VmHWM:");
}

unsigned
process_descriptors(pid_t pid)
{
	char path[64];
	unsigned n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}
