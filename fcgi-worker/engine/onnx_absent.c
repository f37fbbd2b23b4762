/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * onnx_absent: stands in for onnx_session.c in a build without ONNX Runtime.
 * No session can be opened, so the functions that take one do nothing.
 */
#include <stdio.h>

#include "engine/onnx_session.h"

bool
onnx_session_is_built_in(void)
{
	return false;
}

struct onnx_session *
onnx_session_open(const char *path, char *error, size_t size)
{
	(void)path;
	snprintf(error, size, "this build lacks ONNX Runtime");
	return NULL;
}

void
onnx_session_close(struct onnx_session *s)
{
	(void)s;
}

int
onnx_session_run(const struct onnx_session *s, float *input,
    const int64_t dimensions[static ONNX_DIMENSIONS], struct onnx_output *out)
{
	(void)s;
	(void)input;
	(void)dimensions;
	*out = (struct onnx_output){.rank = 0};
	return -1;
}

void
onnx_session_forget(const struct onnx_session *s, float *input,
    const int64_t dimensions[static ONNX_DIMENSIONS])
{
	(void)s;
	(void)input;
	(void)dimensions;
}

void
onnx_output_clear(const struct onnx_session *s, struct onnx_output *out)
{
	(void)s;
	(void)out;
}
