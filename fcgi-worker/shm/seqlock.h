/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * seqlock: a number before a record, by which readers see that it changed while
 * they read it.  Writers do not wait for readers.  Several writers need a lock
 * of their own.
 */
#ifndef FCGI_WORKER_SHM_SEQLOCK_H
#define FCGI_WORKER_SHM_SEQLOCK_H

#include <stdatomic.h>
#include <stdint.h>

/* Begins a change of the record: the number is odd until it ends. */
static inline void
seqlock_begin(_Atomic uint32_t *sequence)
{
	uint32_t now = atomic_load_explicit(sequence, memory_order_relaxed);

	/* The number is odd already if the last writer died as it wrote. */
	atomic_store_explicit(sequence, now | 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
}

/* Ends the change: the number is even again, and a new one. */
static inline void
seqlock_end(_Atomic uint32_t *sequence)
{
	uint32_t now = atomic_load_explicit(sequence, memory_order_relaxed);

	atomic_store_explicit(sequence, now + 1, memory_order_release);
}

#endif
