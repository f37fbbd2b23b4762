/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * upload_digest: the digest of a request's body, computed while the body
 * arrives, or found in the memo.
 */
#ifndef MOD_OCR_UPLOAD_DIGEST_H
#define MOD_OCR_UPLOAD_DIGEST_H

#include "mod_ocr.h"
#include "digest_memo.h"
#include "parts_digest.h"

enum upload_digest_kind {
	UPLOAD_DIGEST_FILE,
	UPLOAD_DIGEST_FORM,
	UPLOAD_DIGEST_TAG,   /* a tag for the memo is computed; FILE follows if
				the memo has no digest */
	UPLOAD_DIGEST_KNOWN, /* the memo had the digest */
};

struct upload_digest {
	off_t digested; /* bytes of the body so far */
	enum upload_digest_kind kind;
	bool failed;
	uint64_t
	    longest_us; /* processor time of the slowest piece by SHA-256 */
	struct digest_memo *memo; /* borrowed; NULL: it is not asked */
	struct digest_memo_tag tag;
	union {
		struct sha256_ctx file;
		struct parts_digest parts;
		unsigned char known[SHA256_DIGEST_SIZE];
	};
	struct umac128_ctx tagged[]; /* one if there is a memo, else none */
};

/*
 * Begins the digest of a request whose headers have come.  reads_forms says
 * that its handler reads a multipart body as a form; otherwise each byte of the
 * body counts.  The caller frees what is returned, and keeps the memo until
 * then.
 */
struct upload_digest *upload_digest_create(
    request_st *r, bool reads_forms, struct digest_memo *memo);

/*
 * Digests what has arrived of the body since the last call, but no more than a
 * millisecond's work at once.  The request must still have all bytes of the
 * body that have arrived.  Returns whether this was the last call: the whole
 * body is here, and either it is digested or it cannot be read.
 */
bool upload_digest_step(struct upload_digest *d, request_st *r);

/*
 * Digests the first size bytes of cq, where lighttpd has just read them from
 * the connection.  They are the bytes of the body that follow the digested
 * ones.  To be called before lighttpd moves them to the body and perhaps to a
 * file, from which they would have to be read again.  Stops at bytes that are
 * not in memory, and leaves all bytes of a form: upload_digest_step() digests
 * them later.
 */
void upload_digest_take(
    struct upload_digest *d, const chunkqueue *cq, off_t size);

/*
 * To be called when all of the body is digested, with the partition of the
 * request.  If only the tag was computed, looks for the digest in the memo.
 * Returns false if the memo does not have it; then the whole body must be
 * digested once more.
 */
bool upload_digest_recall(struct upload_digest *d, const char *partition);

/*
 * Writes the digest of a whole body to out, and makes the memo learn it.
 * Returns false if the body has none.
 */
bool upload_digest_end(
    struct upload_digest *d, unsigned char out[static SHA256_DIGEST_SIZE]);

#endif
