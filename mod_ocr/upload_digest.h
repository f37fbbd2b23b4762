/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * upload_digest: the digest of a request's body, computed while the body
 * arrives.
 */
#ifndef MOD_OCR_UPLOAD_DIGEST_H
#define MOD_OCR_UPLOAD_DIGEST_H

#include "mod_ocr.h"
#include "parts_digest.h"

struct upload_digest {
	off_t digested; /* bytes of the body */
	bool is_form;
	bool failed;
	struct sha256_ctx file;
	struct parts_digest parts; /* of a form, instead */
};

/*
 * Begins the digest of a request whose headers have come.  reads_forms says
 * that its handler reads a multipart body as a form; otherwise each byte of the
 * body counts.  The caller frees what is returned.
 */
struct upload_digest *upload_digest_create(request_st *r, bool reads_forms);

/*
 * Takes what has arrived of the body, but no more than a millisecond's work at
 * once.  Nothing of the body may have been removed.  Returns whether it has all
 * of it.
 */
bool upload_digest_step(struct upload_digest *d, request_st *r);

/*
 * Takes the first size bytes of a queue, which follow what it has, before they
 * become a part of the body and may go to a file.  It need not take them: the
 * next steps do.
 */
void upload_digest_take(
    struct upload_digest *d, const chunkqueue *cq, off_t size);

/* Writes the digest of a whole body.  Returns false if it has none. */
bool upload_digest_end(
    struct upload_digest *d, unsigned char out[static SHA256_DIGEST_SIZE]);

#endif
