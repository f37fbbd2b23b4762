/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * texts: what is written on the pages.  A file has the texts of a language,
 * one on each line, below headings as "== prose tune", which say the kind of
 * text and the half of the set that it is for, or "both".
 */
#ifndef TESTS_ACCURACY_TEXTS_H
#define TESTS_ACCURACY_TEXTS_H

#include <stddef.h>

#include "tests/lib/dice.h"

enum texts_kind {
	TEXTS_PROSE, /* paragraphs */
	TEXTS_TITLES,
	TEXTS_LABELS, /* of the fields of a form */
	TEXTS_VALUES, /* that are filled in */
	TEXTS_ITEMS,  /* goods */
	TEXTS_RECEIPT,
	TEXTS_KINDS
};

/* The texts of a receipt, which stay in this order. */
enum {
	RECEIPT_SUBTOTAL,
	RECEIPT_TAX,
	RECEIPT_TOTAL,
	RECEIPT_CASH,
	RECEIPT_CHANGE,
	RECEIPT_CARD,
	RECEIPT_THANKS,
	RECEIPT_HOURS,
	RECEIPT_NUMBER,
	RECEIPT_TEXTS
};

struct texts {
	char **text[TEXTS_KINDS];
	size_t n[TEXTS_KINDS], next[TEXTS_KINDS];
};

/*
 * Reads the texts of one half.  Returns 0, or -1 and a line on stderr when the
 * file cannot be read or a kind is missing.
 */
int texts_read(const char *path, const char *half, struct texts *texts);

/* Puts all texts but those of receipts into another order and begins anew. */
void texts_shuffle(struct texts *texts, struct dice *dice);

/* Returns the next text; each comes once before any comes again. */
const char *texts_next(struct texts *texts, enum texts_kind kind);

void texts_clear(struct texts *texts);

#endif
