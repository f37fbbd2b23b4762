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
 * Whether a request for memory was refused, in any thread, since
 * wiped_heap_forget_refusals.  Libraries call a file broken when they get no
 * memory; this tells whether it may be whole.  A request for more than the
 * process may have at all does not count, since it could never be met.  Always
 * false in a program with a sanitizer.
 */
bool wiped_heap_has_refused(void);

/* Forgets the refusals so far, for wiped_heap_has_refused. */
void wiped_heap_forget_refusals(void);

/*
 * Notes a refusal that this heap does not see: a library asked the kernel
 * itself for memory.
 */
void wiped_heap_note_refusal(void);

/*
 * Gives free memory back to the kernel.  If keep is above 0, does so only if
 * the resident memory is more than keep bytes above the least that an earlier
 * call left: mapping memory again takes a few hundredths of the time of a page.
 * Freed memory has been overwritten in any case.  Only the main thread may call
 * this.
 */
void wiped_heap_trim(size_t keep);

#endif
