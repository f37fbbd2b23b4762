/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate's arithmetic: who comes in, who runs next, what is counted, and
 * that no order of events breaks an invariant.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mod_ocr/forecast.h"
#include "mod_ocr/gate.h"

#define FOREVER 1000000

static const struct gate_limits roomy = {
    .slots = 2,
    .queue_limit = 100,
    .client_limit = 100,
    .spool_bytes = UINT64_MAX,
    .spool_files = 100,
    .memory_bytes = 65536,
};

static void
read_job(struct gate *g, struct gate_job *job, const char *key, uint64_t now,
    uint64_t timeout)
{
	const struct gate_request request = {
	    .key = key, .timeout_ms = timeout, .told = true};

	gate_read(g, job, &request, now);
}

static enum gate_verdict
admit(struct gate *g, const char *key, uint64_t bytes, uint64_t timeout)
{
	const struct gate_request request = {
	    .key = key, .bytes = bytes, .timeout_ms = timeout, .told = true};

	return gate_admit(g, &request, 0);
}

static void
park(struct gate *g, struct gate_job *job, const char *key, uint64_t bytes)
{
	read_job(g, job, key, 0, FOREVER);
	assert_int_equal(gate_reserve(g, job, bytes), GATE_ADMIT);
	gate_park(g, job, 0);
}

static void
park_all(struct gate *g, struct gate_job *jobs, int n, const char *key,
    uint64_t bytes)
{
	for (int i = 0; i < n; i++)
		park(g, &jobs[i], key, bytes);
}

/* A gate with so many slots and room for everything. */
static void
open_gate(struct gate *g, unsigned slots)
{
	struct gate_limits limits = roomy;

	limits.slots = slots;
	gate_init(g, &limits);
}

static void
finish_all(struct gate *g, struct gate_job *jobs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		gate_finish(g, &jobs[i], GATE_ABORTED, 1);
	assert_null(g->clients);
	assert_null(g->turn);
	assert_int_equal(g->spool_bytes, 0);
	assert_int_equal(g->spool_files, 0);
	gate_free(g);
}

static void
one_client_in_order_of_arrival(void **state)
{
	struct gate g;
	struct gate_job jobs[4] = {{0}};

	(void)state;
	open_gate(&g, 2);
	park_all(&g, jobs, 4, "a", 1);
	assert_ptr_equal(gate_grant(&g, 5), &jobs[0]);
	assert_ptr_equal(gate_grant(&g, 5), &jobs[1]);
	assert_null(gate_grant(&g, 5));
	gate_finish(&g, &jobs[1], GATE_ANSWERED, 6);
	assert_ptr_equal(gate_grant(&g, 6), &jobs[2]);
	assert_int_equal(jobs[2].running_ms, 6);
	finish_all(&g, jobs, 4);
}

static void
clients_take_turns(void **state)
{
	struct gate_job a[5] = {{0}}, b[2] = {{0}};
	struct gate g;

	(void)state;
	open_gate(&g, 100);
	park_all(&g, a, 5, "a", 100);
	park_all(&g, b, 2, "b", 100);
	assert_int_equal(b[0].position, 2);
	assert_ptr_equal(gate_grant(&g, 0), &a[0]);
	assert_ptr_equal(gate_grant(&g, 0), &b[0]);
	assert_ptr_equal(gate_grant(&g, 0), &a[1]);
	assert_ptr_equal(gate_grant(&g, 0), &b[1]);
	assert_ptr_equal(gate_grant(&g, 0), &a[2]);
	assert_ptr_equal(gate_grant(&g, 0), &a[3]);
	for (int i = 0; i < 2; i++)
		gate_finish(&g, &b[i], GATE_ANSWERED, 1);
	finish_all(&g, a, 5);
}

/* The large body goes in its turn; what it cost, its client's next one waits.
 */
