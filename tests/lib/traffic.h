/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random bytes that a client may send to the service over one connection:
 * valid, half valid and broken HTTP/1.1 and HTTP/2.  The same seed makes the
 * same bytes.
 */
#ifndef TESTS_TRAFFIC_H
#define TESTS_TRAFFIC_H

#include <stddef.h>

#include "tests/lib/dice.h"

struct traffic {
	unsigned char *data;
	size_t len, size;
};

/* Each replaces the bytes: by requests of HTTP/1.1, one after the other, by a
 * connection of HTTP/2 with its preface, or by an upgrade from HTTP/1.1 to
 * HTTP/2. */
void traffic_http1(struct traffic *traffic, struct dice *dice);
void traffic_http2(struct traffic *traffic, struct dice *dice);
void traffic_upgrade(struct traffic *traffic, struct dice *dice);

/* Overwrites, cuts out or doubles up to 16 bytes at a random place. */
void traffic_damage(struct traffic *traffic, struct dice *dice);

void traffic_clear(struct traffic *traffic);

#endif
