/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_threads: the threads of a worker that read several pages of a document
 * at once.  They do nothing else: the main thread writes, sends and logs what
 * was read.  thread_share.c says how many may read just now; they are --threads
 * at most.
 */
#include "ocr/page_threads.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/rss.h"
#include "base/wiped_stack.h"
#include "shm/thread_share.h"

/* As much stack as the main thread has. */
#define STACK 8388608
/* How much higher the nice value of all threads but the first is. */
#define NICER 5
/* How often a thread looks whether it may read, while there are pages. */
#define LOOK_MS 50
/* The queue of pages that were handed over and not taken yet. */
#define QUEUE 64

/* A thread, and what it has. */
struct reader {
	struct engine *engine;
	bool is_extra;
	unsigned long prepared; /* the document that engine is ready for */
	bool is_unfit;		/* for that document */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work; /* there are pages, or a document ended */
static pthread_cond_t news = PTHREAD_COND_INITIALIZER; /* for the main thread */

/* The lock guards all of this except what is set before threads start. */
static struct {
	struct reader *readers;
	unsigned count, started;
	size_t max_rss;
	const struct engine_settings *settings;
	const struct params *params;
	unsigned long document; /* counts them */
	struct page_task *queue[QUEUE];
	unsigned first, pending; /* in the queue */
	unsigned running;	 /* threads that read */
	unsigned most_running;	 /* the most of them, for this document */
} all;

unsigned
page_threads_count(void)
{
	return all.count;
}

/*
 * Gets the engine of r ready for the document.  Returns whether it is.  It
 * takes time where a language has to be loaded, so the lock is not held.
 */
static bool
prepare_engine(struct reader *r)
{
	const char *lang = all.settings->lang;

	if (!r->is_extra)
		return true;
	/* Loading a model may double what the process has. */
	if (lang[0] != '\0' && all.max_rss > 0 && rss_bytes() > all.max_rss / 2)
		return false;
	return engine_prepare(r->engine, all.settings) == 0;
}

/*
 * Takes the next page, of which there is one, off the queue.  Called with the
 * lock.
 */
static struct page_task *
take_page(void)
{
	struct page_task *t = all.queue[all.first];

	all.first = (all.first + 1) % QUEUE;
	all.pending--;
	t->state = PAGE_TASK_RUNNING;
	return t;
}

/*
 * Reads one page, if one is pending and r may read.  Called with the lock,
 * which is released meanwhile.  Returns whether a page was taken.
 */
static bool
read_next(struct reader *r)
{
	const unsigned long document = all.document;
	struct page_task *t;
	bool fit = true;

	if (all.pending == 0 || (r->prepared == document && r->is_unfit))
		return false;
	if (r->is_extra && !thread_share_take())
		return false;
	all.running++;
	if (r->prepared != document) {
		pthread_mutex_unlock(&lock);
		fit = prepare_engine(r);
		pthread_mutex_lock(&lock);
		r->prepared = document;
		r->is_unfit = !fit;
	}
	if (fit && all.pending > 0) {
		t = take_page();
		all.most_running = all.running > all.most_running
				       ? all.running
				       : all.most_running;
		pthread_cond_signal(&news);
		pthread_mutex_unlock(&lock);
		page_task_read(t, all.params, r->engine);
		pthread_mutex_lock(&lock);
		t->state = PAGE_TASK_DONE;
	}
	all.running--;
	if (r->is_extra)
		thread_share_give();
	pthread_cond_signal(&news);
	return true;
}

/* Waits with the lock until there may be something to read. */
static void
wait_for_work(const struct reader *r)
{
	struct timespec until;

	if (all.pending == 0 || (r->prepared == all.document && r->is_unfit)) {
		pthread_cond_wait(&work, &lock);
		return;
	}
	/* Nobody tells when a thread may read a page that is pending. */
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += LOOK_MS * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	pthread_cond_timedwait(&work, &lock, &until);
}

/* Reads pages for ever, and clears the stack of the thread after each. */
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
	 * Without a higher nice value, threads only compete with the main
	 * thread for processors.
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
	pthread_condattr_t clock;
	int rc = 0;

	if (s->count < 2)
		return 0;
	all.max_rss = max_rss;
	all.readers = calloc(s->count, sizeof(*all.readers));
	if (all.readers == NULL)
		return -1;
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&work, &clock);
	pthread_condattr_destroy(&clock);
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
page_threads_put(struct page_task *t)
{
	pthread_mutex_lock(&lock);
	all.queue[(all.first + all.pending) % QUEUE] = t;
	all.pending++;
	/* All are woken, since a single one might not be allowed to read now.
	 */
	pthread_cond_broadcast(&work);
	pthread_mutex_unlock(&lock);
}

bool
page_threads_is_done(const struct page_task *t)
{
	bool done;

	pthread_mutex_lock(&lock);
	done = t->state == PAGE_TASK_DONE;
	pthread_mutex_unlock(&lock);
	return done;
}

unsigned
page_threads_most(void)
{
	unsigned most;

	pthread_mutex_lock(&lock);
	most = all.most_running;
	pthread_mutex_unlock(&lock);
	return most;
}

/* Called with the lock held.  Whether so few pages are pending that one more
 * would soon be taken. */
static bool
wants_more(void)
{
	return all.pending < QUEUE && all.pending <= all.running;
}

bool
page_threads_wants_more(void)
{
	bool wanted;

	pthread_mutex_lock(&lock);
	wanted = wants_more();
	pthread_mutex_unlock(&lock);
	return wanted;
}

void
page_threads_wait(const struct page_task *head, bool has_more)
{
	pthread_mutex_lock(&lock);
	while (head->state != PAGE_TASK_DONE && !(has_more && wants_more()))
		pthread_cond_wait(&news, &lock);
	pthread_mutex_unlock(&lock);
}

void
page_threads_end(void)
{
	pthread_mutex_lock(&lock);
	all.pending = 0;
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
