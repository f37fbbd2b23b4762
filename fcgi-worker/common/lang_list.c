/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lang_list: languages as Tesseract takes them, joined by +.
 */
#include "common/lang_list.h"

#include <string.h>

json_t *
lang_list_json(const char *lang)
{
	json_t *array = json_array();
	size_t length;

	while (*lang != '\0') {
		length = strcspn(lang, "+");
		json_array_append_new(array, json_stringn(lang, length));
		lang += length + (lang[length] == '+');
	}
	return array;
}
