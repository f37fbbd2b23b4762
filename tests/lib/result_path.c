/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes the path of a result from the file's digest.
 */
#include "tests/lib/result_path.h"

#include <nettle/sha2.h>
#include <stdio.h>

void
result_path(const struct page_file *file, const char *query,
    char path[static RESULT_PATH_ROOM])
{
	unsigned char digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx c;
	int n = sprintf(path, "/ocr/sha-256/");

	sha256_init(&c);
	sha256_update(&c, file->len, file->data);
	sha256_digest(&c, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		n += sprintf(path + n, "%02x", digest[i]);
	snprintf(path + n, RESULT_PATH_ROOM - (size_t)n, "%s", query);
}
