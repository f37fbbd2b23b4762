/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wiped_stack: a stack that holds nothing of earlier requests.  Programs with
 * AddressSanitizer keep theirs as it is.
 */
#ifndef FCGI_WORKER_BASE_WIPED_STACK_H
#define FCGI_WORKER_BASE_WIPED_STACK_H

/*
 * Clears what functions that have returned left on the stack.  Only the main
 * thread may call it.
 */
void wiped_stack_clear(void);

/* Clears what functions that have returned left on the stack of the calling
 * thread, which is not the main one. lowest is the lowest address of its stack
 * that can be used. */
void wiped_stack_clear_thread(void *lowest);

#endif
