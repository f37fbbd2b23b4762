/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * multipart: finds the parts of a multipart/form-data body.  Delimiters are
 * found here, in one pass and without a copy; GMime reads the head of each
 * part.  GMime does not get the whole body, since it makes an object for every
 * header and every nested part, and 32 MB of those would take gigabytes.
 */
#include "http/multipart.h"

#include <gmime/gmime.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "http/problem.h"

#define HEAD_MAX 8192
#define BOUNDARY_MAX 200 /* RFC 2046 says 70; not all heed it */

struct scan {
	const unsigned char *position; /* where a line begins */
	const unsigned char *end;
	char delimiter[BOUNDARY_MAX + 3]; /* with the -- before it */
	size_t length;
	struct problem *problem;
};

void
multipart_init(void)
{
	/*
	 * Names of files come in UTF-8, or from old programs in these character
	 * sets.  Their tables are loaded once and stay, since a confined
	 * process cannot load any.
	 */
	static const char *const charsets[] = {"ISO-8859-1", "WINDOWS-1252"};
	static iconv_t loaded[2];

	g_mime_init();
	for (size_t i = 0; i < 2; i++)
		if (loaded[i] == NULL)
			loaded[i] = iconv_open("UTF-8", charsets[i]);
}

bool
multipart_is_announced(const char *content_type)
{
	static const char type[] = "multipart/form-data";
	size_t length = sizeof(type) - 1;

	return content_type != NULL &&
	       g_ascii_strncasecmp(content_type, type, length) == 0 &&
	       strchr("; \t", content_type[length]) != NULL;
}

/*
 * Sets the delimiter to the boundary that content_type gives, with -- before
 * it.  Returns 0, or -1 if the boundary is missing, too long, or has a line
 * end.
 */
static int
set_delimiter(struct scan *s, const char *content_type)
{
	GMimeContentType *type = g_mime_content_type_parse(NULL, content_type);
	const char *boundary =
	    type == NULL ? NULL
			 : g_mime_content_type_get_parameter(type, "boundary");
	int n = -1;

	/* A parameter boundary*=%0A could contain a line end. */
	if (boundary != NULL && boundary[0] != '\0' &&
	    strpbrk(boundary, "\r\n") == NULL)
		n = snprintf(
		    s->delimiter, sizeof(s->delimiter), "--%s", boundary);
	if (type != NULL)
		g_object_unref(type);
	if (n < 0 || (size_t)n >= sizeof(s->delimiter))
		return -1;
	s->length = (size_t)n;
	return 0;
}

/*
 * What kind of delimiter a line is: none, one before another part, or the last.
 */
enum delimiter { DELIMITER_NONE, DELIMITER_BEFORE_PART, DELIMITER_LAST };

/*
 * Tells which kind of delimiter a line is.  The line begins with the
 * delimiter's text, and *rest points behind that text.  Two hyphens may follow,
 * which make it the last delimiter, then blanks and the end of the line.  If
 * anything else follows, the line is no delimiter.  For a delimiter, moves
 * *rest behind the line.
 */
static enum delimiter
read_tail(const struct scan *s, const unsigned char **rest)
{
	const unsigned char *p = *rest;
	bool is_last = s->end - p >= 2 && p[0] == '-' && p[1] == '-';

	p += is_last ? 2 : 0;
	while (p < s->end && (*p == ' ' || *p == '\t'))
		p++;
	if (p < s->end && *p == '\r')
		p++;
	if (p == s->end) {
		*rest = p;
		return is_last ? DELIMITER_LAST : DELIMITER_NONE;
	}
	if (*p != '\n')
		return DELIMITER_NONE;
	*rest = p + 1;
	return is_last ? DELIMITER_LAST : DELIMITER_BEFORE_PART;
}

/*
 * Finds the next delimiter, moves s->position behind it, and sets *end to the
 * end of what comes before it.  Returns its kind.  If there is none, returns
 * DELIMITER_NONE and moves nothing.  The line end before a delimiter belongs to
 * it: CRLF or, as some scripts send it, LF alone.  A delimiter begins only
 * where a line begins and contains no line end, so no byte is compared twice,
 * whatever a hostile body repeats.
 */
static enum delimiter
next_delimiter(struct scan *s, const unsigned char **end)
{
	const unsigned char *line = s->position, *next_line;
	enum delimiter found = DELIMITER_NONE;

	while ((size_t)(s->end - line) >= s->length) {
		next_line = line + s->length;
		if (memcmp(line, s->delimiter, s->length) == 0 &&
		    (found = read_tail(s, &next_line)) != DELIMITER_NONE)
			break;
		line = memchr(line, '\n', (size_t)(s->end - line));
		if (line == NULL)
			break;
		line++;
	}
	if (found == DELIMITER_NONE)
		return DELIMITER_NONE;
	*end = line;
	if (line > s->position)
		*end = line - 1 - (line - 1 > s->position && line[-2] == '\r');
	s->position = next_line;
	return found;
}

/*
 * Returns the size of a part's head with its empty line, or 0 if there is no
 * empty line within HEAD_MAX bytes.
 */
