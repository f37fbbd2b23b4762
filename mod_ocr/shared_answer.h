/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * shared_answer: an answer of a worker that several requests get, without what
 * belongs to a single request.
 */
#ifndef MOD_OCR_SHARED_ANSWER_H
#define MOD_OCR_SHARED_ANSWER_H

#include "mod_ocr.h"

struct shared_answer {
	unsigned users;
	array *headers;
	chunkqueue *body;
	off_t id_at, id_size; /* of an id in the body; size 0: none */
};

/* Returns an empty answer with one user. */
struct shared_answer *shared_answer_begin(void);

/*
 * Copies the answer of r if it is a complete 200 and other requests may have
 * it; else returns NULL.  The answer begins at offset begin of what r sends.
 * told_id is the id that the worker was told.
 */
struct shared_answer *shared_answer_create(
    const request_st *r, off_t begin, const char *told_id);

/*
 * Makes the shared answer the answer to r.  If an id is in it, the given id
 * takes its place.
 */
void shared_answer_give(
    const struct shared_answer *a, request_st *r, const char *id);

/* Returns how many bytes its body has. */
off_t shared_answer_size(const struct shared_answer *a);

/*
 * Drops one user's reference to the answer; the last user frees it.  NULL is
 * allowed.
 */
void shared_answer_release(struct shared_answer *a);

#endif
