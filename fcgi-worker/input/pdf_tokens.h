/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_tokens: the tokens of a content stream, which libqpdf's interface for C
 * does not give.
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
	/* Gets a token: the size bytes at raw, as the content has them. */
	void (*token)(void *context, enum pdf_token_kind kind, const char *raw,
	    size_t size);
	void *context;
};

/*
 * Calls v's function with each token of a content stream of size bytes; each
 * byte belongs to a token.  Returns 0; or -1 without memory, or when libqpdf
 * cannot read the stream.
 */
int pdf_tokens_visit(
    const void *data, size_t size, const struct pdf_token_visitor *v);

#ifdef __cplusplus
}
#endif

#endif
