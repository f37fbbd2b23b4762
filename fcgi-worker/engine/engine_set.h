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
 * Fills s, which is empty, with count engines that read alike: first, which s
 * owns from then on, and more like it.  Forked children share the memory of the
 * engines.  Returns 0, or -1 with a message in error; in either case end with
 * engine_set_close.
 */
int engine_set_open(struct engine_set *s, struct engine *first, unsigned count,
    char *error, size_t size);

/* Frees s and its engines. */
void engine_set_close(struct engine_set *s);

#endif
