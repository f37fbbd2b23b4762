/* SPDX-License-Identifier: BSD-3-Clause */
#include "worker_records.h"

#include <string.h>
#include <strings.h>

/* Types of records. */
enum { END_REQUEST = 3, STDOUT = 6, STDERR = 7 };

/* Workers write all headers at once, and libfcgi makes a few records of them.
 */
enum { HEADER_RECORDS_MAX = 32 };

/* Whether the name of the line that is being read is this one. */
static bool
has_name(const struct worker_records *w, const char *name)
{
	size_t len = strlen(name);

	return w->name_len == len && strncasecmp(w->name, name, len) == 0;
}

/*
 * Where in a header a byte may be.  n: in the name, which is a token of RFC
 * 9110, 5.6.2, and in the value.  v: in the value alone.  A blank: nowhere.
 * Bytes beyond ASCII, which are not listed, may be in the value alone.
 */
static const char places[256] = "         v      "
				"                "
				"vnvnnnnnvvnnvnnv"  /*  !"#$%&'()*+,-./ */
				"nnnnnnnnnnvvvvvv"  /* 0 to 9 :;<=>? */
				"vnnnnnnnnnnnnnnn"  /* @ A to O */
				"nnnnnnnnnnnvvvnn"  /* P to Z [\]^_ */
				"nnnnnnnnnnnnnnnn"  /* ` a to o */
				"nnnnnnnnnnnvnvn "; /* p to z {|}~ */

/* Whether c may stand in the name of a header. */
static bool
is_of_name(unsigned char c)
{
	return places[c] == 'n';
}

/* Whether c may stand in the value of a header. */
static bool
is_of_value(unsigned char c)
{
	return places[c] != ' ';
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Reads what has come of a name, and keeps its beginning.  Returns how many
 * bytes have come.
 */
static size_t
read_name(struct worker_records *w, const char *data, size_t n)
{
	size_t len = 0, kept = least(w->name_len, sizeof(w->name));

	while (len < n && is_of_name((unsigned char)data[len]))
		len++;
	memcpy(w->name + kept, data, least(len, sizeof(w->name) - kept));
	w->name_len += (uint32_t)len;
	return len;
}

/* Returns how many bytes of a value have come. */
static size_t
value_length(const char *data, size_t n)
{
	size_t len = 0;

	while (len < n && is_of_value((unsigned char)data[len]))
		len++;
	return len;
}

/* Takes these bytes of a value, if they are of the status.  Returns whether
 * they show that the answer is an interim one. */
static bool
take_status(struct worker_records *w, const char *value, size_t len)
{
	size_t blanks = 0;

	if (!w->in_status)
		return false;
	while (blanks < len && (value[blanks] == ' ' || value[blanks] == '\t'))
		blanks++;
	if (blanks == len)
		return false; /* what tells it is still to come */
	w->in_status = false;
	return value[blanks] == '1';
}

/*
 * Reads the line feed at the end of a line.  An empty line ends the headers.
 * Returns false for a line that is neither empty nor a header.
 */
static bool
end_line(struct worker_records *w)
{
	bool is_header = w->in_value;

	w->in_body = !is_header && w->name_len == 0;
	w->name_len = 0;
	w->in_value = w->in_status = w->ends = false;
	return is_header || w->in_body;
}

/* Reads the byte behind a name or a value in the headers: a colon, a carriage
 * return or a line feed.  Returns whether it may be there.  The colon of
 * Transfer-Encoding may not, see worker_records_read(). */
static bool
read_mark(struct worker_records *w, char c)
{
	if (c == '\n')
		return end_line(w);
	if (w->ends)
		return false; /* only a line feed may follow */
	if (c == '\r') {
		w->ends = true;
		return true;
	}
	if (c != ':' || w->in_value || w->name_len == 0)
		return false;
	w->in_value = true;
	w->in_status = has_name(w, "Status");
	return !has_name(w, "Transfer-Encoding");
}

/*
 * Reads the answer's headers, name by name and value by value.  Their lines end
 * where they do for lighttpd: at a line feed, before which there may be a
 * carriage return.  Returns false if they may not pass.
 */
static bool
read_headers(struct worker_records *w, const char *data, size_t n)
{
	for (size_t i = 0; i < n && !w->in_body; i++) {
		size_t len = 0;

		if (!w->ends)
			len = w->in_value ? value_length(data + i, n - i)
					  : read_name(w, data + i, n - i);
		if (take_status(w, data + i, len))
			return false;
		i += len;
		if (i < n && !read_mark(w, data[i]))
			return false;
	}
	return true;
}

/* Counts what the worker writes to the log. */
static void
count_log(struct worker_records *w, const char *data, size_t n)
{
	w->log += n;
	for (size_t i = 0; i < n; i++)
		w->log_lines += data[i] == '\n';
}

/* Reads n bytes of a record's content.  Returns false if they are headers that
 * may not pass. */
static bool
read_content(struct worker_records *w, const char *data, size_t n)
{
	switch (w->type) {
	case STDERR:
		count_log(w, data, n);
		return true;
	case END_REQUEST:
		w->framing += n;
		return true;
	default: /* STDOUT: read_head has refused all others */
		w->answer += n;
		return read_headers(w, data, n);
	}
}

/*
 * Adds n bytes to the head of a FastCGI record, and takes it apart when it is
 * whole.  Returns false if a worker has no reason to send such a record.
 */
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
