/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr_space_json: an answer of this service as one of ocr.space's.
 */
#ifndef FCGI_WORKER_HANDLERS_OCR_SPACE_JSON_H
#define FCGI_WORKER_HANDLERS_OCR_SPACE_JSON_H

#include <jansson.h>
#include <stdbool.h>

/*
 * ocr.space's answer made of answer, which json_page_write wrote, with the
 * words' boxes if wanted.  The caller drops it; NULL without memory.
 */
json_t *ocr_space_json_make(const json_t *answer, bool wanted, double ms);

#endif
