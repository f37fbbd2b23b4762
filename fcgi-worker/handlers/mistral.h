/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mistral: reads what a caller of Mistral's OCR asks for.
 */
#ifndef FCGI_WORKER_HANDLERS_MISTRAL_H
#define FCGI_WORKER_HANDLERS_MISTRAL_H

#include "handlers/json_body.h"

/* Takes the file and the options out of the JSON of b into its form.  Returns
 * 0, or -1 with the problem. */
int mistral_read_options(struct json_body *b, struct problem *p);

#endif
