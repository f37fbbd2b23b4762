/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * main: starts the program, in this order: options, log, languages, socket,
 * pool.  What can be refused is refused here, before anything is served.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/cpus.h"
#include "base/log.h"
#include "base/proctitle.h"
#include "command_line.h"
#include "engine/engine.h"
#include "input/image.h"
#include "master/listener.h"
#include "master/master.h"
#include "master/reload.h"
#include "start.h"
#include "start_check.h"
#include "start_retry.h"
#include "status.h"
#include "usage.h"

#ifndef VERSION
#define VERSION "0.1.0"
#endif

/* Prints the versions of the program and of its libraries.  Returns EX_OK. */
static int
print_version(void)
{
	char *libraries = image_library_versions();

	printf("fcgi-worker %s\ntesseract %s\n%s\n", VERSION, engine_version(),
	    libraries == NULL ? "" : libraries);
	free(libraries);
	return EX_OK;
}

/*
 * Opens the file of --log, or else goes on with the last program's log or
 * stderr.  Returns 0, or -1 with the reason in s.
 */
static int
open_log(struct start *s)
{
	const char *path = s->options.log;

	if (log_open(path,
		s->handover.given ? s->handover.log : STDERR_FILENO) == -1) {
		snprintf(s->error, sizeof(s->error), "--log: \"%s\": %s",
		    path == NULL ? "stderr" : path, strerror(errno));
		s->status = EX_OSERR;
		return -1;
	}
	return 0;
}

/*
 * Opens the log, loads the languages, and opens the socket, unless the last
 * program handed one over.  The log comes first, so that it shows whatever else
 * is wrong.  Returns 0 with the socket in listen_fd, or -1 with the reason in
 * s.
 */
static int
open_log_and_socket(struct start *s, int *listen_fd)
{
	bool given = s->handover.given;

	if (open_log(s) == -1)
		return -1;
	*listen_fd = s->handover.listen_fd;
	if (start_load(s, s->options.threads) == 0 &&
	    (given || (*listen_fd = listener_open(&s->options, s->error,
			   sizeof(s->error), &s->status)) != -1))
		return 0;
	/* The caller reports it, too; after a handover start_retry logs it. */
	if (!given && s->options.log != NULL)
		log_write("error", "cannot start",
		    json_pack("{s:s}", "reason", s->error));
	return -1;
}

/*
 * Serves until a signal ends the pool.  After a fault it starts again if the
 * last program left workers, and reports the fault if not.  Returns the exit
 * status.
 */
static int
serve_until_signal(struct start *s)
{
	struct master_setup setup = {.options = &s->options,
	    .credentials = &s->credentials,
	    .handover = &s->handover,
	    .argv = s->argv};
	int status;

	if (open_log_and_socket(s, &setup.listen_fd) == -1)
		goto fail;
	setup.engines = &s->engines;
	log_redirect_stdio();
	status = master_run(&setup);
	if (status != EX_OK && s->handover.given) {
		snprintf(s->error, sizeof(s->error),
		    "the pool does not start; the line before this one says "
		    "why");
		goto fail;
	}
	listener_close(&s->options, setup.listen_fd);
	engine_set_close(&s->engines);
	return status;
fail:
	if (s->handover.given)
		return start_retry(s);
	engine_set_close(&s->engines);
	return start_report_failure(s->status, s->error);
}

/* Keeps OpenMP from starting threads.  Returns EX_OK, or the status to end
 * with. */
static int
limit_to_one_thread(struct start *s)
{
	if (cpus_one_thread(s->argv) == 0)
		return EX_OK;
	return start_report_failure(
	    EX_OSERR, "cannot limit OpenMP to one thread");
}

/*
 * Checks what was asked for, and tells the result to the reload if this is its
 * trial.  Returns the exit status.
 */
static int
run_check(struct start *s)
{
	int status = limit_to_one_thread(s);

	if (status == EX_OK)
		status = start_check(s);
	if (status == EX_OK)
		reload_approve();
	return status;
}

/* Serves, with what the last program handed over.  Returns the exit status. */
static int
run_pool(struct start *s)
{
	int status = limit_to_one_thread(s);

	if (status != EX_OK)
		return status;
	if (handover_read(&s->handover) == 0)
		return serve_until_signal(s);
	s->status = EX_OSERR;
	snprintf(s->error, sizeof(s->error),
	    "the environment has a handover that cannot be read");
	return start_retry(s);
}

int
main(int argc, char *argv[])
{
	static struct start s;

	/* A gateway that hangs up must not end the master's log either. */
	signal(SIGPIPE, SIG_IGN);
	reload_init();
	s.argv = proctitle_init(argc, argv);
	if (s.argv == NULL)
		return start_report_failure(EX_OSERR, "out of memory");
	switch (command_line_parse(
	    &s.options, argc, s.argv, s.error, sizeof(s.error))) {
	case COMMAND_HELP:
		usage_print(stdout);
		return EX_OK;
	case COMMAND_VERSION:
		return print_version();
	case COMMAND_STATUS:
		return status_print(&s.options);
	case COMMAND_WRONG:
		return start_report_failure(EX_USAGE, s.error);
	case COMMAND_CHECK:
		return run_check(&s);
	default:
		return run_pool(&s);
	}
}
