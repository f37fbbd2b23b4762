/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Child processes of a test.  Each is in a process group of its own and none
 * outlives the test; every wait has a time limit and ends by an event.
 */
#ifndef TESTS_PROCESS_H
#define TESTS_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

struct process_spec {
	const char *const *argv; /* NULL at the end */
	const char *const *env;	 /* NAME=VALUE to add; NULL: none */
	int listen_fd;		 /* handed over as LISTEN_FDS=1; -1: none */
	int out, err;		 /* -1: the test's own */
};

struct process_result {
	int status; /* as from waitpid */
	char *out, *err;
};

double process_now_ms(void);

/* Starts a child.  Returns its process id, or -1. */
pid_t process_spawn(const struct process_spec *spec);

/* Waits until a child ends.  Returns 0 and sets *status, which may be NULL, or
 * -1 when the bound is over. */
int process_wait(pid_t pid, int bound_ms, int *status);

/* Waits until a process, which need not be a child, is gone.  Returns 0, or -1
 * when the bound is over. */
int process_wait_gone(pid_t pid, int bound_ms);

/* Ends the process group of a child by SIGKILL and reaps the child. */
void process_kill(pid_t pid);

/* Runs a command to its end.  Returns 0 and *result, to be cleared; or -1. */
int process_run(
    const char *const *argv, int bound_ms, struct process_result *result);
void process_result_clear(struct process_result *result);

/* Finds the children of a process.  Returns how many there are, at most max. */
size_t process_children(pid_t pid, pid_t *children, size_t max);

/* Returns the processor time of a process, 0 when it cannot be read. */
double process_cpu_ms(pid_t pid);

/* Waits until a process has used cpu_ms more of processor time than now.
 * Returns 0, or -1 when the bound is over. */
int process_wait_busy(pid_t pid, unsigned cpu_ms, int bound_ms);

/* Returns the resident memory of a process in bytes, 0 when it cannot be
 * read. */
size_t process_rss(pid_t pid);

/* Does the same, but a page that n processes share counts 1/n. */
size_t process_pss(pid_t pid);

/* Returns the bytes of the pages that a process wrote to and shares with no
 * other one; 0 when they cannot be read. */
size_t process_private_dirty(pid_t pid);

/* Returns the most bytes that the resident memory of a process ever was; 0 when
 * they cannot be read. */
size_t process_peak(pid_t pid);

/*
 * Returns the number of entries of a process's /proc/PID/fd, which is two more
 * than it has descriptors: for comparisons.  0 when they cannot be read.
 */
unsigned process_descriptors(pid_t pid);

/* Returns the whole of a file with a NUL behind it, to be freed; or NULL. */
char *process_read_file(const char *path, size_t *len);

/* Does the same with the first 4095 bytes of a file of /proc, which has no
 * size. */
char *process_read_all(const char *path);

#endif
