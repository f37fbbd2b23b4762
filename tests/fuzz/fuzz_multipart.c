/* SPDX-License-Identifier: BSD-3-Clause */
/* The input is a Content-Type up to the first line end, and then a body. */
#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/http/multipart.h"
#include "fcgi-worker/http/problem.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_init(void)
{
	multipart_init();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes body, *bytes;
	char *type = fuzz_line(data, size, &body);
	struct problem problem = {.type = PROBLEM_NONE};
	struct multipart m;

	if (type != NULL && multipart_parse(&m, type, &body, &problem) == 0) {
		for (size_t i = 0; i < m.count; i++) {
			bytes = &m.parts[i].bytes;
			if (bytes->data < body.data ||
			    bytes->data + bytes->size > body.data + body.size)
				abort();
		}
		multipart_free(&m);
	}
	problem_clear(&problem);
	free(type);
	return 0;
}
