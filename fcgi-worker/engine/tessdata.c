/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tessdata: where Tesseract's language files are.  Which there are is listed by
 * installed.c.
 */
#include "engine/tessdata.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/*
 * Tesseract 5.5 looks whether the directory that TESSDATA_PREFIX names exists
 * and throws a C++ exception, which would end the process, when it cannot
 * tell; also later, in a worker, which may see less.  So it is looked at once,
 * here, and tessdata is set as Tesseract would: a directory that does not
 * exist does not count.
 */
int
tessdata_settle(const char **tessdata, char *error, size_t size)
{
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
