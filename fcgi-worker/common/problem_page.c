/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * problem_page: HTML without scripts, styles or links, so that it looks alike
 * wherever it is served and nothing in it can be misused.
 */
#include "common/problem_page.h"

#include <stdio.h>
#include <stdlib.h>

/* Writes text to f, with entities for what would be markup, since the text may
 * come from clients. */
static void
write_escaped(FILE *f, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '<')
			fputs("&lt;", f);
		else if (*text == '>')
			fputs("&gt;", f);
		else if (*text == '&')
			fputs("&amp;", f);
		else if (*text == '"')
			fputs("&quot;", f);
		else
			fputc(*text, f);
	}
}

char *
problem_page_html(
    int status, const char *title, const char *detail, const char *id)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (f == NULL)
		return NULL;
	fputs("<!DOCTYPE html>\n"
	      "<html lang=\"en\">\n"
	      "<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n"
	      "<title>",
	    f);
	write_escaped(f, title);
	fputs("</title>\n<h1>", f);
	write_escaped(f, title);
	fputs("</h1>\n<p>", f);
	write_escaped(f, detail);
	fprintf(f, "</p>\n<p><small>Status %d, request ", status);
	write_escaped(f, id);
	fputs("</small></p>\n", f);
	if (fclose(f) == 0)
		return text;
	free(text);
	return NULL;
}
