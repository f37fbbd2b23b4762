/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An epoll loop with a small state for each client.  The command's clients
 * write the names of their pages into its pipe, and cannot take them back.
 */
#include "tests/lib/arrivals.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/dice.h"
#include "tests/lib/load_client.h"
#include "tests/lib/measure.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"

enum {
	EVENTS = 256,
	TICK_MS = 4,
	ADDRESSES = 500, /* that clients come from */
	KINDS = 10,	 /* of ten clients one leaves early, one is slow */
	EARLY = 3,
	SLOW = 7,
	SHARE = 5, /* of its patience, when a client leaves early */
	PIECES = 10,
	PIECE_MS = 100,
	SEED = 17,
};

struct client {
	int fd;
	bool is_here;
	double due_ms, start_ms, leave_ms, next_piece_ms, first_ms;
	size_t may_send, sent, got, room;
	char *text;
};

struct run {
	struct peer *peer;
	const struct arrivals_plan *plan;
	struct arrivals_result *result;
	char *request;
	size_t len;
	int epoll;
	double begin_ms;
	struct client *clients;
	unsigned come, gone, oldest; /* all before the oldest are gone */
	double *times, *firsts;
};

static unsigned
number_of(const struct run *run, const struct client *c)
{
	return (unsigned)(c - run->clients);
}

/* Returns whether the client is the one of every KINDS with this number, in a
 * mixed plan. */
static bool
is_kind(const struct run *run, const struct client *c, unsigned kind)
{
	return run->plan->mixed && number_of(run, c) % KINDS == kind;
}

/* Sets when each client comes, in ms after the first one: with a rate, at
 * random times with this mean rate, the same in each run; else at once. */
static void
plan_arrivals(struct run *run)
{
	struct dice dice = {SEED};
	double ms = 0;

	for (unsigned i = 0; i < run->plan->clients; i++) {
		run->clients[i].fd = -1;
		run->clients[i].due_ms = ms;
		if (run->plan->rate > 0)
			ms -= log((dice_below(&dice, 1000000) + 0.5) / 1e6) *
			      1000 / run->plan->rate;
	}
}

/* Ends a client. */
static void
go(struct run *run, struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	free(c->text);
	c->text = NULL;
	c->fd = -1;
	c->is_here = false;
	run->gone++;
}

static const char *
skip_blanks(const char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	return s;
}

/* Returns whether two texts have the same letters; a form feed is a blank,
 * too. */
static bool
is_alike(const char *a, const char *b)
{
	for (;; a++, b++) {
		a = skip_blanks(a);
		b = skip_blanks(b);
		if (*a != *b || *a == '\0')
			return *a == *b;
	}
}

/* Counts a text that has just come as right or wrong, and its times if it is
 * right. */
static void
count_text(struct run *run, struct client *c, const char *text)
{
	struct arrivals_result *r = run->result;
	double now = process_now_ms();

	if (run->plan->text && !is_alike(text, run->plan->text)) {
		r->wrong++;
		return;
	}
	run->times[r->right] = now - c->start_ms;
	run->firsts[r->right++] = c->first_ms - c->start_ms;
	if (run->come < run->plan->clients)
		r->right_meanwhile++;
}

/* Counts what came over a connection that has ended, and ends the client. */
static void
count_answer(struct run *run, struct client *c)
{
	const char *body = c->text ? strstr(c->text, "\r\n\r\n") : NULL;
	unsigned status = 0;

	if (!body || sscanf(c->text, "HTTP/1.%*1u %3u", &status) != 1 ||
	    status >= ARRIVALS_STATUS_MAX) {
		run->result->broken++;
	} else {
		run->result->status[status]++;
		if (status == 200)
			count_text(run, c, body);
	}
	go(run, c);
}

/* Reads what has come; at the end of the connection counts it. */
static void
read_answer(struct run *run, struct client *c)
{
	ssize_t n = 1;

	while (n > 0) {
		if (c->room - c->got < 2) {
			c->room = c->room * 2 + 1024;
			c->text = realloc(c->text, c->room);
			if (!c->text)
				abort();
		}
		n = recv(c->fd, c->text + c->got, c->room - 1 - c->got, 0);
		if (n > 0 && c->got == 0)
			c->first_ms = process_now_ms();
		c->got += n > 0 ? (size_t)n : 0;
		c->text[c->got] = '\0';
	}
	if (n == 0 || (errno != EAGAIN && errno != ENOTCONN))
		count_answer(run, c);
}

static void
watch(const struct run *run, struct client *c, int how, bool to_send)
{
	struct epoll_event ev = {
	    .events = EPOLLIN | (to_send ? EPOLLOUT : 0u), .data.ptr = c};

	epoll_ctl(run->epoll, how, c->fd, &ev);
}

static void
send_request(struct run *run, struct client *c)
{
	ssize_t n;

	while (c->sent < c->may_send) {
		n = send(c->fd, run->request + c->sent, c->may_send - c->sent,
		    MSG_NOSIGNAL);
		/* If the server no longer reads the body, it has refused the
		 * request, and its answer is read. */
		if (n < 0 && errno != EAGAIN)
			break;
		if (n < 0)
			return;
		c->sent += (size_t)n;
	}
	watch(run, c, EPOLL_CTL_MOD, false);
}

/* Lets the next client come: it connects, or submits its page to the command.
 */
