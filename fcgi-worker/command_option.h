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

/* The values that an option takes, and the type of the member that holds it. */
enum command_kind {
	COUNT,	 /* a number in an int or unsigned */
	SIZE,	 /* a number in a size_t */
	BYTES,	 /* a number in a size_t; k, m or g may follow it */
	TEXT,	 /* anything but an empty string, in a const char * */
	MODE,	 /* the permissions of a file, in octal digits, in a mode_t */
	ORIGIN,	 /* an origin or *, in a const char * */
	HEADERS, /* names of headers, joined by commas, in a const char * */
	QUALITY, /* the name of a quality, in an int */
	FLAG,	 /* no value; sets a bool */
	FORMAT,	 /* json or no value, which a bool tells apart; --status */
	ACTION	 /* no value, and no member of struct options: it asks for a
		    command */
};

/* An option: where its value goes, and the values it takes. */
struct command_option {
	const char *name;
	int key; /* 0: only the long form */
	enum command_kind kind;
	size_t place;		     /* of the member, in struct options */
	unsigned long long min, max; /* for ACTION, min is the enum command */
};

/* The option that is being read, and where a message about it goes. */
struct command_complaint {
	const char *option;
	char *text;
	size_t size;
};

/*
 * Reads value, NULL where there is none, into the member of o that belongs to
 * the option s.  Returns 0, or -1 with a message in c that says which values
 * are accepted.
 */
int command_option_set(struct options *o, const struct command_option *s,
    const struct command_complaint *c, const char *value);

#endif
