/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * impatient [KIND [CLIENTS]]: clients that wait some five seconds, leave and
 * come again, many more than the pool can serve.  Printed are the pages of
 * right answers a second that reach a client, as a share of what the same
 * server gives four clients that wait; and what became of every request.  Most
 * kinds have a pool whose requests take a known time, "pages" reads real ones.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/load_client.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/recognitions.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

enum {
	WORKERS = 2,
	CLIENTS_MAX = 2000,
	PATIENCE_MS = 5000,
	CAPACITY_MS = 8000,
	WARM_MS = 7000,
	RUN_MS = 15000,
	AT_ONCE_MS = 50,
	TEXT_MAX = 2048,
	EVENTS = 256,
};

/* What all clients of a run do. */
static const struct kind {
	const char *name;
	bool spread;	/* patience of 1 to 9 s, not 5 */
	bool addresses; /* each has one of its own */
	bool large;	/* one in five sends four pages */
	bool told;	/* all say timeout=5, and wait for the answer */
	bool pages;	/* real ones */
} kinds[] = {
    {.name = "alike"},
    {.name = "spread", .spread = true},
    {.name = "addresses", .addresses = true},
    {.name = "large", .large = true},
    {.name = "told", .told = true},
    {.name = "pages", .pages = true},
};

struct client {
	int fd; /* -1: away */
	bool is_large;
	double start_ms, wake_ms; /* came; leaves or comes again */
	size_t sent, got;
	char text[TEXT_MAX];
};

struct counts {
	unsigned right; /* pages */
	unsigned requests, wrong, left, refused, expired, broken;
	unsigned late; /* refusals that were neither at once nor at the end */
	double late_ms;
};

struct run {
	const struct kind *kind;
	unsigned clients;
	bool patient; /* while the capacity is measured */
	int port, epoll;
	char *request[2]; /* of one page, of four */
	size_t len[2];
	char right[TEXT_MAX]; /* the body of an answer; "": not known yet */
	struct client client[CLIENTS_MAX];
	struct counts counts;
};

/* Returns how many milliseconds a client waits for its answer. */
static double
patience(const struct run *run)
{
	if (run->patient || run->kind->told)
		return 60000;
	if (run->kind->spread)
		return PATIENCE_MS * (0.2 + 1.6 * rand() / RAND_MAX);
	return PATIENCE_MS;
}

/* Begins a request of a client that was away, or lets it come again soon if it
 * cannot connect. */
static void
come(struct run *run, struct client *c, double now)
{
	struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
	unsigned number = (unsigned)(c - run->client);

	c->sent = c->got = 0;
	c->is_large = run->kind->large && rand() % 5 == 0;
	c->start_ms = now;
	c->wake_ms = now + patience(run);
	c->fd = run->kind->addresses ? raw_connect_from(run->port, number)
				     : raw_connect_begin(run->port);
	if (c->fd < 0) {
		c->wake_ms = now + 100;
		return;
	}
	run->counts.requests++;
	epoll_ctl(run->epoll, EPOLL_CTL_ADD, c->fd, &ev);
}

/* Ends a client's request; the client comes again at back_ms. */
static void
go(struct client *c, double back_ms)
{
	close(c->fd);
	c->fd = -1;
	c->wake_ms = back_ms;
}

/* Counts a refusal that came neither at once nor, where clients tell their
 * deadline, at the deadline. */
static void
count_refusal(struct run *run, const struct client *c, double now)
{
	double ms = now - c->start_ms;

	if (ms <= AT_ONCE_MS || (run->kind->told && ms > PATIENCE_MS - 300 &&
				    ms < PATIENCE_MS + AT_ONCE_MS + 50))
		return;
	run->counts.late++;
	if (ms > run->counts.late_ms)
		run->counts.late_ms = ms;
}

/* Counts what came over a connection that has ended; the client comes again. */
static void
count_answer(struct run *run, struct client *c, double now)
{
	const char *body = strstr(c->text, "\r\n\r\n");
	unsigned status = 0;

	sscanf(c->text, "HTTP/1.%*1u %3u", &status);
	if (status == 200 && body) {
		if (run->right[0] == '\0')
			strcpy(run->right, body);
		if (strcmp(run->right, body) == 0)
			run->counts.right += c->is_large ? 4 : 1;
		else
			run->counts.wrong++;
	} else if (status == 503 || status == 504) {
		*(status == 503 ? &run->counts.refused
				: &run->counts.expired) += 1;
		count_refusal(run, c, now);
	} else {
		run->counts.broken++;
	}
	go(c, now + (status == 503 ? 200 + rand() % 1600 : rand() % 50));
}

/* Sends and reads as much as the connection has room for. */
static void
step_client(struct run *run, struct client *c, double now)
{
	struct epoll_event ev = {.events = EPOLLIN, .data.ptr = c};
	size_t len = run->len[c->is_large];
	ssize_t n = 0;

	while (c->sent < len && n >= 0) {
		n = send(c->fd, run->request[c->is_large] + c->sent,
		    len - c->sent, MSG_NOSIGNAL);
		c->sent += n > 0 ? (size_t)n : 0;
		if (c->sent == len)
			epoll_ctl(run->epoll, EPOLL_CTL_MOD, c->fd, &ev);
	}
	while (
	    (n = recv(c->fd, c->text + c->got, TEXT_MAX - 1 - c->got, 0)) > 0)
		c->got += (size_t)n;
	c->text[c->got] = '\0';
	if (n == 0 || (errno != EAGAIN && errno != ENOTCONN))
		count_answer(run, c, now);
}

