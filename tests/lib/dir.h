/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Directories of a test's own below /tmp.
 */
#ifndef TESTS_DIR_H
#define TESTS_DIR_H

#define DIR_MAX 64

/* 0 and the path of a new one. */
int dir_make(char path[DIR_MAX]);

/* Removes it with all that is in it. */
void dir_remove(const char *path);

#endif
