/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Watches the spool: whether bodies can be kept in it, and how much room its
 * file system has.  While it is full, request_ctx.c refuses uploads, and
 * request_state.c those that have begun.  The directory itself is spool.c's.
 */

#include "mod_ocr.h"

#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "spool_watch.h"

/* With less room than this the spool counts as full. */
enum { LEAST_ROOM = 1 << 20 };

/*
 * Appends the spool's folder to server.upload-dirs.  Other requests use the
 * directories before it, requests to the gate begin with it.
 */
static void
list_folder(server *srv, plugin_data *p)
{
	array *dirs = srv->srvconf.upload_tempdirs;
	const char *folder = p->spool.folder;

	if (p->spool_index == 0) {
		p->spool_index = dirs->used;
		array_insert_value(dirs, folder, (uint32_t)strlen(folder));
	} else { /* a new folder takes the place of the one before */
		buffer_copy_string(
		    &((data_string *)dirs->data[p->spool_index])->value,
		    folder);
	}
}

/*
 * To be called for a new folder.  Limits the spool to three quarters of the
 * file system, whatever ocr.spool-limit says: on a full file system answers
 * would be cut off, and other programs may need the rest.
 */
static void
limit_to_room(plugin_data *p)
{
	struct statvfs v;
	uint64_t room;

	if (fstatvfs(p->spool.fd, &v) < 0)
		return;
	room = (uint64_t)v.f_blocks * v.f_frsize / 4 * 3;
	if (room >= p->limits.spool_bytes)
		return;
	log_error(p->srv->errh, __FILE__, __LINE__,
	    "[note] ocr.spool = \"%s\": the limit is %llu kB, three quarters "
	    "of the file system, and not the %llu kB of ocr.spool-limit",
	    p->spool.base, (unsigned long long)room >> 10,
	    (unsigned long long)p->limits.spool_bytes >> 10);
	p->limits.spool_bytes = room;
}

/*
 * Lowers the spool's limit to three quarters of what is free now, for as long
 * as other files fill its file system.  Returns 0, or -1 with the spool's fault
 * set while they leave less than LEAST_ROOM.
 */
static int
lower_limit(plugin_data *p)
{
	uint64_t held = p->gate.spool_bytes, allowed = p->limits.spool_bytes;
	uint64_t room;

	p->gate.limits.spool_bytes = allowed;
	if (!spool_free_bytes(&p->spool, &room))
		return 0;
	room = room / 4 * 3;
	if (held + room >= allowed)
		return 0;
	p->gate.limits.spool_bytes = held + room;
	if (room >= LEAST_ROOM)
		return 0;
	snprintf(p->spool.fault, sizeof(p->spool.fault),
	    "the file system of the spool is full");
	return -1;
}

/*
 * good says whether the spool can be used.  When that changes, writes it to the
 * log.  Returns good.
 */
static bool
note_change(plugin_data *p, bool good)
{
	const struct spool *s = &p->spool;

	if (good == !p->spool_failed)
		return good;
	p->spool_failed = !good;
	if (good)
		log_error(p->srv->errh, __FILE__, __LINE__,
		    "[note] ocr.spool = \"%s\": in use", s->base);
	else
		log_error(p->srv->errh, __FILE__, __LINE__,
		    "ocr.spool = \"%s\": %s; until it can be used, uploads are "
		    "answered 503",
		    s->base, s->fault);
	return good;
}

bool
spool_watch_check(plugin_data *p, uint64_t now_ms)
{
	struct spool *s = &p->spool;

	/*
	 * Thousands of requests may come within a millisecond, but few bytes
	 * do, so one look is enough.
	 */
	if (p->spool_seen_ms == now_ms)
		return !p->spool_failed;
	p->spool_seen_ms = now_ms;
	if (!spool_check(s, now_ms))
		return note_change(p, false);
	if (p->spool_made != s->made) {
		list_folder(p->srv, p);
		limit_to_room(p);
		p->spool_made = s->made;
	}
	return note_change(p, lower_limit(p) == 0);
}
