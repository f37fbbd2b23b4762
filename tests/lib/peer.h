/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Servers and programs that read pages, this project among them, each behind
 * the same few functions, so that all can get the same work.
 */
#ifndef TESTS_PEER_H
#define TESTS_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "tests/lib/dir.h"
#include "tests/lib/page.h"
#include "tests/lib/server.h"

enum peer_kind {
	PEER_MOD_OCR,
	PEER_EVHTTP,  /* tests/load/evhttp.c */
	PEER_FASTCGI, /* lighttpd's mod_fastcgi alone, with the same pool */
	PEER_COMMAND, /* the tesseract command, run by xargs -P */
	PEERS
};

struct peer_setup {
	unsigned workers;
	unsigned queue; /* the most requests that wait in evhttp */
	int empty_ms;	/* the time of a request that reads nothing; -1: read */
};

struct peer {
	enum peer_kind kind;
	int port;
	struct server *server; /* of lighttpd */
	pid_t pid;	       /* of what has none */
	char dir[DIR_MAX];     /* of the command: its files */
	int to_command, from_command;
	char events[4096]; /* read from it, of files that were written */
	size_t events_from, events_len;
};

const char *peer_name(enum peer_kind kind);

/* Returns whether it answers clients over HTTP. */
bool peer_is_server(enum peer_kind kind);

/* Starts the peer.  Returns 0, or -1 with a line on stderr. */
int peer_start(
    struct peer *p, enum peer_kind kind, const struct peer_setup *setup);

/* Ends the peer.  Returns 0, or -1 when it did not end as it should. */
int peer_stop(struct peer *p);

/* The processor time and more that all its processes have used since its start.
 */
struct peer_cost {
	double user_ms, system_ms; /* of processor time */
	double faults;		   /* pages of memory that were mapped */
};
struct peer_cost peer_cost(const struct peer *p);

/* Returns the bytes of memory of all its processes, with shared pages counted
 * in part. */
size_t peer_memory(const struct peer *p);

/* For the command: sets the file that is the page of every number.  Returns 0,
 * or -1. */
int peer_set_page(struct peer *p, const void *data, size_t len);

/* For the command: has the page of a number read.  Returns 0, or -1. */
int peer_submit(struct peer *p, unsigned number);

/*
 * For the command: returns a number whose page has been read, when from_command
 * can be read, or -1 when there is no further one.
 */
int peer_finished(struct peer *p);

/* For the command: returns the text of that number, to be freed, or NULL. */
char *peer_text(struct peer *p, unsigned number);

#endif
