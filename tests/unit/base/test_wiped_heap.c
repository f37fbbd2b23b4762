/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A program finds nothing of earlier contents in memory that it asks for, and
 * leaves nothing in memory that it gives back.
 */
#include "tests/lib/test.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fcgi-worker/base/rss.h"
#include "fcgi-worker/base/wiped_heap.h"

#define OLD 0xa5
/* glibc writes so many bytes into free memory: four pointers. */
#define BOOKKEEPING 32

static const size_t sizes[] = {
    24, 100, 1032, 5000, 70000, 262144, 300001, 5000000};
#define SIZES (sizeof(sizes) / sizeof(*sizes))

static size_t
count(const void *memory, size_t size, unsigned char value)
{
	const volatile unsigned char *byte = memory;
	size_t n = 0;

	for (size_t i = 0; i < size; i++)
		n += byte[i] == value;
	return n;
}

/* Fills blocks of this size with OLD and frees them, so that a later malloc()
 * gets memory that was used before. */
static void
leave(size_t size)
{
	unsigned char *memory[3];

	for (size_t i = 0; i < 3; i++) {
		memory[i] = malloc(size);
		assert_non_null(memory[i]);
		memset(memory[i], OLD, malloc_usable_size(memory[i]));
	}
	for (size_t i = 0; i < 3; i++)
		free(memory[i]);
}

/* Checks that all bytes of the memory have the value, and frees it. */
static void
check(void *memory, size_t size, unsigned char value)
{
	assert_non_null(memory);
	assert_int_equal(count(memory, size, value), size);
	free(memory);
}

static void
test_new(void **state)
{
	volatile size_t many = SIZE_MAX / 2;
	void *memory;

	(void)state;
	for (size_t i = 0; i < SIZES; i++) {
		leave(sizes[i]);
		check(malloc(sizes[i]), sizes[i], 0);
		leave(sizes[i]);
		check(calloc(sizes[i], 1), sizes[i], 0);
		leave(sizes[i]);
		check(aligned_alloc(64, sizes[i]), sizes[i], 0);
		leave(sizes[i]);
		assert_int_equal(posix_memalign(&memory, 4096, sizes[i]), 0);
		assert_int_equal((uintptr_t)memory % 4096, 0);
		check(memory, sizes[i], 0);
	}
	assert_int_equal(posix_memalign(&memory, 3, 10), 22);
	assert_null(reallocarray(NULL, many, 3));
}

static void
test_grown(void **state)
{
	unsigned char *memory;

	(void)state;
	for (size_t i = 0; i + 1 < SIZES; i++) {
		leave(sizes[i + 1]);
		memory = malloc(sizes[i]);
		memset(memory, OLD, sizes[i]);
		memory = realloc(memory, sizes[i + 1]);
		assert_non_null(memory);
		assert_int_equal(count(memory, sizes[i], OLD), sizes[i]);
		assert_int_equal(
		    count(memory + sizes[i], sizes[i + 1] - sizes[i], 0),
		    sizes[i + 1] - sizes[i]);
		memory = realloc(memory, 10);
		assert_int_equal(count(memory, 10, OLD), 10);
		free(memory);
	}
}

/* Memory that the kernel has taken back is left out, since nothing can be
 * looked at there. */
static void
test_freed(void **state)
{
	volatile uintptr_t place;
	void *memory, *behind;

	(void)state;
	for (size_t i = 0; sizes[i] < 100000; i++) {
		memory = malloc(sizes[i]);
		behind = malloc(sizes[i]);
		memset(memory, OLD, sizes[i]);
		place = (uintptr_t)memory;
		free(memory);
		assert_in_range(count((void *)place, sizes[i], OLD), 0, 4);
		assert_true(count((void *)place, sizes[i], 0) + BOOKKEEPING >=
			    sizes[i]);
		free(behind);
	}
}

