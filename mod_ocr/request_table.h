/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The requests that the gate has, by their ids.  Whoever knows an id may ask
 * where its request stands.  Short ids are not found, since they could be
 * guessed.
 */
#ifndef MOD_OCR_REQUEST_TABLE_H
#define MOD_OCR_REQUEST_TABLE_H

#include "mod_ocr.h"
#include "request_ctx.h"

/* The shortest id that is found; those that the gate makes have 32. */
enum { REQUEST_TABLE_ID_MIN = 20 };

/*
 * Adds a request, unless its id is shorter than REQUEST_TABLE_ID_MIN.  The
 * request must not move until it is removed.
 */
void request_table_add(plugin_data *p, struct request_ctx *ctx);

/* Removes a request; it need not be in the table. */
void request_table_remove(plugin_data *p, struct request_ctx *ctx);

/* Returns the request with the id, or NULL.  If clients gave several the same
 * id, it returns one of them. */
struct request_ctx *request_table_find(plugin_data *p, const char *id);

/* Frees the table. */
void request_table_free(plugin_data *p);

#endif
