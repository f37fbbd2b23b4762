/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The nanoseconds of a stamp are random: a clock may go on in steps of some
 * milliseconds, and two stamps must not be the same.
 */
#include "store_stamp.h"

#include <stdint.h>
#include <sys/random.h>
#include <sys/stat.h>

/* Returns the stamp that the directory has, or one that none has. */
static struct timespec
read_stamp(int dir)
{
	struct stat st;

	if (fstat(dir, &st) < 0)
		return (struct timespec){.tv_nsec = -1};
	return st.st_mtim;
}

/* Gives the directory a new stamp, and returns it; zero if that failed. */
static struct timespec
set_new_stamp(int dir)
{
	struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}};
	uint32_t random;

	if (getrandom(&random, sizeof(random), 0) == sizeof(random) &&
	    clock_gettime(CLOCK_REALTIME, &times[1]) == 0) {
		times[1].tv_nsec = random % 1000000000;
		if (futimens(dir, times) == 0)
			return times[1];
	}
	return (struct timespec){.tv_sec = 0};
}

void
store_stamp_begin(struct store_stamp *s, int dir)
{
	s->noted = set_new_stamp(dir);
	/* Some filesystems keep whole seconds only. */
	s->works = store_stamp_is_same(read_stamp(dir), s->noted);
}

void
store_stamp_note(struct store_stamp *s, int dir)
{
	s->noted = read_stamp(dir);
}

bool
store_stamp_is_noted(const struct store_stamp *s, int dir)
{
	return s->works && store_stamp_is_same(read_stamp(dir), s->noted);
}

void
store_stamp_renew(struct store_stamp *s, int dir, bool was_noted)
{
	struct timespec given = set_new_stamp(dir);

	if (was_noted)
		s->noted = given;
}
