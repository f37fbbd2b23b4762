/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long single clients wait: those that left most recently.  What is kept
 * outlasts a client's requests and is bounded, however many clients there are.
 */
#ifndef MOD_OCR_PATIENCE_BOOK_H
#define MOD_OCR_PATIENCE_BOOK_H

#include "patience.h"

enum { PATIENCE_BOOK_SIZE = 128 };

/* Zeroed at first. */
struct patience_book {
	struct patience_page {
		uint64_t client; /* a digest of its key */
		uint64_t used_ms, learned_ms;
		struct patience *patience; /* NULL: nobody's yet */
	} page[PATIENCE_BOOK_SIZE];
};

void patience_book_free(struct patience_book *b);

/*
 * Counts a request of the client that ended at this age.  left says whether it
 * ended because the client left.  A client gets its page in the book when it
 * leaves for the first time, unless another client uses that page.
 */
void patience_book_add(struct patience_book *b, uint64_t client,
    uint64_t age_ms, bool left, uint64_t now_ms);

/*
 * Returns the client's page, or NULL while too little is known of the client.
 */
struct patience_page *patience_book_find(
    struct patience_book *b, uint64_t client);

#endif
