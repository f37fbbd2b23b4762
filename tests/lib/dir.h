/* SPDX-License-Identifier: BSD-3-Clause */
/* Makes directories below /tmp that belong to one test, and removes them. */
#ifndef TESTS_DIR_H
#define TESTS_DIR_H

#define DIR_MAX 64

/* Makes a directory.  Returns 0 and its path, or -1. */
int dir_make(char path[DIR_MAX]);

/* Removes the directory with everything in it. */
void dir_remove(const char *path);

#endif
