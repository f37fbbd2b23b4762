/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate's table of clients.
 */
#include "client_table.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "siphash.h"

/* Two random keys of this process; a digest of a long client key uses both. */
static unsigned char hash_keys[2 * SIPHASH_KEY_SIZE];

void
client_table_init(void)
{
	static bool drawn;

	/* getrandom(2) never returns fewer bytes for up to 256 of them, but may
	 * be interrupted. */
	while (!drawn && getrandom(hash_keys, sizeof(hash_keys), 0) < 0)
		;
	drawn = true;
}

/* Makes the key of an IPv6 address that of its network, of 64 bits: a client
 * may use all addresses of it.  Leaves any other key as it is. */
static void
reduce_to_network(char key[GATE_KEY_MAX + 1])
{
	struct in6_addr a;

	if (strchr(key, ':') == NULL)
		return;
	if (inet_pton(AF_INET6, key, &a) != 1 || IN6_IS_ADDR_V4MAPPED(&a))
		return;
	memset(&a.s6_addr[8], 0, 8);
	inet_ntop(AF_INET6, &a, key, GATE_KEY_MAX + 1);
}

void
gate_key(char key[GATE_KEY_MAX + 1], const char *text, size_t len)
{
	if (len <= GATE_KEY_MAX) {
		memcpy(key, text, len);
		key[len] = '\0';
		reduce_to_network(key);
		return;
	}
	snprintf(key, GATE_KEY_MAX + 1, "#%016" PRIx64 "%016" PRIx64,
	    siphash(hash_keys, text, len),
	    siphash(hash_keys + SIPHASH_KEY_SIZE, text, len));
}

/* Returns the client of that key, even if it is the idle one, or NULL. */
static struct gate_client *
look_up(struct gate *g, const char *key)
{
	struct gate_client *c;

	if (g->idle != NULL && strcmp(g->idle->key, key) == 0)
		return g->idle;
	HASH_FIND_STR(g->clients, key, c);
	return c;
}

struct gate_client *
client_table_find(struct gate *g, const char *key)
{
	struct gate_client *c = look_up(g, key);

	return c != g->idle ? c : NULL;
}

/* Makes a client with this key and adds it to the table.  Returns it. */
static struct gate_client *
add_client(struct gate *g, const char *key)
{
	struct gate_client *c = calloc(1, sizeof(*c));

	if (c == NULL)
		abort(); /* as lighttpd does on every failed allocation */
	strncpy(c->key, key, GATE_KEY_MAX);
	c->digest = siphash(hash_keys, key, strlen(key));
	HASH_ADD_STR(g->clients, key, c);
	return c;
}

struct gate_client *
client_table_get(struct gate *g, const char *key)
{
	struct gate_client *c = look_up(g, key);

	if (c == NULL)
		return add_client(g, key);
	if (c == g->idle)
		g->idle = NULL;
	return c;
}

void
client_table_forget_idle(struct gate *g, struct gate_client *c)
{
	if (c->jobs + c->drains > 0)
		return;
	c->credit = 0;
	if (g->idle != NULL) {
		HASH_DEL(g->clients, g->idle);
		free(g->idle);
	}
	g->idle = c;
}

void
client_table_free(struct gate *g)
{
	struct gate_client *c = g->clients, *next;

	HASH_CLEAR(hh, g->clients);
	for (; c != NULL; c = next) {
		next = c->hh.next;
		free(c);
	}
	g->idle = NULL;
}
