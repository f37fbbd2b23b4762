/* SPDX-License-Identifier: BSD-3-Clause */
#include "worker_records.h"

#include <string.h>

/* Types of records. */
enum { END_REQUEST = 3, STDOUT = 6, STDERR = 7 };

/* Workers write the headers at once, of which libfcgi makes a few records. */
enum { HEADER_RECORDS_MAX = 32 };

/* What no line of an answer's headers may begin with. */
static const char *const refused[] = {"transfer-encoding:", "status:1"};

static bool
is_refused(const struct worker_records *w)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (strncmp(w->line, refused[i], strlen(refused[i])) == 0)
			return true;
	return false;
}

static unsigned char
lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
}

/* Whether a header's name may have it: a token of RFC 9110, 5.6.2. */
static bool
is_of_name(unsigned char c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
	       c == '-' || (c != '\0' && strchr("!#$%&'*+.^_`|~", c));
}

/* Whether a header's value may have it. */
static bool
is_of_value(unsigned char c)
{
	return c == '\t' || (c >= ' ' && c != 0x7f);
}

static bool
read_line_byte(struct worker_records *w, unsigned char c)
{
	if (w->ends)
		return false;
	w->line_len++;
	if (c == '\r') {
		w->ends = true;
		return true;
	}
	if (!w->in_value && c == ':' && w->line_len > 1)
		w->in_value = true;
	else if (w->in_value ? !is_of_value(c) : !is_of_name(c))
		return false;
	if (c != ' ' && c != '\t' && w->line_kept < sizeof(w->line) - 1)
		w->line[w->line_kept++] = (char)lower(c);
	return true;
}

/*
 * Reads the next byte of the answer's headers.  Their lines end where they do
 * for lighttpd: at a line feed, before which there may be a carriage return.
 */
static bool
read_header_byte(struct worker_records *w, char c)
{
	bool is_header = w->in_value;

	if (c != '\n')
		return read_line_byte(w, (unsigned char)c);
	w->line[w->line_kept] = '\0';
	w->in_body = w->line_len == (w->ends ? 1 : 0);
	w->line_len = w->line_kept = 0;
	w->in_value = w->ends = false;
	return w->in_body || (is_header && !is_refused(w));
}

static void
count_log(struct worker_records *w, const char *data, size_t n)
{
	w->log += n;
	for (size_t i = 0; i < n; i++)
		w->log_lines += data[i] == '\n';
}

static bool
read_content(struct worker_records *w, const char *data, size_t n)
{
	if (w->type == STDERR)
		count_log(w, data, n);
	else if (w->type == END_REQUEST)
		w->framing += n;
	else
		w->answer += n;
	for (size_t i = 0; w->type == STDOUT && !w->in_body && i < n; i++)
		if (!read_header_byte(w, data[i]))
			return false;
	return true;
}

static bool
read_head(struct worker_records *w, const char *data, size_t n)
{
	memcpy(w->head + w->head_len, data, n);
	w->head_len += (unsigned)n;
	w->framing += n;
	if (w->head_len < WORKER_RECORD_HEAD)
		return true;
	w->type = w->head[1];
	w->content = (uint32_t)w->head[4] << 8 | w->head[5];
	w->padding = w->head[6];
	if (w->type == STDOUT && !w->in_body && w->content > 0 &&
	    ++w->header_records > HEADER_RECORDS_MAX)
		return false;
	return w->type == STDOUT || w->type == STDERR || w->type == END_REQUEST;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

bool
worker_records_read(struct worker_records *w, const char *data, size_t n)
{
	while (n > 0) {
		size_t part;
		bool ok = true;

		if (w->head_len < WORKER_RECORD_HEAD) {
			part = least(n, WORKER_RECORD_HEAD - w->head_len);
			ok = read_head(w, data, part);
		} else if (w->content > 0) {
			part = least(n, w->content);
			ok = read_content(w, data, part);
			w->content -= (uint32_t)part;
		} else {
			part = least(n, w->padding);
			w->framing += part;
			w->padding -= (uint32_t)part;
		}
		if (!ok)
			return false;
		if (w->head_len == WORKER_RECORD_HEAD && w->content == 0 &&
		    w->padding == 0)
			w->head_len = 0;
		data += part;
		n -= part;
	}
	return true;
}
