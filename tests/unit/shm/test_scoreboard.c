/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The scoreboard between programs of different versions.  Each reads the fields
 * that it knows of an older and of a newer file, refuses a file that cannot be
 * right, and goes on with the file of the program before it.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi-worker/shm/scoreboard_writer.h"
#include "tests/lib/scoreboard_file.h"

#define NOW_MS 5000

static const struct scoreboard_pool pool = {.master = 77,
    .generation = 3,
    .heartbeat_ms = NOW_MS,
    .restarts = 5,
    .accept_queue = 9,
    .processors = 2,
    .breaker = 1};
static const struct scoreboard_worker worker = {.pid = 123,
    .generation = 3,
    .state = SCOREBOARD_IDLE,
    .stage = SCOREBOARD_DECODING,
    .started_ms = 11,
    .requests = 12,
    .rss_bytes = 13,
    .cpu_ms = 14,
    .id = "abc"};

/* An older program: it has no breaker, processor time or ids, and packs its
 * records. */
static const struct scoreboard_layout older = {
    .pool_at = 48,
    .pool_size = offsetof(struct scoreboard_pool, breaker),
    .entries_at = 512,
    .entry_size = 256,
    .worker_size = offsetof(struct scoreboard_worker, cpu_ms),
};

/* A newer program: it has more fields in everything. */
static const struct scoreboard_layout newer = {
    .pool_at = 2048,
    .pool_size = sizeof(struct scoreboard_pool) + 1000,
    .entries_at = 8192,
    .entry_size = 12288,
    .worker_size = sizeof(struct scoreboard_worker) + 5000,
};

static struct scoreboard_file_bytes file;
static char path[64];

static void
make(uint32_t minor, uint32_t header_size, const struct scoreboard_layout *l)
{
	scoreboard_file_make(&file, minor, header_size, 3, l);
	scoreboard_file_pool(&file, l, &pool);
	for (unsigned i = 0; i < 3; i++)
		scoreboard_file_worker(&file, l, i, &worker);
}

/* Opens the file as it is. */
static struct scoreboard *
open_file(const char **why)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_int_equal(fwrite(file.bytes, 1, file.size, f), file.size);
	fclose(f);
	return scoreboard_open(path, why);
}

static void
assert_refused(const char *reason)
{
	const char *why;

	assert_null(open_file(&why));
	assert_string_equal(why, reason);
}

static void
test_older(void **state)
{
	unsigned char zeros[SCOREBOARD_FINGERPRINT] = {0};
	struct scoreboard_identity id;
	struct scoreboard_worker w;
	struct scoreboard_pool p;
	struct scoreboard *s;
	const char *why;

	(void)state;
	make(0, 44, &older);
	s = open_file(&why);
	assert_non_null(s);
	assert_true(scoreboard_is_alive(s, NOW_MS));
	assert_int_equal(scoreboard_count(s).free, 3);
	assert_true(scoreboard_read_pool(s, &p));
	assert_int_equal(p.processors, 2);
	assert_int_equal(p.breaker, 0);
	for (unsigned i = 0; i < 3; i++) {
		assert_true(scoreboard_read_worker(s, i, &w));
		assert_int_equal(w.pid, 123);
		assert_int_equal(w.rss_bytes, 13);
		assert_int_equal(w.cpu_ms, 0);
		assert_string_equal(w.id, "");
	}
	assert_false(scoreboard_read_worker(s, 3, &w));
	assert_true(scoreboard_read_identity(s, &id));
	assert_memory_equal(id.fingerprint, zeros, sizeof(zeros));
	assert_int_equal(id.generation, p.generation);
	scoreboard_close(s);
}

static void
test_newer(void **state)
{
	struct scoreboard_identity id;
	struct scoreboard_worker w;
	struct scoreboard_pool p;
	struct scoreboard *s;
	const char *why;

	(void)state;
	make(SCOREBOARD_MINOR + 9, 1999, &newer);
	s = open_file(&why);
	assert_non_null(s);
	assert_true(scoreboard_is_alive(s, NOW_MS));
	assert_int_equal(scoreboard_count(s).free, 3);
	assert_true(scoreboard_read_pool(s, &p));
	assert_memory_equal(&p, &pool, sizeof(p));
	for (unsigned i = 0; i < 3; i++) {
		assert_true(scoreboard_read_worker(s, i, &w));
		assert_memory_equal(&w, &worker, sizeof(w));
	}
	assert_true(scoreboard_read_identity(s, &id));
	assert_int_equal(id.generation, pool.generation);
	for (size_t i = 0; i < sizeof(id.fingerprint); i++)
		assert_int_equal(id.fingerprint[i], 0xaa);
	scoreboard_close(s);
}

