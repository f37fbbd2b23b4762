/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Counts lines by kind and second.
 */
#include "log_limit.h"

#include <stddef.h>
#include <string.h>

enum { SECOND_MS = 1000 };

static bool
is_kind(const struct log_kind *k, int status, const char *verdict)
{
	if (k->status != status || (k->verdict == NULL) != (verdict == NULL))
		return false;
	return verdict == NULL || strcmp(k->verdict, verdict) == 0;
}

/*
 * Returns the count of lines of this status and verdict, a new one if there is
 * none.
 */
static struct log_kind *
find_kind(struct log_limit *l, int status, const char *verdict)
{
	for (unsigned i = 0; i < l->used; i++)
		if (is_kind(&l->kinds[i], status, verdict))
			return &l->kinds[i];
	/* When the list is full, its last entry counts all further kinds, too.
	 */
	if (l->used == LOG_LIMIT_KINDS)
		return &l->kinds[LOG_LIMIT_KINDS - 1];
	l->kinds[l->used] =
	    (struct log_kind){.status = status, .verdict = verdict};
	return &l->kinds[l->used++];
}

bool
log_limit_admit(
    struct log_limit *l, int status, const char *verdict, uint64_t now_ms)
{
	struct log_kind *k = find_kind(l, status, verdict);

	/* If lines were suppressed, log_limit_take begins the next second. */
	if (now_ms - k->began_ms >= SECOND_MS && k->suppressed == 0) {
		k->began_ms = now_ms;
		k->lines = 0;
	}
	if (k->lines < LOG_LIMIT_LINES) {
		k->lines++;
		return true;
	}
	if (k->suppressed++ == 0)
		l->pending++;
	return false;
}

bool
log_limit_take(struct log_limit *l, uint64_t now_ms, struct log_kind *told)
{
	for (unsigned i = 0; i < l->used; i++) {
		struct log_kind *k = &l->kinds[i];
		if (k->suppressed == 0 || now_ms - k->began_ms < SECOND_MS)
			continue;
		*told = *k;
		k->suppressed = 0;
		k->began_ms = now_ms;
		k->lines = 0;
		l->pending--;
		return true;
	}
	return false;
}
