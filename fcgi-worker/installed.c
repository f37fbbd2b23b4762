/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * installed: which languages there are to be loaded.
 */
#include "installed.h"

#include <string.h>
#include <tesseract/capi.h>

char **
installed_list(struct TessBaseAPI *api)
{
	char **list = TessBaseAPIGetAvailableLanguagesAsVector(api);
	char **from, **to = list;

	for (from = list; *from != NULL; from++)
		if (strcmp(*from, "osd") == 0 || strcmp(*from, "equ") == 0)
			TessDeleteText(*from);
		else
			*to++ = *from;
	*to = NULL;
	return list;
}

static bool
is_listed(const char *const *list, const char *name, size_t length)
{
	for (; *list != NULL; list++)
		if (strncmp(*list, name, length) == 0 &&
		    (*list)[length] == '\0')
			return true;
	return false;
}

bool
installed_has(const char *const *list, const char *lang)
{
	size_t length;

	while (*lang != '\0') {
		length = strcspn(lang, "+");
		if (!is_listed(list, lang, length))
			return false;
		lang += length + (lang[length] == '+');
	}
	return true;
}
