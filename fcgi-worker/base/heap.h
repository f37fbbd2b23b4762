/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * heap: memory that starts as zero, whoever asks for it, and is overwritten
 * when it is given back; and what is left on the stack.
 */
#ifndef FCGI_WORKER_BASE_HEAP_H
#define FCGI_WORKER_BASE_HEAP_H

#include <stdbool.h>

/*
 * From now on memory starts as bytes of value.  Whoever makes the same thing
 * twice, once with 0, finds out what of it nobody wrote.  Returns false where
 * memory is a sanitizer's.
 */
bool heap_fill(unsigned char value);

/*
 * Forget what functions that have returned left on the stack of the main
 * thread, which is to be the caller.
 */
void heap_clear_stack(void);

#endif
