/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads the FastCGI records that a worker sends as they come, in pieces of any
 * size, and tells what mod_fastcgi must not see of them.  A worker reads
 * strangers' bytes and may be compromised.  It knows nothing of lighttpd.
 */
#ifndef MOD_OCR_WORKER_RECORDS_H
#define MOD_OCR_WORKER_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORKER_RECORD_HEAD = 8 }; /* bytes, FastCGI Specification 1.0, 3.3 */

/* All zeros before the first byte. */
struct worker_records {
	unsigned char head[WORKER_RECORD_HEAD];
	unsigned head_len; /* how much of it is here */
	unsigned type;	   /* of the record that is being read */
	uint32_t
	    content; /* bytes of the record's content that are still to come */
	uint32_t padding; /* bytes of padding that follow the content */
	/* How many records had a part of the headers. */
	uint32_t header_records;
	/* The line of the answer's headers that is being read. */
	uint32_t name_len;
	char name[18];	/* the beginning of the header's name */
	bool in_value;	/* the colon is here */
	bool in_status; /* the name is Status; its value is still to come */
	bool ends;	/* its carriage return is here */
	bool in_body;	/* the empty line behind the headers is here */
	/* Bytes so far. */
	uint64_t answer; /* stdout: its headers and its body */
	uint64_t log;	 /* stderr */
	uint64_t log_lines;
	uint64_t framing;
};

/*
 * Reads the next n bytes.  Returns false, after which nothing may be read, if
 * they have something that a worker has no reason to send:
 * - a record that is no stdout, no stderr and no end of the request;
 * - an interim answer (1xx): lighttpd would pass it on at once, with headers
 *   that nobody filters;
 * - a header Transfer-Encoding: lighttpd would take the body for chunks, and
 *   allocate memory for each such line but free only that of the last;
 * - a line of the headers that is no header (RFC 9110, 5.1 and 5.5): lighttpd
 *   would send it as it is, and some clients take a carriage return in it for
 *   the end of the line, and what follows for a header, which nobody filtered;
 * - headers in many records: lighttpd would parse all that is there of them
 *   anew for each record.
 */
bool worker_records_read(struct worker_records *w, const char *data, size_t n);

#endif
