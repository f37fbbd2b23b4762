/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * aligned_tables: tables whose cells stand below each other, without rules
 * between them.
 */
#ifndef FCGI_WORKER_ENGINE_ALIGNED_TABLES_H
#define FCGI_WORKER_ENGINE_ALIGNED_TABLES_H

#include "engine/page.h"
#include "engine/rule_finder.h"
#include "engine/table_rows.h"

/*
 * Finds tables among the words of t that are in no table yet, and adds them to
 * p.  Columns of prose are no tables, nor is text in frames side by side.
 * rules shows the frames and may be NULL.  Returns 0, or -1 without memory.
 */
int aligned_tables_find(
    struct page *p, const struct rules *rules, struct table_rows *t);

#endif
