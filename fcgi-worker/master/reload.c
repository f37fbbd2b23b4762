/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reload: from one program to the next without losing a request.  First a trial
 * run of the next program has to succeed.  Then it replaces this one in the
 * same process, by execv(2), so the process id stays and the workers stay its
 * children.  Models that were changed or added are loaded in this way, too:
 * nothing watches their files; whoever changes them asks for a reload.
 */
#include "master/reload.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "master/handover.h"
#include "shm/scoreboard_writer.h"

#define ARGS_MAX 256
/*
 * A program that knows the variable writes the line, which shows that it can
 * take over.
 */
#define TRIAL_VARIABLE "FCGI_WORKER_TRIAL"
#define APPROVAL "fcgi-worker takes handover " HANDOVER_VERSION "\n"
/* How long a trial may take: enough to read many languages. */
#define TRIAL_MS 60000
#define SAID_MAX 65536 /* a pipe's */

static char program[PATH_MAX];

void
reload_init(void)
{
	static const char deleted[] = " (deleted)";
	ssize_t length = readlink("/proc/self/exe", program, PATH_MAX - 1);
	size_t end;

	if (length <= 0) {
		snprintf(program, sizeof(program), "/proc/self/exe");
		return;
	}
	/*
	 * The kernel appends this to the path when the file was replaced after
	 * the start.
	 */
	end = (size_t)length;
	if (end > strlen(deleted) &&
	    strcmp(program + end - strlen(deleted), deleted) == 0)
		program[end - strlen(deleted)] = '\0';
}

/* To be called in the child: becomes the program that is in the file now, with
 * --check behind the arguments argv and its messages sent to output.  Does not
 * return. */
static void
run_trial(char *const *argv, int output)
{
	char *arguments[ARGS_MAX + 2] = {NULL};
	static char check[] = "--check";
	sigset_t none;
	int i;

	for (i = 0; i < ARGS_MAX && argv[i] != NULL; i++)
		arguments[i] = argv[i];
	arguments[i] = check;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(output, STDERR_FILENO);
	/* By this the program knows that it is on trial. */
	setenv(TRIAL_VARIABLE, HANDOVER_VERSION, 1);
	/*
	 * execv closes every other descriptor of the pool, since all have
	 * FD_CLOEXEC.
	 */
	execv(program, arguments);
	fprintf(stderr, "%s: %s\n", program, strerror(errno));
	_exit(127);
}

int
reload_try(struct reload *r)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == -1)
		return -1;
	r->since_ms = clock_now_ms();
	r->pid = fork();
	if (r->pid == 0)
		run_trial(r->argv, ends[1]); /* does not return */
	close(ends[1]);
	r->output = ends[0];
	if (r->pid != -1)
		return 0;
	r->pid = 0;
	close(ends[0]);
	return -1;
}

bool
reload_is_trial(void)
{
	return getenv(TRIAL_VARIABLE) != NULL;
}

void
reload_approve(void)
{
	const char *version = getenv(TRIAL_VARIABLE);

	if (version != NULL && strcmp(version, HANDOVER_VERSION) == 0)
		fputs(APPROVAL, stderr);
}

void
reload_limit(struct reload *r)
{
	if (r->pid != 0 && clock_now_ms() > r->since_ms + TRIAL_MS)
		kill(r->pid, SIGKILL);
}

bool
reload_judge(struct reload *r, int status, char why[static 1024])
{
	static char said[SAID_MAX];
	ssize_t n = read(r->output, said, sizeof(said) - 1);
	bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	char *line;

	close(r->output);
	r->pid = 0;
	said[n > 0 ? n : 0] = '\0';
	if (good && strstr(said, APPROVAL) != NULL)
		return true;
	line = said + strspn(said, "\n");
	line[strcspn(line, "\n")] = '\0';
	if (good)
		snprintf(why, 1024, "it is no fcgi-worker that can take over");
	else if (clock_now_ms() > r->since_ms + TRIAL_MS)
		snprintf(why, 1024, "its trial took longer than %d s",
		    TRIAL_MS / 1000);
	else if (line[0] != '\0')
		snprintf(why, 1024, "%.1023s", line);
	else
		snprintf(
		    why, 1024, "it ended with status %#x", (unsigned)status);
	return false;
}

int
reload_become(char *const argv[])
{
	return execv(program, argv);
}