static void
turns_are_paid_in_bytes(void **state)
{
	struct gate_job small[20] = {{0}}, large[2] = {{0}};
	struct gate_job *job;
	struct gate g;
	int n = 0, first = -1, second = -1;

	(void)state;
	open_gate(&g, 100);
	park_all(&g, small, 20, "small", 100);
	park(&g, &large[0], "large", 9 * 65536);
	park(&g, &large[1], "large", 100);
	for (; (job = gate_grant(&g, 0)) != NULL; n++) {
		first = job == &large[0] ? n : first;
		second = job == &large[1] ? n : second;
	}
	assert_int_equal(first, 1);
	assert_int_equal(second, 12);
	gate_finish(&g, &large[0], GATE_ANSWERED, 1);
	gate_finish(&g, &large[1], GATE_ANSWERED, 1);
	finish_all(&g, small, 20);
}

/* Debts however large are no endless rounds: who owes least is next. */
static void
large_bodies_alone_do_not_wait(void **state)
{
	struct gate_job jobs[6] = {{0}};
	struct gate g;

	(void)state;
	open_gate(&g, 6);
	for (int i = 0; i < 2; i++) {
		park(&g, &jobs[3 * i], "a", 300u << 20);
		park(&g, &jobs[3 * i + 1], "b", 200u << 20);
		park(&g, &jobs[3 * i + 2], "c", 250u << 20);
	}
	for (int i = 0; i < 3; i++)
		assert_ptr_equal(gate_grant(&g, 0), &jobs[i]);
	assert_ptr_equal(gate_grant(&g, 0), &jobs[4]);
	assert_ptr_equal(gate_grant(&g, 0), &jobs[5]);
	assert_ptr_equal(gate_grant(&g, 0), &jobs[3]);
	finish_all(&g, jobs, 6);
}

/* Leaving the queue for a moment is no way out of debt. */
static void
debts_are_kept(void **state)
{
	struct gate_job a[4] = {{0}}, large = {0}, next = {0};
	struct gate g;

	(void)state;
	open_gate(&g, 100);
	park(&g, &large, "b", 3 * 65536);
	assert_ptr_equal(gate_grant(&g, 0), &large);
	park_all(&g, a, 4, "a", 100);
	park(&g, &next, "b", 100);
	assert_int_equal(next.position, 5);
	for (int i = 0; i < 4; i++)
		assert_ptr_equal(gate_grant(&g, 0), &a[i]);
	assert_ptr_equal(gate_grant(&g, 0), &next);
	gate_finish(&g, &large, GATE_ANSWERED, 1);
	gate_finish(&g, &next, GATE_ANSWERED, 1);
	finish_all(&g, a, 4);
}

static void
keys(void **state)
{
	char key[GATE_KEY_MAX + 1], other[GATE_KEY_MAX + 1], text[200];

	(void)state;
	memset(text, 'x', sizeof(text));
	gate_key(key, "10.0.0.1", 8);
	assert_string_equal(key, "10.0.0.1");
	gate_key(key, text, GATE_KEY_MAX);
	assert_int_equal(strlen(key), GATE_KEY_MAX);
	/* Long ones that differ at the end are two. */
	gate_key(key, text, sizeof(text));
	text[199] = 'y';
	gate_key(other, text, sizeof(text));
	assert_string_not_equal(key, other);
}

static void
a_requeued_job_is_the_first_of_its_client(void **state)
{
	struct gate_job jobs[3] = {{0}};
	struct gate g;

	(void)state;
	open_gate(&g, 2);
	park_all(&g, jobs, 3, "a", 1);
	assert_ptr_equal(gate_grant(&g, 1), &jobs[0]);
	gate_requeue(&g, &jobs[0]);
	gate_pause(&g, 1, 100);
	assert_null(gate_grant(&g, 100));
	assert_ptr_equal(gate_grant(&g, 101), &jobs[0]);
	assert_int_equal(g.running, 1);
	finish_all(&g, jobs, 3);
}

static void
ends_a_job_once(void **state)
{
	struct gate g;
	struct gate_job job = {0};

	(void)state;
	open_gate(&g, 2);
	park(&g, &job, "a", 1);
	gate_grant(&g, 0);
	gate_finish(&g, &job, GATE_ANSWERED, 1);
	gate_finish(&g, &job, GATE_ABORTED, 1);
	assert_int_equal(g.running, 0);
	assert_int_equal(g.totals.outcome[GATE_ANSWERED], 1);
	assert_int_equal(g.totals.outcome[GATE_ABORTED], 0);
	gate_free(&g);
}

