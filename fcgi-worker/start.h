/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * start: what is found out while the program starts.
 */
#ifndef FCGI_WORKER_START_H
#define FCGI_WORKER_START_H

#include "base/options.h"
#include "engine/engine_set.h"
#include "http/value.h"
#include "master/handover.h"
#include "sandbox/credentials.h"

/* Zeroed at first. */
struct start {
	struct options options;
	struct credentials credentials;
	struct handover handover;
	char lang[VALUE_LANG_MAX + 1];
	struct engine_set engines;
	char **argv;
	int status;	  /* to exit with, when the start has failed */
	char error[2048]; /* and why */
};

/*
 * Says why the program does not serve. spawn-fcgi starts it without stderr;
 * then the message goes to syslog.  Returns status.
 */
int start_report_failure(int status, const char *message);

/*
 * Checks the options that the command line's reader could not check alone, gets
 * the libraries ready, and loads the languages, once for each of threads.
 * Returns 0, or -1 with the reason in s->error and the exit status in
 * s->status.
 */
int start_load(struct start *s, unsigned threads);

#endif
