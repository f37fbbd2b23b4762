/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes sure that a figure is one of the work it is said to be: that no answer
 * was another one's, or came from ocr.store.
 */
#ifndef TESTS_RECOGNITIONS_H
#define TESTS_RECOGNITIONS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether workers have answered that many requests since lighttpd started, and
 * clients have had no other answers.  What differs is on stderr.
 */
bool recognitions_are(int port, int64_t answers);
bool recognitions_are_at_least(int port, int64_t answers);

#endif
