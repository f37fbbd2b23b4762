/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What must hold before the gate serves: a lighttpd with the data structures
 * that the module was built for, the order of the modules, and descriptors.
 */

#include "mod_ocr.h"
#include "plugins.h"
#include "reqpool.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "preflight.h"

/* Descriptors of lighttpd that are neither connections nor bodies. */
enum { RESERVED_FDS = 64 };

/* lighttpd only compares version numbers, but its structs also depend on how
 * it was configured.  Its allocations tell their sizes: malloc rounds up, by
 * less than 24 bytes. */
static bool
size_matches(const void *object, size_t size)
{
	size_t usable = malloc_usable_size((void *)(uintptr_t)object);

	return usable >= size && usable - size < 24;
}

bool
preflight_layout(server *srv)
{
	/* request_acquire() reads connection.srv and connection.request at
	 * offsets that are in doubt here: at any offset it finds srv. */
	void *con[512];
	request_st *r;
	bool matches =
	    size_matches(srv, sizeof(server)) && srv->srv_sockets.used > 0 &&
	    size_matches(srv->srv_sockets.ptr[0], sizeof(server_socket));

	if (!matches)
		return false;
	for (size_t i = 0; i < sizeof(con) / sizeof(*con); i++)
		con[i] = srv;
	r = request_acquire((connection *)(void *)con);
	if (!size_matches(r, sizeof(request_st)) || r->con != (void *)con)
		return false;
	request_free_data(r);
	free(r);
	return true;
}

/* Our hook must run first, since mod_fastcgi answers 503 by itself while it
 * holds its backend for dead, and a module behind it never sees the request. */
bool
preflight_order(server *srv, plugin_data *p)
{
	bool twice = false;

	for (uint32_t i = 0; i < srv->plugins.used; i++) {
		handler_ref h = handler_at(srv, i);
		if (strcmp(handler_plugin(h)->name, "fastcgi") == 0)
			p->fastcgi = h;
		twice |= strcmp(handler_plugin(h)->name, "ocr") == 0 &&
			 handler_id(h) != p->id;
	}
	if (!twice && p->fastcgi != NULL && handler_id(p->fastcgi) > p->id)
		return true;
	log_error(srv->errh, __FILE__, __LINE__,
	    "server.modules must list \"mod_ocr\" once and, after it, "
	    "\"mod_fastcgi\"");
	return false;
}

/* lighttpd does not count the files of bodies, and answers 500 when there is
 * no descriptor for one: what connections and workers leave is ours to
 * budget. */
bool
preflight_descriptors(server *srv, plugin_data *p)
{
	struct rlimit rl = {.rlim_cur = RLIM_INFINITY};
	rlim_t fds = (rlim_t)srv->max_fds;
	/* A running request has its worker's connection and its body twice. */
	rlim_t taken = (rlim_t)srv->srvconf.max_conns + RESERVED_FDS +
		       2 * (rlim_t)p->limits.slots;

	getrlimit(RLIMIT_NOFILE, &rl);
	if (rl.rlim_cur < fds)
		fds = rl.rlim_cur;
	if (fds <= taken) {
		log_error(srv->errh, __FILE__, __LINE__,
		    "%llu file descriptors are too few for %d connections and "
		    "%u workers: raise server.max-fds (and LimitNOFILE) or "
		    "lower server.max-connections",
		    (unsigned long long)fds, srv->srvconf.max_conns,
		    p->limits.slots);
		return false;
	}
	p->limits.spool_files = p->limits.queue_limit;
	if (fds - taken >= p->limits.queue_limit)
		return true;
	p->limits.spool_files = (unsigned)(fds - taken);
	log_error(srv->errh, __FILE__, __LINE__,
	    "[note] %llu file descriptors: of %u requests in the queue only %u "
	    "may have bodies above 64 kB",
	    (unsigned long long)fds, p->limits.queue_limit,
	    p->limits.spool_files);
	return true;
}
