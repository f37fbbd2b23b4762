/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_threads: the threads of a worker that read several pages of a document
 * at once.  The main thread writes, sends and logs what was read, decodes
 * what is to be read, and reads the first page, while they decode those behind
 * it.  They are --threads at most: thread_share.c says how many may read just
 * now, and ocr.c whether a request is worth any.
 */
#include "ocr/page_threads.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cpus.h"
#include "base/rss.h"
#include "base/wiped_stack.h"
#include "ocr/page_queue.h"
#include "shm/thread_share.h"

/* As much stack as the main thread has. */
#define STACK 8388608
/* How much higher the nice value of all threads but the first is. */
#define NICER 5
/* How often a thread looks whether it may read, while there are pages. */
#define LOOK_MS 50

/* A thread, and what it has. */
struct reader {
	struct engine *engine;
	bool is_extra;
	unsigned long prepared; /* the document that engine is ready for */
	bool is_unfit;		/* for that document */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* For threads: there are pages. */
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;
static pthread_cond_t news = PTHREAD_COND_INITIALIZER; /* for the main thread */

/* The lock guards all of this except what is set before threads start. */
static struct {
	struct reader *readers;
	unsigned count, started;
	size_t max_rss;
	const struct engine_settings *settings;
	const struct params *params;
	unsigned long document; /* counts them */
	struct page_queue pending;
	unsigned running;      /* threads that read */
	unsigned most_running; /* the most of them, for this document */
	/* While the main thread reads the first page: */
	bool has_first; /* it uses the first engine */
	int first_cpu;	/* on which it began */
	const struct page_threads_ahead *ahead;
	bool may_decode; /* ahead has another page, and no thread decodes */
	bool is_decoding;
} all;

unsigned
page_threads_count(void)
{
	return all.count;
}

/*
 * Gets the engine of r, which is not the first, ready for the document.
 * Returns false if it cannot be: a language cannot be loaded, or there is too
 * little memory for it.  Loading takes time, so the lock is not held.
 */
static bool
prepare_engine(struct reader *r)
{
	const char *lang = all.settings->lang;

	/* Loading a model may double what the process has. */
	if (lang[0] != '\0' && all.max_rss > 0 && rss_bytes() > all.max_rss / 2)
		return false;
	return engine_prepare(r->engine, all.settings) == 0;
}

/* Whether there is a page that r could read, or decode and then read.  Called
 * with the lock. */
static bool
may_have_work(const struct reader *r)
{
	if (r->is_extra ? r->prepared == all.document && r->is_unfit
			: all.has_first)
		return false;
	return all.pending.count > 0 || all.may_decode;
}

/*
 * Counts r among the threads that read, if it may read now.  The first thread
 * always may.  The others may only while another one reads and processors are
 * idle: they have a lower priority, and may have to load a language before.
 * Called with the lock.  Returns whether r may read; then end with end_running.
 */
static bool
begin_running(const struct reader *r)
{
	if (r->is_extra && (all.running == 0 || !thread_share_take()))
		return false;
	/* The others may take what is left. */
	if (all.running == 0 && all.pending.count > 1)
		pthread_cond_broadcast(&work);
	all.running++;
	return true;
}

static void
count_most_running(void)
{
	if (all.most_running < all.running)
		all.most_running = all.running;
}

/* Ends what begin_running began, and tells the main thread.  Called with the
 * lock. */
static void
end_running(const struct reader *r)
{
	all.running--;
	if (r->is_extra)
		thread_share_give();
	pthread_cond_signal(&news);
}

/* Reads the next pending page; there must be one.  Called with the lock, which
 * is released while it reads. */
static void
read_page(const struct reader *r)
{
	struct page_task *t = page_queue_take(&all.pending);

	t->state = PAGE_TASK_RUNNING;
	count_most_running();
	pthread_cond_signal(&news); /* The main thread may add another page. */
	pthread_mutex_unlock(&lock);
	page_task_read(t, all.params, r->engine);
	pthread_mutex_lock(&lock);
	t->state = PAGE_TASK_DONE;
}

/*
 * Decodes the page behind those that are decoded, while the main thread reads
 * the first one.  Called with the lock, which is released meanwhile.
 */
static void
decode_ahead(void)
{
	const struct page_threads_ahead *ahead = all.ahead;
	bool has_more;

	all.may_decode = false;
	all.is_decoding = true;
	pthread_mutex_unlock(&lock);
	has_more = ahead->decode(ahead->context);
	pthread_mutex_lock(&lock);
	all.is_decoding = false;
	all.may_decode = has_more && all.ahead != NULL;
	pthread_cond_signal(&news);
	if (all.may_decode)
		pthread_cond_broadcast(&work);
}

/*
 * Makes r read one page, if there is one and r may read.  Before, gets its
 * engine ready for the document, and decodes a page if none is pending.  Called
 * with the lock, which is released meanwhile.  Returns whether r was allowed to
 * read.
 */
static bool
read_next(struct reader *r)
{
	const unsigned long document = all.document;
	bool fit = true;

	if (!may_have_work(r) || !begin_running(r))
		return false;
	/*
	 * With few processors, the kernel often wakes a thread on that of the
	 * main thread although another one is idle, and moves it only later.
	 */
	if (all.has_first)
		cpus_leave(all.first_cpu);
	if (r->is_extra && r->prepared != document) {
		pthread_mutex_unlock(&lock);
		fit = prepare_engine(r);
		pthread_mutex_lock(&lock);
		r->prepared = document;
		r->is_unfit = !fit;
	}
	if (fit && all.pending.count == 0 && all.may_decode)
		decode_ahead();
	if (fit && all.pending.count > 0)
		read_page(r);
	end_running(r);
	return true;
}

/* Waits with the lock until there may be something to read. */
static void
wait_for_work(const struct reader *r)
{
	const uint64_t until = clock_now_ms() + LOOK_MS;
	const struct timespec at = {
	    (time_t)(until / 1000), (long)(until % 1000) * 1000000};

	/* Nobody tells when a thread may read a page that is pending. */
	if (may_have_work(r))
		pthread_cond_clockwait(&work, &lock, CLOCK_MONOTONIC, &at);
	else
		pthread_cond_wait(&work, &lock);
}

/* Runs in the thread of a reader: reads pages for ever, and clears its stack
 * after each. */
static void *
run_thread(void *reader)
{
	struct reader *r = reader;
	pthread_attr_t attributes;
	void *stack = NULL;
	size_t size;

	if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
		pthread_attr_getstack(&attributes, &stack, &size);
		pthread_attr_destroy(&attributes);
	}
	/*
	 * If this fails, the thread only competes with the main thread for
	 * processors.
	 */
	if (r->is_extra && setpriority(PRIO_PROCESS, (id_t)gettid(),
			       getpriority(PRIO_PROCESS, 0) + NICER) == -1)
		errno = 0;
	pthread_mutex_lock(&lock);
	all.started++;
	pthread_cond_signal(&news);
	for (;;)
		if (!read_next(r))
			wait_for_work(r);
		else if (stack != NULL)
			wiped_stack_clear_thread(stack);
	return NULL;
}

