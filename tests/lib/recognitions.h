/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes sure that a figure measures recognition: that no answer was shared with
 * another request, or came from ocr.store.
 */
#ifndef TESTS_RECOGNITIONS_H
#define TESTS_RECOGNITIONS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Return whether workers have answered exactly, or at least, so many requests
 * since lighttpd started, and no answer was shared or came from the store.  If
 * not, what differs is on stderr.
 */
bool recognitions_are(int port, int64_t answers);
bool recognitions_are_at_least(int port, int64_t answers);

#endif
