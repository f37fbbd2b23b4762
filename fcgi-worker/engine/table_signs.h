/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table_signs: the signs by which a table without rules is told from prose, a
 * list, an index, lists side by side, speech bubbles and windows on a screen.
 */
#ifndef FCGI_WORKER_ENGINE_TABLE_SIGNS_H
#define FCGI_WORKER_ENGINE_TABLE_SIGNS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/table_draft.h"
#include "engine/table_segments.h"

/*
 * Whether the segments from begin to before end are the cells of a table.  They
 * stand in the columns of d, and in the given number of rows.
 */
bool table_signs_is_table(const struct table_segments *l, size_t begin,
    size_t end, int rows, const struct table_draft *d);

#endif
