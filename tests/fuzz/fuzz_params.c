/* SPDX-License-Identifier: BSD-3-Clause */
/* The input is a query, an Accept header, the name and value of a form field,
 * and a Prefer header. */
#include "fcgi-worker/ocr/params.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size), *rest = text;
	char *query = strsep(&rest, "\n"), *accept = strsep(&rest, "\n");
	char *name = strsep(&rest, "\n"), *value = strsep(&rest, "\n");
	const struct body_field field = {name ? name : "", value ? value : ""};
	const struct params_input from = {.query = query,
	    .size = strlen(query),
	    .accept = accept,
	    .prefer = strsep(&rest, "\n"),
	    .fields = &field,
	    .field_count = name != NULL};
	struct problem problem = {.type = PROBLEM_NONE};
	struct params params;

	if ((params_parse(&params, &from, &problem) == -1) !=
	    (problem.detail[0] != '\0'))
		abort();
	problem_clear(&problem);
	free(text);
	return 0;
}
