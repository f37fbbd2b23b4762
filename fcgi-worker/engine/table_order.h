/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table_order: puts the text of tables into rows and cells.
 */
#ifndef FCGI_WORKER_ENGINE_TABLE_ORDER_H
#define FCGI_WORKER_ENGINE_TABLE_ORDER_H

#include "engine/page.h"

/*
 * Puts the words of each table of p into a block of its own, with a line for
 * each row, or for each line of a cell where cells have several.  All other
 * text keeps its order.  Returns 0, or -1 without memory.
 */
int table_order_arrange(struct page *p);

#endif
