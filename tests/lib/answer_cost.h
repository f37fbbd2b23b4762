/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What answers cost a server, compared with what they cost another one: the
 * same request is sent to each over and over.
 */
#ifndef TESTS_ANSWER_COST_H
#define TESTS_ANSWER_COST_H

#include <stddef.h>

#include "tests/lib/server.h"

#define ANSWER_COST_ROUNDS 21

/* What is sent to a server, and what its answer must contain. */
struct answer_cost_target {
	struct server *server;
	const char *request;
	size_t len;
	const char *has;
	unsigned count;
};

/* What requests cost: how many a second are answered, and lighttpd's processor
 * time for one. */
struct answer_cost {
	double rate, us;
};

/*
 * Measures two servers in turns, and prints the medians and the ratios by
 * answer_cost_print.  While the processor time is measured, the clients run on
 * the servers' processor: a server takes longer to wake a client on another
 * processor than to answer it.  Returns 0, or -1 when an answer was wrong.
 */
int answer_cost_compare(const char *name, const struct answer_cost_target *ours,
    const struct answer_cost_target *other);

/* Prints the medians of the values of our server, of the other one, and of
 * their ratios.  what: "rate" or "cpu". */
void answer_cost_print(const char *name, const char *what, const char *unit,
    double values[3][ANSWER_COST_ROUNDS]);

#endif
