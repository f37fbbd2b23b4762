/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wiped_heap: memory that holds nothing of earlier requests.  Decoders leave
 * parts of their pictures unwritten when a file is damaged, and what was in
 * that memory before would be read as pixels.  The C library's functions for
 * memory are interposed here, see base/interposition.h, so all libraries use
 * these.  wiped_stack.c does the same for the stack; a worker cleans up after a
 * request in clean_up() of worker/worker.c.
 */
#include "base/wiped_heap.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/interposition.h"
#include "base/rss.h"
#include "base/sanitized.h"

void
wiped_heap_trim(size_t keep)
{
	/* The fewest bytes that were ever resident after malloc_trim; or 0. */
	static size_t least_resident;
	size_t now = rss_bytes();

	if (keep > 0 && now > 0 && least_resident > 0 &&
	    now <= least_resident + keep)
		return;
	malloc_trim(0);
	now = rss_bytes();
	if (least_resident == 0 || now < least_resident)
		least_resident = now;
}

#ifdef SANITIZED
/* The sanitizer replaces the same functions of the C library by its own. */
bool
wiped_heap_fill(unsigned char value)
{
	(void)value;
	return false;
}

void
wiped_heap_forget_refusals(void)
{
}

void
wiped_heap_note_refusal(void)
{
}

bool
wiped_heap_has_refused(void)
{
	return false;
}

#else

/*
 * glibc keeps the size of a piece of memory in the word before the piece.  This
 * bit of the word says that the piece is a mapping of its own, which goes back
 * to the kernel when it is freed.
 */
#define IS_MAPPED 2u
/*
 * The size of the largest pieces that glibc keeps in a list of each thread when
 * they are freed.  Its malloc takes pieces from that list, its calloc does not.
 */
#define SMALL 1032
/* glibc's own functions by names that a program cannot interpose. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

/*
 * wipe_piece() reads, on purpose, what glibc may have written into memory that
 * has been freed.
 */
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wanalyzer-use-after-free"
#endif

static atomic_uchar filling;

bool
wiped_heap_fill(unsigned char value)
{
	atomic_store(&filling, value);
	return true;
}

/*
 * Returns how many bytes the piece memory has: the number that
 * malloc_usable_size returns, but without its checks.  A piece may use the
 * first word of the next piece.  A piece that is a mapping of its own has no
 * next one; where the heap cannot grow, even a small piece is a mapping.
 */
static size_t
size_of(const void *memory)
{
	uintptr_t word = ((const uintptr_t *)memory)[-1];
	size_t heads = (word & IS_MAPPED) != 0 ? 2 : 1;

	return (word & ~(uintptr_t)7) - heads * sizeof(word);
}

static atomic_bool has_refused;

void
wiped_heap_forget_refusals(void)
{
	atomic_store(&has_refused, false);
}

bool
wiped_heap_has_refused(void)
{
	return atomic_load(&has_refused);
}

void
wiped_heap_note_refusal(void)
{
	atomic_store(&has_refused, true);
}

/*
 * Returns memory, the result of an allocation of size bytes.  If that is NULL,
 * notes that memory was refused, unless size is more than the process may have
 * at all.
 */
static void *
note_refusal(void *memory, size_t size)
{
	struct rlimit address_space;

	if (memory == NULL && (getrlimit(RLIMIT_AS, &address_space) == -1 ||
				  size < address_space.rlim_cur))
		wiped_heap_note_refusal();
	return memory;
}

/*
 * Returns a new piece of size bytes, at most SMALL, each of them fill; or NULL.
 */
static void *
make_small(size_t size, int fill)
{
	void *memory = note_refusal(__libc_malloc(size), size);

	if (memory != NULL)
		memset(memory, fill, size_of(memory));
	return memory;
}

/*
 * Replaces glibc's malloc(); the functions below replace those of their names.
 * New memory is filled with zeros, or with the byte that wiped_heap_fill() was
 * given.
 */
INTERPOSED void *
malloc(size_t size)
{
	int fill = atomic_load_explicit(&filling, memory_order_relaxed);
	void *memory;

	if (size <= SMALL)
		return make_small(size, fill);
	/*
	 * glibc's calloc does not clear memory that is new from the kernel,
	 * which is zero already.
	 */
	memory = note_refusal(__libc_calloc(1, size), size);
	if (fill != 0 && memory != NULL)
		memset(memory, fill, size);
	return memory;
}

