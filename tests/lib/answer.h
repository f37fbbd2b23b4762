/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An HTTP/1.1 answer that came over a connection which the server then closed.
 */
#ifndef TESTS_ANSWER_H
#define TESTS_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

struct answer {
	int status;    /* 0: there was no status line */
	bool is_whole; /* as long as it says, or to its last chunk */
	char *body;    /* within the text, a NUL behind it */
	size_t body_len;
};

/*
 * Parses an answer of len bytes with a NUL behind them.  It changes the text,
 * into which answer->body points: chunks are joined.
 */
void answer_parse(char *text, size_t len, struct answer *answer);

#endif
