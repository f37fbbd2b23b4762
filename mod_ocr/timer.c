/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timer: all that must be done while no connection has an event.  Every 50 ms
 * it ends requests that are too late or arrive too slowly, gives free slots to
 * those whose turn it is, watches the pool, and goes on with a stop of
 * lighttpd.  It decides none of that: fair_queue.c says whose turn it is,
 * gate_expiry.c and upload_rate.c who is late, shutdown.c what a stop ends.
 * This makes lighttpd come back to those requests.
 */

#include "mod_ocr.h"
#include "fdevent.h"

#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "fcgi-worker/base/clock.h"
#include "pool_probe.h"
#include "pool_watch.h"
#include "refusal_log.h"
#include "reply.h"
#include "request_end.h"
#include "shutdown.h"
#include "store.h"
#include "timer.h"
#include "upload_drain.h"
#include "upload_rate.h"

enum {
	TICK_MS = 50,
	/* A worker answers at its deadline itself; the gate acts only when it
	 * does not. */
	OVERDUE_MS = 2000,
	/*
	 * Each grant looks at all requests that wait, which takes some
	 * milliseconds when there are ten thousand.  After this many, lighttpd
	 * handles its connections before there are more grants.
	 */
	GRANTS_AT_ONCE = 4,
	/*
	 * How many slow uploads are ended at once, since finding one means
	 * looking at all that arrive.
	 */
	SLOW_AT_ONCE = 16,
	/* The store may have a fifth of the time at most. */
	STORE_MS = 4,
};

/* Sets the timer to fire after first_ns nanoseconds, then every tick; 0 stops
 * it. */
static void
set_timer(plugin_data *p, long first_ns)
{
	struct itimerspec t = {
	    .it_value.tv_nsec = first_ns,
	    .it_interval.tv_nsec = first_ns > 0 ? TICK_MS * 1000000L : 0,
	};

	p->ticking = first_ns > 0;
	timerfd_settime(p->timer->fd, 0, &t, NULL);
}

/* Ends a request whose time to wait or to arrive is over, with the answer that
 * says why. */
static void
dismiss_expired(plugin_data *p, struct gate_job *job, uint64_t now_ms)
{
	bool served = p->backend_state != BACKEND_UNREACHABLE &&
		      pool_watch_fault(p) == NULL;

	/* What expires before its deadline while it is read comes too slowly.
	 */
	if (job->state == GATE_READING && now_ms < job->deadline_ms)
		request_end_dismiss(p, job, GATE_REFUSED, &reply_slow_body);
	else
		request_end_dismiss(p, job, GATE_EXPIRED,
		    job->state == GATE_QUEUED && !served
			? &reply_no_worker
			: &reply_expired_queued);
}

/*
 * While places or room run short, ends those uploads that arrive the most
 * slowly, at most SLOW_AT_ONCE.
 */
static void
refuse_slowest(plugin_data *p, uint64_t now_ms)
{
	struct gate_job *job;

	for (int i = 0; i < SLOW_AT_ONCE &&
			(job = upload_rate_slowest(&p->gate, now_ms)) != NULL;
	     i++)
		request_end_dismiss(p, job, GATE_REFUSED, &reply_slow_body);
}

/*
 * Ends the requests whose deadline has passed.  One that runs gets OVERDUE_MS
 * more, in which its worker may answer by itself.
 */
static void
dismiss_late(plugin_data *p, uint64_t now_ms)
{
	struct gate_job *job = gate_expired(&p->gate, now_ms);

	for (; job != NULL; job = job->next_expired)
		dismiss_expired(p, job, now_ms);
	while ((job = gate_overdue(&p->gate, now_ms, OVERDUE_MS)) != NULL)
		request_end_dismiss(
		    p, job, GATE_EXPIRED, &reply_expired_running);
}

