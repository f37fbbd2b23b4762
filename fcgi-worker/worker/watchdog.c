/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watchdog: a thread that watches whether the client leaves and whether the
 * deadline passes while the main thread works.  It knows nothing of FastCGI and
 * of how the process ends; for that it calls the functions of its task, which
 * are in request_deadline.c.
 */
#include "worker/watchdog.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "shm/progress.h"
#include "shm/scoreboard_writer.h"

/*
 * How long the main thread may take to stop its work after a cancel.
 * SHORT_GRACE_MS is for work that cannot be stopped but may be about to end;
 * starting a new process takes about as long.
 */
#define GRACE_MS 100
#define SHORT_GRACE_MS 20
/*
 * How often memory and processor time are written to the scoreboard during a
 * request.
 */
#define SAMPLE_MS 500

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const struct watchdog_task *task; /* NULL: none */
static uint64_t deadline;		 /* of that task */
static unsigned long serial;		 /* of the task */
static bool response_started;		 /* of the task's answer */
static int wake = -1, control = -1;

/* What the thread knows of the task that it watches. */
struct view {
	const struct watchdog_task *task;
	unsigned long serial;
	int fd;
	uint64_t end_ms; /* when to act */
	bool cancelled;
};

/* Brings v up to date: if the task or its deadline has changed, v begins anew
 * with it; if there is no task, v is empty.  Called with the lock held. */
static void
update_view(struct view *v)
{
	if (task != NULL && (v->task == NULL || v->serial != serial))
		*v = (struct view){task, serial, task->fd, deadline, false};
	else if (task == NULL)
		*v = (struct view){.fd = -1};
}

/*
 * Cancels the task if its client has closed the connection, as is_gone says.
 * If its time is over, calls its end(), which ends the process or sets a later
 * deadline.  The caller holds the lock.  It stays locked if the process ends,
 * so that the main thread cannot answer meanwhile.
 */
static void
cancel_or_end(struct view *v, bool is_gone)
{
	uint64_t now = clock_now_ms();

	if (v->task == NULL)
		return;
	if (is_gone && !v->cancelled) {
		v->cancelled = true;
		/*
		 * A closed connection would wake poll() again and again, so it
		 * is left out from now on.
		 */
		v->fd = -1;
		v->end_ms =
		    now +
		    (task->cancel(task->context) ? GRACE_MS : SHORT_GRACE_MS);
	} else if (now >= v->end_ms) {
		task->end(v->cancelled	     ? WATCHDOG_GONE
			  : response_started ? WATCHDOG_LATE
					     : WATCHDOG_DEADLINE,
		    task->context);
		/* The process goes on, so end() set a later deadline. */
		v->end_ms = task->deadline_ms;
	}
}

/*
 * Returns for how many milliseconds poll() may wait, -1 for any time: until the
 * task's time is over, or a sample is due.
 */
static int
poll_ms(const struct view *v)
{
	uint64_t now = clock_now_ms();

	if (v->task == NULL)
		return -1;
	if (v->end_ms <= now)
		return 0;
	return v->end_ms - now < SAMPLE_MS ? (int)(v->end_ms - now) : SAMPLE_MS;
}

/*
 * Takes the log file that the master sends over the control socket; if the
 * master is gone, the socket is left alone from now on.
 */
static void
take_log(void)
{
	char byte, room[CMSG_SPACE(sizeof(int))];
	struct iovec iov = {&byte, 1};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = room,
	    .msg_controllen = sizeof(room)};
	ssize_t n = recvmsg(control, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;

	if (c != NULL && c->cmsg_type == SCM_RIGHTS)
		log_replace(*(int *)(void *)CMSG_DATA(c));
	else if (n == 0 || (n == -1 && errno != EAGAIN && errno != EINTR))
		control = -1;
}

/*
 * Runs in the watchdog's thread for ever.  It wakes up when the task changes,
 * when the master sends a log file, when the client closes the connection, and
 * when poll_ms is over.
 */
static void *
run_watchdog(void *unused)
{
	struct view v = {.fd = -1};
	uint64_t count;

	(void)unused;
	for (;;) {
		struct pollfd p[3] = {{wake, POLLIN, 0}, {control, POLLIN, 0},
		    {v.fd, POLLRDHUP, 0}};

		if (poll(p, 3, poll_ms(&v)) == -1 && errno != EINTR)
			abort();
		if (p[0].revents != 0 &&
		    read(wake, &count, sizeof(count)) == -1)
			continue;
		if (p[1].revents != 0)
			take_log();
		if (v.task != NULL)
			progress_sample();
		pthread_mutex_lock(&lock);
		/*
		 * If the task changed during poll(), the old one's descriptor
		 * may be another connection's by now.
		 */
		if (v.serial != serial)
			p[2].revents = 0;
		update_view(&v);
		cancel_or_end(&v, p[2].revents != 0);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

int
watchdog_start(int control_fd)
{
	pthread_attr_t attributes;
	sigset_t all_signals, old_mask;
	pthread_t thread;
	int rc;

	control = control_fd;
	wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (wake == -1)
		return -1;
	sigfillset(&all_signals);
	pthread_sigmask(SIG_SETMASK, &all_signals, &old_mask);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	rc = pthread_create(&thread, &attributes, run_watchdog, NULL);
	pthread_attr_destroy(&attributes);
	pthread_sigmask(SIG_SETMASK, &old_mask, NULL);
	errno = rc;
	return rc == 0 ? 0 : -1;
}

static void
wake_up(void)
{
	const uint64_t one = 1;

	if (write(wake, &one, sizeof(one)) == -1 && errno != EAGAIN)
		abort();
}

/*
 * Makes t the task that is watched, NULL for none, and wakes the thread, so
 * that it sees that.
 */
static void
replace_task(const struct watchdog_task *t)
{
	pthread_mutex_lock(&lock);
	task = t;
	deadline = t == NULL ? 0 : t->deadline_ms;
	response_started = false;
	serial++;
	pthread_mutex_unlock(&lock);
	wake_up();
}

void
watchdog_set_deadline(uint64_t deadline_ms)
{
	pthread_mutex_lock(&lock);
	if (task != NULL && deadline_ms < deadline) {
		deadline = deadline_ms;
		serial++;
	}
	pthread_mutex_unlock(&lock);
	wake_up();
}

void
watchdog_arm(const struct watchdog_task *t)
{
	replace_task(t);
}

void
watchdog_disarm(void)
{
	replace_task(NULL);
}

void
watchdog_response_started(void)
{
	pthread_mutex_lock(&lock);
	response_started = true;
	pthread_mutex_unlock(&lock);
}