/*
 * Starts the thread of r with all signals blocked but those that a fault or the
 * sandbox sends to the thread that caused them.  Returns 0, or an error.
 */
static int
start_thread(struct reader *r)
{
	static const int own[] = {
	    SIGSYS, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
	pthread_attr_t attributes;
	sigset_t most, before;
	pthread_t thread;
	int rc;

	sigfillset(&most);
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		sigdelset(&most, own[i]);
	pthread_sigmask(SIG_SETMASK, &most, &before);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, STACK);
	rc = pthread_create(&thread, &attributes, run_thread, r);
	pthread_attr_destroy(&attributes);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}

int
page_threads_start(const struct engine_set *s, size_t max_rss)
{
	int rc = 0;

	if (s->count < 2)
		return 0;
	cpus_note();
	all.max_rss = max_rss;
	all.readers = calloc(s->count, sizeof(*all.readers));
	if (all.readers == NULL)
		return -1;
	for (unsigned i = 0; i < s->count && rc == 0; i++) {
		all.readers[i].engine = s->engines[i];
		all.readers[i].is_extra = i > 0;
		rc = start_thread(&all.readers[i]);
		all.count += rc == 0;
	}
	pthread_mutex_lock(&lock);
	while (all.started < all.count)
		pthread_cond_wait(&news, &lock);
	pthread_mutex_unlock(&lock);
	errno = rc;
	return rc == 0 ? 0 : -1;
}