/* Whether there is anything that the timer has to watch. */
static bool
has_work(const plugin_data *p)
{
	const struct gate *g = &p->gate;

	return p->grant_due || p->scoreboard_path != NULL ||
	       shutdown_is_terminating() || pool_probe_is_wanted(p) ||
	       p->refusals.pending > 0 || p->drains != NULL ||
	       g->reading + g->queued + g->sharing + g->running > 0 ||
	       g->answer_bytes > 0;
}

void
timer_start(plugin_data *p)
{
	if (!p->ticking && has_work(p))
		set_timer(p, TICK_MS * 1000000L);
}

void
timer_grant_soon(plugin_data *p)
{
	if (p->grant_due)
		return; /* a timer that is set again and again never fires */
	p->grant_due = true;
	set_timer(p, 1);
}

void
timer_grant(plugin_data *p, const request_st *current)
{
	struct gate_job *job;
	uint64_t now_ms;
	int grants = 0;

	if (p->grant_due)
		return; /* timer_grant_soon() was called */
	timer_start(p);
	if (p->gate.queued == 0)
		return; /* what is late can wait for the next tick */
	now_ms = clock_now_ms();
	dismiss_late(p, now_ms);
	while (grants < GRANTS_AT_ONCE &&
	       (job = gate_grant(&p->gate, now_ms)) != NULL) {
		request_st *r = ((struct request_ctx *)job)->r;
		/* The caller goes on with its current request by itself. */
		if (r != current)
			joblist_append(r->con);
		grants++;
	}
	if (grants == GRANTS_AT_ONCE)
		timer_grant_soon(p);
}

/* Goes on with the requests whose worker died and whose second try is due. */
static void
wake_replays(plugin_data *p, uint64_t now_ms)
{
	struct gate_job *job;

	for (job = p->gate.in_slots; job != NULL; job = job->next) {
		const struct request_ctx *ctx = (struct request_ctx *)job;
		if (ctx->replay_ms != 0 && ctx->replay_ms <= now_ms)
			joblist_append(ctx->r->con);
	}
}

/*
 * Does about a millisecond of the store's work, such as removing old results.
 * If more is left, the timer fires again soon.
 */
static void
step_store(plugin_data *p, uint64_t now_ms)
{
	if (p->store != NULL && store_step(p->store, now_ms) && !p->grant_due)
		set_timer(p, STORE_MS * 1000000L);
}

/* lighttpd calls this when the timer fires. */
static handler_t
mod_ocr_tick(void *ctx, int revents)
{
	plugin_data *p = ctx;
	uint64_t now_ms = clock_now_ms(), ticks;

	UNUSED(revents);
	if (read(p->timer->fd, &ticks, sizeof(ticks)) < 0)
		return HANDLER_GO_ON; /* set anew since it fired */
	p->grant_due = false;
	pool_watch_update(p, now_ms);
	pool_probe_step(p, now_ms);
	dismiss_late(p, now_ms);
	refuse_slowest(p, now_ms);
	shutdown_step(p, now_ms);
	wake_replays(p, now_ms);
	upload_drain_wake(p, now_ms);
	timer_grant(p, NULL);
	refusal_log_sum(p, now_ms);
	step_store(p, now_ms);
	/* The timer stops while there is nothing to watch. */
	if (!has_work(p))
		set_timer(p, 0);
	return HANDLER_GO_ON;
}

bool
timer_open(server *srv, plugin_data *p)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);

	if (fd < 0) {
		log_perror(srv->errh, __FILE__, __LINE__, "timerfd_create()");
		return false;
	}
	srv->cur_fds++;
	p->timer = fdevent_register(srv->ev, fd, mod_ocr_tick, p);
	fdevent_fdnode_event_set(srv->ev, p->timer, FDEVENT_IN);
	return true;
}

void
timer_close(plugin_data *p)
{
	int fd;

	if (p->timer == NULL)
		return;
	fd = p->timer->fd;
	fdevent_fdnode_event_del(p->srv->ev, p->timer);
	fdevent_unregister(p->srv->ev, p->timer);
	close(fd);
}