/* Lets those clients come or leave whose time it is. */
static void
wake_clients(struct run *run, double now)
{
	for (unsigned i = 0; i < run->clients; i++) {
		struct client *c = &run->client[i];
		if (now < c->wake_ms)
			continue;
		if (c->fd < 0) {
			come(run, c, now);
		} else {
			run->counts.left++;
			go(c, now + rand() % 50);
		}
	}
}

/* Lets the clients come and go for so long.  Returns the right pages a
 * second. */
static double
run_for(struct run *run, double ms)
{
	struct epoll_event events[EVENTS];
	double begin = process_now_ms(), now = begin, woken = 0;

	memset(&run->counts, 0, sizeof(run->counts));
	while ((now = process_now_ms()) < begin + ms) {
		int n;
		if (now >= woken + 2) {
			wake_clients(run, now);
			woken = now;
		}
		n = epoll_wait(run->epoll, events, EVENTS, 2);
		for (int i = 0; i < n; i++)
			step_client(run, events[i].data.ptr, process_now_ms());
	}
	return run->counts.right / (now - begin) * 1000;
}

/* Lets all clients leave, and the server notice it. */
static void
leave_all(struct run *run)
{
	for (unsigned i = 0; i < run->clients; i++)
		if (run->client[i].fd >= 0)
			close(run->client[i].fd);
	usleep(500000);
}

/* Lets so many clients come within the next second. */
static void
begin(struct run *run, unsigned clients, bool patient)
{
	double now = process_now_ms();

	run->clients = clients;
	run->patient = patient;
	for (unsigned i = 0; i < clients; i++) {
		run->client[i].fd = -1;
		run->client[i].wake_ms = now + rand() % 1000;
	}
}

static void
print(const struct run *run, double capacity, double rate)
{
	const struct counts *c = &run->counts;
	char name[64];

	snprintf(name, sizeof(name), "%s_%u", run->kind->name, run->clients);
	printf("%s_capacity %.2f pages/s\n", name, capacity);
	printf("%s_goodput %.2f pages/s\n", name, rate);
	printf("%s_share %.3f ratio\n", name, rate / capacity);
	printf("%s_left %u requests\n", name, c->left);
	printf("%s_refused %u answers\n", name, c->refused);
	printf("%s_expired %u answers\n", name, c->expired);
	printf("%s_wrong %u answers\n", name, c->wrong + c->broken);
	if (run->kind->told)
		printf("%s_refusals_between %u answers\n"
		       "%s_refusals_between_longest_ms %.0f ms\n",
		    name, c->late, name, c->late_ms);
}

/* Prints the time of workers that was wasted since the server's start, by the
 * gate's reasons. */
static void
print_wasted(const struct run *run)
{
	json_t *status = status_read(run->port), *o, *value;
	const char *reason;

	o = json_object_get(json_object_get(status, "goodput"), "wasted_s");
	json_object_foreach(o, reason, value) printf("%s_%u_wasted_%s %.1f s\n",
	    run->kind->name, run->clients, reason, json_number_value(value));
	json_decref(status);
}

static int
make_requests(struct run *run)
{
	static struct page_file page;
	const char *path = run->kind->pages  ? "/ocr"
			   : run->kind->told ? "/headers?timeout=5"
					     : "/headers";

	if (run->kind->pages && page_slow(3, 1, &page) < 0)
		return -1;
	for (size_t i = 0; i < 2; i++)
		run->request[i] = load_client_post(path, "",
		    run->kind->pages ? page.data : NULL,
		    run->kind->pages ? page.len
		    : i > 0	     ? 120000u
				     : 30000u,
		    &run->len[i]);
	return run->request[0] && run->request[1] ? 0 : -1;
}

static int
measure(const struct kind *kind, unsigned clients)
{
	static const char *const args[] = {
	    "-t", "220", "-s", "-l", "100", NULL};
	const struct server_options options = {
	    .workers = WORKERS,
	    .worker_args = kind->pages ? NULL : args,
	};
	static struct run run;
	struct server *server;
	double capacity, rate;

	if (kind->pages)
		unsetenv("OCR_WORKER");
	else
		setenv("OCR_WORKER", pool_responder(), 1);
	server = server_start(&options);
	memset(&run, 0, sizeof(run));
	run.kind = kind;
	if (!server || make_requests(&run) < 0)
		return -1;
	run.port = server->port;
	run.epoll = epoll_create1(EPOLL_CLOEXEC);
	begin(&run, 2 * WORKERS, true);
	run_for(&run, 1500);
	capacity = run_for(&run, CAPACITY_MS);
	leave_all(&run);
	begin(&run, clients, false);
	run_for(&run, WARM_MS);
	rate = run_for(&run, RUN_MS);
	print(&run, capacity, rate);
	print_wasted(&run);
	/* A large request counts as several pages, but is answered once. */
	if (!recognitions_are_at_least(
		run.port, kind->large ? 0 : run.counts.right))
		run.counts.broken++;
	leave_all(&run);
	close(run.epoll);
	free(run.request[0]);
	free(run.request[1]);
	if (server_stop(server) < 0)
		return -1;
	return run.counts.wrong + run.counts.broken > 0 ? -1 : 0;
}

int
main(int argc, char **argv)
{
	static const unsigned sizes[] = {80, 160, 300, CLIENTS_MAX};
	unsigned only = argc > 2 ? (unsigned)atoi(argv[2]) : 0;
	bool failed = false;

	if (only > CLIENTS_MAX) {
		fprintf(stderr, "usage: impatient [KIND [CLIENTS]]\n");
		return 64;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
			if ((argc < 2 || strcmp(argv[1], kinds[k].name) == 0) &&
			    (only == 0 || only == sizes[i]))
				failed |= measure(&kinds[k], sizes[i]) < 0;
	return server_report(failed);
}
