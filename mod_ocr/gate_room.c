/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The room that bodies and answers share (ocr.spool-limit): bytes, and files
 * for those that are too large for memory.
 */
#include "gate_room.h"

#include <math.h>

#include "fair_queue.h"
#include "upload_rate.h"

/*
 * Room is reserved for this many bytes of a body before they arrive: as many as
 * stay in memory.
 */
#define AHEAD_BYTES 65536
/*
 * The share of the room that one client may have at least, however few places
 * it may have.
 */
#define LEAST_SHARE 0.25

/* The most that may be kept at a time. */
struct room {
	uint64_t bytes;
	unsigned files;
};

/*
 * Returns what all bodies and answers may take together when an answer asks for
 * more.  An answer in memory may use all that the configuration allows, even
 * while the spool's file system has room for less.
 */
static struct room
room_for_answers(const struct gate *g, bool in_memory)
{
	return (struct room){
	    in_memory ? g->allowed_bytes : g->limits.spool_bytes,
	    g->limits.spool_files,
	};
}

/*
 * Returns what all bodies and answers may take together when a body asks for
 * more.  An eighth is left to answers, so that no finished answer is thrown
 * away because more requests came.
 */
static struct room
room_for_bodies(const struct gate *g)
{
	return (struct room){
	    g->limits.spool_bytes - g->limits.spool_bytes / 8,
	    g->limits.spool_files - g->limits.spool_files / 8,
	};
}

/*
 * Whether a body or an answer may grow from held bytes to this many, where room
 * is the most for all together.  has_file says whether it is in a file already.
 */
static bool
has_room(const struct gate *g, struct room room, uint64_t held, bool has_file,
    uint64_t bytes)
{
	bool needs_file = bytes > g->limits.memory_bytes && !has_file;
	uint64_t more = bytes > held ? bytes - held : 0;

	if (more == 0 && !needs_file)
		return true;
	return more <= room.bytes && g->spool_bytes <= room.bytes - more &&
	       (!needs_file || g->spool_files < room.files);
}

bool
gate_room_has(const struct gate *g, uint64_t bytes)
{
	return has_room(g, room_for_bodies(g), 0, false, bytes);
}

bool
gate_room_is_short(const struct gate *g)
{
	struct room room = room_for_bodies(g);

	return g->spool_bytes >= room.bytes - room.bytes / 8 ||
	       g->spool_files >= room.files - room.files / 8;
}

bool
gate_room_has_share(const struct gate *g, uint64_t other_bytes, uint64_t bytes)
{
	double places = (double)g->limits.client_limit / g->limits.queue_limit;
	double share = fmax(places, LEAST_SHARE);

	return other_bytes == 0 || (double)(other_bytes + bytes) <=
				       share * (double)room_for_bodies(g).bytes;
}

/*
 * Called when a body or an answer has grown to this many bytes.  Counts its
 * file if it has just become too large for memory.
 */
static void
note_file(struct gate *g, uint64_t bytes, bool *has_file)
{
	if (bytes > g->limits.memory_bytes && !*has_file) {
		*has_file = true;
		g->spool_files++;
	}
}

/*
 * Returns how many bytes of room to reserve for a body when this many of its
 * bytes have arrived.
 */
static uint64_t
bytes_to_reserve(const struct gate_job *job, uint64_t arrived)
{
	if (job->announced <= arrived)
		return arrived;
	return job->announced - arrived < AHEAD_BYTES ? job->announced
						      : arrived + AHEAD_BYTES;
}

enum gate_verdict
gate_reserve(struct gate *g, struct gate_job *job, uint64_t arrived_bytes)
{
	uint64_t bytes = bytes_to_reserve(job, arrived_bytes);

	job->received = arrived_bytes;
	if (job->state == GATE_READING)
		job->expires_ms = upload_rate_expiry_ms(job);
	if (!has_room(g, room_for_bodies(g), job->bytes, job->has_file, bytes))
		return GATE_SPOOL_FULL;
	if (bytes > job->bytes) {
		if (!gate_room_has_share(
			g, job->client->bytes - job->bytes, bytes))
			return GATE_CLIENT_FULL;
		g->spool_bytes += bytes - job->bytes;
		job->client->bytes += bytes - job->bytes;
		job->bytes = bytes;
	}
	note_file(g, bytes, &job->has_file);
	return GATE_ADMIT;
}

bool
gate_keep_answer(struct gate *g, struct gate_answer *a, uint64_t bytes)
{
	bool in_memory = bytes <= g->limits.memory_bytes && !a->has_file;

	if (!has_room(g, room_for_answers(g, in_memory), a->bytes, a->has_file,
		bytes))
		return false;
	g->spool_bytes += bytes - a->bytes;
	g->answer_bytes += bytes - a->bytes;
	a->bytes = bytes;
	note_file(g, bytes, &a->has_file);
	return true;
}

void
gate_drop_answer(struct gate *g, struct gate_answer *a)
{
	g->spool_bytes -= a->bytes;
	g->answer_bytes -= a->bytes;
	g->spool_files -= a->has_file;
	*a = (struct gate_answer){.bytes = 0};
}
