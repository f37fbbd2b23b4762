/* SPDX-License-Identifier: BSD-3-Clause */
/* A Content-Type up to the first line end, then a body. */
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/multipart.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	multipart_init();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);
	struct multipart_error error;
	struct sniff_bytes body;
	struct multipart m;
	volatile unsigned char last;
	char *type;

	if (end == NULL)
		return 0;
	type = strndup((const char *)data, (size_t)(end - data));
	body.data = end + 1;
	body.size = size - (size_t)(end + 1 - data);
	if (multipart_parse(&m, type, &body, &error) == MULTIPART_GOOD) {
		for (size_t i = 0; i < m.count; i++)
			if (m.parts[i].bytes.size > 0)
				last =
				    m.parts[i]
					.bytes.data[m.parts[i].bytes.size - 1];
		multipart_free(&m);
	}
	(void)last;
	free(type);
	return 0;
}
