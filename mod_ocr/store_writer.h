/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_writer: writes results to the store, one after the other, a piece at a
 * time.
 */
#ifndef MOD_OCR_STORE_WRITER_H
#define MOD_OCR_STORE_WRITER_H

#include "mod_ocr.h"
#include "shared_answer.h"
#include "store.h"

/* Most answers that wait to be written; each may have a file open. */
enum { STORE_WRITER_JOBS = 128 };

/*
 * Takes an answer, which cost spent_ms of a worker's time, to be written to the
 * store later.  Returns false if it is not taken: too much waits already, it is
 * too large, or the directory cannot be used.  The caller keeps its own
 * reference.
 */
bool store_writer_add(struct store *s,
    const unsigned char key[static ANSWER_KEY_SIZE], struct shared_answer *a,
    uint64_t spent_ms);

/* Whether ocr.store-limit has room for the file that is being written or comes
 * next. */
bool store_writer_has_room(const struct store *s);

/* Writes one piece of the oldest answer that waits to be stored.  Returns
 * whether there was any.  After a fault this answer is dropped; if the disk is
 * full, all of them are. */
bool store_writer_step(struct store *s);

/*
 * Forgets the answer with this key, if it waits to be written.  Returns whether
 * it did.
 */
bool store_writer_cancel(
    struct store *s, const unsigned char key[static ANSWER_KEY_SIZE]);

/* Forgets all answers that wait to be written, and counts them as lost. */
void store_writer_drop(struct store *s);

/* Writes all answers that wait, at most for a second, and forgets the rest. */
void store_writer_finish(struct store *s);

#endif
