/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * missing_languages: whether the languages of a request are installed, and
 * what to install where they are not.
 */
#include "ocr/missing_languages.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "engine/engine.h"
#include "engine/language_names.h"
#include "http/problem.h"
#include "http/value.h"

/* What is to be said of languages that are not installed. */
struct missing {
	json_t *codes;
	struct buffer list;	  /* of them, as text */
	struct buffer packages;	  /* that have them */
	struct buffer unpackaged; /* languages that are in no known package */
};

static void
add_item(struct buffer *b, const char *separator, const char *item)
{
	if (b->size > 0)
		buffer_add_text(b, separator);
	buffer_add_text(b, item);
}

/* Adds the language code to the lists of m. */
static void
add_missing(struct missing *m, const char *code)
{
	char package[LANGUAGES_PACKAGE_MAX];

	json_array_append_new(m->codes, json_string(code));
	add_item(&m->list, ", ", code);
	if (language_names_package(code, package) == 0)
		add_item(&m->packages, " ", package);
	else
		add_item(&m->unpackaged, ", ", code);
}

/* Adds to m each language of lang, joined by +, that e does not have. */
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

/*
 * Sets p to the problem that the languages of m are missing.  Packages are
 * named, since the reader of the answer can seldom look into the manual.
 */
static void
tell_missing(struct problem *p, const struct missing *m)
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
	if (m->unpackaged.size > 0) {
		buffer_add_text(&text, ". No Debian package is known of: ");
		buffer_add_text(&text, m->unpackaged.data);
	}
	buffer_add_text(&text, ".");
	problem_set(p, PROBLEM_UNKNOWN_LANGUAGE, "%s",
	    text.failed ? "A language is not installed." : text.data);
	buffer_free(&text);
}

int
missing_languages_check(
    const struct engine *e, const char *lang, struct problem *p)
{
	const char *const *l = engine_languages(e);
	struct missing m = {.codes = NULL};
	json_t *installed;

	if (engine_has(e, lang))
		return 0;
	m.codes = json_array();
	find_missing(&m, e, lang);
	tell_missing(p, &m);
	problem_member(p, "missing", m.codes);
	installed = json_array();
	for (; *l != NULL; l++)
		json_array_append_new(installed, json_string(*l));
	problem_member(p, "installed", installed);
	buffer_free(&m.list);
	buffer_free(&m.packages);
	buffer_free(&m.unpackaged);
	return -1;
}