void
page_threads_begin(
    const struct engine_settings *settings, const struct params *params)
{
	pthread_mutex_lock(&lock);
	all.settings = settings;
	all.params = params;
	all.document++;
	all.most_running = 0;
	pthread_mutex_unlock(&lock);
}

void
page_threads_put(struct page_task *t, bool is_head)
{
	pthread_mutex_lock(&lock);
	if (is_head)
		page_queue_add_first(&all.pending, t);
	else
		page_queue_add(&all.pending, t);
	/* A single one might not be allowed to read now. */
	pthread_cond_broadcast(&work);
	pthread_mutex_unlock(&lock);
}

void
page_threads_read_first(
    struct page_task *t, bool has_more, const struct page_threads_ahead *ahead)
{
	pthread_mutex_lock(&lock);
	all.has_first = true;
	all.first_cpu = sched_getcpu();
	all.ahead = ahead;
	all.may_decode = has_more;
	all.running++;
	count_most_running();
	if (has_more)
		pthread_cond_broadcast(&work);
	pthread_mutex_unlock(&lock);
	page_task_read(t, all.params, all.readers[0].engine);
	t->state = PAGE_TASK_DONE;
	pthread_mutex_lock(&lock);
	all.ahead = NULL;
	all.may_decode = false;
	while (all.is_decoding)
		pthread_cond_wait(&news, &lock);
	all.running--;
	all.has_first = false;
	pthread_cond_broadcast(&work);
	pthread_mutex_unlock(&lock);
}

unsigned
page_threads_most_running(void)
{
	unsigned most;

	pthread_mutex_lock(&lock);
	most = all.most_running;
	pthread_mutex_unlock(&lock);
	return most;
}

/*
 * Whether one more page should be decoded now.  That is so while no more pages
 * are pending than threads are reading.  Until the first page has been written,
 * it is so only if a thread would take the new page at once: decoding takes
 * processor time from the thread that reads the first page, for which the
 * client waits.  Called with the lock.
 */
static bool
wants_more(bool has_written)
{
	if (!has_written)
		return all.pending.count == 0 && all.running < all.count;
	return all.pending.count <= all.running;
}

bool
page_threads_wait(const struct page_task *head, bool has_more, bool has_written)
{
	bool done = false;

	pthread_mutex_lock(&lock);
	while (!(done = head != NULL && head->state == PAGE_TASK_DONE) &&
	       !(has_more && wants_more(has_written)))
		pthread_cond_wait(&news, &lock);
	pthread_mutex_unlock(&lock);
	return done;
}

void
page_threads_end(void)
{
	pthread_mutex_lock(&lock);
	all.pending.count = 0;
	if (all.running > 0)
		page_threads_cancel();
	while (all.running > 0)
		pthread_cond_wait(&news, &lock);
	all.settings = NULL;
	all.params = NULL;
	pthread_mutex_unlock(&lock);
}

bool
page_threads_cancel(void)
{
	bool soon = true;

	for (unsigned i = 0; i < all.count; i++)
		soon = engine_cancel(all.readers[i].engine) && soon;
	return soon;
}

int
page_threads_reset(void)
{
	int rc = 0;

	for (unsigned i = 1; i < all.count && rc == 0; i++)
		rc = engine_reset(all.readers[i].engine);
	return rc;
}
