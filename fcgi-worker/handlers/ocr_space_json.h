/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr_space_json: turns an answer of this service into one of ocr.space's.
 */
#ifndef FCGI_WORKER_HANDLERS_OCR_SPACE_JSON_H
#define FCGI_WORKER_HANDLERS_OCR_SPACE_JSON_H

#include <jansson.h>
#include <stdbool.h>

/*
 * Returns ocr.space's form of answer, which json_page_write wrote and which
 * took ms milliseconds; with the words' boxes if has_overlay.  It is to be
 * freed with json_decref.  Returns NULL without memory.
 */
json_t *ocr_space_json_make(const json_t *answer, bool has_overlay, double ms);

#endif
