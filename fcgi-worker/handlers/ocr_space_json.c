/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr_space_json: turns an answer of this service into one of ocr.space's.
 * Only moves values from one JSON document into another.
 */
#include "handlers/ocr_space_json.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"

/* The exit code of ocr.space for what was read. */
enum { PARSED = 1 };

/* What the numbers of a box are, in pixels. */
enum side { LEFT, TOP, RIGHT, BOTTOM };

static json_int_t
side_of(const json_t *box, enum side side)
{
	return json_integer_value(json_array_get(box, (size_t)side));
}

/* Returns the text of page with CRLF at the ends of lines, as ocr.space has it,
 * or NULL without memory. */
static json_t *
make_text(const json_t *page)
{
	const char *text = json_string_value(json_object_get(page, "text"));
	struct buffer out = {0};
	json_t *string;
	size_t length;

	buffer_make_string(&out);
	while (text != NULL && *text != '\0') {
		length = strcspn(text, "\n");
		buffer_add(&out, text, length);
		text += length;
		if (*text == '\n') {
			buffer_add_text(&out, "\r\n");
			text++;
		}
	}
	string = out.failed ? NULL : json_stringn(out.data, out.size);
	buffer_free(&out);
	return string;
}

/* Returns ocr.space's form of a line of this service's answer, or NULL without
 * memory. */
static json_t *
make_line(const json_t *line)
{
	json_int_t height, max_height = 0, min_top = 0;
	json_t *words = json_array(), *made, *text;
	const json_t *sources = json_object_get(line, "words"), *word, *box;
	struct buffer joined = {0};
	int failed = 0;
	size_t i;

	buffer_make_string(&joined);
	for (i = 0; i < json_array_size(sources); i++) {
		word = json_array_get(sources, i);
		box = json_object_get(word, "bbox");
		text = json_object_get(word, "text");
		height = side_of(box, BOTTOM) - side_of(box, TOP);
		if (height > max_height)
			max_height = height;
		if (i == 0 || side_of(box, TOP) < min_top)
			min_top = side_of(box, TOP);
		buffer_add_text(&joined, i == 0 ? "" : " ");
		buffer_add_text(&joined, json_string_value(text));
		failed |= json_array_append_new(
		    words, json_pack("{s:O,s:I,s:I,s:I,s:I}", "WordText", text,
			       "Left", side_of(box, LEFT), "Top",
			       side_of(box, TOP), "Height", height, "Width",
			       side_of(box, RIGHT) - side_of(box, LEFT)));
	}
	made = json_pack("{s:s,s:o,s:I,s:I}", "LineText",
	    joined.data == NULL ? "" : joined.data, "Words", words, "MaxHeight",
	    max_height, "MinTop", min_top);
	if (failed || joined.failed) {
		json_decref(made);
		made = NULL;
	}
	buffer_free(&joined);
	return made;
}

/* Adds the lines of block to lines.  Returns 0, or -1 without memory. */
static int
add_lines(const json_t *block, json_t *lines)
{
	const json_t *paragraphs = json_object_get(block, "paragraphs"),
		     *sources;
	int failed = 0;
	size_t p, l;

	for (p = 0; p < json_array_size(paragraphs); p++) {
		sources =
		    json_object_get(json_array_get(paragraphs, p), "lines");
		for (l = 0; l < json_array_size(sources); l++)
			failed |= json_array_append_new(
			    lines, make_line(json_array_get(sources, l)));
	}
	return failed ? -1 : 0;
}

/* Returns all lines of page, or NULL without memory. */
static json_t *
make_lines(const json_t *page)
{
	const json_t *blocks = json_object_get(page, "blocks");
	json_t *lines = json_array();
	size_t i;

	for (i = 0; i < json_array_size(blocks); i++)
		if (add_lines(json_array_get(blocks, i), lines) == -1) {
			json_decref(lines);
			return NULL;
		}
	return lines;
}

/* Returns ocr.space's form of a page, with its lines if has_overlay, or NULL
 * without memory. */
static json_t *
make_page(const json_t *page, bool has_overlay)
{
	json_t *lines = has_overlay ? make_lines(page) : json_array();
	char message[64], orientation[16];

	if (has_overlay)
		snprintf(message, sizeof(message), "Total lines: %zu",
		    json_array_size(lines));
	else
		snprintf(message, sizeof(message),
		    "Text overlay is not provided: it was not requested");
	snprintf(orientation, sizeof(orientation), "%d",
	    (int)json_integer_value(json_object_get(page, "rotation")));
	return json_pack("{s:{s:o,s:b,s:s},s:s,s:i,s:o,s:s,s:s}", "TextOverlay",
	    "Lines", lines, "HasOverlay", has_overlay, "Message", message,
	    "TextOrientation", orientation, "FileParseExitCode", PARSED,
	    "ParsedText", make_text(page), "ErrorMessage", "", "ErrorDetails",
	    "");
}

json_t *
ocr_space_json_make(const json_t *answer, bool has_overlay, double ms)
{
	const json_t *pages = json_object_get(answer, "pages");
	json_t *results = json_array();
	char time[32];
	size_t i;

	for (i = 0; i < json_array_size(pages); i++)
		if (json_array_append_new(results,
			make_page(json_array_get(pages, i), has_overlay)) ==
		    -1) {
			json_decref(results);
			return NULL;
		}
	snprintf(time, sizeof(time), "%.0f", ms);
	return json_pack("{s:o,s:i,s:b,s:s,s:s}", "ParsedResults", results,
	    "OCRExitCode", PARSED, "IsErroredOnProcessing", 0,
	    "ProcessingTimeInMilliseconds", time, "SearchablePDFURL",
	    "There is none; post the file to /ocr?format=pdf");
}
