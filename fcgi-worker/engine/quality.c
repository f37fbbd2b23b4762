/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * quality: the names of the qualities, and which of them this build has.
 */
#include "engine/quality.h"

#include <stddef.h>
#include <string.h>

#include "engine/onnx_session.h"

static const char *const names[QUALITIES] = {
    [QUALITY_STANDARD] = "standard",
    [QUALITY_HIGH] = "high",
    [QUALITY_BEST] = "best",
};

const char *
quality_name(enum quality q)
{
	return names[q];
}

int
quality_find(const char *name)
{
	for (int i = 0; i < QUALITIES; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

bool
quality_is_built_in(enum quality q)
{
	return q != QUALITY_BEST || onnx_session_is_built_in();
}

bool
quality_is_available(enum quality q, bool has_models)
{
	return q != QUALITY_BEST || (has_models && quality_is_built_in(q));
}
