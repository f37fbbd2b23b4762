/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * self_test: recognizes a known page, which every worker can read unless
 * something is broken.
 */
#ifndef FCGI_WORKER_WORKER_SELF_TEST_H
#define FCGI_WORKER_WORKER_SELF_TEST_H

struct engine;

/*
 * Recognizes the built-in page, on which there is one word, in the pool's
 * languages.  Returns 0, or -1 when another word was read.  With languages of
 * other scripts than Latin, it may be any word.
 */
int self_test_run(struct engine *e);

#endif
