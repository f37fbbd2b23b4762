/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * self_test: a page that every worker can read, unless it is broken.
 */
#ifndef FCGI_WORKER_WORKER_SELF_TEST_H
#define FCGI_WORKER_WORKER_SELF_TEST_H

struct engine;

/*
 * Recognize it in the pool's languages.  Returns 0, or -1 when it was not read
 * as the word that it is; in scripts other than Latin, when nothing was read.
 */
int self_test_run(struct engine *e);

#endif
