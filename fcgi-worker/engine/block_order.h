/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * block_order: what stands above is read first.
 */
#ifndef FCGI_WORKER_ENGINE_BLOCK_ORDER_H
#define FCGI_WORKER_ENGINE_BLOCK_ORDER_H

#include "engine/page.h"

/*
 * Moves each block of text of p that stands above another one before that one,
 * if at least a quarter of the narrower block is in the columns of the other.
 * So what stands across two columns comes before what is below it in both, and
 * after what is above it in both.  All other blocks keep their order.  Returns
 * 0, or -1 without memory.
 */
int block_order_mend(struct page *p);

#endif
