/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * engine_set: the engines of a process, one for each thread that may recognize.
 */
#ifndef FCGI_WORKER_ENGINE_ENGINE_SET_H
#define FCGI_WORKER_ENGINE_ENGINE_SET_H

#include <stddef.h>

struct engine;

struct engine_set {
	struct engine **engines; /* the first is that of the main thread */
	unsigned count;
};

/*
 * Makes s a set of count engines that read alike: first, which is taken over,
 * and others.  In children of this process they share their memory.  Returns 0,
 * or -1 with a message in error; end with engine_set_close in either case.
 */
int engine_set_open(struct engine_set *s, struct engine *first, unsigned count,
    char *error, size_t size);

/* Frees s and its engines. */
void engine_set_close(struct engine_set *s);

#endif
