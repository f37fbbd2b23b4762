/* SPDX-License-Identifier: BSD-3-Clause */
/* json_text: writes JSON as it is sent to clients. */
#include "base/json_text.h"

#include <stdlib.h>

int
json_text_add(struct buffer *out, const json_t *json)
{
	char *text = json == NULL ? NULL
				  : json_dumps(json,
					JSON_COMPACT | JSON_REAL_PRECISION(6));

	if (text == NULL) {
		out->failed = true;
		return -1;
	}
	buffer_add_text(out, text);
	buffer_add_text(out, "\n");
	free(text);
	return out->failed ? -1 : 0;
}
