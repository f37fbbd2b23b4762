/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * onnx_session: runs networks by the C interface of ONNX Runtime.  It is
 * compiled where the header is installed; onnx_absent.c replaces it elsewhere.
 */
#include "engine/onnx_session.h"

#include <fcntl.h>
#include <onnxruntime_c_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The oldest interface that has every function used here. */
#define INTERFACE 16

struct onnx_session {
	const OrtApi *api;
	OrtEnv *env; /* the library has one, and counts its users */
	OrtSession *session;
	OrtMemoryInfo *memory;
	OrtRunOptions *forgetting; /* of a run after which memory is freed */
	char *input, *output;	   /* the names that the network gives them */
};

bool
onnx_session_is_built_in(void)
{
	return true;
}

/* Frees status.  Returns true if it is no fault.  Otherwise writes its reason
 * into error, which may be NULL, and returns false. */
static bool
take_status(
    const struct onnx_session *s, OrtStatus *status, char *error, size_t size)
{
	if (status == NULL)
		return true;
	if (error != NULL)
		snprintf(error, size, "%s", s->api->GetErrorMessage(status));
	s->api->ReleaseStatus(status);
	return false;
}

/* Makes the network run in the thread that calls it, and keep no more memory
 * than it needs.  Returns NULL, or the fault. */
static OrtStatus *
set_options(const OrtApi *api, OrtSessionOptions *o)
{
	OrtStatus *status = api->SetIntraOpNumThreads(o, 1);

	if (status == NULL)
		status = api->SetInterOpNumThreads(o, 1);
	if (status == NULL)
		status =
		    api->SetSessionGraphOptimizationLevel(o, ORT_ENABLE_ALL);
	/*
	 * Pages differ in size, and the library would keep a plan of memory for
	 * each size that it has seen.  Without plans it keeps what the largest
	 * page needed.
	 */
	if (status == NULL)
		status = api->DisableMemPattern(o);
	if (status == NULL)
		status = api->AddSessionConfigEntry(
		    o, "session.use_env_allocators", "1");
	return status;
}

/*
 * Makes all sessions share one pool of memory, which grows only as much as it
 * needs.  Otherwise each session has a pool of its own, which doubles.  Only
 * the first session of a process can set this, so it is no fault if the pool is
 * refused.  Returns NULL, or a fault.
 */
static OrtStatus *
share_memory(struct onnx_session *s)
{
	OrtArenaCfg *config = NULL;
	OrtStatus *status = s->api->CreateCpuMemoryInfo(
	    OrtArenaAllocator, OrtMemTypeDefault, &s->memory);

	if (status == NULL)
		status = s->api->CreateArenaCfg(0, 1, -1, -1, &config);
	if (status != NULL)
		return status;
	status = s->api->CreateAndRegisterAllocator(s->env, s->memory, config);
	s->api->ReleaseArenaCfg(config);
	take_status(s, status, NULL, 0);
	return NULL;
}

/* Makes s->forgetting, the options of a run that frees unused memory at its
 * end.  Returns NULL, or the fault. */
static OrtStatus *
make_forgetting(struct onnx_session *s)
{
	OrtStatus *status = s->api->CreateRunOptions(&s->forgetting);

	if (status == NULL)
		status = s->api->AddRunConfigEntry(s->forgetting,
		    "memory.enable_memory_arena_shrinkage", "cpu:0");
	return status;
}

/* Loads the network in the file at path into s.  Returns NULL, or the fault;
 * then onnx_session_close() frees what was made before it. */
static OrtStatus *
load_network(struct onnx_session *s, const char *path)
{
	OrtSessionOptions *options = NULL;
	OrtStatus *status =
	    s->api->CreateEnv(ORT_LOGGING_LEVEL_FATAL, "ocr", &s->env);

	if (status == NULL)
		status = s->api->DisableTelemetryEvents(s->env);
	if (status == NULL)
		status = share_memory(s);
	if (status == NULL)
		status = make_forgetting(s);
	if (status == NULL)
		status = s->api->CreateSessionOptions(&options);
	if (status == NULL)
		status = set_options(s->api, options);
	if (status == NULL)
		status =
		    s->api->CreateSession(s->env, path, options, &s->session);
	if (options != NULL)
		s->api->ReleaseSessionOptions(options);
	return status;
}

/* Finds the names of the network's only input and of its only output, which a
 * run needs.  onnx_session_close() frees them.  Returns NULL, or the fault. */
static OrtStatus *
find_names(struct onnx_session *s)
{
	OrtAllocator *allocator;
	OrtStatus *status = s->api->GetAllocatorWithDefaultOptions(&allocator);

	if (status == NULL)
		status = s->api->SessionGetInputName(
		    s->session, 0, allocator, &s->input);
	if (status == NULL)
		status = s->api->SessionGetOutputName(
		    s->session, 0, allocator, &s->output);
	return status;
}

