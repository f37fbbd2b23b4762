/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * docling_options: the form and the JSON that docling's callers post.  Options
 * without a meaning here are ignored, as docling itself does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "handlers/docling.h"
#include "ocr/page_ranges.h"

/* docling's usual engine names a language by two letters, Tesseract by three.
 */
static const char *const languages[][2] = {{"en", "eng"}, {"de", "deu"},
    {"fr", "fra"}, {"es", "spa"}, {"it", "ita"}, {"pt", "por"}, {"nl", "nld"},
    {"pl", "pol"}, {"cs", "ces"}, {"sv", "swe"}, {"da", "dan"}, {"no", "nor"},
    {"fi", "fin"}, {"hu", "hun"}, {"ro", "ron"}, {"tr", "tur"}, {"el", "ell"},
    {"ru", "rus"}, {"uk", "ukr"}, {"bg", "bul"}, {"ar", "ara"}, {"he", "heb"},
    {"hi", "hin"}, {"ja", "jpn"}, {"ko", "kor"}, {"vi", "vie"}, {"th", "tha"},
    {"ch_sim", "chi_sim"}, {"ch_tra", "chi_tra"}};

/* Takes a format that the caller wants; there may be several.  Returns 0, or -1
 * with the problem. */
static int
take_format(struct docling *d, const char *value, struct problem *p)
{
	if (strcmp(value, "md") == 0)
		d->wants_markdown = true;
	else if (strcmp(value, "text") == 0)
		d->wants_text = true;
	else
		return problem_bad_parameter(p, "to_formats",
		    "Only md and text are made here; /ocr has other formats.");
	return 0;
}

/* Adds the language value to d->lang, which joins all that are asked for by +.
 * A code of docling's becomes Tesseract's; auto adds nothing.  Returns 0, or -1
 * with the problem. */
static int
take_lang(struct docling *d, const char *value, struct problem *p)
{
	const size_t used = strlen(d->lang);

	if (value[0] == '\0' || strcmp(value, "auto") == 0)
		return 0;
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (strcmp(value, languages[i][0]) == 0)
			value = languages[i][1];
	if (used + strlen(value) + 2 > sizeof(d->lang))
		return problem_bad_parameter(
		    p, "ocr_lang", "There are too many languages.");
	snprintf(d->lang + used, sizeof(d->lang) - used, "%s%s",
	    used > 0 ? "+" : "", value);
	return 0;
}

/* A larger number of a page counts as this one, which fits an unsigned and is
 * beyond the end of every document.  Callers ask for all pages by a very large
 * number of the last page. */
#define NUMBER_MAX 1000000

/*
 * Takes a field page_range.  A form has two, each with one number: the first
 * page, then the last.  d has 0 for each that has not come yet.  Returns 0, or
 * -1 with the problem.  That the first page is not after the last is checked
 * later, with the option "pages" that is made of them.
 */
static int
take_page(struct docling *d, const char *value, struct problem *p)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end != '\0' || n < 1 ||
	    d->last_page != 0)
		return problem_bad_parameter(p, "page_range",
		    "It must be two numbers, the first and the last page.");
	if (n > NUMBER_MAX)
		n = NUMBER_MAX;
	if (d->first_page == 0)
		d->first_page = (unsigned)n;
	else
		d->last_page = (unsigned)n;
	return 0;
}

/* Takes the switch force_ocr or do_ocr.  The words for on and off are those
 * that docling's server takes.  Its callers are often written in Python, so
 * their forms have True.  Returns 0, or -1 with the problem. */
static int
take_switch(
    struct docling *d, const char *name, const char *value, struct problem *p)
{
	static const char *const words[][2] = {{"true", "false"}, {"1", "0"},
	    {"yes", "no"}, {"on", "off"}, {"t", "f"}, {"y", "n"}};
	bool on = false, off = false;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		on = on || strcasecmp(value, words[i][0]) == 0;
		off = off || strcasecmp(value, words[i][1]) == 0;
	}
	if (!on && !off)
		return problem_bad_parameter(
		    p, name, "It must be true or false.");
	if (strcmp(name, "force_ocr") == 0)
		d->all_is_recognized = on;
	else
		d->nothing_is_recognized = !on;
	return 0;
}

/*
 * Takes an option, or ignores it if it means nothing here.  Returns 0, or -1
 * with the problem.
 */
static int
take_option(
    struct docling *d, const char *name, const char *value, struct problem *p)
{
	if (strcmp(name, "to_formats") == 0)
		return take_format(d, value, p);
	if (strcmp(name, "ocr_lang") == 0)
		return take_lang(d, value, p);
	if (strcmp(name, "page_range") == 0)
		return take_page(d, value, p);
	if (strcmp(name, "force_ocr") == 0 || strcmp(name, "do_ocr") == 0)
		return take_switch(d, name, value, p);
	if ((strcmp(name, "target_type") == 0 || strcmp(name, "kind") == 0) &&
	    strcmp(value, "inbody") != 0)
		return problem_bad_parameter(p, name,
		    "Results can only be in the answer (inbody); they are "
		    "neither kept nor sent elsewhere.");
	return 0;
}

/*
 * Turns the options that d has collected into those of /ocr.  Returns 0, or -1
 * with the problem.
 */
