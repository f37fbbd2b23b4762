/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wiped_stack: a stack that holds nothing of earlier requests, as wiped_heap.c
 * has memory.  A worker cleans up after a request in clean_up() of
 * worker/worker.c, and a thread that reads pages in ocr/page_threads.c.
 */
#include "base/wiped_stack.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/sanitized.h"

#ifdef SANITIZED
void
wiped_stack_clear(void)
{
}

void
wiped_stack_clear_thread(void *lowest)
{
	(void)lowest;
}
#else

/*
 * The most bytes of its stack that a worker can have used.  The kernel maps
 * nothing else within 128 MB below a stack, so clearing these touches nothing
 * else.
 */
#define STACK 8388608
/* The part of the stack that is next to the caller's frame. */
#define NEAR 16384

/*
 * Clears the NEAR bytes below the caller's frame.  Their pages may also hold
 * that frame, so these cannot be given back to the kernel.  Must not be
 * inlined: its own frame is what it clears.
 */
__attribute__((noinline)) static void
clear_near(void)
{
	unsigned char near[NEAR];

	explicit_bzero(near, sizeof(near));
}

/*
 * Gives the pages of the stack between lowest and frame back to the kernel,
 * which makes them zero.  Writing zeros instead would make pages take memory
 * that were never used.  The first NEAR / 2 bytes below frame stay: clear_near
 * has cleared them, and this function's own frame is there.
 */
static void
clear_below(uintptr_t frame, uintptr_t lowest)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	frame = (frame - NEAR / 2) / page * page;
	lowest = (lowest + page - 1) / page * page;
	if (frame > lowest &&
	    madvise((void *)lowest, frame - lowest, MADV_DONTNEED) == -1)
		errno = 0; /* the caller has not failed */
}

void
wiped_stack_clear(void)
{
	uintptr_t frame = (uintptr_t)__builtin_frame_address(0);

	clear_near();
	clear_below(frame, frame - STACK);
}

void
wiped_stack_clear_thread(void *lowest)
{
	clear_near();
	clear_below((uintptr_t)__builtin_frame_address(0), (uintptr_t)lowest);
}
#endif
