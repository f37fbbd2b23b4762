/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Takes the place of the handler of / in a pool of its own: GET /?NAME does
 * what a worker would try that is no longer ours, and answers with the number
 * of the error if it is still there.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fcgi-worker/board.h"
#include "fcgi-worker/handlers.h"
#include "fcgi-worker/log.h"
#include "fcgi-worker/watcher.h"

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

/* To all that the master may ask. */
static int
be_deaf(void)
{
	return signal(SIGQUIT, SIG_IGN) == SIG_ERR ||
		       signal(SIGTERM, SIG_IGN) == SIG_ERR
		   ? -1
		   : 0;
}

/* The same, with a request that never ends and that nobody sees. */
static int
hang(void)
{
	watcher_disarm();
	board_edit()->state = SCOREBOARD_IDLE;
	board_publish();
	while (be_deaf() == 0)
		poll(NULL, 0, -1);
	return -1;
}

#ifdef __x86_64__
/* What a call's number means depends on how the kernel is entered. */
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
    {"open", open_file},
    {"write", write_file},
    {"unlink", remove_file},
    {"socket", make_socket},
    {"execve", start_program},
    {"fork", make_process},
    {"ptrace", trace},
    {"ftruncate", cut_log},
    {"fault", write_nowhere},
    {"deaf", be_deaf},
    {"hang", hang},
#ifdef __x86_64__
    {"i386", enter_as_i386},
    {"x32", enter_as_x32},
#endif
};

void
handler_index(const struct handlers_context *c, const struct request *q,
    struct response *r)
{
	char text[32];
	size_t i;

	(void)c;
	for (i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
		if (q->query != NULL && strcmp(q->query, attempts[i].name) == 0)
			break;
	if (i == sizeof(attempts) / sizeof(attempts[0])) {
		response_problem(
		    r, RESPONSE_BAD_REQUEST, "There is no such attempt.");
		return;
	}
	errno = 0;
	snprintf(text, sizeof(text), "%s",
	    attempts[i].run() == -1 ? strerrorname_np(errno) : "done");
	buffer_add(&r->body, text, strlen(text));
}
