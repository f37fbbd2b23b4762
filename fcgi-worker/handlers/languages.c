/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * languages: the languages that can be asked for.
 */
#include <jansson.h>
#include <string.h>

#include "engine/engine.h"
#include "http/etag.h"
#include "handlers/handlers.h"
#include "engine/languages.h"
#include "common/lang_list.h"

#define SCRIPT "script/"

/* Models of a script, script/Latin, are named by it. */
static json_t *
describe(const char *code)
{
	const struct languages *known = languages_find(code);

	if (known != NULL)
		return json_pack("{s:s,s:s,s:s}", "code", code, "name",
		    known->name, "script", known->script);
	if (strncmp(code, SCRIPT, strlen(SCRIPT)) == 0)
		return json_pack("{s:s,s:s,s:s}", "code", code, "name",
		    code + strlen(SCRIPT), "script", code + strlen(SCRIPT));
	return json_pack("{s:s}", "code", code);
}

void
handler_languages(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	const char *const *l = engine_languages(c->engine);
	json_t *list = json_array(), *document;

	for (; *l != NULL; l++)
		json_array_append_new(list, describe(*l));
	document = json_pack("{s:o,s:o}", "default",
	    lang_list_json(c->options->lang), "languages", list);
	if (response_json(r, document) == 0)
		etag_apply(q, r);
}
