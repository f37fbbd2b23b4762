/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_tokens: what libqpdf's interface for C lacks.
 */
#ifndef FCGI_WORKER_INPUT_PDF_TOKENS_H
#define FCGI_WORKER_INPUT_PDF_TOKENS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum pdf_token_kind {
	PDF_TOKEN_SPACE, /* and comments */
	PDF_TOKEN_OPERATOR,
	PDF_TOKEN_OTHER
};

/* The function that gets the tokens of a content stream. */
struct pdf_token_visitor {
	/* raw are the size bytes of the token as they stand there. */
	void (*token)(void *context, enum pdf_token_kind kind, const char *raw,
	    size_t size);
	void *context;
};

/*
 * Shows v every token of size bytes of a content stream; all bytes are in
 * one token.  Returns 0, or -1 without memory or when libqpdf gives up.
 */
int pdf_tokens_visit(
    const void *data, size_t size, const struct pdf_token_visitor *v);

#ifdef __cplusplus
}
#endif

#endif
