/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * remote_url: refuses the address of a file where the file itself has to be.
 */
#include "handlers/remote_url.h"

#include <string.h>

/* The longest name of a scheme that is looked for, with its colon. */
#define SCHEME_MAX 16

bool
remote_url_is(const struct bytes *text)
{
	static const char data[] = "data:";
	const size_t n = sizeof(data) - 1;
	size_t start = text->size < SCHEME_MAX ? text->size : SCHEME_MAX;

	/* No base64 has a colon. */
	return start > 0 && memchr(text->data, ':', start) != NULL &&
	       (text->size < n || memcmp(text->data, data, n) != 0);
}

int
remote_url_refuse(struct problem *p, const char *parameter)
{
	return problem_bad_parameter(p, parameter,
	    "Nothing is fetched from elsewhere, so that nobody can have this "
	    "server look into its network; send the file itself, or its bytes "
	    "as data:TYPE;base64,…");
}
