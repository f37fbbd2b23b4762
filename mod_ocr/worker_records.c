/* SPDX-License-Identifier: BSD-3-Clause */
#include "worker_records.h"

#include <ctype.h>
#include <string.h>

/* Types of records. */
enum { END_REQUEST = 3, STDOUT = 6, STDERR = 7 };

/* How no line of an answer's headers may begin.  The last is a status line. */
static const char *const refused[] = {
    "transfer-encoding:", "status:1", "http/"};

static bool
is_refused(const struct worker_records *w)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (strncmp(w->line, refused[i], strlen(refused[i])) == 0)
			return true;
	return false;
}

/*
 * Reads the next byte of the answer's headers, whose lines end where lighttpd
 * sees it: with a line feed, before which there may be a carriage return.
 */
static bool
read_header_byte(struct worker_records *w, char c)
{
	if (c != '\n') {
		w->line_len++;
		if (c != ' ' && c != '\t' && w->line_kept < sizeof(w->line) - 1)
			w->line[w->line_kept++] =
			    (char)tolower((unsigned char)c);
		return true;
	}
	w->line[w->line_kept] = '\0';
	w->in_body =
	    w->line_len == 0 || (w->line_len == 1 && w->line[0] == '\r');
	w->line_len = w->line_kept = 0;
	return !is_refused(w);
}

static bool
read_content(struct worker_records *w, const char *data, size_t n)
{
	if (w->type == STDERR)
		w->log += n;
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
