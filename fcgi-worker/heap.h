/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * heap: memory that starts as zero, whoever asks for it, and is overwritten
 * when it is given back.
 */
#ifndef FCGI_WORKER_HEAP_H
#define FCGI_WORKER_HEAP_H

#include <stdbool.h>

/*
 * From now on memory starts as bytes of ${value}.  Whoever makes the same thing
 * twice, once with 0, finds out what of it nobody wrote.  Returns false where
 * memory is a sanitizer's.
 */
bool heap_fill(unsigned char value);

#endif
