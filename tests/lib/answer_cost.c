/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clients are threads of this process, which send one request after the
 * other on a connection each.
 */
#include "tests/lib/answer_cost.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/measure.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"

#define THREADS 4

static struct answer_cost_target target;
static atomic_uint next, failed;

/* Returns the length of the whole answer, or 0 until all its headers have come.
 * It knows only lighttpd's way to write headers: if the client took longer than
 * the server, it would measure itself. */
static size_t
answer_length(const char *text)
{
	const char *end = strstr(text, "\r\n\r\n");
	const char *length = strstr(text, "\r\nContent-Length: ");

	if (end == NULL || length == NULL || length > end)
		return 0;
	return (size_t)(end + 4 - text) + strtoul(length + 18, NULL, 10);
}

/* Sends the request on the connection *fd, or on a new one if it is -1, and
 * closes the connection, so that *fd is -1, where the server does.  Returns
 * whether the answer is as it should be. */
static bool
ask(int *fd)
{
	char text[16384];
	size_t size = 0, whole = 0;
	ssize_t n = 0;

	if (*fd < 0)
		*fd = raw_connect(target.server->port);
	if (*fd < 0 || raw_send(*fd, target.request, target.len) < 0)
		return false;
	while ((whole == 0 || size < whole) &&
	       (n = recv(*fd, text + size, sizeof(text) - 1 - size, 0)) > 0) {
		size += (size_t)n;
		text[size] = '\0';
		whole = answer_length(text);
	}
	if (n <= 0 || strstr(text, "\r\nConnection: close") != NULL) {
		close(*fd);
		*fd = -1;
	}
	return whole > 0 && size == whole &&
	       strncmp(text, "HTTP/1.1 200", 12) == 0 &&
	       strstr(text, target.has) != NULL;
}

static void *
run_client(void *unused)
{
	int fd = -1;

	while (atomic_fetch_add(&next, 1) < target.count)
		if (!ask(&fd))
			atomic_fetch_add(&failed, 1);
	if (fd >= 0)
		close(fd);
	return unused;
}

/* Sends to->count requests from several clients. */
static struct answer_cost
measure(const struct answer_cost_target *to)
{
	double cpu = process_cpu_ms(to->server->pid);
	double begin = process_now_ms();
	pthread_t clients[THREADS];
	struct answer_cost cost;

	target = *to;
	atomic_store(&next, 0);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&clients[i], NULL, run_client, NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(clients[i], NULL);
	cost.rate = to->count * 1000 / (process_now_ms() - begin);
	cost.us = (process_cpu_ms(to->server->pid) - cpu) * 1000 / to->count;
	return cost;
}

void
answer_cost_print(const char *name, const char *what, const char *unit,
    double values[3][ANSWER_COST_ROUNDS])
{
	bool is_rate = strcmp(what, "rate") == 0;

	printf("%s_%s %.1f %s\n", name, what,
	    measure_median(values[0], ANSWER_COST_ROUNDS), unit);
	printf("%s_other_%s %.1f %s\n", name, what,
	    measure_median(values[1], ANSWER_COST_ROUNDS), unit);
	printf("%s_%sratio %.3f ratio\n", name, is_rate ? "" : "cpu_",
	    measure_median(values[2], ANSWER_COST_ROUNDS));
}

/* Measures two servers, the other one first in every second round: who comes
 * first finds the processors' caches in another state. */
static void
measure_both(int round, const struct answer_cost_target *ours,
    struct answer_cost *our_cost, const struct answer_cost_target *other,
    struct answer_cost *other_cost)
{
	if (round % 2 == 0)
		*our_cost = measure(ours);
	*other_cost = measure(other);
	if (round % 2 != 0)
		*our_cost = measure(ours);
}

int
answer_cost_compare(const char *name, const struct answer_cost_target *ours,
    const struct answer_cost_target *other)
{
	double rate[3][ANSWER_COST_ROUNDS], us[3][ANSWER_COST_ROUNDS];

	/* The first round warms them up, and is written over. */
	for (int i = -1; i < ANSWER_COST_ROUNDS; i++) {
		int at = i < 0 ? 0 : i;
		struct answer_cost our_cost, other_cost;

		measure_pin(1);
		measure_both(i, ours, &our_cost, other, &other_cost);
		rate[0][at] = our_cost.rate;
		rate[1][at] = other_cost.rate;
		rate[2][at] = our_cost.rate / other_cost.rate;
		measure_pin(0);
		measure_both(i, ours, &our_cost, other, &other_cost);
		us[0][at] = our_cost.us;
		us[1][at] = other_cost.us;
		us[2][at] = other_cost.us / our_cost.us;
	}
	answer_cost_print(name, "rate", "answers/s", rate);
	answer_cost_print(name, "cpu", "us", us);
	return atomic_load(&failed) > 0 ? -1 : 0;
}
