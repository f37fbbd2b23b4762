/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * start_check: --check, and the trial of a reload.
 */
#include "start_check.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "master/listener.h"
#include "master/reload.h"
#include "sandbox/rlimits.h"
#include "sandbox/tmpdir.h"
#include "worker/watchdog.h"

/* Checks in a process of its own that --max-memory is enough for a worker to
 * start.  Returns 0, or -1 with a message in s->error. */
static int
check_memory(struct start *s)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(
		    rlimits_set(&s->options) == -1 || watchdog_start(-1) == -1);
	if (pid != -1 && waitpid(pid, &status, 0) == pid && status == 0)
		return 0;
	snprintf(s->error, sizeof(s->error),
	    "--max-memory: a worker cannot start with %zu bytes",
	    s->options.max_memory);
	return -1;
}

/*
 * Checks that a file can be made where the scoreboard's is to be.  Returns 0,
 * or -1 with the reason in s->error.
 */
static int
check_scoreboard(struct start *s)
{
	const char *path = s->options.scoreboard;
	char *copy = path == NULL ? NULL : strdup(path);
	int rc = copy == NULL ? 0 : access(dirname(copy), W_OK | X_OK);

	if (rc == -1)
		snprintf(s->error, sizeof(s->error), "--scoreboard: \"%s\": %s",
		    path, strerror(errno));
	free(copy);
	return rc;
}

int
start_check(struct start *s)
{
	/* One engine is enough: those of further threads are loaded from the
	 * same files. */
	if (start_load(s, 1) == -1 || listener_check(&s->options, s->error,
					  sizeof(s->error), &s->status) == -1)
		return start_report_failure(s->status, s->error);
	if (check_memory(s) == -1)
		return start_report_failure(EX_OSERR, s->error);
	/* After a reload the program goes on with the last one's files. */
	if (!reload_is_trial() && (check_scoreboard(s) == -1 ||
				      tmpdir_check(&s->credentials, s->error,
					  sizeof(s->error)) == -1))
		return start_report_failure(EX_OSERR, s->error);
	engine_set_close(&s->engines);
	if (s->options.log == NULL)
		return EX_OK;
	if (log_open(s->options.log, -1) == -1) {
		snprintf(s->error, sizeof(s->error), "--log: \"%s\": %s",
		    s->options.log, strerror(errno));
		return start_report_failure(EX_OSERR, s->error);
	}
	return EX_OK;
}