static void
verdicts(void **state)
{
	struct gate_limits limits = {
	    .slots = 1,
	    .queue_limit = 2,
	    .client_limit = 1,
	    .spool_bytes = 1000000,
	    .spool_files = 1,
	    .memory_bytes = 65536,
	};
	struct gate_job jobs[3] = {{0}};
	struct gate g;

	(void)state;
	gate_init(&g, &limits);
	/* Of bytes an eighth is left to answers. */
	assert_int_equal(admit(&g, "a", 875000, 1), GATE_ADMIT);
	assert_int_equal(admit(&g, "a", 875001, 1), GATE_SPOOL_FULL);
	read_job(&g, &jobs[0], "a", 0, FOREVER);
	assert_int_equal(admit(&g, "a", 1, 1), GATE_CLIENT_FULL);
	assert_int_equal(gate_reserve(&g, &jobs[0], 100000), GATE_ADMIT);
	assert_int_equal(admit(&g, "b", 100000, 1), GATE_SPOOL_FULL);
	assert_int_equal(admit(&g, "b", 65536, 1), GATE_ADMIT);
	read_job(&g, &jobs[1], "b", 0, FOREVER);
	assert_int_equal(gate_reserve(&g, &jobs[1], 65537), GATE_SPOOL_FULL);
	assert_int_equal(admit(&g, "c", 1, 1), GATE_ADMIT);
	read_job(&g, &jobs[2], "c", 0, FOREVER);
	/* Two may wait and one may run: a fourth finds no place. */
	assert_int_equal(admit(&g, "d", 1, 1), GATE_QUEUE_FULL);
	finish_all(&g, jobs, 3);
}

static void
a_wait_longer_than_the_deadline_is_refused(void **state)
{
	struct gate_job jobs[11] = {{0}};
	struct gate g;

	(void)state;
	open_gate(&g, 2);
	g.service_ms = 1000;
	assert_int_equal(forecast_wait_ms(&g, "z"), 0);
	park_all(&g, jobs, 11, "a", 1);
	gate_grant(&g, 0);
	gate_grant(&g, 0);
	/* Nine of a's wait: one more of its own is the tenth, another client's
	 * first is the second. */
	assert_int_equal(forecast_wait_ms(&g, "a"), 5000);
	assert_int_equal(forecast_retry_after(&g, "a"), 5);
	assert_int_equal(forecast_wait_ms(&g, "b"), 1000);
	assert_int_equal(admit(&g, "a", 1, 4999), GATE_TOO_LATE);
	assert_int_equal(admit(&g, "a", 1, 5000), GATE_ADMIT);
	assert_int_equal(admit(&g, "b", 1, 4999), GATE_ADMIT);
	g.service_ms = 1e9;
	assert_int_equal(forecast_retry_after(&g, "a"), 3600);
	finish_all(&g, jobs, 11);
}

static void
deadlines_expire_in_the_queue_and_in_slots(void **state)
{
	struct gate_job jobs[4] = {{0}}, late = {0};
	struct gate g;

	(void)state;
	open_gate(&g, 2);
	for (unsigned i = 0; i < 4; i++) {
		read_job(&g, &jobs[i], "a", 0, 1000 - 100 * i);
		gate_park(&g, &jobs[i], 0);
	}
	assert_ptr_equal(gate_grant(&g, 0), &jobs[0]);
	assert_null(gate_expired(&g, 699));
	assert_ptr_equal(gate_expired(&g, 800), &jobs[3]);
	assert_ptr_equal(jobs[3].next_expired, &jobs[2]);
	assert_null(jobs[2].next_expired);
	gate_finish(&g, &jobs[2], GATE_EXPIRED, 800);
	gate_finish(&g, &jobs[3], GATE_EXPIRED, 800);
	assert_null(gate_expired(&g, 899));
	/* A body that does not come expires as well. */
	read_job(&g, &late, "b", 800, 50);
	assert_ptr_equal(gate_expired(&g, 850), &late);
	gate_finish(&g, &late, GATE_EXPIRED, 850);
	assert_int_equal(g.totals.expired[GATE_READING], 1);
	assert_null(gate_overdue(&g, 1499, 500));
	assert_ptr_equal(gate_overdue(&g, 1500, 500), &jobs[0]);
	gate_finish(&g, &jobs[0], GATE_EXPIRED, 1500);
	assert_int_equal(g.totals.expired[GATE_QUEUED], 2);
	assert_int_equal(g.totals.expired[GATE_RUNNING], 1);
	finish_all(&g, jobs, 4);
}

