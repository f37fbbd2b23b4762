/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Counts streams that broke off, by connection.  lighttpd 1.4.69 lets a client
 * open and reset them without end ("rapid reset", CVE-2023-44487), or provoke
 * resets by frames that are wrong ("MadeYouReset", CVE-2025-8671).
 */

#include "mod_ocr.h"

#include "refusal_log.h"
#include "reset_limit.h"

/* A client that cancels what it does not need any more stays far below. */
enum { RESETS_MAX = 100 };

/* The number is kept in place of a pointer. */
static uintptr_t
get_count(const connection *con, const plugin_data *p)
{
	return (uintptr_t)con->plugin_ctx[p->id];
}

static void
set_count(connection *con, const plugin_data *p, uintptr_t count)
{
	con->plugin_ctx[p->id] = (void *)count;
}

void
reset_limit_count(request_st *r, plugin_data *p)
{
	connection *con = r->con;
	request_st *whole = &con->request;
	uintptr_t count = get_count(con, p);

	if (r == whole || whole->state != CON_STATE_WRITE)
		return; /* no stream, or the connection is being closed */
	if (r->state != CON_STATE_ERROR) {
		set_count(con, p, count > 0 ? count - 1 : 0);
		return;
	}
	set_count(con, p, ++count);
	if (count <= RESETS_MAX)
		return;
	/* As lighttpd does when reading from a connection fails: it retires
	 * the other streams and closes it before this turn ends. */
	whole->state = CON_STATE_ERROR;
	refusal_log_resets(r, p);
}

void
reset_limit_forget(connection *con, const plugin_data *p)
{
	set_count(con, p, 0);
}
