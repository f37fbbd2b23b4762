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

/* Makes a group of the controller with the values of version 1 of control
 * groups, a list that ends with a NULL, or with the value of version 2.
 * Returns false if there can be none. */
bool control_group_make(const char *controller,
    const struct control_group_value *first, struct control_group_value second,
    char *dir, size_t size);

/* Removes the group once the processes in it have ended; fails the calling test
 * if they do not. */
void control_group_remove(const char *dir);

/*
 * From now on pools are started in the group; NULL: in none.  To do so, the
 * calling program is started as the pool, so its main function has to call
 * control_group_become first.
 */
void control_group_use(const char *dir, const char *program);
void control_group_become(char **argv);

#endif
