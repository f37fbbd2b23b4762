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
 * From now on new memory is filled with value instead of 0.  A caller who makes
 * the same thing twice, with two values, finds the bytes that nobody wrote.
 * Returns false in a program with a sanitizer, which has its own functions.
 */
bool wiped_heap_fill(unsigned char value);

/*
 * Whether memory was refused since wiped_heap_forget_refusals, in any thread. A
 * piece that is larger than all that the process may have does not count, since
 * it could never be had.  Libraries without memory say that a file is broken.
 * Always false in a program with a sanitizer.
 */
void wiped_heap_forget_refusals(void);
bool wiped_heap_has_refused(void);

/* Says that a library asked the kernel itself for memory and was refused. */
void wiped_heap_note_refusal(void);

/*
 * Gives memory that is free back to the kernel.  Does nothing while at most
 * keep bytes are resident beyond the fewest that ever were after an earlier
 * call: the kernel has to map memory anew when it is used again, which takes a
 * few hundredths of the time of a page.  Whatever was in the memory has been
 * overwritten either way.  Only the main thread may call it.
 */
void wiped_heap_trim(size_t keep);

#endif
