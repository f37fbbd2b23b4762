/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * canary: a page that every worker can read, unless it is broken.
 */
#ifndef FCGI_WORKER_CANARY_H
#define FCGI_WORKER_CANARY_H

struct engine;

/* Recognize it.  Returns 0, or -1 when no text was found. */
int canary_sing(struct engine *e);

#endif
