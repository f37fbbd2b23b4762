/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * main: starts the program, in this order: options, log, languages, socket,
 * pool.  What can be refused is refused here, before anything is served.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <syslog.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cpus.h"
#include "base/log.h"
#include "base/options.h"
#include "base/proctitle.h"
#include "command_line.h"
#include "engine/engine.h"
#include "engine/engine_set.h"
#include "http/multipart.h"
#include "http/redact.h"
#include "input/file.h"
#include "input/image.h"
#include "master/handover.h"
#include "master/listener.h"
#include "master/master.h"
#include "master/reload.h"
#include "master/sd_notify.h"
#include "master/signals.h"
#include "output/pdf_graft.h"
#include "sandbox/credentials.h"
#include "sandbox/rlimits.h"
#include "sandbox/tmpdir.h"
#include "shm/scoreboard_writer.h"
#include "status.h"
#include "usage.h"
#include "worker/self_test.h"
#include "worker/watchdog.h"

#ifndef VERSION
#define VERSION "0.1.0"
#endif

#define BEAT_MS 200
#define RETRY_MS 1000

/* What is found out during the start, and why it failed. */
struct start {
	struct options options;
	struct credentials credentials;
	struct handover handover;
	char lang[VALUE_LANG_MAX + 1];
	struct engine_set engines;
	char **argv;
	int status;
	char error[2048];
};

/* Whether fd is /dev/null, so that nobody would see a message. */
static bool
is_dev_null(int fd)
{
	struct stat st, null;

	if (fstat(fd, &st) == -1 || stat("/dev/null", &null) == -1)
		return true;
	return S_ISCHR(st.st_mode) && st.st_rdev == null.st_rdev;
}

/*
 * Says why the program does not serve. spawn-fcgi starts it without stderr;
 * then the message goes to syslog.  Returns status.
 */
static int
report_failure(int status, const char *message)
{
	if (is_dev_null(STDERR_FILENO))
		syslog(LOG_DAEMON | LOG_ERR, "%s", message);
	fprintf(stderr, "fcgi-worker: %s\n", message);
	if (status == EX_USAGE)
		fputs("Try fcgi-worker --help.\n", stderr);
	return status;
}

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
 * Loads the languages and models into s->engines, one engine for each thread,
 * and has the first one read the canary page if that was asked for.  Returns 0,
 * or -1 with the reason in s->error; engine_set_close(&s->engines) is right in
 * both cases.
 */
static int
load_engines(struct start *s, unsigned threads)
{
	const struct options *o = &s->options;
	struct engine *first =
	    engine_open(o->tessdata, o->lang, s->error, sizeof(s->error));

	if (first == NULL)
		return -1;
	if (o->models != NULL &&
	    engine_load_models(first, o->models, o->detector_side, s->error,
		sizeof(s->error)) == -1) {
		engine_close(first);
		return -1;
	}
	/* The others share the models. */
	if (engine_set_open(
		&s->engines, first, threads, s->error, sizeof(s->error)) == -1)
		return -1;
	/* Requests may have other languages loaded later. */
	engine_limit_languages(first, o->max_languages);
	if (!o->canary || self_test_run(first) == 0)
		return 0;
	snprintf(s->error, sizeof(s->error),
	    "--canary: \"%s\" does not read the built-in page: a file of it in "
	    "%s is damaged or of another language; install it again",
	    o->lang, engine_tessdata(first));
	return -1;
}

/*
 * Checks the options that the command line's reader could not check alone, gets
 * the libraries ready, and loads the languages for so many threads.  Returns 0,
 * or -1 with the reason in s->error and the exit status in s->status.
 */
static int
check_and_load(struct start *s, unsigned threads)
{
	struct options *o = &s->options;

	s->status = EX_USAGE;
	if (value_lang(o->lang, s->lang) == -1) {
		snprintf(s->error, sizeof(s->error),
		    "--lang: \"%s\" is not 1 to %d language codes joined by + "
		    "or ,",
		    o->lang, VALUE_LANGS_MAX);
		return -1;
	}
	o->lang = s->lang;
	redact_except(o->log_headers);
	s->status = EX_CONFIG;
	if (credentials_find(&s->credentials, o, s->error, sizeof(s->error)) ==
	    -1)
		return -1;
	input_file_init();
	pdf_graft_init();
	multipart_init();
	return load_engines(s, threads);
}

/*
 * Checks in a process of its own that --max-memory is enough for a worker to
 * start.
 */
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

