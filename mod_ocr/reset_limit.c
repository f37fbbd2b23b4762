/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Counts streams that broke off, by connection.  lighttpd 1.4.69 lets a client
 * open and reset them without end ("rapid reset", CVE-2023-44487), or provoke
 * resets by wrong frames ("MadeYouReset", CVE-2025-8671).
 */

#include "mod_ocr.h"

#include "refusal_log.h"
#include "reset_limit.h"

/*
 * How many streams may break off at once, and how many more in each second that
 * follows.  A client that cancels what it does not need any more stays far
 * below.
 */
enum { RESETS_MAX = 100, RESETS_A_SECOND = 10 };

/*
 * The connection has room for a pointer of this module's.  It is used for a
 * number: the second in which the last stream broke off.  The lowest bits of
 * the number count the streams that broke off, less those that are forgiven.
 */
enum { COUNT_BITS = 8, COUNT_MASK = (1 << COUNT_BITS) - 1 };

/*
 * Counts a stream of the connection that broke off.  Returns how many have
 * broken off, less those that are forgiven: RESETS_A_SECOND for each second
 * since the last one.  Keeps time and count in the pointer that the connection
 * has for this module, instead of allocating memory.
 */
static unsigned int
count_reset(connection *con, const plugin_data *p)
{
	uintptr_t stored = (uintptr_t)con->plugin_ctx[p->id];
	uintptr_t now = (uintptr_t)log_monotonic_secs << COUNT_BITS;
	uintptr_t seconds =
	    (now - (stored & ~(uintptr_t)COUNT_MASK)) >> COUNT_BITS;
	unsigned int count = stored & COUNT_MASK;
	unsigned int forgiven = RESETS_MAX + 1; /* all of them */

	if (seconds <= RESETS_MAX / RESETS_A_SECOND)
		forgiven = (unsigned int)seconds * RESETS_A_SECOND;
	count = (count > forgiven ? count - forgiven : 0) + 1;
	con->plugin_ctx[p->id] = (void *)(now | count);
	return count;
}

void
reset_limit_count(request_st *r, plugin_data *p)
{
	connection *con = r->con;
	request_st *connection_itself = &con->request;

	if (r == connection_itself ||
	    connection_itself->state != CON_STATE_WRITE)
		return; /* no stream, or the connection is being closed */
	if (r->state != CON_STATE_ERROR || count_reset(con, p) <= RESETS_MAX)
		return;
	/*
	 * lighttpd sets this state when reading from a connection fails.  It
	 * then ends the other streams and closes the connection at once.
	 */
	connection_itself->state = CON_STATE_ERROR;
	refusal_log_resets(r, p);
}

void
reset_limit_forget(connection *con, const plugin_data *p)
{
	con->plugin_ctx[p->id] = NULL;
}
