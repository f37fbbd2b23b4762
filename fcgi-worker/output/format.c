/* SPDX-License-Identifier: BSD-3-Clause */
/* format: the names and the media types of formats.  document.c writes them. */
#include "output/format.h"

#include <string.h>

static const struct {
	const char *name, *type, *content_type;
} table[FORMATS] = {
    [FORMAT_TEXT] = {"text", "text/plain", "text/plain; charset=utf-8"},
    [FORMAT_JSON] = {"json", "application/json", "application/json"},
    [FORMAT_HOCR] = {"hocr", "text/html", "text/html; charset=utf-8"},
    [FORMAT_ALTO] = {"alto", "application/alto+xml", "application/alto+xml"},
    [FORMAT_TSV] = {"tsv", "text/tab-separated-values",
	"text/tab-separated-values; charset=utf-8"},
    [FORMAT_PDF] = {"pdf", "application/pdf", "application/pdf"},
    [FORMAT_NDJSON] = {"ndjson", "application/x-ndjson",
	"application/x-ndjson"},
    [FORMAT_MARKDOWN] = {"markdown", "text/markdown",
	"text/markdown; charset=utf-8"},
    [FORMAT_JPEG] = {"jpeg", "image/jpeg", "image/jpeg"},
};

int
format_find(const char *name)
{
	for (int i = 0; i < FORMATS; i++)
		if (strcmp(table[i].name, name) == 0)
			return i;
	return -1;
}

bool
format_has_tables(enum format format)
{
	return format == FORMAT_JSON || format == FORMAT_NDJSON ||
	       format == FORMAT_MARKDOWN;
}

bool
format_is_picture(enum format format)
{
	return format == FORMAT_JPEG;
}

const char *
format_type(enum format format)
{
	return table[format].type;
}

const char *
format_content_type(enum format format)
{
	return table[format].content_type;
}
