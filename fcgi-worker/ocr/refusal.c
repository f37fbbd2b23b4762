/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * refusal: what cannot be done for a client.  Turns the outcomes of other
 * parts into problems that say what would be accepted.
 */
#include "ocr/refusal.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "engine/engine.h"
#include "engine/languages.h"
#include "base/utf8.h"
#include "http/value.h"

void
refusal_recipe(
    struct response *r, enum params_result rc, const struct params_error *e)
{
	json_t *supported;
	int i;

	if (rc == PARAMS_BAD) {
		response_problem(r, RESPONSE_BAD_REQUEST, "%s", e->detail);
		response_member(r, "parameter", utf8_json(e->parameter));
		return;
	}
	response_problem(r, RESPONSE_NOT_ACCEPTABLE, "%s", e->detail);
	supported = json_array();
	for (i = 0; i < PARAMS_FORMATS; i++)
		json_array_append_new(
		    supported, json_string(params_type((enum params_format)i)));
	response_member(r, "supported", supported);
}

void
refusal_body(struct response *r, enum body_result rc,
    const struct multipart_error *e, const struct options *o)
{
	switch (rc) {
	case BODY_BAD:
		response_problem(r, RESPONSE_BAD_REQUEST, "%s", e->detail);
		response_member(r, "parameter", utf8_json(e->parameter));
		return;
	case BODY_TOO_LARGE:
		response_problem(r, RESPONSE_BODY_TOO_LARGE,
		    "Unpacked, at most %zu bytes are accepted.", o->max_bytes);
		response_member(
		    r, "limit_bytes", json_integer((json_int_t)o->max_bytes));
		return;
	case BODY_UNSUPPORTED:
		response_problem(r, RESPONSE_UNSUPPORTED_TYPE,
		    "The Content-Encoding is not supported.");
		response_member(
		    r, "supported", json_pack("[s,s]", "gzip", "identity"));
		return;
	case BODY_QUARANTINED:
		response_problem(r, RESPONSE_QUARANTINED,
		    "This file crashed the workers that tried it.");
		return;
	default:
		response_problem(r, RESPONSE_OUT_OF_MEMORY,
		    "There is not enough memory for the body.");
	}
}

/* What is to be said of languages that are not installed. */
struct missing {
	json_t *codes;
	struct buffer list;	/* of them, as text */
	struct buffer packages; /* that have them */
	struct buffer unknown;	/* those that no package is known of */
};

static void
add_item(struct buffer *b, const char *separator, const char *item)
{
	if (b->size > 0)
		buffer_add_text(b, separator);
	buffer_add_text(b, item);
}

static void
add_missing(struct missing *m, const char *code)
{
	char package[LANGUAGES_PACKAGE_MAX];

	json_array_append_new(m->codes, json_string(code));
	add_item(&m->list, ", ", code);
	if (languages_package(code, package) == 0)
		add_item(&m->packages, " ", package);
	else
		add_item(&m->unknown, ", ", code);
}

static void
find_missing(struct missing *m, const struct engine *e, const char *lang)
{
	char code[VALUE_LANG_MAX + 1];
	size_t length;

	for (; *lang != '\0'; lang += length + (lang[length] == '+')) {
		length = strcspn(lang, "+");
		snprintf(code, sizeof(code), "%.*s", (int)length, lang);
		if (!engine_has(e, code))
			add_missing(m, code);
	}
}

/* Name the packages, too: who reads this is seldom who can read the manual. */
static void
tell_missing(struct response *r, const struct missing *m)
{
	struct buffer text = {0};

	buffer_add_text(&text, "Not installed: ");
	buffer_add_text(&text, m->list.data);
	if (m->packages.size > 0) {
		buffer_add_text(
		    &text, ". On a Debian server: apt-get install ");
		buffer_add_text(&text, m->packages.data);
		buffer_add_text(&text, ", then reload the pool");
	}
	if (m->unknown.size > 0) {
		buffer_add_text(&text, ". No Debian package is known of: ");
		buffer_add_text(&text, m->unknown.data);
	}
	buffer_add_text(&text, ".");
	response_problem(r, RESPONSE_UNKNOWN_LANGUAGE, "%s",
	    text.failed ? "A language is not installed." : text.data);
	buffer_free(&text);
}

