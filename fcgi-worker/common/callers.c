/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * callers: the names in ocr.callers.  Which paths are whose is in routes.c.
 */
#include "common/callers.h"

#include <string.h>

static const char *const names[CALLERS] = {
    [CALLER_TESSERACT_SERVER] = "tesseract-server",
    [CALLER_OCR_SPACE] = "ocr.space",
    [CALLER_TIKA] = "tika",
    [CALLER_OPEN_WEBUI] = "open-webui",
    [CALLER_MISTRAL] = "mistral",
    [CALLER_DOCLING] = "docling",
    [CALLER_NEXTCLOUD] = "nextcloud",
};

enum caller
callers_find(const char *name)
{
	for (int i = CALLER_ANY + 1; i < CALLERS; i++)
		if (strcmp(names[i], name) == 0)
			return (enum caller)i;
	return CALLER_ANY;
}

bool
callers_has(unsigned set, enum caller caller)
{
	return caller == CALLER_ANY || (set >> caller & 1U) != 0;
}

const char *
callers_names(void)
{
	return "a list of some of tesseract-server, ocr.space, tika, "
	       "open-webui, mistral, docling, nextcloud";
}