/* Workers that are gone take their slots with them, not their requests. */
static void
slots_come_and_go(void **state)
{
	struct gate_job jobs[4] = {{0}};
	struct gate g;

	(void)state;
	open_gate(&g, 2);
	park_all(&g, jobs, 4, "a", 1);
	gate_grant(&g, 0);
	gate_grant(&g, 0);
	gate_resize(&g, 0);
	assert_null(gate_grant(&g, 0));
	gate_finish(&g, &jobs[0], GATE_ANSWERED, 1);
	assert_null(gate_grant(&g, 0));
	assert_int_equal(admit(&g, "b", 1, FOREVER), GATE_ADMIT);
	gate_resize(&g, 3);
	assert_ptr_equal(gate_grant(&g, 2), &jobs[2]);
	finish_all(&g, jobs, 4);
}

static void
what_cancelling_saved(void **state)
{
	struct gate_job jobs[3] = {{0}};
	struct gate g;

	(void)state;
	open_gate(&g, 2);
	park_all(&g, jobs, 3, "a", 1);
	gate_grant(&g, 1);
	gate_grant(&g, 1);
	gate_finish(&g, &jobs[0], GATE_ANSWERED, 1001);
	gate_finish(&g, &jobs[1], GATE_ABORTED, 401);
	gate_finish(&g, &jobs[2], GATE_ABORTED, 401);
	assert_true(g.totals.saved_s > 1.59 && g.totals.saved_s < 1.61);
	assert_int_equal(g.totals.aborted[GATE_QUEUED], 1);
	assert_int_equal(g.totals.aborted[GATE_RUNNING], 1);
	gate_free(&g);
}

enum { JOBS = 64, CLIENTS = 9, STEPS = 1000000 };

static void
check_invariants(const struct gate *g, const struct gate_job *jobs)
{
	const struct gate_totals *t = &g->totals;
	uint64_t queued_bytes = 0, bytes = 0, ended = 0;
	unsigned count[GATE_DONE + 1] = {0}, files = 0;

	for (size_t i = 0; i < JOBS; i++) {
		const struct gate_job *job = &jobs[i];
		bool in = job->state != GATE_NEW && job->state != GATE_DONE;

		count[job->state]++;
		bytes += in ? job->bytes : 0;
		files += in && job->has_file;
		queued_bytes += job->state == GATE_QUEUED ? job->bytes : 0;
	}
	for (int i = 0; i < GATE_OUTCOMES; i++)
		ended += t->outcome[i];
	assert_int_equal(g->reading, count[GATE_READING]);
	assert_int_equal(g->queued, count[GATE_QUEUED]);
	assert_int_equal(g->running, count[GATE_RUNNING]);
	assert_int_equal(g->queued_bytes, queued_bytes);
	assert_int_equal(g->spool_bytes, bytes);
	assert_int_equal(g->spool_files, files);
	assert_true(g->spool_bytes <= g->limits.spool_bytes);
	assert_true(g->spool_files <= g->limits.spool_files);
	assert_int_equal(
	    t->requests, ended + g->reading + g->queued + g->running);
	assert_int_equal(g->active > 0, g->queued > 0);
	assert_int_equal(g->turn != NULL, g->queued > 0);
}

static void
begin(struct gate *g, struct gate_job *job, uint64_t now)
{
	char key[16];

	snprintf(key, sizeof(key), "client %d", rand() % CLIENTS);
	if (job->state == GATE_DONE)
		memset(job, 0, sizeof(*job));
	if (job->state == GATE_NEW && admit(g, key, 0, 500) == GATE_ADMIT) {
		read_job(g, job, key, now, (uint64_t)rand() % 500);
		job->told = rand() % 2;
	}
}

