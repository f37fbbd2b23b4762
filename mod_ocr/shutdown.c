/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stops, restarts and reloads (SIGUSR1) of lighttpd, as far as a module can
 * soften them.
 */
#include "mod_ocr.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "reply.h"
#include "request_end.h"
#include "shutdown.h"

enum {
	/*
	 * lighttpd cuts every connection at the end of a graceful stop.  This
	 * many seconds before, the requests that still wait or run are
	 * answered.
	 */
	CLOSING_QUEUED_S = 2,
	CLOSING_RUNNING_S = 1,
	/* After SIGTERM: when those that still run are answered, and how long
	 * their answers may be sent until lighttpd ends whatever is left. */
	TERM_RUNNING_MS = 1500,
	TERM_SENDING_MS = 400,
};

/* --- what lighttpd does, by its own flags ------------------------------ */

/*
 * Raises lighttpd's timeout of a graceful stop to at least this many seconds.
 * The number 0 means a stop without end, and stays.
 */
static void
raise_timeout(array *flags, int seconds)
{
	static const char key[] = "server.graceful-shutdown-timeout";
	data_unset *du = array_get_data_unset(flags, STR(key));

	if (du == NULL || du->type == TYPE_INTEGER) {
		int *value = array_get_int_ptr(flags, STR(key));
		if (du == NULL || (*value > 0 && *value < seconds))
			*value = seconds;
	} else if (du->type == TYPE_STRING) {
		buffer *value = &((data_string *)du)->value;
		int given = atoi(value->ptr);
		if (given == 0 || given >= seconds)
			return;
		buffer_clear(value);
		buffer_append_int(value, seconds);
	}
}

/* Whether the pid file names this process. */
static bool
names_us(const char *path)
{
	FILE *f = fopen(path, "re");
	long pid = 0;

	if (f == NULL)
		return false;
	if (fscanf(f, "%ld", &pid) != 1)
		pid = 0;
	fclose(f);
	return pid == (long)getpid();
}

void
shutdown_configure(server *srv, plugin_data *p)
{
	static const char background[] = "server.graceful-restart-bg";
	array *flags;

	if (srv->srvconf.feature_flags == NULL)
		srv->srvconf.feature_flags = p->flags = array_init(2);
	if (!srv->srvconf.preflight_check && strchr(srv->argv[0], '/') == NULL)
		log_error(srv->errh, __FILE__, __LINE__,
		    "[note] lighttpd was started as \"%s\": a reload "
		    "(SIGUSR1) keeps new clients waiting until the requests "
		    "that it has are answered; start it by its path",
		    srv->argv[0]);
	flags = (array *)(uintptr_t)srv->srvconf.feature_flags;
	raise_timeout(flags, (int)p->shutdown_timeout_s);
	/* A value that the administrator has set stays. */
	if (array_get_data_unset(flags, STR(background)) == NULL)
		*array_get_int_ptr(flags, STR(background)) = 1;
	/*
	 * lighttpd started itself anew in the same process.  The process has no
	 * right any more to write a pid file that root made, but that file
	 * already has the right number.
	 */
	if (srv->srvconf.pid_file != NULL &&
	    access(srv->srvconf.pid_file->ptr, W_OK) < 0 && errno == EACCES &&
	    names_us(srv->srvconf.pid_file->ptr))
		srv->srvconf.pid_file = NULL;
}

/* --- SIGTERM and SIGINT -------------------------------------------------- */

/* The signal handlers can reach nothing but these. */
static plugin_data *module;
static volatile sig_atomic_t terminating, forking, interrupted;
static struct sigaction lighttpds_action;

/*
 * Calls lighttpd's own handler, which is the same for all signals and only sets
 * flags.
 */
static void
pass_on(int sig, siginfo_t *si, void *context)
{
	if (lighttpds_action.sa_flags & SA_SIGINFO)
		lighttpds_action.sa_sigaction(sig, si, context);
	else if (lighttpds_action.sa_handler != SIG_DFL &&
		 lighttpds_action.sa_handler != SIG_IGN)
		lighttpds_action.sa_handler(sig);
}

/*
 * The handler of SIGINT.  While a reload forks, keeps the signal for
 * end_fork(); otherwise lets lighttpd handle it.
 */
static void
handle_sigint(int sig, siginfo_t *si, void *context)
{
	if (forking)
		interrupted = 1;
	else
		pass_on(sig, si, context);
}

