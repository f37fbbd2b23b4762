/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pool in a control group of its own, of version 1 or 2.
 */
#ifndef TESTS_CONTROL_GROUP_H
#define TESTS_CONTROL_GROUP_H

#include <stdbool.h>
#include <stddef.h>

/* A file of a group and what is written to it. */
struct control_group_value {
	const char *file, *value;
};

/*
 * Makes a control group and writes its directory to dir.  Where the controller
 * is one of version 1, the group gets the values of the list first, which ends
 * with a file of NULL; elsewhere it is of version 2 and gets the value second.
 * Returns false if neither can be made.
 */
bool control_group_make(const char *controller,
    const struct control_group_value *first, struct control_group_value second,
    char *dir, size_t size);

/* Removes the group once the processes in it have ended; fails the calling test
 * if they do not. */
void control_group_remove(const char *dir);

/*
 * Makes pools that are started from now on run in the group, or for NULL in
 * none.  For this, the test program, whose path is program, is started in place
 * of the pool; its main function has to call control_group_become first.
 */
void control_group_use(const char *dir, const char *program);

/*
 * In a program that was started in place of the pool: enters the group, runs
 * the pool in this process, and does not return.  In any other program: does
 * nothing.
 */
void control_group_become(char **argv);

#endif
