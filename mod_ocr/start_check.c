/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What must hold before the gate serves: a lighttpd with the data structures
 * that the module was built for, the order of the modules, and descriptors.
 */

#include "mod_ocr.h"
#include "plugins.h"
#include "reqpool.h"
#include "sock_addr.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "start_check.h"
#include "store_writer.h"

/* Descriptors of lighttpd that are neither connections nor bodies. */
enum { RESERVED_FDS = 64 };

/* Whether an object of lighttpd's has the size that this module was compiled
 * for: lighttpd compares only version numbers, but its structs also depend on
 * how it was configured.  The size can be told from the allocation, which
 * malloc rounds up by less than 24 bytes. */
static bool
size_matches(const void *object, size_t size)
{
	size_t usable = malloc_usable_size((void *)(uintptr_t)object);

	return usable >= size && usable - size < 24;
}

/* Whether addresses, a part of connections, are as large in lighttpd as in this
 * module.  They have room for a path if lighttpd was built with unix sockets:
 * then lighttpd accepts a path as an address. */
static bool
address_size_matches(server *srv)
{
	/* This is larger than an address in any build of lighttpd. */
	sock_addr address[8];
	socklen_t len = sizeof(address);
	int takes_paths = sock_addr_from_str_hints(
	    address, &len, "/run/a", AF_UNIX, 0, srv->errh);

#ifdef HAVE_SYS_UN_H
	return takes_paths == 1;
#else
	return takes_paths != 1;
#endif
}

/*
 * Whether lighttpd's structures have the sizes for which this module was built.
 * The allocator knows the sizes of those that lighttpd has allocated.
 */
static bool
layout_matches(server *srv)
{
	/*
	 * request_acquire() reads connection.srv and connection.request at
	 * offsets that this module cannot be sure of; in this array it finds
	 * srv at any of them.
	 */
	void *con[512];
	request_st *r;

	if (!size_matches(srv, sizeof(server)) || !address_size_matches(srv))
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

bool
start_check_layout(server *srv)
{
	if (layout_matches(srv))
		return true;
	log_error(srv->errh, __FILE__, __LINE__,
	    "mod_ocr was built for a lighttpd with other data structures; "
	    "build "
	    "it with the headers of this lighttpd (make LIGHTTPD_SRC=DIR)");
	return false;
}

bool
start_check_workers(server *srv)
{
	if (srv->srvconf.max_worker == 0)
		return true;
	log_error(srv->errh, __FILE__, __LINE__,
	    "server.max-worker = %d: mod_ocr needs 0, since separate processes "
	    "cannot share one queue",
	    srv->srvconf.max_worker);
	return false;
}

bool
start_check_order(server *srv, plugin_data *p)
{
	bool twice = false;

	for (uint32_t i = 0; i < srv->plugins.used; i++) {
		handler_ref h = handler_at(srv, i);
		if (strcmp(handler_plugin(h)->name, "fastcgi") == 0)
			p->fastcgi = h;
		twice |= strcmp(handler_plugin(h)->name, "ocr") == 0 &&
			 handler_id(h) != p->id;
	}
	if (twice)
		log_error(srv->errh, __FILE__, __LINE__,
		    "server.modules lists \"mod_ocr\" twice: list it once");
	else if (p->fastcgi == NULL)
		log_error(srv->errh, __FILE__, __LINE__,
		    "mod_ocr needs mod_fastcgi: add \"mod_fastcgi\" to "
		    "server.modules, after \"mod_ocr\"");
	else if (handler_id(p->fastcgi) < p->id)
		log_error(srv->errh, __FILE__, __LINE__,
		    "server.modules lists \"mod_ocr\" after \"mod_fastcgi\": "
		    "list it before; of the files in conf-enabled, the one "
		    "with "
		    "mod_ocr must sort before 10-fastcgi.conf");
	else
		return true;
	return false;
}

bool
start_check_access(server *srv, const plugin_data *p)
{
	/*
	 * mod_extforward may be listed later, since its hook runs before all of
	 * these.
	 */
	static const char *const deciding[] = {"auth", "access"};
	bool good = true;

	for (uint32_t i = 0; i < srv->plugins.used; i++) {
		const char *name = handler_plugin(handler_at(srv, i))->name;
		for (size_t j = 0; j < sizeof(deciding) / sizeof(*deciding);
		     j++) {
			if (strcmp(name, deciding[j]) != 0 ||
			    handler_id(handler_at(srv, i)) < p->id)
				continue;
			log_error(srv->errh, __FILE__, __LINE__,
			    "\"mod_%s\" stands behind \"mod_ocr\" in "
			    "server.modules and would not protect /status, "
			    "/metrics and /ocr/sha-256/: write \"mod_%s\" "
			    "before \"mod_ocr\" "
			    "(or load it in a file that is included before "
			    "the one that loads mod_ocr)",
			    name, name);
			good = false;
		}
	}
	return good;
}

void
start_check_descriptors(server *srv, plugin_data *p)
{
	struct rlimit rl = {.rlim_cur = RLIM_INFINITY};
	rlim_t fds = (rlim_t)srv->max_fds;
	/*
	 * A running request takes the connection to its worker and has its body
	 * open twice.  The store has answers open until they are written.
	 */
	rlim_t taken = (rlim_t)srv->srvconf.max_conns + RESERVED_FDS +
		       2 * (rlim_t)p->limits.slots +
		       (p->store_config.path != NULL ? STORE_WRITER_JOBS : 0);

	getrlimit(RLIMIT_NOFILE, &rl);
	if (rl.rlim_cur < fds)
		fds = rl.rlim_cur;
	p->limits.spool_files = p->limits.queue_limit;
	if (fds <= taken) {
		p->fault = "there are too few file descriptors";
		log_error(srv->errh, __FILE__, __LINE__,
		    "%llu file descriptors are too few for %d connections and "
		    "%u workers, so uploads are answered 503: raise "
		    "server.max-fds (and LimitNOFILE) or lower "
		    "server.max-connections",
		    (unsigned long long)fds, srv->srvconf.max_conns,
		    p->limits.slots);
	} else if (fds - taken < p->limits.queue_limit) {
		p->limits.spool_files = (unsigned)(fds - taken);
		log_error(srv->errh, __FILE__, __LINE__,
		    "[note] %llu file descriptors: of %u requests in the queue "
		    "only %u may have bodies above 64 kB",
		    (unsigned long long)fds, p->limits.queue_limit,
		    p->limits.spool_files);
	}
}

void
start_check_warn(server *srv, const plugin_data *p)
{
	if (p->spool.base != NULL && access(p->spool.base, F_OK) < 0)
		log_error(srv->errh, __FILE__, __LINE__,
		    "warning: ocr.spool = \"%s\": %s; until that directory is "
		    "there, and is writable for lighttpd, uploads are answered "
		    "503",
		    p->spool.base, strerror(errno));
	if (p->store_config.path != NULL &&
	    access(p->store_config.path, W_OK) < 0)
		log_error(srv->errh, __FILE__, __LINE__,
		    "warning: ocr.store = \"%s\": %s; until that directory is "
		    "there, and is writable for lighttpd, no result is kept",
		    p->store_config.path, strerror(errno));
	if (p->scoreboard_path != NULL && access(p->scoreboard_path, F_OK) < 0)
		log_error(srv->errh, __FILE__, __LINE__,
		    "warning: ocr.scoreboard = \"%s\": %s; until fcgi-worker "
		    "runs, requests wait",
		    p->scoreboard_path, strerror(errno));
}
