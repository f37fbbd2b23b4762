/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * main: the order of the start: options, log, languages, socket, pool.  All
 * that may be refused is refused here, before anything is served.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cpus.h"
#include "engine.h"
#include "image.h"
#include "listener.h"
#include "log.h"
#include "multipart.h"
#include "options.h"
#include "pool.h"
#include "source.h"

#ifndef VERSION
#define VERSION "0.1.0"
#endif

static int
refuse(int status, const char *message)
{
	fprintf(stderr, "fcgi-worker: %s\n", message);
	if (status == EX_USAGE)
		fputs("Try fcgi-worker --help.\n", stderr);
	return status;
}

static int
print_version(void)
{
	char *image = image_version();

	printf("fcgi-worker %s\ntesseract %s\n%s\n", VERSION, engine_version(),
	    image == NULL ? "" : image);
	free(image);
	return EX_OK;
}

/* Serve as ${o} says.  Returns the exit status. */
static int
serve(struct options *o)
{
	char error[2048], lang[VALUE_LANG_MAX + 1];
	struct engine *engine;
	int fd, status = EX_OSERR;

	if (value_lang(o->lang, lang) == -1) {
		snprintf(error, sizeof(error),
		    "--lang: \"%s\" is not 1 to %d language codes joined by + "
		    "or ,",
		    o->lang, VALUE_LANGS_MAX);
		return refuse(EX_USAGE, error);
	}
	o->lang = lang;
	source_init();
	multipart_init();
	engine = engine_open(o->tessdata, lang, error, sizeof(error));
	if (engine == NULL)
		return refuse(EX_CONFIG, error);
	fd = listener_open(o, error, sizeof(error), &status);
	if (fd == -1) {
		refuse(status, error);
	} else if (log_open(o->log) == -1) {
		snprintf(error, sizeof(error), "--log: \"%s\": %s",
		    o->log == NULL ? "stderr" : o->log, strerror(errno));
		refuse(status, error);
		listener_close(o, fd);
	} else {
		log_seize();
		status = pool_run(o, fd, engine);
		listener_close(o, fd);
	}
	engine_close(engine);
	return status;
}

int
main(int argc, char *argv[])
{
	char error[512] = "";
	struct options o;

	/* A gateway that hangs up must not end the master's log either. */
	signal(SIGPIPE, SIG_IGN);
	switch (options_parse(&o, argc, argv, error, sizeof(error))) {
	case OPTIONS_HELP:
		options_help(stdout);
		return EX_OK;
	case OPTIONS_VERSION:
		return print_version();
	case OPTIONS_WRONG:
		return refuse(EX_USAGE, error);
	default:
		break;
	}
	if (cpus_one_thread(argv) == -1)
		return refuse(EX_OSERR, "cannot limit OpenMP to one thread");
	return serve(&o);
}
