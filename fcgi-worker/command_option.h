/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * command_option: the value of one option of the command line.
 */
#ifndef FCGI_WORKER_COMMAND_OPTION_H
#define FCGI_WORKER_COMMAND_OPTION_H

#include <stddef.h>

#include "base/options.h"

/* The largest number that any option takes. */
#define COMMAND_OPTION_MAX (1ULL << 40)

enum command_kind {
	COUNT,
	SIZE,
	BYTES,
	TEXT,
	MODE,
	ORIGIN,
	HEADERS,
	QUALITY,
	FLAG,
	FORMAT,
	ACTION
};

/* An option: where its value goes, and the values it takes. */
struct command_option {
	const char *name;
	int key; /* 0: only the long form */
	enum command_kind kind;
	size_t place; /* in struct options */
	unsigned long long min, max;
};

/* Where messages go, and about which option and value. */
struct command_complaint {
	const char *option;
	char *text;
	size_t size;
};

/*
 * Reads value, NULL where there is none, into o as s says.  Returns 0, or -1
 * with a message that says which values are accepted.
 */
int command_option_set(struct options *o, const struct command_option *s,
    const struct command_complaint *c, const char *value);

#endif