static void
start_client(struct run *run, struct client *c, double now)
{
	const struct arrivals_plan *p = run->plan;
	unsigned number = number_of(run, c);

	c->is_here = true;
	c->start_ms = c->first_ms = now;
	c->leave_ms = now + (is_kind(run, c, EARLY) ? p->patience_ms / SHARE
						    : p->patience_ms);
	run->come++;
	run->result->came++;
	if (!peer_is_server(run->peer->kind)) {
		if (peer_submit(run->peer, number) < 0)
			abort();
		return;
	}
	c->may_send = is_kind(run, c, SLOW) ? run->len / PIECES : run->len;
	c->next_piece_ms = now + PIECE_MS;
	c->fd = raw_connect_from(run->peer->port, number % ADDRESSES);
	if (c->fd < 0) {
		run->result->broken++;
		go(run, c);
	} else {
		watch(run, c, EPOLL_CTL_ADD, true);
	}
}

/* Returns whether it is time for the next client to come. */
static bool
is_due(const struct run *run, double now)
{
	if (run->come == run->plan->clients)
		return false;
	if (run->plan->rate < 0)
		return run->come == run->gone;
	return now - run->begin_ms >= run->clients[run->come].due_ms;
}

/* Ends clients whose patience is over, and lets slow ones send their next
 * piece.  In a plan that is not mixed the oldest client is the first to
 * leave. */
static void
wake_clients(struct run *run, double now)
{
	while (run->oldest < run->come && !run->clients[run->oldest].is_here)
		run->oldest++;
	if (!run->plan->mixed && run->oldest < run->come &&
	    now < run->clients[run->oldest].leave_ms)
		return;
	for (unsigned i = run->oldest; i < run->come; i++) {
		struct client *c = &run->clients[i];

		if (!c->is_here)
			continue;
		if (now >= c->leave_ms) {
			*(is_kind(run, c, EARLY) ? &run->result->left
						 : &run->result->gave_up) += 1;
			go(run, c);
		} else if (c->may_send < run->len && c->fd >= 0 &&
			   now >= c->next_piece_ms) {
			c->may_send += run->len / PIECES + 1;
			if (c->may_send > run->len)
				c->may_send = run->len;
			c->next_piece_ms = now + PIECE_MS;
			watch(run, c, EPOLL_CTL_MOD, true);
		}
	}
}

/* Counts each page that the command has read for the client that has its
 * number, if the client has not left. */
static void
take_finished(struct run *run)
{
	int number;

	while ((number = peer_finished(run->peer)) >= 0) {
		struct client *c = &run->clients[number];
		char *text;

		if ((unsigned)number >= run->come || !c->is_here)
			continue;
		text = peer_text(run->peer, (unsigned)number);
		c->first_ms = process_now_ms();
		run->result->status[200]++;
		if (text)
			count_text(run, c, text);
		free(text);
		go(run, c);
	}
}

static void
loop(struct run *run)
{
	struct epoll_event events[EVENTS];
	double woken = 0;

	while (run->gone < run->plan->clients) {
		double now = process_now_ms();
		int n;

		while (is_due(run, now))
			start_client(run, &run->clients[run->come], now);
		if (run->come == run->plan->clients &&
		    run->result->coming_ms == 0) {
			run->result->coming_ms = now - run->begin_ms;
			if (run->plan->is_bound)
				break;
		}
		if (now >= woken + TICK_MS) {
			wake_clients(run, now);
			woken = now;
		}
		n = epoll_wait(run->epoll, events, EVENTS,
		    run->plan->rate < 0 ? TICK_MS : 1);
		for (int i = 0; i < n; i++) {
			struct client *c = events[i].data.ptr;

			if (!c)
				take_finished(run);
			else if (events[i].events & EPOLLOUT)
				send_request(run, c);
			if (c && (events[i].events & ~(unsigned)EPOLLOUT))
				read_answer(run, c);
		}
	}
}

static void
sum_up(struct run *run)
{
	struct arrivals_result *r = run->result;

	if (r->right == 0)
		return;
	r->median_ms = measure_median(run->times, r->right);
	r->p99_ms = run->times[(r->right * 99 + 99) / 100 - 1];
	r->max_ms = run->times[r->right - 1];
	r->first_ms = measure_median(run->firsts, r->right);
}

/* Allocates what a run needs, and for the command, drops what it finished
 * earlier.  Returns 0, or -1; the caller frees it in both cases. */
static int
prepare(struct run *run)
{
	const struct arrivals_plan *p = run->plan;
	struct epoll_event ev = {.events = EPOLLIN, .data.ptr = NULL};

	run->request =
	    load_client_post(p->path, "", p->body, p->body_len, &run->len);
	run->epoll = epoll_create1(EPOLL_CLOEXEC);
	run->clients = calloc(p->clients, sizeof(*run->clients));
	run->times = calloc(p->clients, sizeof(*run->times));
	run->firsts = calloc(p->clients, sizeof(*run->firsts));
	if (!run->request || run->epoll < 0 || !run->clients || !run->times ||
	    !run->firsts)
		return -1;
	plan_arrivals(run);
	if (peer_is_server(run->peer->kind))
		return 0;
	while (peer_finished(run->peer) >= 0)
		;
	if (peer_set_page(run->peer, p->body, p->body_len) < 0)
		return -1;
	return epoll_ctl(
	    run->epoll, EPOLL_CTL_ADD, run->peer->from_command, &ev);
}

int
arrivals_run(struct peer *peer, const struct arrivals_plan *plan,
    struct arrivals_result *result)
{
	struct run run = {.peer = peer, .plan = plan, .result = result};
	int rc;

	memset(result, 0, sizeof(*result));
	rc = prepare(&run);
	run.begin_ms = process_now_ms();
	if (rc == 0) {
		loop(&run);
		sum_up(&run);
	}
	for (unsigned i = 0; run.clients && i < run.come; i++)
		if (run.clients[i].is_here)
			go(&run, &run.clients[i]);
	close(run.epoll);
	free(run.request);
	free(run.clients);
	free(run.times);
	free(run.firsts);
	return rc;
}
