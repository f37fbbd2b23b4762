/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * block_order: what stands above is read first.
 */
#ifndef FCGI_WORKER_ENGINE_BLOCK_ORDER_H
#define FCGI_WORKER_ENGINE_BLOCK_ORDER_H

#include "engine/page.h"

/*
 * Moves each block of text of p that stands above another one, in the same
 * column or across it, before that one.  All other blocks keep their order, so
 * columns do, too.  Returns 0, or -1 without memory.
 */
int block_order_mend(struct page *p);

#endif
