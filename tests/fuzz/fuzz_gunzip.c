/* SPDX-License-Identifier: BSD-3-Clause */
/* Unpacks compressed bodies, within a limit. */
#include "fcgi-worker/http/gunzip.h"
#include "fcgi-worker/http/problem.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct problem problem = {.type = PROBLEM_NONE};
	struct buffer in = {0}, out = {0};

	buffer_add(&in, data, size);
	if (gunzip_body(&in, 1 << 20, &out, &problem) == 0 && size == 0)
		abort();
	if (out.size > 1 << 20)
		abort();
	problem_clear(&problem);
	buffer_free(&in);
	buffer_free(&out);
	return 0;
}
