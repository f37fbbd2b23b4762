/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nextcloud_options: a command line of OCRmyPDF as options.  Nothing is run
 * with it, and no file that it could name is opened.
 */
#include "handlers/nextcloud.h"

#include <stdio.h>
#include <string.h>

#include "http/value.h"

#define PARAMETERS "ocrmypdf_parameters"
/* The most bytes that the command line may have. */
#define LINE_MAX_BYTES 1023

struct words {
	char lang[VALUE_LANG_MAX + 1];
	char *rest; /* of the line */
	struct foreign_form *form;
	struct problem *problem;
};

/* What a word means: whether it has a value, and which option it sets.  The
 * option gets the word's own value here or, if that is NULL, the one on the
 * command line.  If option is NULL, the word is accepted and does nothing. */
static const struct word {
	const char *name, *short_name;
	bool has_value;
	const char *option, *value;
} table[] = {
    {"--language", "-l", true, "lang", NULL},
    {"--force-ocr", "-f", false, "layer", "never"},
    {"--rotate-pages", "-r", false, "rotate", "auto"},
    {"--image-dpi", NULL, true, "dpi", NULL},
    {"--tesseract-pagesegmode", NULL, true, "psm", NULL},
    {"--invalidate-digital-signatures", NULL, false, "sign", "break"},
    /*
     * These change nothing: in any case, pages that have text keep it, and the
     * others get some.
     */
    {"--skip-text", "-s", false, NULL, NULL},
    {"--redo-ocr", NULL, false, NULL, NULL},
    {"--remove-background", NULL, false, NULL, NULL},
    {"--deskew", "-d", false, NULL, NULL},
    {"--clean", "-c", false, NULL, NULL},
    {"--quiet", "-q", false, NULL, NULL},
    {"--jobs", "-j", true, NULL, NULL},
    {"--optimize", "-O", true, NULL, NULL},
    {"--output-type", NULL, true, NULL, NULL},
    {"--oversample", NULL, true, NULL, NULL},
    {"--rotate-pages-threshold", NULL, true, NULL, NULL},
    {"--tesseract-timeout", NULL, true, NULL, NULL},
    {"--skip-big", NULL, true, NULL, NULL},
};

/* Returns what the word with this long or short name means, or NULL if it is
 * unknown. */
static const struct word *
find_word(const char *name)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].name, name) == 0 ||
		    (table[i].short_name != NULL &&
			strcmp(table[i].short_name, name) == 0))
			return &table[i];
	return NULL;
}

/* Returns the next word of the command line, or NULL at its end. */
static char *
next_word(struct words *w)
{
	char *word;

	do
		word = strsep(&w->rest, " \t\r\n");
	while (word != NULL && word[0] == '\0');
	return word;
}

/*
 * Takes a word of the command line, which is an option of OCRmyPDF.  If it has
 * a value, that follows behind =, or is the next word.  Returns 0, or -1 with
 * the problem.
 */
static int
take_word(struct words *w, char *name)
{
	char *value = strchr(name, '=');
	const struct word *word;

	if (value != NULL)
		*value++ = '\0';
	word = find_word(name);
	if (word == NULL)
		return problem_bad_parameter(w->problem, PARAMETERS,
		    "%.64s is not supported here; supported are "
		    "--language, --skip-text, --redo-ocr, --force-ocr, "
		    "--rotate-pages, --image-dpi, --tesseract-pagesegmode "
		    "and --invalidate-digital-signatures.",
		    name);
	if (word->has_value && value == NULL)
		value = next_word(w);
	if (word->has_value != (value != NULL))
		return problem_bad_parameter(w->problem, PARAMETERS, "%s %s.",
		    word->name,
		    word->has_value ? "needs a value" : "takes no value");
	if (word->option == NULL)
		return 0;
	/* Languages are collected, since the word may come several times. */
	if (value == NULL || strcmp(word->option, "lang") != 0)
		return foreign_form_add_option(w->form, word->option,
		    value != NULL ? value : word->value, w->problem);
	if (strlen(w->lang) + strlen(value) + 2 > sizeof(w->lang))
		return problem_bad_parameter(
		    w->problem, PARAMETERS, "There are too many languages.");
	if (w->lang[0] != '\0')
		strcat(w->lang, "+");
	strcat(w->lang, value);
	return 0;
}

/*
 * Takes the words of a command line of OCRmyPDF, the value of the field
 * PARAMETERS.  Returns 0, or -1 with the problem.
 */
static int
take_line(struct foreign_form *f, const struct bytes *bytes, struct problem *p)
{
	struct words w = {.form = f, .problem = p};
	char line[LINE_MAX_BYTES + 1], *word;

	if (bytes->size > LINE_MAX_BYTES)
		return problem_bad_parameter(
		    p, PARAMETERS, "The value is too long.");
	snprintf(line, sizeof(line), "%.*s", (int)bytes->size,
	    (const char *)bytes->data);
	w.rest = line;
	while ((word = next_word(&w)) != NULL)
		if (take_word(&w, word) == -1)
			return -1;
	return w.lang[0] == '\0'
		   ? 0
		   : foreign_form_add_option(f, "lang", w.lang, p);
}

int
nextcloud_read_options(
    struct foreign_form *f, const char **name, struct problem *p)
{
	*name = NULL;
	for (size_t i = 0; i < f->sent.count; i++) {
		const struct multipart_part *part = &f->sent.parts[i];

		if (body_is_unfilled(part))
			continue;
		if (strcmp(part->name, PARAMETERS) == 0) {
			if (take_line(f, &part->bytes, p) == -1)
				return -1;
		} else if (strcmp(part->name, "file") != 0) {
			return problem_bad_parameter(p, part->name,
			    "There is no such part; there are file "
			    "and " PARAMETERS ".");
		} else {
			*name = part->filename;
			f->files[f->file_count++].bytes = part->bytes;
		}
	}
	if (f->file_count != 1 || f->files[0].bytes.size == 0)
		return problem_bad_parameter(p, "file",
		    "There must be exactly one file, and it must not be "
		    "empty.");
	return 0;
}