void
refusal_language(struct response *r, const struct engine *e, const char *lang)
{
	const char *const *l = engine_languages(e);
	struct missing m = {.codes = json_array()};
	json_t *installed = json_array();

	find_missing(&m, e, lang);
	tell_missing(r, &m);
	response_member(r, "missing", m.codes);
	for (; *l != NULL; l++)
		json_array_append_new(installed, json_string(*l));
	response_member(r, "installed", installed);
	buffer_free(&m.list);
	buffer_free(&m.packages);
	buffer_free(&m.unknown);
}

static void
refuse_limit(struct response *r, enum response_outcome outcome, size_t limit,
    const char *what)
{
	response_problem(r, outcome, "At most %zu %s.", limit, what);
	response_member(r, "limit", json_integer((json_int_t)limit));
}

static void
refuse_type(struct response *r, const char *file)
{
	json_t *supported = json_array();
	int i;

	response_problem(r, RESPONSE_UNSUPPORTED_TYPE,
	    "The bytes of %s are no supported image or PDF.", file);
	for (i = SNIFF_UNKNOWN + 1; i < SNIFF_TYPES; i++)
		json_array_append_new(supported,
		    json_string(sniff_media_type((enum sniff_type)i)));
	response_member(r, "supported", supported);
}

/* Those that do not depend on a limit. */
static void
refuse_content(struct response *r, enum image_result rc, const char *file)
{
	switch (rc) {
	case IMAGE_UNSUPPORTED:
		refuse_type(r, file);
		return;
	case IMAGE_NO_MEMORY:
		response_problem(r, RESPONSE_OUT_OF_MEMORY,
		    "There is not enough memory for %s.", file);
		return;
	case IMAGE_ENCRYPTED:
		response_problem(r, RESPONSE_ENCRYPTED,
		    "A password is needed to open %s; send it without one.",
		    file);
		return;
	default:
		response_problem(r, RESPONSE_UNDECODABLE,
		    "What is in %s is damaged, cut off, or of a variant that "
		    "cannot be decoded.",
		    file);
	}
}

static void
refuse(struct response *r, enum image_result rc, const char *what,
    const struct options *o)
{
	switch (rc) {
	case IMAGE_TOO_MANY_PIXELS:
		refuse_limit(r, RESPONSE_TOO_MANY_PIXELS, o->max_pixels,
		    "pixels a page are accepted; scale it down, or render "
		    "it with a smaller dpi");
		return;
	case IMAGE_TOO_WIDE:
		refuse_limit(r, RESPONSE_TOO_MANY_PIXELS, IMAGE_MAX_SIDE,
		    "pixels a side are accepted; scale it down, or cut it "
		    "into several");
		return;
	case IMAGE_TOO_MANY_PAGES:
		refuse_limit(r, RESPONSE_TOO_MANY_PAGES, o->max_pages,
		    "pages are accepted; choose some with pages=");
		return;
	default:
		refuse_content(r, rc, what);
	}
}

void
refusal_file(struct response *r, enum image_result rc, const struct pages *d,
    const struct options *o)
{
	const char *file = NULL;

	if (d->file < d->body->file_count)
		file = d->body->files[d->file].name;
	refuse(r, rc, file == NULL ? "the body" : file, o);
}

void
refusal_page(struct response *r, enum image_result rc, unsigned number,
    const struct options *o)
{
	char what[32];

	snprintf(what, sizeof(what), "page %u", number);
	refuse(r, rc, what, o);
}

void
refusal_pages(struct response *r, unsigned total)
{
	response_problem(r, RESPONSE_BAD_REQUEST,
	    "The last page is page %u; pages must not name a later one.",
	    total);
	response_member(r, "parameter", json_string("pages"));
}

void
refusal_answer(struct response *r, const struct options *o)
{
	response_problem(r, RESPONSE_ANSWER_TOO_LARGE,
	    "The answer would have more than %zu bytes; ask for fewer pages "
	    "at a time, or for a format that holds less.",
	    o->max_answer);
	response_member(
	    r, "limit_bytes", json_integer((json_int_t)o->max_answer));
}

void
refusal_region(
    struct response *r, unsigned number, const struct sniff_size *size)
{
	response_problem(r, RESPONSE_BAD_REQUEST,
	    "Page %u has %u x %u pixels; the region must lie within it.",
	    number, size->width, size->height);
	response_member(r, "parameter", json_string("region"));
}
