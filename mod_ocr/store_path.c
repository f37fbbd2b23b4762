/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Turns keys into names of files and back.
 */
#include "store_path.h"

#include <string.h>

/* A key in hexadecimal digits. */
enum { KEY_CHARS = 2 * ANSWER_KEY_SIZE };

void
store_path_hex(const unsigned char *bytes, size_t size, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < size; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
}

void
store_path_write(
    const unsigned char *key, char path[static STORE_PATH_CHARS + 1])
{
	store_path_hex(key, 1, path);
	path[STORE_PATH_FOLDER] = '/';
	store_path_hex(
	    key + 1, ANSWER_KEY_SIZE - 1, path + STORE_PATH_FOLDER + 1);
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
store_path_read(int folder, const char *name, unsigned char *key)
{
	if (strlen(name) != KEY_CHARS - STORE_PATH_FOLDER)
		return false;
	key[0] = (unsigned char)folder;
	for (int i = 1; i < ANSWER_KEY_SIZE; i++, name += 2) {
		int high = hex_digit(name[0]), low = hex_digit(name[1]);
		if (high < 0 || low < 0)
			return false;
		key[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