/* Clears small pieces itself, see SMALL; glibc's calloc clears the others. */
INTERPOSED void *
calloc(size_t count, size_t size)
{
	if (size > 0 && count <= SMALL / size)
		return make_small(count * size, 0);
	if (size > 0 && count > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	return note_refusal(__libc_calloc(count, size), count * size);
}

/*
 * glibc writes this number, which each process draws at random, into memory
 * that is freed.  It ends a process that frees such memory again, so wiping
 * must not overwrite the number before glibc has looked.
 */
static uintptr_t free_mark;

/*
 * Sets free_mark, before main runs, to the second word of memory that this
 * frees.
 */
__attribute__((constructor)) static void
learn_free_mark(void)
{
	volatile uintptr_t address =
	    (uintptr_t)__libc_calloc(1, 3 * sizeof(address));

	if (address == 0)
		return;
	__libc_free((void *)address);
	free_mark = ((const volatile uintptr_t *)address)[1];
}

/*
 * Overwrites memory that is about to be freed.  A mapping of its own goes back
 * to the kernel and needs no wiping.  A piece that is free already keeps
 * free_mark, by which glibc notices that it is freed twice.
 */
static void
wipe_piece(void *memory)
{
	const uintptr_t *words = memory;
	const bool is_mapped = (words[-1] & IS_MAPPED) != 0;
	size_t size;

	if (is_mapped || (free_mark != 0 && words[1] == free_mark))
		return;
	size = size_of(memory);
	/*
	 * malloc_usable_size() returns 0 for a large piece that is free
	 * already.
	 */
	if (size > SMALL)
		size = malloc_usable_size(memory);
	explicit_bzero(memory, size);
}

/* Wipes the piece before glibc frees it.  Keeps errno. */
INTERPOSED void
free(void *memory)
{
	int saved = errno;

	if (memory == NULL)
		return;
	wipe_piece(memory);
	__libc_free(memory);
	errno = saved;
}

/*
 * Moves the piece to a new one of the size and wipes the old one, which glibc's
 * realloc() would leave as it was.  A piece stays where it is if it shrinks to
 * no less than half.  One that grows by less than half gets half as much again,
 * since some callers add a few bytes very often.
 */
INTERPOSED void *
realloc(void *memory, size_t size)
{
	size_t old = memory == NULL ? 0 : malloc_usable_size(memory);
	bool refused_before = wiped_heap_has_refused();
	void *moved = NULL;

	if (memory != NULL && size == 0) {
		free(memory);
		return NULL;
	}
	if (memory != NULL && size <= old && size >= old / 2) {
		memset((unsigned char *)memory + size,
		    atomic_load_explicit(&filling, memory_order_relaxed),
		    old - size);
		return memory;
	}
	if (size > old && size - old < old / 2)
		moved = malloc(old + old / 2);
	/*
	 * Half as much again was refused, but the size that was asked for may
	 * still fit.  Only a refusal of that counts.
	 */
	if (moved == NULL) {
		atomic_store(&has_refused, refused_before);
		moved = malloc(size);
	}
	if (moved == NULL || memory == NULL)
		return moved;
	memcpy(moved, memory, old < size ? old : size);
	free(memory);
	return moved;
}

INTERPOSED void *
reallocarray(void *memory, size_t count, size_t size)
{
	if (size > 0 && count > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(memory, count * size);
}

/* Fills the piece as malloc does; glibc's memalign does not clear it. */
INTERPOSED void *
memalign(size_t alignment, size_t size)
{
	int fill = atomic_load_explicit(&filling, memory_order_relaxed);
	void *memory = note_refusal(__libc_memalign(alignment, size), size);

	if (memory != NULL)
		memset(memory, fill, size);
	return memory;
}

INTERPOSED void *
aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

/* Allocates memory as memalign() above does, filled in the same way.  Returns
 * 0, EINVAL or ENOMEM, and leaves errno as it was, as POSIX demands. */
INTERPOSED int
posix_memalign(void **out, size_t alignment, size_t size)
{
	int saved = errno;
	void *memory;

	if (alignment % sizeof(void *) != 0 || alignment == 0 ||
	    (alignment & (alignment - 1)) != 0)
		return EINVAL;
	memory = memalign(alignment, size);
	errno = saved;
	if (memory == NULL)
		return ENOMEM;
	*out = memory;
	return 0;
}
#endif
