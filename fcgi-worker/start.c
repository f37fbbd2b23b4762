/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * start: what the program needs before it can serve, and how it says that it
 * cannot.
 */
#include "start.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <syslog.h>
#include <unistd.h>

#include "engine/engine.h"
#include "http/multipart.h"
#include "http/redact.h"
#include "input/file.h"
#include "output/pdf_graft.h"
#include "worker/self_test.h"

/* Whether fd is /dev/null, so that nobody would see a message; also true if
 * that cannot be told. */
static bool
is_dev_null(int fd)
{
	struct stat st, null;

	if (fstat(fd, &st) == -1 || stat("/dev/null", &null) == -1)
		return true;
	return S_ISCHR(st.st_mode) && st.st_rdev == null.st_rdev;
}

int
start_report_failure(int status, const char *message)
{
	if (is_dev_null(STDERR_FILENO))
		syslog(LOG_DAEMON | LOG_ERR, "%s", message);
	fprintf(stderr, "fcgi-worker: %s\n", message);
	if (status == EX_USAGE)
		fputs("Try fcgi-worker --help.\n", stderr);
	return status;
}

/*
 * Loads the languages and models into s->engines, one engine for each thread,
 * and makes the first one read the canary page if that was asked for.  Returns
 * 0, or -1 with the reason in s->error; engine_set_close(&s->engines) is right
 * in both cases.
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

int
start_load(struct start *s, unsigned threads)
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
