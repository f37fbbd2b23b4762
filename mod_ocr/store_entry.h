/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_entry: a result as it stands in its file: a head, the headers of the
 * answer as lines, the body.  Digests show whether anything of it has changed.
 * It knows nothing of lighttpd.
 */
#ifndef MOD_OCR_STORE_ENTRY_H
#define MOD_OCR_STORE_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "answer_key.h"

enum {
	STORE_ENTRY_VERSION = 1,
	STORE_ENTRY_HEAD = 128,
	STORE_ENTRY_LINES_MAX = 4096,
	STORE_ENTRY_DIGEST = 32,
};

struct store_entry {
	unsigned char key[ANSWER_KEY_SIZE];
	unsigned char digest[STORE_ENTRY_DIGEST]; /* SHA-256 of the body */
	uint64_t written_s;			  /* since 1970 */
	uint64_t body_size;
	uint32_t lines_size; /* of its headers, each "Name: value\n" */
	uint32_t id_at;	     /* where in the body an id stands */
	uint32_t id_size;    /* 0: nowhere */
	uint32_t spent_ms;   /* of a worker's time */
};

enum store_verdict {
	STORE_ENTRY_OK,
	STORE_ENTRY_OTHER_VERSION,
	STORE_ENTRY_DAMAGED,
};

/*
 * Writes to out the head of an entry, which stands before the lines with its
 * headers and before its body.
 */
void store_entry_write(const struct store_entry *e, const char *lines,
    unsigned char out[static STORE_ENTRY_HEAD]);

/*
 * Reads an entry from data, the first size bytes of a file of file_size bytes.
 * Returns STORE_ENTRY_OK, or what is wrong.  An entry with another key than
 * this one counts as damaged.  Does not check the digest of the body.
 */
enum store_verdict store_entry_read(struct store_entry *e,
    const unsigned char *data, uint64_t size, uint64_t file_size,
    const unsigned char key[static ANSWER_KEY_SIZE]);

/* Return the offsets in the file at which the body begins and ends. */
uint64_t store_entry_body_at(const struct store_entry *e);
uint64_t store_entry_end(const struct store_entry *e);

#endif
