/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_reader: reads a result from the store and makes sure that it is as it
 * was written, before any of it is sent.  Its bytes are copied: lighttpd maps
 * files that it sends into its memory, and would crash if one were truncated
 * meanwhile.
 */
#ifndef MOD_OCR_STORE_READER_H
#define MOD_OCR_STORE_READER_H

#include <nettle/sha2.h>

#include "mod_ocr.h"
#include "shared_answer.h"
#include "store.h"
#include "store_entry.h"

struct store_reader {
	int fd;
	struct store_entry entry;
	struct shared_answer *answer; /* as far as it has been read */
	uint64_t at;	       /* bytes of the body that have been read */
	struct sha256_ctx sum; /* of these bytes */
};

enum store_read {
	STORE_READ_MORE,    /* the next step goes on */
	STORE_READ_WHOLE,   /* the answer is there, and is right */
	STORE_READ_NOTHING, /* there is no such result */
	STORE_READ_STALE,   /* the result was too old, and is removed */
};

/*
 * Opens the entry with this key and takes a first step, which reads a small
 * entry whole.  tempdir is the index of the directory for large answers.  There
 * is something to close only after STORE_READ_MORE and STORE_READ_WHOLE.
 */
enum store_read store_reader_open(struct store_reader *rd, struct store *s,
    const unsigned char key[static ANSWER_KEY_SIZE], uint32_t tempdir);

/* Reads on, for about a millisecond.  Closes and removes a file that turns out
 * to be damaged. */
enum store_read store_reader_step(struct store_reader *rd, struct store *s);

void store_reader_close(struct store_reader *rd);

#endif
