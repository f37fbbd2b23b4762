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
	int empty_ms;	/* the time of a request, in which nothing is read; -1:
			 * pages are read */
};

struct peer {
	enum peer_kind kind;
	int port;
	struct server *server; /* of lighttpd */
	pid_t pid;	       /* of evhttp or the command */
	char dir[DIR_MAX];     /* of the command: its files */
	int to_command, from_command;
	char events[4096]; /* inotify's, read from from_command */
	size_t events_from, events_len;
};

const char *peer_name(enum peer_kind kind);

/* Returns whether peers of the kind answer clients over HTTP. */
bool peer_is_server(enum peer_kind kind);

/* Starts the peer.  Returns 0, or -1 with a line on stderr. */
int peer_start(
    struct peer *p, enum peer_kind kind, const struct peer_setup *setup);

/* Ends the peer.  Returns 0, or -1 when it did not end as it should. */
int peer_stop(struct peer *p);

/* What all processes of the peer have used since it was started. */
struct peer_cost {
	double user_ms, system_ms; /* of processor time */
	double faults;		   /* pages of memory that were mapped */
};
struct peer_cost peer_cost(const struct peer *p);

/* Returns the bytes of memory of all its processes; a page that n processes
 * share counts 1/n for each. */
size_t peer_memory(const struct peer *p);

/* For the command: sets the page that is read for every number.  Returns 0, or
 * -1. */
int peer_set_page(struct peer *p, const void *data, size_t len);

/* For the command: lets it read the page once, under this number.  Returns 0,
 * or -1. */
int peer_submit(struct peer *p, unsigned number);

/*
 * For the command: returns the number of the next page that has been read, or
 * -1 when there is none now.  from_command is readable when there may be one.
 */
int peer_finished(struct peer *p);

/* For the command: returns the text of that number, to be freed, or NULL. */
char *peer_text(struct peer *p, unsigned number);

#endif