/* A list that grows by one each time, as some decoders have it. */
static void
test_grown_often(void **state)
{
	struct timespec begin, end;
	unsigned char *list = NULL;

	(void)state;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	for (size_t i = 1; i <= 100000; i++) {
		list = realloc(list, i * 24);
		assert_non_null(list);
		list[i * 24 - 1] = 1;
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	assert_true(end.tv_sec - begin.tv_sec <= 1);
	free(list);
}

/* glibc ends a process that frees the same memory twice, and has to go on doing
 * so. */
static void
test_freed_twice(void **state)
{
	volatile uintptr_t place;
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		close(STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		place = (uintptr_t)malloc(24);
		free((void *)place);
		free((void *)place);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

/* wiped_heap_fill() helps somebody who looks for memory that is read before it
 * is written. */
static void
test_filled(void **state)
{
	(void)state;
	wiped_heap_fill(0x3c);
	check(malloc(1000), 1000, 0x3c);
	check(aligned_alloc(32, 640), 640, 0x3c);
	check(calloc(1000, 1), 1000, 0);
	wiped_heap_fill(0);
	check(malloc(1000), 1000, 0);
}

enum { PIECES = 16384, PIECE = 1000, MIB = 1 << 20 };
static void *pieces[PIECES];

/* Takes 16 MB in pieces and returns one more piece, which stands behind all
 * others: glibc itself gives back only what is behind everything that is in
 * use. */
static void *
take_pieces(void)
{
	rss_open();
	wiped_heap_trim(0);
	for (size_t i = 0; i < PIECES; i++)
		assert_non_null(pieces[i] = malloc(PIECE));
	return malloc(PIECE);
}

static void
free_pieces(void)
{
	for (size_t i = 0; i < PIECES; i++)
		free(pieces[i]);
}

/* Free memory that is to be kept is there for whoever asks next; the kernel has
 * the rest. */
static void
test_trim(void **state)
{
	void *last = take_pieces();
	size_t full;

	(void)state;
	free_pieces();
	full = rss_bytes();
	assert_true(full > 0);
	wiped_heap_trim(32 * MIB);
	assert_true(rss_bytes() + 2 * MIB > full);
	wiped_heap_trim(8 * MIB);
	assert_true(rss_bytes() + 12 * MIB < full);
	free(last);
}

/* Memory that was in use at some time goes back to the kernel when it is
 * free. */
static void
test_trim_of_what_was_in_use(void **state)
{
	void *last = take_pieces();
	size_t full;

	(void)state;
	wiped_heap_trim(8 * MIB);
	full = rss_bytes();
	free_pieces();
	wiped_heap_trim(8 * MIB);
	assert_true(rss_bytes() + 12 * MIB < full);
	free(last);
}

/* Allocates small pieces until there are no more, and frees them: where the
 * heap cannot grow, each is a mapping of its own. */
static void *
make_small_mappings(void *unused)
{
	static void *small[200000];
	size_t n = 0;

	(void)unused;
	while (n < sizeof(small) / sizeof(*small) &&
	       (small[n] = malloc(1000)) != NULL)
		n++;
	while (n > 0)
		free(small[--n]);
	return NULL;
}

static void
test_small_mappings(void **state)
{
	struct rlimit before, small;
	pthread_t thread;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
	small = before;
	small.rlim_cur = 250 << 20;
	assert_int_equal(setrlimit(RLIMIT_AS, &small), 0);
	assert_int_equal(
	    pthread_create(&thread, NULL, make_small_mappings, NULL), 0);
	pthread_join(thread, NULL);
	assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_new),
	    cmocka_unit_test(test_grown),
	    cmocka_unit_test(test_freed),
	    cmocka_unit_test(test_grown_often),
	    cmocka_unit_test(test_trim_of_what_was_in_use),
	    cmocka_unit_test(test_small_mappings),
	    cmocka_unit_test(test_freed_twice),
	    cmocka_unit_test(test_filled),
	    cmocka_unit_test(test_trim),
	};

	/* A sanitizer has a heap of its own, so these tests cannot run. */
	if (!wiped_heap_fill(0))
		return 0;
	return cmocka_run_group_tests_name("heap", tests, NULL, NULL);
}
