/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * handler_languages: the languages that can be asked for.
 */
#include <jansson.h>
#include <string.h>

#include "engine/engine.h"
#include "http/etag.h"
#include "handlers/handlers.h"
#include "engine/languages.h"
#include "output/render.h"

#define SCRIPT "script/"

/* Models of a script, script/Latin, are named by it. */
static json_t *
describe(const char *code)
{
	const struct language *known = language_find(code);

	if (known != NULL)
		return json_pack("{s:s,s:s,s:s}", "code", code, "name",
		    known->name, "script", known->script);
	if (strncmp(code, SCRIPT, strlen(SCRIPT)) == 0)
		return json_pack("{s:s,s:s,s:s}", "code", code, "name",
		    code + strlen(SCRIPT), "script", code + strlen(SCRIPT));
	return json_pack("{s:s}", "code", code);
}

void
handler_languages(const struct handlers_context *c, const struct request *q,
    struct response *r)
{
	const char *const *l = engine_languages(c->engine);
	json_t *list = json_array(), *document;

	for (; *l != NULL; l++)
		json_array_append_new(list, describe(*l));
	document = json_pack("{s:o,s:o}", "default",
	    render_languages(c->options->lang), "languages", list);
	r->type = "application/json";
	if (render_json(document, &r->body) == 0)
		etag_apply(q, r);
	json_decref(document);
}
