/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * onnx_session: one neural network, run by ONNX Runtime where this build has
 * it.  It takes and returns numbers, and knows nothing of text.
 */
#ifndef FCGI_WORKER_ENGINE_ONNX_SESSION_H
#define FCGI_WORKER_ENGINE_ONNX_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct onnx_session;

#define ONNX_DIMENSIONS 4

/* The answer of a network, in memory of the library. */
struct onnx_output {
	const float *data;
	int64_t dimensions[ONNX_DIMENSIONS];
	size_t rank; /* how many dimensions there are */
	void *value;
};

/* Whether this build can run networks at all. */
bool onnx_session_is_built_in(void);

/*
 * Loads the network in the file at path, which has one input and one output of
 * numbers.  Returns it, or NULL with the reason in error.  It has no thread of
 * its own, opens nothing later, and may be used in forked children and by
 * several threads at once.
 */
struct onnx_session *onnx_session_open(
    const char *path, char *error, size_t size);

/* Frees s; NULL is allowed. */
void onnx_session_close(struct onnx_session *s);

/*
 * Runs s on the numbers of input, which has these four dimensions and is
 * borrowed.  Returns 0, or -1: then the network does not fit them, or memory
 * ran out.  After 0, end with onnx_output_clear.
 */
int onnx_session_run(const struct onnx_session *s, float *input,
    const int64_t dimensions[static ONNX_DIMENSIONS], struct onnx_output *out);

/*
 * Runs s on these numbers and ignores the answer.  Then frees all unused memory
 * of the networks, which still holds what they computed for the last pages.
 */
void onnx_session_forget(const struct onnx_session *s, float *input,
    const int64_t dimensions[static ONNX_DIMENSIONS]);

/* Frees what out holds. */
void onnx_output_clear(const struct onnx_session *s, struct onnx_output *out);

#endif
