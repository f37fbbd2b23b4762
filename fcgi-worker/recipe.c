/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recipe: what a client asks for.  Reads text only: it knows neither which
 * languages are installed nor how anything is recognized.
 */
#include "recipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accept.h"
#include "query.h"

static const char *const names[RECIPE_FORMATS] = {
    "text", "json", "hocr", "alto", "tsv", "pdf", "ndjson"};

static const char *const types[RECIPE_FORMATS] = {"text/plain",
    "application/json", "text/html", "application/alto+xml",
    "text/tab-separated-values", "application/pdf", "application/x-ndjson"};

static const char *const content_types[RECIPE_FORMATS] = {
    "text/plain; charset=utf-8",
    "application/json",
    "text/html; charset=utf-8",
    "application/alto+xml",
    "text/tab-separated-values; charset=utf-8",
    "application/pdf",
    "application/x-ndjson",
};

const char *
recipe_type(enum recipe_format format)
{
	return types[format];
}

const char *
recipe_content_type(enum recipe_format format)
{
	return content_types[format];
}

/* Add ${name} to ${out} unless it is there already.  Returns -1 if full. */
static int
add_lang(char *out, const char *name, size_t length, int *count)
{
	size_t used = strlen(out);
	const char *s = out;
	size_t n;

	while (*s != '\0') {
		n = strcspn(s, "+");
		if (n == length && memcmp(s, name, n) == 0)
			return 0;
		s += n + (s[n] == '+');
	}
	if (used + length + 2 > RECIPE_LANG_MAX || ++*count > RECIPE_LANGS_MAX)
		return -1;
	if (used > 0)
		out[used++] = '+';
	memcpy(out + used, name, length);
	out[used + length] = '\0';
	return 0;
}

int
recipe_lang(const char *text, char out[static RECIPE_LANG_MAX + 1])
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_/-";
	size_t length;
	int count = 0;

	out[0] = '\0';
	for (;;) {
		length = strspn(text, allowed);
		if (length == 0 || text[0] == '/' || text[0] == '-' ||
		    add_lang(out, text, length, &count) == -1)
			return -1;
		text += length;
		if (*text == '\0')
			return 0;
		if (strchr("+, ", *text) == NULL)
			return -1;
		text++;
	}
}

/* Read ${text}, digits only, from ${low} to ${high}. */
static int
read_range(const char *text, int low, int high, int *out)
{
	size_t length = strlen(text);
	int n;

	if (length < 1 || length > 5 || strspn(text, "0123456789") != length)
		return -1;
	n = atoi(text);
	if (n < low || n > high)
		return -1;
	*out = n;
	return 0;
}

static int
read_lang(struct recipe *r, const char *value)
{
	return recipe_lang(value, r->lang);
}

static int
read_psm(struct recipe *r, const char *value)
{
	/* 2 is layout analysis alone: there is nothing to answer with. */
	return strcmp(value, "2") == 0 ? -1 : read_range(value, 0, 13, &r->psm);
}

static int
read_dpi(struct recipe *r, const char *value)
{
	return read_range(value, 70, 2400, &r->dpi);
}

static int
read_format(struct recipe *r, const char *value)
{
	int i;

	for (i = 0; i < RECIPE_FORMATS; i++)
		if (strcmp(value, names[i]) == 0) {
			r->format = (enum recipe_format)i;
			return 0;
		}
	return -1;
}

enum { OPTION_LANG, OPTION_PSM, OPTION_DPI, OPTION_FORMAT, OPTIONS };

static const struct {
	const char *name;
	int (*read)(struct recipe *, const char *);
	const char *accepted;
} table[OPTIONS] = {
    {"lang", read_lang,
	"1 to 8 Tesseract language codes joined by + or , such as "
	"eng+deu"},
    {"psm", read_psm,
	"a page segmentation mode from 0 to 13, except 2, which "
	"recognizes nothing"},
    {"dpi", read_dpi, "a whole number from 70 to 2400"},
    {"format", read_format, "one of text, json, hocr, alto, tsv, pdf, ndjson"},
};

static enum recipe_result
bad(struct recipe_error *e, const char *parameter, const char *format,
    const char *text)
{
	snprintf(e->parameter, sizeof(e->parameter), "%s", parameter);
	/* The formats are this file's own, with at most one %s. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(e->detail, sizeof(e->detail), format, text);
#pragma GCC diagnostic pop
	return RECIPE_BAD;
}

/* Take one pair of the query. */
static enum recipe_result
take_pair(struct recipe *r, const struct query *q, unsigned *seen,
    struct recipe_error *e)
{
	int i;

	for (i = 0; i < OPTIONS; i++)
		if (strcmp(q->name, table[i].name) == 0)
			break;
	if (i == OPTIONS)
		return bad(e, q->name,
		    "There is no such option; there are lang, psm, dpi and "
		    "format.%s",
		    "");
	if (*seen & 1U << i)
		return bad(e, q->name, "The option is given twice.%s", "");
	*seen |= 1U << i;
	if (table[i].read(r, q->value) == -1)
		return bad(e, q->name,
		    "The value is not accepted; it must "
		    "be %s.",
		    table[i].accepted);
	return RECIPE_GOOD;
}

static enum recipe_result
parse_query(
    struct recipe *r, struct query *q, unsigned *seen, struct recipe_error *e)
{
	enum query_result rc;

	while ((rc = query_next(q)) == QUERY_PAIR)
		if (take_pair(r, q, seen, e) != RECIPE_GOOD)
			return RECIPE_BAD;
	if (rc == QUERY_BAD)
		return bad(e, q->name,
		    "The query string has a wrong %%XX or is too long "
		    "here.%s",
		    "");
	return RECIPE_GOOD;
}

enum recipe_result
recipe_parse(struct recipe *r, const char *query, size_t size,
    const char *accept, struct recipe_error *e)
{
	struct query q = {.text = query, .size = size};
	unsigned seen = 0;
	int chosen;

	*r = (struct recipe){.psm = RECIPE_PSM_DEFAULT};
	*e = (struct recipe_error){.detail = ""};
	if (parse_query(r, &q, &seen, e) != RECIPE_GOOD)
		return RECIPE_BAD;
	if (!(seen & 1U << OPTION_FORMAT)) {
		chosen = accept_choose(accept, types, RECIPE_FORMATS);
		if (chosen == -1) {
			snprintf(e->detail, sizeof(e->detail),
			    "None of the formats suits the Accept header.");
			return RECIPE_NOT_ACCEPTABLE;
		}
		r->format = (enum recipe_format)chosen;
	}
	if (r->psm == RECIPE_PSM_ORIENTATION && r->format != RECIPE_TEXT)
		return bad(e, "psm",
		    "Mode 0 finds the orientation only and answers as text; "
		    "use format=text or another mode.%s",
		    "");
	return RECIPE_GOOD;
}