static size_t
head_size(const unsigned char *part, size_t size)
{
	size_t limit = size < HEAD_MAX ? size : HEAD_MAX;
	size_t line = 0;

	for (size_t i = 0; i < limit; i++) {
		if (part[i] != '\n')
			continue;
		if (i == line || (i == line + 1 && part[line] == '\r'))
			return i + 1;
		line = i + 1;
	}
	return 0;
}

static char *
copy_parameter(GMimeContentDisposition *d, const char *name)
{
	const char *value =
	    d == NULL ? NULL
		      : g_mime_content_disposition_get_parameter(d, name);

	return value == NULL ? NULL : strndup(value, MULTIPART_NAME_MAX);
}

/*
 * Whether the content of object is not encoded, by base64 for example: then its
 * Content-Transfer-Encoding is missing, or says so.
 */
static bool
is_not_encoded(GMimeObject *object)
{
	const char *encoding =
	    g_mime_object_get_header(object, "Content-Transfer-Encoding");

	switch (g_mime_content_encoding_from_string(
	    encoding == NULL ? "binary" : encoding)) {
	case GMIME_CONTENT_ENCODING_7BIT:
	case GMIME_CONTENT_ENCODING_8BIT:
	case GMIME_CONTENT_ENCODING_BINARY:
		return true;
	default:
		return false;
	}
}

/* Reads the name and the file's name of a part from its head, the size bytes at
 * head.  Returns 0, or -1 with the problem. */
static int
read_head(struct scan *s, const unsigned char *head, size_t size,
    struct multipart_part *part)
{
	GMimeStream *stream =
	    g_mime_stream_mem_new_with_buffer((const char *)head, size);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeObject *object = g_mime_parser_construct_part(parser, NULL);
	int rc = 0;

	if (object != NULL) {
		GMimeContentDisposition *d =
		    g_mime_object_get_content_disposition(object);

		part->name = copy_parameter(d, "name");
		part->filename = copy_parameter(d, "filename");
	}
	if (part->name == NULL || part->name[0] == '\0')
		rc = problem_bad_parameter(s->problem, "name",
		    "A part has no Content-Disposition with a name.");
	else if (!is_not_encoded(object))
		rc = problem_bad_parameter(s->problem, part->name,
		    "The part has a Content-Transfer-Encoding; send its bytes "
		    "as they are.");
	if (object != NULL)
		g_object_unref(object);
	g_object_unref(parser);
	g_object_unref(stream);
	return rc;
}

/*
 * Adds the part from begin to before end to m; s->position is behind the
 * delimiter that follows it.  Returns 0, or -1 with the problem.
 */
static int
take_part(struct scan *s, const unsigned char *begin, const unsigned char *end,
    struct multipart *m)
{
	/* In a part without content, the line end before the delimiter may be
	 * the empty line that ends the head: then the head goes beyond end. */
	size_t head = head_size(begin, (size_t)(s->position - begin));
	struct multipart_part *part = &m->parts[m->count];
	int rc;

	if (m->count == MULTIPART_PARTS_MAX)
		return problem_bad_parameter(
		    s->problem, "body", "There are more than 1024 parts.");
	if (head == 0)
		return problem_bad_parameter(s->problem, "body",
		    "A part's headers do not end within 8192 bytes.");
	m->count++;
	rc = read_head(s, begin, head, part);
	part->bytes.data = begin + head;
	if (end > part->bytes.data)
		part->bytes.size = (size_t)(end - part->bytes.data);
	return rc;
}

/*
 * Adds all parts to m, up to the last delimiter.  Returns 0, or -1 with the
 * problem.
 */
static int
take_parts(struct scan *s, struct multipart *m)
{
	const unsigned char *begin, *end;
	int rc;
	enum delimiter found = next_delimiter(s, &end);

	if (found == DELIMITER_NONE)
		return problem_bad_parameter(s->problem, "boundary",
		    "The body has no line with the boundary that Content-Type "
		    "gives.");
	while (found == DELIMITER_BEFORE_PART) {
		begin = s->position;
		found = next_delimiter(s, &end);
		if (found == DELIMITER_NONE)
			return problem_bad_parameter(s->problem, "boundary",
			    "The last boundary, with -- behind it, is missing: "
			    "the body is cut off.");
		rc = take_part(s, begin, end, m);
		if (rc == -1)
			return rc;
	}
	return 0;
}

int
multipart_parse(struct multipart *m, const char *content_type,
    const struct bytes *body, struct problem *p)
{
	struct scan s = {.position = body->data,
	    .end = body->data + body->size,
	    .problem = p};
	int rc;

	*m = (struct multipart){NULL, 0};
	if (set_delimiter(&s, content_type) == -1)
		return problem_bad_parameter(p, "boundary",
		    "Content-Type gives no boundary of 1 to 200 characters.");
	m->parts = calloc(MULTIPART_PARTS_MAX, sizeof(*m->parts));
	if (m->parts == NULL)
		return problem_no_memory(p, "the body");
	rc = take_parts(&s, m);
	if (rc == -1)
		multipart_free(m);
	return rc;
}

void
multipart_free(struct multipart *m)
{
	for (size_t i = 0; i < m->count; i++) {
		free(m->parts[i].name);
		free(m->parts[i].filename);
	}
	free(m->parts);
	*m = (struct multipart){NULL, 0};
}
