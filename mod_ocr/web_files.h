/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files of the page at /. lighttpd sends them, with ETags of its own; the
 * gate says which file it is and how long it may be cached, and adds the
 * headers that keep others from putting scripts into the page.
 */
#ifndef MOD_OCR_WEB_FILES_H
#define MOD_OCR_WEB_FILES_H

#include "mod_ocr.h"
#include "request_ctx.h"

/* Whether the header Accept of a request prefers HTML to JSON, as a browser's
 * does for an address that was typed or a link that was followed. */
bool web_files_wants_html(const request_st *r);

/* Whether a file answers the request; its route is known already. */
bool web_files_serves(const request_st *r, const struct request_ctx *ctx);

/* Answers with a file of the page at /, compressed if the client takes that. */
handler_t web_files_send(
    request_st *r, plugin_data *p, struct request_ctx *ctx);

/*
 * Adds the headers that go with a file of the page, also to a 304.  Adds none
 * to an error.
 */
void web_files_add_headers(request_st *r, const struct request_ctx *ctx);

#endif
