/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wiped_heap: memory that is zero at first, whichever library asks for it, and
 * is overwritten when it is freed.
 */
#ifndef FCGI_WORKER_BASE_WIPED_HEAP_H
#define FCGI_WORKER_BASE_WIPED_HEAP_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Fills new memory with value instead of 0 from now on.  A caller who makes the
 * same thing twice, with two values, finds the bytes that nobody wrote.
 * Returns false in a program with a sanitizer, where it does nothing.
 */
bool wiped_heap_fill(unsigned char value);

/*
 * Whether a request for memory was refused since wiped_heap_forget_refusals, in
 * any thread.  It tells a lack of memory from a broken file, since libraries
 * call a file broken in either case.  A request for more than the process may
 * have at all does not count, since it could never be met.  Always false in a
 * program with a sanitizer.
 */
void wiped_heap_forget_refusals(void);
bool wiped_heap_has_refused(void);

/*
 * Notes a refusal that this heap does not see: a library asked the kernel
 * itself for memory.
 */
void wiped_heap_note_refusal(void);

/*
 * Gives free memory back to the kernel.  To map it again costs a few hundredths
 * of the time of a page.  So this does nothing while the resident memory is at
 * most keep bytes more than the least that an earlier call left; with 0 it
 * always gives the memory back.  Freed memory has been overwritten in any case.
 * Only the main thread may call it.
 */
void wiped_heap_trim(size_t keep);

#endif