static int
add_options(const struct docling *d, struct foreign_form *f, struct problem *p)
{
	char pages[32];

	if (d->lang[0] != '\0' &&
	    foreign_form_add_option(f, "lang", d->lang, p) == -1)
		return -1;
	if (d->nothing_is_recognized &&
	    foreign_form_add_option(f, "layer", "only", p) == -1)
		return -1;
	if (!d->nothing_is_recognized && d->all_is_recognized &&
	    foreign_form_add_option(f, "layer", "never", p) == -1)
		return -1;
	if (d->first_page == 0)
		return 0;
	if (d->last_page == 0)
		return problem_bad_parameter(p, "page_range",
		    "It must be two numbers, the first and the last page.");
	/* docling's callers ask for all pages by a very large last one. */
	if (d->last_page > PAGE_RANGES_PAGE_MAX)
		snprintf(pages, sizeof(pages), "%u-", d->first_page);
	else
		snprintf(
		    pages, sizeof(pages), "%u-%u", d->first_page, d->last_page);
	return foreign_form_add_option(f, "pages", pages, p);
}

/*
 * Takes a part of the form: the file, or the value of an option.  Returns 0, or
 * -1 with the problem.
 */
static int
take_part(struct docling *d, struct foreign_form *f,
    const struct multipart_part *part, struct problem *p)
{
	char value[BODY_FIELD_MAX + 1];

	if (body_is_unfilled(part))
		return 0;
	if (strcmp(part->name, "files") == 0) {
		if (f->file_count > 0 || part->bytes.size == 0)
			return problem_bad_parameter(p, "files",
			    "There must be exactly one file, and it must not "
			    "be empty.");
		d->filename = part->filename;
		f->files[f->file_count++].bytes = part->bytes;
		return 0;
	}
	if (part->filename != NULL)
		return problem_bad_parameter(p, part->name,
		    "A file goes into a part with the name files.");
	if (part->bytes.size > BODY_FIELD_MAX)
		return problem_bad_parameter(
		    p, part->name, "The value is too long.");
	snprintf(value, sizeof(value), "%.*s", (int)part->bytes.size,
	    (const char *)part->bytes.data);
	return take_option(d, part->name, value, p);
}

int
docling_read_form(struct docling *d, struct foreign_form *f, struct problem *p)
{
	*d = (struct docling){.filename = NULL};
	for (size_t i = 0; i < f->sent.count; i++)
		if (take_part(d, f, &f->sent.parts[i], p) == -1)
			return -1;
	if (f->file_count == 0)
		return problem_bad_parameter(p, "files",
		    "There is no file: the part with the name files is missing "
		    "or empty.");
	return add_options(d, f, p);
}

/* Takes an option whose value is a text, a boolean or an integer; any other
 * value is ignored.  Returns 0, or -1 with the problem. */
static int
take_json_value(
    struct docling *d, const char *name, const json_t *value, struct problem *p)
{
	char number[32];

	if (json_is_string(value))
		return take_option(d, name, json_string_value(value), p);
	if (json_is_boolean(value))
		return take_option(
		    d, name, json_is_true(value) ? "true" : "false", p);
	if (json_is_integer(value)) {
		snprintf(number, sizeof(number), "%lld",
		    (long long)json_integer_value(value));
		return take_option(d, name, number, p);
	}
	return 0;
}

/* Takes each option of an object, and each element of those that are lists.
 * Returns 0, or -1 with the problem. */
static int
take_options(struct docling *d, const json_t *options, struct problem *p)
{
	const char *name;
	json_t *value;
	const json_t *element;
	size_t i;

	json_object_foreach((json_t *)(uintptr_t)options, name, value)
	{
		if (take_json_value(d, name, value, p) == -1)
			return -1;
		json_array_foreach(value, i, element)
		{
			if (take_json_value(d, name, element, p) == -1)
				return -1;
		}
	}
	return 0;
}

/*
 * Takes the files in one of the lists of sources that the JSON may have.  A URL
 * is passed on as well, since json_body_take_file tells the caller why it is
 * not fetched.  Returns 0, or -1 with the problem.
 */
static int
take_sources(
    struct docling *d, struct json_body *b, const char *list, struct problem *p)
{
	const json_t *source, *url;
	size_t i;

	json_array_foreach(json_object_get(b->json, list), i, source)
	{
		url = json_object_get(source, "url");
		if (url != NULL)
			return json_body_take_file(b, "url", url, p);
		if (json_body_take_file(b, "base64_string",
			json_object_get(source, "base64_string"), p) == -1)
			return -1;
		d->filename =
		    json_string_value(json_object_get(source, "filename"));
	}
	return 0;
}

int
docling_read_json(struct docling *d, struct json_body *b, struct problem *p)
{
	static const char *const lists[] = {
	    "sources", "file_sources", "http_sources"};

	*d = (struct docling){.filename = NULL};
	for (size_t i = 0; i < 3; i++)
		if (take_sources(d, b, lists[i], p) == -1)
			return -1;
	if (b->form.file_count == 0)
		return problem_bad_parameter(
		    p, "sources", "There must be one source of the kind file.");
	if (take_options(d, json_object_get(b->json, "options"), p) == -1 ||
	    take_options(d, json_object_get(b->json, "target"), p) == -1)
		return -1;
	return add_options(d, &b->form, p);
}
