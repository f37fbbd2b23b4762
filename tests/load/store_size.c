/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_size: what a million results in ocr.store cost: an index of them, and a
 * start of lighttpd with as many.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod_ocr/store_index.h"
#include "tests/lib/dir.h"
#include "tests/lib/measure.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"
#include "tests/lib/stall_meter.h"
#include "tests/lib/status.h"

#define BOUND_MS 120000
#define ENTRIES 1000000
#define START_ROUNDS 5

/* Puts a thousand entries into the index, and asks for the oldest one after
 * each.  Returns the milliseconds this took. */
static double
put_thousand(struct store_index *index, uint64_t from)
{
	unsigned char key[ANSWER_KEY_SIZE] = {0};
	double begin = process_now_ms();
	uint64_t written_s;

	for (uint64_t i = from; i < from + 1000; i++) {
		uint64_t mixed = i * UINT64_C(0x9e3779b97f4a7c15);

		memcpy(key, &mixed, sizeof(mixed));
		store_index_put(index, key, 5000, 1000 + i / 50);
		store_index_oldest(index, key, &written_s);
	}
	return process_now_ms() - begin;
}

static int
index_of_many(void)
{
	struct store_index *index = store_index_create(86400);
	double first = 0, last = 0;

	for (uint64_t i = 0; i < ENTRIES; i += 1000) {
		/* Milliseconds for a thousand are microseconds for one. */
		double us = put_thousand(index, i);

		first += i < ENTRIES / 10 ? us : 0;
		last += i >= ENTRIES - ENTRIES / 10 ? us : 0;
	}
	printf("index_entries %llu results\n",
	    (unsigned long long)store_index_entries(index));
	printf("index_first_tenth %.2f us/result\n", first * 1e4 / ENTRIES);
	printf("index_last_tenth %.2f us/result\n", last * 1e4 / ENTRIES);
	printf("index_memory %.1f bytes/result\n",
	    (double)store_index_memory(index) / ENTRIES);
	store_index_free(index);
	return 0;
}

/* Fills the folders of a store with ENTRIES names of a few empty files: a walk
 * through the store does not read the files.  Returns 0, or -1. */
static int
fill(const char *store)
{
	char path[DIR_MAX + 80], first[DIR_MAX + 80] = "";

	for (unsigned i = 0; i < ENTRIES; i++) {
		int n = snprintf(path, sizeof(path), "%s/%02x", store, i % 256);

		if (i < 256 && mkdir(path, 0700) < 0)
			return -1;
		snprintf(path + n, sizeof(path) - (size_t)n, "/%062x", i);
		/* A file can have no more than 65,000 names. */
		if (i % 50000 == 0) {
			int fd =
			    open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

			if (fd < 0)
				return -1;
			close(fd);
			strcpy(first, path);
		} else if (link(first, path) < 0) {
			return -1;
		}
	}
	return 0;
}

/* Starts a lighttpd with this store.  Returns the milliseconds until it
 * answers; *server is NULL if it does not. */
static double
start_time(const char *store, struct server **server)
{
	char conf[DIR_MAX + 32];
	const struct server_options options = {.conf = conf};
	double begin = process_now_ms();

	snprintf(conf, sizeof(conf), "ocr.store = \"%s\"\n", store);
	*server = server_start(&options);
	return process_now_ms() - begin;
}

/* Compares a start with ENTRIES results with a start with none.  Measures also
 * how long lighttpd's loop stands still while the results are counted, and how
 * much memory they take. */
static int
start_with_many(void)
{
	double full[START_ROUNDS], none[START_ROUNDS];
	char many[DIR_MAX], empty[DIR_MAX];
	struct server *server;
	struct stall_meter *meter;
	unsigned samples = 0;
	size_t rss;
	int rc;

	if (dir_make(many) < 0 || dir_make(empty) < 0 || fill(many) < 0)
		return -1;
	for (int i = 0; i < START_ROUNDS; i++) {
		none[i] = start_time(empty, &server);
		rss = server ? process_rss(server->pid) : 0;
		if (server_stop(server) < 0)
			return -1;
		full[i] = start_time(many, &server);
		if (i < START_ROUNDS - 1 && server_stop(server) < 0)
			return -1;
	}
	meter = stall_meter_start(server->port);
	stall_meter_set(meter, server->pid);
	rc = status_wait(server->port, "store.entries", ENTRIES, BOUND_MS) < 0;
	printf(
	    "start_longest_piece %.2f ms\n", stall_meter_stop(meter, &samples));
	printf("start_pieces %u samples\n", samples);
	printf("start_many %.0f ms\n", measure_median(full, START_ROUNDS));
	printf("start_none %.0f ms\n", measure_median(none, START_ROUNDS));
	printf("start_memory %.1f bytes/result\n",
	    (double)(process_rss(server->pid) - rss) / ENTRIES);
	dir_remove(many);
	dir_remove(empty);
	return server_stop(server) < 0 ? -1 : -rc;
}

int
main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	return server_report(index_of_many() < 0 || start_with_many() < 0);
}
