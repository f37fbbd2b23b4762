/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lighttpd with the shipped configuration and the pool behind it, in a run
 * directory of its own, on a port the kernel chose.
 */
#ifndef TESTS_SERVER_H
#define TESTS_SERVER_H

#include <stdbool.h>

#include "tests/lib/dir.h"
#include "tests/lib/pool.h"

/*
 * Since 1.4.83 lighttpd allows a tenth of its descriptors for connections while
 * HTTP/2 is on, since each may have eight streams.  Tests that count
 * connections turn it off.
 */
#define SERVER_NO_H2                                                           \
	"server.feature-flags += ( \"server.h2proto\" => \"disable\" )\n"

struct server_options {
	unsigned workers;  /* 0: no pool */
	unsigned slots;	   /* 0: as many as workers */
	const char *conf;  /* lines behind the shipped configuration */
	const char *unset; /* a key whose line is left out; NULL: none */
	const char *const *worker_args; /* further flags, NULL: none */
	bool plain;	     /* stock mod_fastcgi alone, to compare */
	const char *preload; /* a library of tests/preload; NULL: none */
	const char *user;    /* whom lighttpd becomes, if root runs the test */
	bool restarts;	     /* keeps the socket, for server_restart */
};

struct server {
	char dir[DIR_MAX];
	int port;
	int listen_fd; /* for the next lighttpd, or -1 */
	pid_t pid;
	struct pool pool;
};

/* Starts lighttpd and the pool.  Returns NULL when something did not start,
 * with what is known of it on stderr. */
struct server *server_start(const struct server_options *options);

/* Stops lighttpd and the pool, and frees server, which may be NULL.  Returns 0
 * when both were still alive and ended as they should, or -1. */
int server_stop(struct server *server);

/* Does the same with another time limit for lighttpd. */
int server_stop_within(struct server *server, int bound_ms);

/*
 * Stops lighttpd as its unit does and starts the next one on the same socket,
 * as a socket unit of systemd has it: connections wait meanwhile.  Returns 0
 * when the first one exits and the next one answers, or -1.
 */
int server_restart(struct server *server, const struct server_options *options);

/*
 * Kills lighttpd by SIGKILL and starts another one, with the same pool, on
 * another port.  Returns 0 when it answers, or -1.
 */
int server_replace(struct server *server, const struct server_options *options);

/* Returns a port of the loopback address that nobody had a moment ago. */
int server_free_port(void);

/* Returns whether $OCR_ASAN names a sanitizer's runtime: memory and times
 * differ. */
bool server_is_sanitized(void);

/* Returns the path of a file in the run directory, in a buffer that the next
 * call overwrites. */
const char *server_path(const struct server *server, const char *name);

/*
 * Prints the ends of the logs of all servers of this program if tests failed,
 * removes their directories and returns its argument: the last call of main.
 */
int server_report(int failed);

#endif
