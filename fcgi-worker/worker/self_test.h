/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * self_test: recognizes a known page, which every worker can read unless
 * something is broken.
 */
#ifndef FCGI_WORKER_WORKER_SELF_TEST_H
#define FCGI_WORKER_WORKER_SELF_TEST_H

struct engine;

/*
 * Recognizes the page in the pool's languages.  Returns 0, or -1 when its word
 * was not read or, with scripts other than Latin, when nothing was read.
 */
int self_test_run(struct engine *e);

#endif