/* Whatever a file claims, it is read within its bytes, or refused. */
static void
test_impossible(void **state)
{
	static const struct {
		size_t field;
		uint32_t value;
		const char *why;
	} table[] = {
	    {SCOREBOARD_FILE_MAGIC, 1, "it is not a scoreboard"},
	    {SCOREBOARD_FILE_VERSION, SCOREBOARD_VERSION + 1,
		"it is of another version of fcgi-worker"},
	    {SCOREBOARD_FILE_HEADER_SIZE, 43, "it is damaged"},
	    {SCOREBOARD_FILE_HEADER_SIZE, 2049, "it is damaged"},
	    {SCOREBOARD_FILE_POOL_AT, UINT32_MAX, "it is damaged"},
	    {SCOREBOARD_FILE_POOL_SIZE, UINT32_MAX - 2048, "it is damaged"},
	    {SCOREBOARD_FILE_POOL_SIZE, 8192 - 2048 - 7, "it is damaged"},
	    {SCOREBOARD_FILE_ENTRIES_AT, 2048, "it is damaged"},
	    {SCOREBOARD_FILE_ENTRIES_AT, UINT32_MAX, "it is damaged"},
	    {SCOREBOARD_FILE_ENTRIES_AT, 8193, "it is cut short"},
	    {SCOREBOARD_FILE_ENTRY_SIZE, 0, "it is damaged"},
	    {SCOREBOARD_FILE_ENTRY_SIZE, UINT32_MAX, "it is damaged"},
	    {SCOREBOARD_FILE_ENTRY_SIZE, 12289, "it is cut short"},
	    {SCOREBOARD_FILE_WORKER_SIZE, 12288 - 7, "it is damaged"},
	    {SCOREBOARD_FILE_WORKER_SIZE, UINT32_MAX, "it is damaged"},
	    {SCOREBOARD_FILE_WORKERS, 4, "it is cut short"},
	    {SCOREBOARD_FILE_WORKERS, UINT32_MAX, "it is cut short"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		make(0, 2048, &newer);
		scoreboard_file_put(&file, table[i].field, table[i].value);
		assert_refused(table[i].why);
	}
	make(0, 2048, &newer);
	file.size--;
	assert_refused("it is cut short");
	file.size = 43;
	assert_refused("it is not a scoreboard");
}

static pid_t
dead_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return pid;
}

/* A master that waits for a processor is alive; one that has died is not. */
static void
test_starved(void **state)
{
	struct scoreboard_pool record = {.heartbeat_ms = 100000};
	struct scoreboard *s;
	const char *why;

	(void)state;
	make(SCOREBOARD_MINOR, SCOREBOARD_HEADER_SIZE, &scoreboard_layout);
	for (int there = 0; there < 2; there++) {
		record.master = there ? getpid() : dead_process();
		scoreboard_file_pool(&file, &scoreboard_layout, &record);
		s = open_file(&why);
		assert_non_null(s);
		assert_true(scoreboard_is_alive(s, 101000));
		assert_int_equal(scoreboard_is_alive(s, 101001), there);
		assert_int_equal(scoreboard_is_alive(s, 110000), there);
		assert_false(scoreboard_is_alive(s, 110001));
		scoreboard_close(s);
	}
}

/* Records of no bytes mean that there are no workers. */
static void
test_empty_records(void **state)
{
	static const struct scoreboard_layout none = {
	    .pool_at = 44, .entries_at = 52, .entry_size = 8};
	struct scoreboard_worker w;
	struct scoreboard *s;
	const char *why;

	(void)state;
	make(0, 44, &none);
	s = open_file(&why);
	assert_non_null(s);
	assert_false(scoreboard_is_alive(s, NOW_MS));
	assert_int_equal(scoreboard_count(s).total, 0);
	assert_true(scoreboard_read_worker(s, 2, &w));
	assert_int_equal(w.state, SCOREBOARD_NONE);
	scoreboard_close(s);
}

