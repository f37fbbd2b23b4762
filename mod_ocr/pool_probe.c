/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Connects to the pool while no request does.  The addresses are those that
 * mod_fastcgi keeps; they are read and never changed.
 */

#include "mod_ocr.h"
#include "gw_backend.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ocr_config.h"
#include "pool_probe.h"

enum { PROBE_MS = 1000 };

struct search {
	unsigned int skip; /* this many more processes */
	const gw_proc *found;
};

/*
 * Looks for a process of the pool among those of a host.  Counts s->skip down
 * for each process that it passes over, and sets s->found to the next one.
 */
static void
search_host(struct search *s, const gw_host *host)
{
	/*
	 * Backends with check-local serve files, such as PHP; they are not the
	 * pool.
	 */
	if (host->check_local)
		return;
	for (const gw_proc *proc = host->first;
	     proc != NULL && s->found == NULL; proc = proc->next)
		if (proc->saddr != NULL && s->skip-- == 0)
			s->found = proc;
}

/* Looks for a process of the pool among those of all hosts of a fastcgi.server,
 * as search_host() does. */
static void
search_scope(struct search *s, const gw_exts *exts)
{
	for (uint32_t i = 0; exts != NULL && i < exts->used; i++) {
		const gw_extension *ext = &exts->exts[i];

		for (uint32_t j = 0; j < ext->used && s->found == NULL; j++)
			search_host(s, ext->hosts[j]);
	}
}

/*
 * Returns the backend process that comes after n others in the configuration,
 * or NULL.  If in_gate, only scopes that enable the gate count.
 */
static const gw_proc *
find_proc(const plugin_data *p, bool in_gate, unsigned int n)
{
	const gw_plugin_data *fastcgi = handler_data(p->fastcgi);
	struct search s = {n, NULL};

	for (int i = config_first(fastcgi->cvlist); i < fastcgi->nconfig; i++) {
		const config_plugin_value_t *cpv =
		    config_values(fastcgi->cvlist, i);

		if (in_gate &&
		    !ocr_config_enables_gate(p, fastcgi->cvlist[i].k_id))
			continue;
		/* Number 0 of mod_fastcgi's keys is fastcgi.server. */
		for (; cpv->k_id != -1 && s.found == NULL; cpv++)
			if (cpv->k_id == 0 && cpv->vtype == T_CONFIG_LOCAL)
				search_scope(
				    &s, ((const gw_plugin_config *)cpv->v.v)
					    ->exts_resp);
	}
	return s.found;
}

/*
 * Returns the next process to connect to, or NULL if there is none.  Each has
 * its turn, since a pool may be spread over several hosts.  Those in scopes
 * that enable the gate come first; others count only if there are none.
 */
static const gw_proc *
next_proc(plugin_data *p)
{
	bool in_gate = find_proc(p, true, 0) != NULL;
	const gw_proc *proc = find_proc(p, in_gate, p->probe_turn++);

	if (proc == NULL) {
		p->probe_turn = 1;
		proc = find_proc(p, in_gate, 0);
	}
	return proc;
}

bool
pool_probe_is_wanted(const plugin_data *p)
{
	return p->backend_state == BACKEND_UNREACHABLE ||
	       (p->backend_state == BACKEND_UNKNOWN && p->scoreboard == NULL);
}

/* Notes how a connection to the pool went: error is 0 or an errno.  Logs only
 * what differs from the last result. */
static void
note_result(plugin_data *p, int error)
{
	p->backend_state = error == 0 ? BACKEND_REACHED : BACKEND_UNREACHABLE;
	if (error != p->probe_error && error != 0)
		log_error(p->srv->errh, __FILE__, __LINE__,
		    "the pool's socket cannot be reached: %s; it is tried "
		    "every second",
		    strerror(error));
	else if (error != p->probe_error)
		log_error(p->srv->errh, __FILE__, __LINE__,
		    "[note] the pool's socket can be reached");
	p->probe_error = error;
}

void
pool_probe_close(plugin_data *p)
{
	if (p->probe == NULL)
		return;
	fdevent_fdnode_event_del(p->srv->ev, p->probe);
	fdevent_sched_close(p->srv->ev, p->probe);
	p->probe = NULL;
}

/*
 * lighttpd calls this when a connection that connect_to() began is made, or has
 * failed.
 */
static handler_t
mod_ocr_probed(void *ctx, int revents)
{
	plugin_data *p = ctx;
	int error = fdevent_connect_status(p->probe->fd);

	UNUSED(revents);
	pool_probe_close(p);
	note_result(p, error);
	return HANDLER_FINISHED;
}

/*
 * Begins to connect to a socket of the pool.  Notes the result, if it is known
 * at once; else mod_ocr_probed() does, when lighttpd calls it.
 */
static void
connect_to(plugin_data *p, const gw_proc *proc)
{
	int fd =
	    fdevent_socket_nb_cloexec(proc->saddr->sa_family, SOCK_STREAM, 0);

	if (fd == -1)
		return;
	if (connect(fd, proc->saddr, proc->saddrlen) == 0) {
		note_result(p, 0);
	} else if (errno == EINPROGRESS) {
		p->srv->cur_fds++;
		p->probe = fdevent_register(p->srv->ev, fd, mod_ocr_probed, p);
		fdevent_fdnode_event_set(p->srv->ev, p->probe, FDEVENT_OUT);
		return;
	} else if (errno != EAGAIN) {
		/* EAGAIN only says that the queue of the socket is full. */
		note_result(p, errno);
	}
	close(fd);
}

/*
 * Notes that the pool cannot be reached if the path of a unix socket that
 * worked was removed.  Looking takes no worker's time; a connection would.
 */
static void
look_for_path(plugin_data *p, const gw_proc *proc)
{
	const struct sockaddr_un *addr =
	    (const struct sockaddr_un *)proc->saddr;

	if (addr->sun_family == AF_UNIX && access(addr->sun_path, F_OK) < 0 &&
	    errno == ENOENT)
		note_result(p, ENOENT);
}

void
pool_probe_step(plugin_data *p, uint64_t now_ms)
{
	bool wanted = pool_probe_is_wanted(p);
	const gw_proc *proc;

	if (!wanted) {
		pool_probe_close(p);
		p->probe_error = 0;
	}
	if (now_ms < p->probe_ms)
		return;
	p->probe_ms = now_ms + PROBE_MS;
	if (!wanted) {
		/* Requests connect, so this need not. */
		proc = next_proc(p);
		if (proc != NULL)
			look_for_path(p, proc);
		return;
	}
	if (p->probe != NULL) {
		pool_probe_close(p);
		note_result(p, ETIMEDOUT);
	}
	proc = next_proc(p);
	if (proc != NULL)
		connect_to(p, proc);
}