/* Loads the network by load_network(), and returns what that does.  Meanwhile
 * stderr is /dev/null: Debian's library registers the operators of networks
 * twice, and says so in a thousand lines. */
static OrtStatus *
load_quietly(struct onnx_session *s, const char *path)
{
	int own = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	int null = own == -1 ? -1 : open("/dev/null", O_WRONLY | O_CLOEXEC);
	OrtStatus *status;

	if (null != -1) {
		dup2(null, STDERR_FILENO);
		close(null);
	}
	status = load_network(s, path);
	if (own != -1) {
		dup2(own, STDERR_FILENO);
		close(own);
	}
	return status;
}

struct onnx_session *
onnx_session_open(const char *path, char *error, size_t size)
{
	struct onnx_session *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		snprintf(error, size, "out of memory");
		return NULL;
	}
	s->api = OrtGetApiBase()->GetApi(INTERFACE);
	if (s->api == NULL)
		snprintf(error, size, "ONNX Runtime is too old");
	else if (take_status(s, load_quietly(s, path), error, size) &&
		 take_status(s, find_names(s), error, size))
		return s;
	onnx_session_close(s);
	return NULL;
}

void
onnx_session_close(struct onnx_session *s)
{
	OrtAllocator *allocator;

	if (s == NULL)
		return;
	if (s->input != NULL &&
	    take_status(s, s->api->GetAllocatorWithDefaultOptions(&allocator),
		NULL, 0)) {
		allocator->Free(allocator, s->input);
		if (s->output != NULL)
			allocator->Free(allocator, s->output);
	}
	if (s->memory != NULL)
		s->api->ReleaseMemoryInfo(s->memory);
	if (s->forgetting != NULL)
		s->api->ReleaseRunOptions(s->forgetting);
	if (s->session != NULL)
		s->api->ReleaseSession(s->session);
	if (s->env != NULL)
		s->api->ReleaseEnv(s->env);
	free(s);
}

/*
 * Makes *out point to the numbers of value, the answer of a run, and copies its
 * dimensions.  The numbers stay in value.  Returns NULL, or the fault.
 */
static OrtStatus *
describe_output(const OrtApi *api, OrtValue *value, struct onnx_output *out)
{
	OrtTensorTypeAndShapeInfo *shape;
	void *data = NULL;
	OrtStatus *status = api->GetTensorTypeAndShape(value, &shape);

	if (status != NULL)
		return status;
	status = api->GetDimensionsCount(shape, &out->rank);
	if (status == NULL && out->rank > ONNX_DIMENSIONS)
		status = api->CreateStatus(ORT_FAIL, "too many dimensions");
	if (status == NULL)
		status = api->GetDimensions(shape, out->dimensions, out->rank);
	api->ReleaseTensorTypeAndShapeInfo(shape);
	if (status == NULL)
		status = api->GetTensorMutableData(value, &data);
	out->data = data;
	return status;
}

/* Runs the network as onnx_session_run() says, with options, or NULL for the
 * usual ones.  Returns 0, or -1. */
static int
run_network(const struct onnx_session *s, const OrtRunOptions *options,
    float *input, const int64_t dimensions[static ONNX_DIMENSIONS],
    struct onnx_output *out)
{
	const OrtApi *api = s->api;
	OrtValue *in = NULL, *value = NULL;
	size_t bytes = sizeof(*input);
	OrtStatus *status;

	for (size_t i = 0; i < ONNX_DIMENSIONS; i++)
		bytes *= (size_t)dimensions[i];
	*out = (struct onnx_output){.rank = 0};
	status = api->CreateTensorWithDataAsOrtValue(s->memory, input, bytes,
	    dimensions, ONNX_DIMENSIONS, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT,
	    &in);
	if (status == NULL)
		status = api->Run(s->session, options,
		    (const char *const *)&s->input,
		    (const OrtValue *const *)&in, 1,
		    (const char *const *)&s->output, 1, &value);
	if (in != NULL)
		api->ReleaseValue(in);
	if (status == NULL)
		status = describe_output(api, value, out);
	out->value = value;
	/* NULL: nobody wants the message of a fault. */
	if (take_status(s, status, NULL, 0))
		return 0;
	onnx_output_clear(s, out);
	return -1;
}

int
onnx_session_run(const struct onnx_session *s, float *input,
    const int64_t dimensions[static ONNX_DIMENSIONS], struct onnx_output *out)
{
	return run_network(s, NULL, input, dimensions, out);
}

void
onnx_session_forget(const struct onnx_session *s, float *input,
    const int64_t dimensions[static ONNX_DIMENSIONS])
{
	struct onnx_output out;

	if (run_network(s, s->forgetting, input, dimensions, &out) == 0)
		onnx_output_clear(s, &out);
}

void
onnx_output_clear(const struct onnx_session *s, struct onnx_output *out)
{
	if (out->value != NULL)
		s->api->ReleaseValue(out->value);
	*out = (struct onnx_output){.rank = 0};
}
