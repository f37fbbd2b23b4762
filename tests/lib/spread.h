/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Documents whose pages several threads read, while workers are killed and
 * stand still, the pool and lighttpd are reloaded, lighttpd is restarted, and
 * clients leave.  What comes of them is counted: each document must be the one
 * that a single thread reads, byte for byte, or be refused for a reason that is
 * there, or visibly end early where it is a stream.
 */
#ifndef TESTS_SPREAD_H
#define TESTS_SPREAD_H

#include <stdint.h>

/* There are no more documents than these. */
#define SPREAD_DOCUMENTS 4

/*
 * Does this for so long with so many documents, and prints what came of them
 * and whether everything was free again at the end.  The same seed makes the
 * same choices.  Returns 0, or -1 when anything was not as it must be, or no
 * document was read by more than one thread.
 */
int spread_run(double seconds, unsigned documents, uint64_t seed);

#endif
