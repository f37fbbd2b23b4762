/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * engine_set: the engines of a process, one for each thread that may recognize.
 */
#include "engine/engine_set.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/engine.h"

int
engine_set_open(struct engine_set *s, struct engine *first, unsigned count,
    char *error, size_t size)
{
	s->engines = calloc(count, sizeof(*s->engines));
	if (s->engines == NULL) {
		engine_close(first);
		snprintf(error, size, "out of memory");
		return -1;
	}
	s->engines[s->count++] = first;
	while (s->count < count) {
		struct engine *another =
		    engine_open_another(first, error, size);

		if (another == NULL)
			return -1;
		s->engines[s->count++] = another;
	}
	return 0;
}

void
engine_set_close(struct engine_set *s)
{
	for (unsigned i = 0; i < s->count; i++)
		engine_close(s->engines[i]);
	free(s->engines);
	*s = (struct engine_set){NULL, 0};
}
