/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * languages: the languages, and the qualities, that can be asked for.
 */
#include <jansson.h>
#include <string.h>

#include "common/lang_list.h"
#include "engine/engine.h"
#include "engine/language_names.h"
#include "handlers/handlers.h"
#include "http/etag.h"

#define SCRIPT "script/"

/* Returns the description of a model, by its code, as a new object.  A script's
 * model, such as script/Latin, has the name of the script. */
static json_t *
describe_language(const char *code)
{
	const struct language_names *known = language_names_find(code);

	if (known != NULL)
		return json_pack("{s:s,s:s,s:s}", "code", code, "name",
		    known->name, "script", known->script);
	if (strncmp(code, SCRIPT, strlen(SCRIPT)) == 0)
		return json_pack("{s:s,s:s,s:s}", "code", code, "name",
		    code + strlen(SCRIPT), "script", code + strlen(SCRIPT));
	return json_pack("{s:s}", "code", code);
}

/* Returns a new object that lists the values of quality= which this pool
 * serves, and the one that requests without it get. */
static json_t *
describe_quality(const struct options *o)
{
	json_t *list = json_array();

	for (int i = 0; i < QUALITIES; i++)
		if (quality_is_available((enum quality)i, o->models != NULL))
			json_array_append_new(
			    list, json_string(quality_name((enum quality)i)));
	return json_pack("{s:s,s:o}", "default",
	    quality_name((enum quality)o->quality), "available", list);
}

/* GET /languages: the languages that can be read, the default ones, and the
 * qualities. */
void
handler_languages(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	const char *const *l = engine_languages(c->engine);
	json_t *list = json_array(), *document;

	for (; *l != NULL; l++)
		json_array_append_new(list, describe_language(*l));
	document = json_pack("{s:o,s:o,s:o}", "default",
	    lang_list_json(c->options->lang), "languages", list, "quality",
	    describe_quality(c->options));
	if (response_json(r, document) == 0)
		etag_apply(q, r);
}