static void
step(struct gate *g, struct gate_job *jobs, uint64_t now)
{
	struct gate_job *job = &jobs[rand() % JOBS];
	unsigned running = g->running;

	switch (rand() % 9) {
	case 0:
	case 1:
		begin(g, job, now);
		break;
	case 2:
		if (job->state == GATE_READING)
			gate_reserve(g, job, (uint64_t)rand() % 300000);
		break;
	case 3:
		if (job->state == GATE_READING)
			gate_park(g, job, now);
		break;
	case 4:
		if (gate_grant(g, now) != NULL)
			assert_true(running < g->limits.slots);
		break;
	case 5:
		if (job->state == GATE_RUNNING)
			gate_requeue(g, job);
		break;
	case 6:
		for (job = gate_expired(g, now); job != NULL;
		     job = job->next_expired)
			gate_finish(g, job, GATE_EXPIRED, now);
		break;
	case 7:
		gate_resize(g, (unsigned)rand() % 8);
		break;
	default:
		if (job->state != GATE_NEW)
			gate_finish(g, job,
			    (enum gate_outcome)(rand() % GATE_OUTCOMES), now);
	}
}

static void
a_million_random_events_break_nothing(void **state)
{
	static struct gate_job jobs[JOBS];
	struct gate_limits limits = roomy;
	struct gate g;

	(void)state;
	srand(1);
	limits.queue_limit = 20;
	limits.client_limit = 6;
	limits.spool_bytes = 2000000;
	limits.spool_files = 9;
	gate_init(&g, &limits);
	for (unsigned i = 0; i < STEPS; i++) {
		step(&g, jobs, i / 10);
		check_invariants(&g, jobs);
	}
	for (int i = 0; i < GATE_OUTCOMES; i++)
		assert_true(g.totals.outcome[i] > 0);
	assert_true(patience_is_known(&g.patience));
	for (int i = 0; i < GATE_VERDICTS; i++)
		assert_true(i == GATE_SPOOL_FULL || i == GATE_TOO_LATE ||
			    g.totals.verdict[i] > 0);
	finish_all(&g, jobs, JOBS);
}

/* Who announces much and sends nothing keeps nobody out. */
static void
an_announcement_takes_no_room(void **state)
{
	static struct gate_job jobs[128];
	struct gate_limits limits = roomy;
	struct gate_request request = {
	    .key = "a", .bytes = 32u << 20, .timeout_ms = FOREVER};
	struct gate g;

	(void)state;
	limits.client_limit = 1000;
	limits.queue_limit = 1000;
	limits.spool_bytes = UINT64_C(4) << 30;
	limits.spool_files = 1000;
	gate_init(&g, &limits);
	for (int i = 0; i < 128; i++) {
		gate_read(&g, &jobs[i], &request, 0);
		assert_int_equal(gate_reserve(&g, &jobs[i], 0), GATE_ADMIT);
	}
	assert_int_equal(g.spool_bytes, 128 * 65536);
	assert_int_equal(g.spool_files, 0);
	assert_int_equal(admit(&g, "b", 32u << 20, FOREVER), GATE_ADMIT);
	/* What comes does, with a little ahead, and no more than announced. */
	assert_int_equal(gate_reserve(&g, &jobs[0], 1000000), GATE_ADMIT);
	assert_int_equal(jobs[0].bytes, 1000000 + 65536);
	assert_int_equal(g.spool_files, 1);
	assert_int_equal(
	    gate_reserve(&g, &jobs[0], (32u << 20) - 1), GATE_ADMIT);
	assert_int_equal(jobs[0].bytes, 32u << 20);
	finish_all(&g, jobs, 128);
}

