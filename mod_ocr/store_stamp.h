/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_stamp: tells whether another process has written an entry.  After a
 * process has written one, it gives the directory of the store a new time of
 * last change: the stamp.  It knows nothing of lighttpd.
 *
 * Between an entry and its stamp, and if two processes write at the same
 * moment, an entry of another process may go unnoticed: then its page is read
 * once more.
 */
#ifndef MOD_OCR_STORE_STAMP_H
#define MOD_OCR_STORE_STAMP_H

#include <stdbool.h>
#include <time.h>

struct store_stamp {
	bool works; /* the filesystem keeps it, and the process may set it */
	struct timespec noted;
};

/* Whether two times of files are the same. */
static inline bool
store_stamp_is_same(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* Gives the directory a new stamp, and notes it. */
void store_stamp_begin(struct store_stamp *s, int dir);

/* Notes the stamp that the directory has. */
void store_stamp_note(struct store_stamp *s, int dir);

/* Whether the directory surely has the stamp that was noted. */
bool store_stamp_is_noted(const struct store_stamp *s, int dir);

/* Gives the directory a new stamp.  It is noted only if the one before it
 * was. */
void store_stamp_renew(struct store_stamp *s, int dir, bool was_noted);

#endif
