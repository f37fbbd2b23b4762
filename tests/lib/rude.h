/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clients that open, send, stand still, half close, reset and close at random,
 * to 127.0.0.1.  What a client does depends on its number and the seed alone;
 * what it meets also depends on the moment.
 */
#ifndef TESTS_RUDE_H
#define TESTS_RUDE_H

#include <stdint.h>

struct rude_count {
	unsigned opened;  /* connections */
	unsigned reset;	  /* of them by us */
	unsigned answers; /* that begin with HTTP/1. and 2xx */
	unsigned long long sent, received;
};

struct rude;

/* Returns so many clients, which run at once, to be freed; or NULL. */
struct rude *rude_new(int port, uint64_t seed, unsigned clients);

/* Runs them for a time; each client that is done is replaced by another one. */
void rude_run(struct rude *rude, int ms);

/* Closes the connections that are open, sets *count and frees the clients. */
void rude_free(struct rude *rude, struct rude_count *count);

#endif
