/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A poll loop over clients, each of which has its bytes ready and sends them in
 * pieces.  It does not parse the answers.
 */
#include "tests/lib/rude.h"

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/traffic.h"

enum {
	TURN_MS = 5,	  /* the longest pause of the loop */
	LINGER_MS = 1500, /* the longest that a client stays when all is sent */
	CONNECT_MS = 2000, /* for the first byte to go out */
	PIECE_MAX = 30000,
	BUFFER = 16384,
};

enum ending { END_RESET, END_CLOSE, END_HALF_CLOSE, END_WAIT, ENDINGS };

struct client {
	int fd; /* -1: none */
	struct traffic traffic;
	size_t sent, send_max; /* it may leave half way */
	unsigned piece, pause_ms;
	int read_max; /* bytes at once; 0: never */
	enum ending ending;
	bool all_sent;
	double due_ms, end_ms;
	struct dice dice;
};

struct rude {
	int port;
	uint64_t seed;
	unsigned n;
	struct client *clients;
	struct pollfd *polls;
	struct rude_count count;
};

struct rude *
rude_new(int port, uint64_t seed, unsigned clients)
{
	struct rude *rude = calloc(1, sizeof(*rude));

	if (!rude)
		return NULL;
	rude->port = port;
	rude->seed = seed;
	rude->n = clients;
	rude->clients = calloc(clients, sizeof(*rude->clients));
	rude->polls = calloc(clients, sizeof(*rude->polls));
	if (!rude->clients || !rude->polls) {
		perror("clients");
		exit(1);
	}
	for (unsigned i = 0; i < clients; i++)
		rude->clients[i].fd = -1;
	return rude;
}

static void
choose_traffic(struct client *c)
{
	struct dice *dice = &c->dice;
	unsigned kind = dice_below(dice, 100);

	if (kind < 45)
		traffic_http1(&c->traffic, dice);
	else if (kind < 95)
		traffic_http2(&c->traffic, dice);
	else
		traffic_upgrade(&c->traffic, dice);
	if (dice_is(dice, 8))
		traffic_damage(&c->traffic, dice);
}

/* Decides how much of its bytes a client sends, in what pieces and with what
 * pauses, how it reads, and how it ends. */
static void
choose_manners(struct client *c)
{
	static const unsigned pauses[] = {0, 0, 0, 1, 5, 50, 300};
	static const unsigned pieces[] = {PIECE_MAX, PIECE_MAX, 2000, 100, 9};
	static const int reads[] = {BUFFER, BUFFER, BUFFER, 100, 0};
	struct dice *dice = &c->dice;

	c->sent = 0;
	c->all_sent = false;
	c->send_max = c->traffic.len;
	if (dice_is(dice, 30))
		c->send_max =
		    dice_below(dice, (unsigned)c->traffic.len) + (size_t)1;
	c->piece = pieces[dice_below(dice, 5)];
	c->pause_ms = pauses[dice_below(dice, 7)];
	/* Large bodies would take minutes byte by byte. */
	if (c->piece < 2000 && c->traffic.len > 20 * (size_t)c->piece)
		c->pause_ms = 0;
	c->read_max = reads[dice_below(dice, 5)];
	c->ending = (enum ending)dice_below(dice, ENDINGS);
}

static void
client_open(struct rude *rude, struct client *c, double now)
{
	c->dice.state = rude->seed + ((uint64_t)rude->count.opened << 32);
	choose_traffic(c);
	choose_manners(c);
	c->fd = raw_connect_begin(rude->port);
	c->due_ms = now;
	c->end_ms = now + CONNECT_MS;
	if (c->fd >= 0)
		rude->count.opened++;
}

static void
client_end(struct rude *rude, struct client *c, bool reset)
{
	if (reset) {
		raw_reset(c->fd);
		rude->count.reset++;
	} else {
		close(c->fd);
	}
	c->fd = -1;
}

/* Ends a client that has sent all that it wanted to, or sets how long it stays
 * for answers. */
static void
finish_sending(struct rude *rude, struct client *c, double now)
{
	c->all_sent = true;
	c->end_ms = now + dice_below(&c->dice, LINGER_MS);
	if (dice_is(&c->dice, 30)) /* while the first are being answered */
		c->end_ms = now + dice_below(&c->dice, 4);
	if (c->ending == END_HALF_CLOSE)
		raw_half_close(c->fd);
	if (c->ending <= END_CLOSE && dice_is(&c->dice, 50))
		client_end(rude, c, c->ending == END_RESET);
}

static void
client_send(struct rude *rude, struct client *c, double now)
{
	size_t left = c->send_max - c->sent;
	size_t len = 1 + dice_below(&c->dice, c->piece);
	ssize_t n;

	n = send(c->fd, c->traffic.data + c->sent, len < left ? len : left,
	    MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0) {
		c->due_ms = now + TURN_MS;
		return;
	}
	rude->count.sent += (unsigned long long)n;
	c->sent += (size_t)n;
	c->due_ms = now + c->pause_ms;
	c->end_ms = now + CONNECT_MS;
	if (c->sent == c->send_max)
		finish_sending(rude, c, now);
}

static void
client_read(struct rude *rude, struct client *c)
{
	char buf[BUFFER];
	ssize_t n = recv(c->fd, buf, (size_t)c->read_max, MSG_DONTWAIT);

	if (n <= 0) {
		client_end(rude, c, false);
		return;
	}
	rude->count.received += (unsigned long long)n;
	if (n > 9 && memcmp(buf, "HTTP/1.", 7) == 0 && buf[9] == '2')
		rude->count.answers++;
}

/* Opens a client that has no connection, or reads, sends and ends as it is
 * time to; events are those of poll(). */
static void
client_turn(struct rude *rude, struct client *c, short events, double now)
{
	if (c->fd < 0)
		client_open(rude, c, now);
	else if (events & POLLIN && c->read_max > 0)
		client_read(rude, c);
	else if (events & (POLLERR | POLLHUP))
		client_end(rude, c, false);
	if (c->fd >= 0 && !c->all_sent && c->due_ms <= now)
		client_send(rude, c, now);
	if (c->fd >= 0 && c->end_ms <= now)
		client_end(rude, c, c->ending == END_RESET);
}

void
rude_run(struct rude *rude, int ms)
{
	double now = process_now_ms(), end = now + ms;

	for (; now < end; now = process_now_ms()) {
		int wait = TURN_MS;

		for (unsigned i = 0; i < rude->n; i++) {
			struct client *c = &rude->clients[i];

			rude->polls[i] = (struct pollfd){.fd = c->fd,
			    .events = c->read_max > 0 ? POLLIN : 0};
			if (c->fd < 0 || (!c->all_sent && c->due_ms <= now))
				wait = 0;
		}
		poll(rude->polls, rude->n, wait);
		for (unsigned i = 0; i < rude->n; i++)
			client_turn(rude, &rude->clients[i],
			    rude->polls[i].revents, now);
	}
}

void
rude_free(struct rude *rude, struct rude_count *count)
{
	for (unsigned i = 0; i < rude->n; i++) {
		if (rude->clients[i].fd >= 0)
			close(rude->clients[i].fd);
		traffic_clear(&rude->clients[i].traffic);
	}
	*count = rude->count;
	free(rude->clients);
	free(rude->polls);
	free(rude);
}
