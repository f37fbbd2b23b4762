/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An epoll loop with some 100 bytes a client, so that on one machine the load
 * costs less than the server under it.
 */
#include "tests/lib/load_client.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/measure.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"

#define EVENTS 256
/* So many clients have the same address: the gate gives each address only its
 * share. */
#define PER_ADDRESS 500
#define HEAD 16 /* "HTTP/1.1 200 " and some */

struct client {
	int fd;
	unsigned got;
	size_t sent;
	double start_ms;
	char head[HEAD];
};

struct load_client {
	const char *request;
	size_t len;
	int epoll;
	unsigned running, done;
	struct client *clients;
	double *times;
	struct load_client_result *result;
};

char *
load_client_post(const char *path, const char *headers, const void *body,
    size_t body_len, size_t *len)
{
	char *text = malloc(strlen(path) + strlen(headers) + body_len + 256);
	int n;

	if (!text)
		return NULL;
	n = sprintf(text,
	    "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
	    "Content-Length: %zu\r\n%s\r\n",
	    path, body_len, headers);
	if (body)
		memcpy(text + n, body, body_len);
	else
		memset(text + n, 0, body_len);
	*len = (size_t)n + body_len;
	return text;
}

/* Counts the status of the client's answer, and closes the connection. */
static void
client_end(struct load_client *load, struct client *client)
{
	unsigned status = 0;

	client->head[HEAD - 1] = '\0';
	if (sscanf(client->head, "HTTP/1.%*1u %3u", &status) == 1 &&
	    status < LOAD_CLIENT_STATUS_MAX)
		load->result->status[status]++;
	else
		load->result->broken++;
	load->times[load->done++] = process_now_ms() - client->start_ms;
	load->running--;
	close(client->fd);
	client->fd = -1;
}

/* Sends what the connection takes; after all of it, waits for the answer
 * alone. */
static void
client_send(struct load_client *load, struct client *client)
{
	struct epoll_event ev = {.events = EPOLLIN, .data.ptr = client};
	ssize_t n;

	while (client->sent < load->len) {
		n = send(client->fd, load->request + client->sent,
		    load->len - client->sent, MSG_NOSIGNAL);
		/* If the server no longer reads the body, it has refused the
		 * request, and its answer is read. */
		if (n < 0 && errno != EAGAIN)
			break;
		if (n < 0)
			return;
		client->sent += (size_t)n;
	}
	epoll_ctl(load->epoll, EPOLL_CTL_MOD, client->fd, &ev);
}

/* Reads what has come, keeps the beginning, which has the status, and ends the
 * client at the end of the connection. */
static void
client_read(struct load_client *load, struct client *client)
{
	char buf[16384];
	ssize_t n;

	while ((n = recv(client->fd, buf, sizeof(buf), 0)) > 0) {
		size_t room = HEAD - 1 - client->got;
		size_t len = (size_t)n < room ? (size_t)n : room;

		memcpy(client->head + client->got, buf, len);
		client->got += (unsigned)len;
	}
	if (n == 0 || errno != EAGAIN)
		client_end(load, client);
}

static int
client_start(struct load_client *load, struct client *client, int port)
{
	struct epoll_event ev = {
	    .events = EPOLLIN | EPOLLOUT,
	    .data.ptr = client,
	};

	client->start_ms = process_now_ms();
	client->fd = raw_connect_from(
	    port, (unsigned)(client - load->clients) / PER_ADDRESS);
	if (client->fd < 0)
		return -1;
	load->running++;
	return epoll_ctl(load->epoll, EPOLL_CTL_ADD, client->fd, &ev);
}

static void
load_client_loop(struct load_client *load, int bound_ms)
{
	struct epoll_event events[EVENTS];
	double end = process_now_ms() + bound_ms;

	while (load->running) {
		int left = (int)(end - process_now_ms());
		int n = epoll_wait(
		    load->epoll, events, EVENTS, left > 0 ? left : 0);

		if (n <= 0 && left <= 0)
			break;
		for (int i = 0; i < n; i++) {
			struct client *client = events[i].data.ptr;

			if (events[i].events & EPOLLOUT)
				client_send(load, client);
			if (events[i].events & ~(unsigned)EPOLLOUT)
				client_read(load, client);
		}
	}
}

/* Closes the connections that are still open, and sums up the times. */
static void
load_client_end(struct load_client *load, unsigned clients)
{
	for (unsigned i = 0; i < clients; i++)
		if (load->clients[i].fd >= 0)
			close(load->clients[i].fd);
	load->result->late = load->running;
	if (load->done) {
		load->result->median_ms =
		    measure_median(load->times, load->done);
		load->result->max_ms = load->times[load->done - 1];
	}
}

int
load_client_run(int port, unsigned clients, const void *request, size_t len,
    int bound_ms, struct load_client_result *result)
{
	struct load_client load = {
	    .request = request,
	    .len = len,
	    .epoll = epoll_create1(EPOLL_CLOEXEC),
	    .clients = calloc(clients, sizeof(struct client)),
	    .times = calloc(clients, sizeof(double)),
	    .result = result,
	};
	int rc = load.epoll < 0 || !load.clients || !load.times ? -1 : 0;

	memset(result, 0, sizeof(*result));
	for (unsigned i = 0; load.clients && i < clients; i++)
		load.clients[i].fd = -1;
	for (unsigned i = 0; rc == 0 && i < clients; i++)
		rc = client_start(&load, &load.clients[i], port);
	if (rc == 0) {
		load_client_loop(&load, bound_ms);
		load_client_end(&load, clients);
	} else {
		perror("load");
	}
	free(load.clients);
	free(load.times);
	close(load.epoll);
	return rc;
}
