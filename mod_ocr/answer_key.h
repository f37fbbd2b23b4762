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

/* The bytes of a key; the most headers that a path adds to those of any
 * request. */
enum { ANSWER_KEY_SIZE = 32, ANSWER_KEY_HEADERS = 3 };

/* Texts may be NULL where there are none; all are borrowed. */
struct answer_key_input {
	const unsigned char *pool; /* its fingerprint */
	const char *partition;	   /* names those who share answers */
	const char *path;	   /* the route's */
	const char *query;
	size_t query_size;
	const char *accept, *prefer;
	bool format_wins; /* over Accept, where the query has one */
	const char *headers[ANSWER_KEY_HEADERS]; /* the values of others */
	const char *type;	   /* Content-Type, where it counts */
	const char *encoding;	   /* Content-Encoding */
	bool is_form;		   /* body is a parts_digest */
	const unsigned char *body; /* the digest of the body */
};

/*
 * Writes the key.  Returns false if the answer is not to be shared: the pool
 * has no fingerprint, the query is not one that a worker could read, or the
 * answer is sent page by page.
 */
bool answer_key_make(const struct answer_key_input *in,
    unsigned char out[static ANSWER_KEY_SIZE]);

#endif
