/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pool of pool_fixture runs a copy of fcgi-worker that a test can replace,
 * and its workers have their files in a directory that the test can take away.
 * All but the fixtures fail the test that calls when something is not as it
 * should be.
 */
#ifndef TESTS_PROGRAM_COPY_H
#define TESTS_PROGRAM_COPY_H

#include "tests/lib/dir.h"

/* The directory of the copy and of what else a test makes, and the path of the
 * copy. */
extern char program_copy_dir[DIR_MAX], program_copy[DIR_MAX + 32];

/* Fixtures of a test: the second ends the pool, too. */
int program_copy_setup(void **state);
int program_copy_teardown(void **state);

#define PROGRAM_COPY_TEST(test)                                                \
	cmocka_unit_test_setup_teardown(                                       \
	    test, program_copy_setup, program_copy_teardown)

/* Runs a command of the shell, which knows the directory as $0. */
void program_copy_run(const char *command);

/* Replaces the copy, which may be running, by a shell script, which knows the
 * directory as $dir and the former copy as $real. */
void program_copy_replace(const char *script);

/* Take the workers' directory for files away, and give it back. */
void program_copy_take_tmp(void);
void program_copy_give_tmp(void);

#endif