/*
 * Checks all that could keep the program from serving with these options:
 * languages, socket, memory, files.  Nothing is left open but the log.  Returns
 * EX_OK, or the exit status after the reason was printed.
 */
static int
check_everything(struct start *s)
{
	/* Another thread's engine would be loaded as the first one is. */
	if (check_and_load(s, 1) == -1 ||
	    listener_check(
		&s->options, s->error, sizeof(s->error), &s->status) == -1)
		return report_failure(s->status, s->error);
	if (check_memory(s) == -1)
		return report_failure(EX_OSERR, s->error);
	/* After a reload the program goes on with the last one's files. */
	if (!reload_is_trial() && (check_scoreboard(s) == -1 ||
				      tmpdir_check(&s->credentials, s->error,
					  sizeof(s->error)) == -1))
		return report_failure(EX_OSERR, s->error);
	engine_set_close(&s->engines);
	if (s->options.log == NULL)
		return EX_OK;
	if (log_open(s->options.log, -1) == -1) {
		snprintf(s->error, sizeof(s->error), "--log: \"%s\": %s",
		    s->options.log, strerror(errno));
		return report_failure(EX_OSERR, s->error);
	}
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
	if (check_and_load(s, s->options.threads) == 0 &&
	    (given || (*listen_fd = listener_open(&s->options, s->error,
			   sizeof(s->error), &s->status)) != -1))
		return 0;
	/* serve also reports it; after a handover start_again logs it. */
	if (!given && s->options.log != NULL)
		log_write("error", "cannot start",
		    json_pack("{s:s}", "reason", s->error));
	return -1;
}

/*
 * Renews the master's heartbeat in the scoreboard that was handed over, and
 * systemd's.  Without it the gate would take the pool for dead, although the
 * last program's workers serve.
 */
static void
renew_heartbeat(const struct handover *h)
{
	int fd = fcntl(h->scoreboard, F_DUPFD_CLOEXEC, 0);
	struct scoreboard_pool record;
	struct scoreboard_writer b;

	if (scoreboard_writer_adopt(&b, fd, NULL, h->slot_count) == 0) {
		record = b.map->pool;
		record.heartbeat_ms = clock_now_ms();
		scoreboard_writer_set_pool(&b, &record);
		scoreboard_writer_close(&b, false);
	}
	if (sd_notify_watchdog_ms() > 0)
		sd_notify_send("WATCHDOG=1");
}

/*
 * Called when this program cannot go on with what the last one handed over.
 * Instead of ending, and with it the workers that serve, it waits a second and
 * then becomes the program in the file once more, which may have been mended.
 * Returns the exit status after a signal that ends the pool, or when the
 * program cannot be started.
 *
 * Workers that die meanwhile are not waited for: no other process may get their
 * process ids until a program that works has read these.
 */
static int
start_again(struct start *s)
{
	int signal = 0;

	if (log_open(NULL, s->handover.log) == 0 ||
	    log_open(s->options.log, STDERR_FILENO) == 0)
		log_write("error", "reload failed",
		    json_pack("{s:s}", "reason", s->error));
	signals_block();
	for (int i = 0; i < RETRY_MS / BEAT_MS && signal == 0; i++) {
		renew_heartbeat(&s->handover);
		signal = signals_wait(BEAT_MS);
	}
	if (signal == SIGTERM || signal == SIGINT || signal == SIGQUIT)
		return EX_OK;
	reload_become(s->argv); /* returns only if it fails */
	return s->status;
}

/*
 * Serves until a signal ends the pool.  After a fault it starts again if the
 * last program left workers, and reports the fault if not.  Returns the exit
 * status.
 */
static int
serve(struct start *s)
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
		return start_again(s);
	engine_set_close(&s->engines);
	return report_failure(s->status, s->error);
}

/* Has OpenMP start no thread.  Returns EX_OK, or the status to end with. */
static int
limit_to_one_thread(struct start *s)
{
	if (cpus_one_thread(s->argv) == 0)
		return EX_OK;
	return report_failure(EX_OSERR, "cannot limit OpenMP to one thread");
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
		status = check_everything(s);
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
		return serve(s);
	s->status = EX_OSERR;
	snprintf(s->error, sizeof(s->error),
	    "the environment has a handover that cannot be read");
	return start_again(s);
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
		return report_failure(EX_OSERR, "out of memory");
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
		return report_failure(EX_USAGE, s.error);
	case COMMAND_CHECK:
		return run_check(&s);
	default:
		return run_pool(&s);
	}
}