/* Readers of other versions count on these places of the fields. */
static void
test_places(void **state)
{
	struct scoreboard_writer b;
	uint32_t header[11];

	(void)state;
	assert_int_equal(scoreboard_writer_create(&b, path, NULL, 3), 0);
	assert_int_equal(pread(b.fd, header, sizeof(header), 0), 44);
	assert_int_equal(header[2], SCOREBOARD_VERSION);
	assert_int_equal(header[3], SCOREBOARD_MINOR);
	assert_int_equal(header[4], 80);
	assert_int_equal(header[5], 3);
	assert_int_equal(header[6], 512);
	assert_int_equal(header[7], sizeof(struct scoreboard_pool));
	assert_int_equal(header[8], 4096);
	assert_int_equal(header[9], 4096);
	assert_int_equal(header[10], sizeof(struct scoreboard_worker));
	scoreboard_writer_close(&b, true);
}

/* A newer program reloads to this one: the fields that only the newer one knew
 * are gone, and those that both know stay. */
static void
test_take_over(void **state)
{
	unsigned char ones[SCOREBOARD_FINGERPRINT];
	struct scoreboard_identity got;
	struct scoreboard_writer b, next;
	struct scoreboard *s;
	const char *why;
	char rest[64];
	uint32_t version, later;

	(void)state;
	memset(ones, 1, sizeof(ones));
	assert_int_equal(scoreboard_writer_create(&b, path, NULL, 3), 0);
	scoreboard_writer_set_pool(&b, &pool);
	scoreboard_writer_set_worker(&b, 2, &worker);
	s = scoreboard_open(path, &why);
	assert_non_null(s);
	assert_true(scoreboard_read_version(s, &version));
	scoreboard_writer_set_fingerprint(&b, ones);
	assert_true(scoreboard_read_version(s, &later));
	assert_int_not_equal(later, version);
	scoreboard_writer_set_pool(&b, &pool);
	assert_true(scoreboard_read_version(s, &version));
	assert_int_not_equal(later, version);
	scoreboard_close(s);
	b.map->minor = SCOREBOARD_MINOR + 1;
	b.map->header_size += 8;
	b.map->layout.pool_size += 8;
	b.map->layout.worker_size += 8;
	memset((char *)&b.map->pool + sizeof(pool), 7, 8);
	memset((char *)&b.map->entries[2].worker + sizeof(worker), 7, 8);
	s = scoreboard_open(path, &why);
	assert_non_null(s);
	assert_int_equal(scoreboard_writer_adopt(&next, dup(b.fd), path, 3), 0);
	scoreboard_writer_take_over(&next);
	assert_int_equal(next.map->minor, SCOREBOARD_MINOR);
	assert_int_equal(next.map->layout.worker_size, sizeof(worker));
	assert_int_equal(scoreboard_count(s).free, 1);
	assert_true(scoreboard_read_identity(s, &got));
	assert_memory_equal(got.fingerprint, ones, sizeof(ones));
	memset(rest, 0, sizeof(rest));
	assert_memory_equal(
	    (char *)&b.map->pool + sizeof(pool), rest, sizeof(rest));
	assert_memory_equal((char *)&b.map->entries[2].worker + sizeof(worker),
	    rest, sizeof(rest));
	scoreboard_close(s);
	scoreboard_writer_close(&next, false);
	/* A file of another layout is not taken over. */
	b.map->layout.entry_size *= 2;
	assert_int_equal(
	    scoreboard_writer_adopt(&next, dup(b.fd), path, 3), -1);
	scoreboard_writer_close(&b, true);
}

static int
setup(void **state)
{
	(void)state;
	snprintf(path, sizeof(path), "/tmp/ocr-board-%d", (int)getpid());
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_older),
	    cmocka_unit_test(test_newer),
	    cmocka_unit_test(test_impossible),
	    cmocka_unit_test(test_starved),
	    cmocka_unit_test(test_empty_records),
	    cmocka_unit_test(test_places),
	    cmocka_unit_test(test_take_over),
	};

	return cmocka_run_group_tests_name(
	    "scoreboard", tests, setup, teardown);
}
