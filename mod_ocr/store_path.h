/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_path: the path of an entry's file in the directory of the store.  The
 * first byte of the key names the folder and the other bytes name the file,
 * both in hexadecimal digits.
 */
#ifndef MOD_OCR_STORE_PATH_H
#define MOD_OCR_STORE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "answer_key.h"

enum {
	STORE_PATH_FOLDER = 2, /* characters of a folder's name */
	/* Characters of a path: a folder, a slash, and the rest of the key. */
	STORE_PATH_CHARS = 2 * ANSWER_KEY_SIZE + 1,
};

/* Writes bytes as hexadecimal digits; out has room for them and a NUL. */
void store_path_hex(const unsigned char *bytes, size_t size, char *out);

/* Writes the path of the entry with this key. */
void store_path_write(
    const unsigned char *key, char path[static STORE_PATH_CHARS + 1]);

/*
 * Reads the key of an entry from the number of its folder and its name.
 * Returns false if no entry has such a name.
 */
bool store_path_read(int folder, const char *name, unsigned char *key);

#endif
