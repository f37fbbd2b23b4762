/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ruled_tables: tables whose cells have rules between them.
 */
#ifndef FCGI_WORKER_ENGINE_RULED_TABLES_H
#define FCGI_WORKER_ENGINE_RULED_TABLES_H

#include "engine/line_finder.h"
#include "engine/page.h"
#include "engine/table_rows.h"

/*
 * Finds the tables that are made by the rules of found and by words of t that
 * are in no table yet.  Adds them to p.  Returns 0, or -1 without memory.
 */
int ruled_tables_find(
    struct page *p, const struct line_finder *found, struct table_rows *t);

#endif