/*
 * The handler of SIGTERM.  Begins a graceful stop, as SIGINT does, so that
 * those that wait are told and those that run may end.  If there is nothing to
 * wait for, lighttpd ends at once.  An open connection is waited for, too: a
 * request may be on its way.
 */
static void
handle_sigterm(int sig, siginfo_t *si, void *context)
{
	const struct gate *g = &module->gate;
	bool idle = g->reading + g->queued + g->running == 0 &&
		    g->answer_bytes == 0 && module->srv->conns == NULL;

	if (terminating || idle) {
		pass_on(sig, si, context);
		return;
	}
	terminating = 1;
	/* A second SIGINT would end a graceful stop that has begun. */
	if (forking || module->srv->graceful_expire_ts == 0)
		handle_sigint(SIGINT, si, context);
}

void
shutdown_open(plugin_data *p)
{
	struct sigaction act = {
	    .sa_sigaction = handle_sigterm,
	    .sa_flags = SA_SIGINFO,
	};

	module = p;
	terminating = forking = interrupted = 0;
	p->terminated_ms = p->told_ms = 0;
	sigemptyset(&act.sa_mask);
	sigaction(SIGTERM, &act, &lighttpds_action);
	act.sa_sigaction = handle_sigint;
	sigaction(SIGINT, &act, NULL);
}

void
shutdown_close(void)
{
	if (module == NULL)
		return;
	sigaction(SIGTERM, &lighttpds_action, NULL);
	sigaction(SIGINT, &lighttpds_action, NULL);
	module = NULL;
}

void
shutdown_expect_fork(const plugin_data *p)
{
	forking = 1;
	/* lighttpd switches this feature off as it begins to reload.  If the
	 * administrator has done so, both signals are ignored for a moment at
	 * SIGHUP, too. */
	if (config_feature_bool(p->srv, "server.graceful-restart-bg", 0))
		return; /* it is SIGHUP */
	/* The next lighttpd inherits this until it has handlers of its own. */
	signal(SIGUSR1, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
}

/*
 * To be called when the child of the fork has left lighttpd's code of the
 * reload.  Gives the signals that were ignored back to lighttpd, and raises the
 * SIGINT that was kept.
 */
static void
end_fork(void)
{
	forking = 0;
	sigaction(SIGUSR1, &lighttpds_action, NULL);
	sigaction(SIGHUP, &lighttpds_action, NULL);
	if (interrupted)
		raise(SIGINT);
	interrupted = 0;
}

bool
shutdown_is_terminating(void)
{
	return terminating;
}

/* --- what becomes of the requests ---------------------------------------- */

/* Whether a graceful stop has begun that ends within this many seconds. */
static bool
ends_within(const plugin_data *p, int seconds)
{
	unix_time64_t end = p->srv->graceful_expire_ts;

	return end != 0 && log_monotonic_secs + seconds >= end;
}

bool
shutdown_refuses(const plugin_data *p)
{
	return terminating || ends_within(p, CLOSING_QUEUED_S);
}

/* Refuses all requests in this state. */
static void
dismiss_all(plugin_data *p, enum gate_state state)
{
	struct gate_job *job;

	while ((job = gate_any(&p->gate, state)) != NULL)
		request_end_dismiss(p, job, GATE_REFUSED, &reply_shutting_down);
}

/*
 * Goes on with what SIGTERM began.  Refuses what still runs after
 * TERM_RUNNING_MS, and ends lighttpd TERM_SENDING_MS later.  The second time
 * counts from the refusals, so that they can be sent even if lighttpd did not
 * run for a while.
 */
static void
go_on_terminating(plugin_data *p, uint64_t now_ms)
{
	if (p->terminated_ms == 0)
		p->terminated_ms = now_ms;
	if (now_ms - p->terminated_ms < TERM_RUNNING_MS)
		return;
	if (p->told_ms == 0)
		p->told_ms = now_ms;
	dismiss_all(p, GATE_SHARING);
	dismiss_all(p, GATE_RUNNING);
	if (now_ms - p->told_ms >= TERM_SENDING_MS)
		raise(SIGTERM); /* lighttpd's own handler gets this one */
}

void
shutdown_step(plugin_data *p, uint64_t now_ms)
{
	if (forking)
		end_fork();
	if (shutdown_refuses(p)) {
		dismiss_all(p, GATE_QUEUED);
		dismiss_all(p, GATE_READING);
	}
	if (ends_within(p, CLOSING_RUNNING_S)) {
		dismiss_all(p, GATE_SHARING);
		dismiss_all(p, GATE_RUNNING);
	}
	if (terminating)
		go_on_terminating(p, now_ms);
}
