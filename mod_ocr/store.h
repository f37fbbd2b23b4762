/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store: the results that are kept in files.  They are written, counted and
 * removed from lighttpd's timer, in steps of about a millisecond.
 */
#ifndef MOD_OCR_STORE_H
#define MOD_OCR_STORE_H

#include "mod_ocr.h"
#include "request_ctx.h"
#include "store_dir.h"
#include "store_index.h"
#include "store_memory.h"
#include "store_totals.h"

/* What can be wrong with the store; the log has a line a minute for each. */
enum store_fault {
	STORE_FAULT_DIR,
	STORE_FAULT_WRITE,
	STORE_FAULT_READ,
	STORE_FAULT_DAMAGED,
	STORE_FAULT_VERSION,
	STORE_FAULTS,
};

struct store {
	struct store_config config;
	struct store_dir dir;
	struct store_index *index;
	struct store_memory recent;
	struct store_totals totals;
	struct store_draft_job *jobs; /* the first is being written */
	unsigned jobs_count;
	uint64_t jobs_bytes;
	uint64_t write_retry_ms; /* nothing is written before */
	struct store_walk walk;
	uint64_t walk_ms;      /* when the next one begins */
	bool knows_all;	       /* the index has all files as of dir.stamp */
	uint64_t unchanged_ms; /* then no other process had written since */
	uint64_t logged_ms[STORE_FAULTS];
	log_error_st *errh;
};

/*
 * Makes the store that is configured, or returns NULL if none is.  Its
 * directory may come later.
 */
struct store *store_open(server *srv, const struct store_config *config);
void store_close(struct store *s);

/*
 * Removes, writes and counts files of the store for about a millisecond.
 * Returns whether there is more to do.
 */
bool store_step(struct store *s, uint64_t now_ms);

/* Returns the figures as they are now; NULL without a store. */
const struct store_totals *store_figures(struct store *s);

/*
 * Counts a fault of the store, and writes it to the log at most once a minute
 * for each kind.  detail may be NULL.
 */
void store_report(struct store *s, enum store_fault fault, const char *detail);

/*
 * Whether the store is known to have no entry with this key.  The index tells
 * that; to look for the file would take longer than all else that a new request
 * costs.  Nothing is known while the files are still being counted, nor once
 * another process has written a file.  Looks for such a file at most
 * once a millisecond.
 */
bool store_lacks(struct store *s,
    const unsigned char key[static ANSWER_KEY_SIZE], uint64_t now_ms);

/* Removes an entry, also one that is still to be written.  Returns whether
 * there was one. */
bool store_remove(
    struct store *s, const unsigned char key[static ANSWER_KEY_SIZE]);

/* Returns the seconds since 1970 by which entries age. */
uint64_t store_now_s(void);

#endif
