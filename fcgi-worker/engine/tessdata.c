/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tessdata: where Tesseract's language files are.  installed.c lists which
 * there are.
 */
#include "engine/tessdata.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int
tessdata_settle(const char **tessdata, char *error, size_t size)
{
	/*
	 * Tesseract 5.5 looks whether the directory in TESSDATA_PREFIX exists.
	 * When it cannot tell, it throws a C++ exception, which would end the
	 * process; this could happen later, too, in a worker that may see
	 * less.  So this looks once, and sets tessdata to what Tesseract would
	 * choose: it ignores a directory that does not exist.
	 */
	static char path[PATH_MAX];
	const char *prefix = getenv("TESSDATA_PREFIX");
	struct stat st;
	int rc = 0;

	if (prefix == NULL)
		return 0;
	if (*tessdata == NULL && stat(prefix, &st) == 0 &&
	    (size_t)snprintf(path, sizeof(path), "%s", prefix) < sizeof(path)) {
		*tessdata = path;
	} else if (*tessdata == NULL && errno != ENOENT && errno != ENOTDIR) {
		snprintf(error, size, "TESSDATA_PREFIX: \"%s\": %s", prefix,
		    strerror(errno));
		rc = -1;
	}
	unsetenv("TESSDATA_PREFIX");
	return rc;
}
