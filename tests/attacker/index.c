/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Takes the place of the handler of / in a pool of its own: GET /?NAME does
 * what a worker that was taken over would try, and answers with the number of
 * the error if it is still there.  GET /?NAME@N has the thread N, from 0, of
 * the worker do it.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fcgi-worker/base/log.h"
#include "fcgi-worker/handlers/handlers.h"
#include "fcgi-worker/shm/own_entry.h"
#include "fcgi-worker/shm/scoreboard_writer.h"
#include "fcgi-worker/worker/watchdog.h"

#define THREADS 4000
/* The size of a file, and how many are made. */
#define FILE_SIZE (4L << 20)
#define FILES 16
#define HOLD_MS 5000

static int
open_file(void)
{
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static int
write_file(void)
{
	return open("/tmp/ocr-not-here", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static int
remove_file(void)
{
	return unlink("/tmp/ocr-not-here");
}

static int
make_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int
start_program(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static int
make_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid;
}

static int
trace(void)
{
	return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static int
cut_log(void)
{
	return ftruncate(log_fd(), 0);
}

static int
write_nowhere(void)
{
	static volatile int *volatile nowhere;

	return *nowhere = 1;
}

static void *
wait_for_ever(void *unused)
{
	for (;;)
		poll(NULL, 0, -1);
	return unused;
}

/* Makes as many threads as there can be. */
static int
make_threads(void)
{
	pthread_t thread;
	int n = 0;

	while (n < THREADS && (errno = pthread_create(
				   &thread, NULL, wait_for_ever, NULL)) == 0)
		n++;
	return n > 0 ? 0 : -1;
}

/*
 * The threads of this process, but for the first, each of which runs an attempt
 * when it is sent SIGUSR1.
 */
static struct {
	pthread_t id;
	void *(*run)(void *);
	void *argument;
} threads[64];
static atomic_uint thread_count;
static int (*volatile thread_attempt)(void);
static volatile int thread_result, thread_error;
static atomic_bool thread_answered;

static void
attempt_here(int signal)
{
	(void)signal;
	errno = 0;
	thread_result = thread_attempt();
	thread_error = errno;
	thread_answered = true;
}

static void *
run_thread(void *number)
{
	unsigned i = (unsigned)(uintptr_t)number;
	sigset_t one;

	sigemptyset(&one);
	sigaddset(&one, SIGUSR1);
	pthread_sigmask(SIG_UNBLOCK, &one, NULL);
	return threads[i].run(threads[i].argument);
}

/* Every part of the program calls this one. */
int
pthread_create(pthread_t *id, const pthread_attr_t *attributes,
    void *(*run)(void *), void *argument)
{
	int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *),
	    void *) = NULL;
	unsigned i = thread_count;
	int rc;

	*(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
	if (i >= sizeof(threads) / sizeof(threads[0]))
		return real(id, attributes, run, argument);
	threads[i].run = run;
	threads[i].argument = argument;
	rc = real(id, attributes, run_thread, (void *)(uintptr_t)i);
	if (rc == 0) {
		threads[i].id = *id;
		thread_count = i + 1;
	}
	return rc;
}

/* Lets one of the threads make the attempt.  Returns what it did. */
static int
attempt_there(unsigned thread, int (*attempt)(void))
{
	struct sigaction action = {.sa_handler = attempt_here};

	if (thread >= thread_count) {
		errno = ESRCH;
		return -1;
	}
	thread_attempt = attempt;
	thread_answered = false;
	sigaction(SIGUSR1, &action, NULL);
	if (pthread_kill(threads[thread].id, SIGUSR1) != 0)
		return -1;
	for (int i = 0; i < HOLD_MS && !thread_answered; i++)
		poll(NULL, 0, 1);
	errno = thread_answered ? thread_error : ETIMEDOUT;
	return thread_answered ? thread_result : -1;
}

static int
do_nothing(void)
{
	return 0;
}

/* Makes a file where the worker may write, fills it, and removes its name if
 * asked. */
static int
make_file(const char *name, bool keep)
{
	static const char piece[FILE_SIZE / 64];
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", getenv("TMPDIR"), name);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	for (int i = 0; fd != -1 && i < 64; i++)
		if (write(fd, piece, sizeof(piece)) != sizeof(piece))
			return -1;
	return fd == -1 || keep ? fd : unlink(path);
}

/* Holds it for so long that it is seen. */
static int
hold(int rc)
{
	return rc == -1 ? -1 : poll(NULL, 0, HOLD_MS);
}

static int
fill_with_names(void)
{
	char name[16];
	int fd = 0;

	for (int i = 0; i < FILES && fd != -1; i++) {
		snprintf(name, sizeof(name), "%d", i);
		fd = make_file(name, true);
		if (fd != -1)
			close(fd);
	}
	return hold(fd);
}

static int
fill_without_names(void)
{
	int rc = 0;

	for (int i = 0; i < FILES && rc != -1; i++)
		rc = make_file("file", false);
	return hold(rc);
}

/* Does this right after the worker's start, before it is watched. */
static int
fill_while_starting(void)
{
	own_entry_edit()->state = SCOREBOARD_STARTING;
	own_entry_publish();
	return fill_with_names();
}

/* Uses no names or descriptors, but memory. */
static int
fill_by_memory(void)
{
	char path[256];
	void *map;
	int fd;

	snprintf(path, sizeof(path), "%s/map", getenv("TMPDIR"));
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	unlink(path);
	return map == MAP_FAILED ? -1 : 0;
}

/* Ignores everything that the master may ask. */
static int
be_deaf(void)
{
	return signal(SIGQUIT, SIG_IGN) == SIG_ERR ||
		       signal(SIGTERM, SIG_IGN) == SIG_ERR
		   ? -1
		   : 0;
}

/* Does the same with a request that never ends and that nobody sees. */
static int
hang(void)
{
	watchdog_disarm();
	own_entry_edit()->state = SCOREBOARD_IDLE;
	own_entry_publish();
	while (be_deaf() == 0)
		poll(NULL, 0, -1);
	return -1;
}

#ifdef __x86_64__
/* What the number of a call means depends on how the kernel is entered. */
static int
enter_as_i386(void)
{
	int rc = 20; /* getpid */

	__asm__ volatile("int $0x80" : "+a"(rc) : : "memory");
	return rc;
}

static int
enter_as_x32(void)
{
	return (int)syscall(0x40000000L | SYS_getpid);
}
#endif

static const struct {
	const char *name;
	int (*run)(void);
} attempts[] = {
    {"nothing", do_nothing},
    {"open", open_file},
    {"write", write_file},
    {"unlink", remove_file},
    {"socket", make_socket},
    {"execve", start_program},
    {"fork", make_process},
    {"ptrace", trace},
    {"ftruncate", cut_log},
    {"fault", write_nowhere},
    {"threads", make_threads},
    {"fill", fill_with_names},
    {"fill-unseen", fill_without_names},
    {"fill-starting", fill_while_starting},
    {"fill-mapped", fill_by_memory},
    {"deaf", be_deaf},
    {"hang", hang},
#ifdef __x86_64__
    {"i386", enter_as_i386},
    {"x32", enter_as_x32},
#endif
};

void
handler_index(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	const char *query = q->query == NULL ? "" : q->query;
	const size_t length = strcspn(query, "@");
	char text[32];
	size_t i;
	int rc;

	(void)c;
	for (i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
		if (strlen(attempts[i].name) == length &&
		    strncmp(query, attempts[i].name, length) == 0)
			break;
	if (i == sizeof(attempts) / sizeof(attempts[0])) {
		problem_set(&r->problem, PROBLEM_BAD_REQUEST,
		    "There is no such attempt.");
		return;
	}
	errno = 0;
	rc = query[length] == '\0'
		 ? attempts[i].run()
		 : attempt_there(
		       (unsigned)atoi(query + length + 1), attempts[i].run);
	snprintf(text, sizeof(text), "%s",
	    rc == -1 ? strerrorname_np(errno) : "done");
	buffer_add(&r->body, text, strlen(text));
}
