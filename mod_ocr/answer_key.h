/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * answer_key: the name of an answer, a digest of all that decides it.  Requests
 * with the same key have the same answer, except for what belongs to one
 * request: its id, its times, its deadline.  It knows nothing of lighttpd.
 */
#ifndef MOD_OCR_ANSWER_KEY_H
#define MOD_OCR_ANSWER_KEY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The size of a key in bytes, and the most headers that a path adds to those
 * that count for every request.
 */
enum { ANSWER_KEY_SIZE = 32, ANSWER_KEY_HEADERS = 3 };

/*
 * What an answer depends on.  A text that the request does not have is NULL.
 * All pointers are borrowed.
 */
struct answer_key_input {
	const unsigned char *pool; /* its fingerprint */
	const char *partition;	   /* names those who share answers */
	const char *path;	   /* the route's */
	const char *query;
	size_t query_size;
	const char *accept, *prefer;
	bool format_wins; /* the option format overrules Accept */
	const char *headers[ANSWER_KEY_HEADERS]; /* values of the path's own */
	const char *type;	   /* Content-Type, if it counts */
	const char *encoding;	   /* Content-Encoding */
	bool is_form;		   /* body is by parts_digest.h */
	const unsigned char *body; /* the digest of the body */
};

/*
 * Writes the key.  Returns false if the answer must not be shared: the pool has
 * no fingerprint, a worker would refuse the query, or the answer is sent page
 * by page.
 */
bool answer_key_make(const struct answer_key_input *in,
    unsigned char out[static ANSWER_KEY_SIZE]);

#endif