/* Answers and bodies share one room, and an answer outlasts its job. */
static void
answers_take_room(void **state)
{
	struct gate_limits limits = roomy;
	struct gate_answer first = {.bytes = 0}, second = {.bytes = 0};
	struct gate_job job = {.state = GATE_NEW};
	struct gate g;

	(void)state;
	limits.spool_bytes = 1000000;
	limits.spool_files = 2;
	gate_init(&g, &limits);
	park(&g, &job, "a", 300000);
	assert_ptr_equal(gate_grant(&g, 0), &job);
	assert_true(gate_keep_answer(&g, &first, 60000));
	assert_int_equal(g.spool_files, 1);
	assert_true(gate_keep_answer(&g, &first, 600000));
	assert_int_equal(g.spool_files, 2);
	assert_int_equal(g.answer_bytes, 600000);
	assert_false(gate_keep_answer(&g, &first, 700001));
	assert_int_equal(g.answer_bytes, 600000);
	/* There are no more files. */
	assert_false(gate_keep_answer(&g, &second, 65537));
	assert_true(gate_keep_answer(&g, &second, 65536));
	gate_finish(&g, &job, GATE_ANSWERED, 0);
	assert_int_equal(g.spool_bytes, 600000 + 65536);
	assert_int_equal(admit(&g, "b", 300000, FOREVER), GATE_SPOOL_FULL);
	/* A stream is kept less of as it is sent. */
	assert_true(gate_keep_answer(&g, &first, 500000));
	gate_drop_answer(&g, &second);
	assert_int_equal(admit(&g, "b", 300000, FOREVER), GATE_ADMIT);
	gate_drop_answer(&g, &first);
	gate_drop_answer(&g, &first);
	assert_int_equal(g.spool_bytes, 0);
	assert_int_equal(g.spool_files, 0);
	assert_int_equal(g.answer_bytes, 0);
	gate_free(&g);
}

/* A refused upload that is thrown away has a place of its client, too. */
static void
drains_take_places(void **state)
{
	struct gate_limits limits = roomy;
	struct gate_client *first, *second;
	struct gate_job job = {.state = GATE_NEW};
	struct gate g;

	(void)state;
	limits.client_limit = 2;
	gate_init(&g, &limits);
	first = gate_begin_drain(&g, "a");
	assert_non_null(first);
	assert_int_equal(admit(&g, "a", 1, FOREVER), GATE_ADMIT);
	park(&g, &job, "a", 1);
	assert_int_equal(admit(&g, "a", 1, FOREVER), GATE_CLIENT_FULL);
	assert_int_equal(admit(&g, "b", 1, FOREVER), GATE_ADMIT);
	second = gate_begin_drain(&g, "a");
	assert_non_null(second);
	assert_null(gate_begin_drain(&g, "a"));
	gate_end_drain(&g, second);
	gate_finish(&g, &job, GATE_ABORTED, 1);
	assert_non_null(g.clients);
	gate_end_drain(&g, first);
	assert_null(g.clients);
	gate_free(&g);
}

/* What a long key becomes is another one in each process, so nobody can know
 * which clients are in one chain of the table. */
static void
keys_are_hashed_by_each_process_anew(void **state)
{
	char text[GATE_KEY_MAX + 1], keys[2][GATE_KEY_MAX + 1];
	int fds[2];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_int_equal(pipe(fds), 0);
	for (int i = 0; i < 2; i++) {
		struct gate g;
		pid_t pid = fork();

		if (pid == 0) {
			gate_init(&g, &roomy);
			gate_key(keys[0], text, sizeof(text));
			_exit(write(fds[1], keys[0], sizeof(keys[0])) < 0);
		}
		assert_int_equal(
		    read(fds[0], keys[i], sizeof(keys[i])), sizeof(keys[i]));
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
	close(fds[0]);
	close(fds[1]);
	assert_string_not_equal(keys[0], keys[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    /* Before this process itself has drawn its keys. */
	    cmocka_unit_test(keys_are_hashed_by_each_process_anew),
	    cmocka_unit_test(one_client_in_order_of_arrival),
	    cmocka_unit_test(clients_take_turns),
	    cmocka_unit_test(turns_are_paid_in_bytes),
	    cmocka_unit_test(large_bodies_alone_do_not_wait),
	    cmocka_unit_test(debts_are_kept),
	    cmocka_unit_test(keys),
	    cmocka_unit_test(a_requeued_job_is_the_first_of_its_client),
	    cmocka_unit_test(ends_a_job_once),
	    cmocka_unit_test(verdicts),
	    cmocka_unit_test(a_wait_longer_than_the_deadline_is_refused),
	    cmocka_unit_test(deadlines_expire_in_the_queue_and_in_slots),
	    cmocka_unit_test(slots_come_and_go),
	    cmocka_unit_test(what_cancelling_saved),
	    cmocka_unit_test(a_million_random_events_break_nothing),
	    cmocka_unit_test(an_announcement_takes_no_room),
	    cmocka_unit_test(answers_take_room),
	    cmocka_unit_test(drains_take_places),
	};

	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
