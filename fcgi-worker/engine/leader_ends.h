/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * leader_ends: what stands at the ends of leaders on a page that was read, such
 * as an entry of a table of contents and its number.
 */
#ifndef FCGI_WORKER_ENGINE_LEADER_ENDS_H
#define FCGI_WORKER_ENGINE_LEADER_ENDS_H

#include "engine/leaders.h"
#include "engine/page.h"

/* Puts what stands at the right end of a leader into the line of p that stands
 * at its left end, or the other way round where words run from the right; the
 * engine may take them for two columns.  Marks the word at the right end. */
void leader_ends_join(struct page *p, const struct leaders *l);

#endif
