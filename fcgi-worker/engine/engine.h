/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * engine: one Tesseract, ready for the pool's languages.
 */
#ifndef FCGI_WORKER_ENGINE_ENGINE_H
#define FCGI_WORKER_ENGINE_ENGINE_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "output/json_layout.h"
#include "ocr/params.h"

struct Pix;
struct engine;
struct searchable_pdf;

/*
 * What this Tesseract writes in the heads of its documents, and what no
 * function of its gives: hOCR's capabilities and ALTO's name spaces.
 */
const char *engine_hocr_capabilities(void);
const char *engine_alto_namespaces(void);

/*
 * Start Tesseract with lang, joined by +, from tessdata, NULL for its
 * own default; both are borrowed.  Returns it, or NULL with a message in
 * error that names the installed languages.  It may be used in forked
 * children as well.
 */
struct engine *engine_open(
    const char *tessdata, const char *lang, char *error, size_t size);

/*
 * Have Tesseract open /dev/null, where its own messages go, for good.  To be
 * called in a worker, when its descriptors are closed that it does not need,
 * and before it goes to another root, where there may be no /dev/null: from 5.5
 * on, Tesseract writes to what it could not open.
 */
void engine_mute(const struct engine *e);

/* Keep at most so many sets of languages loaded beside the pool's. */
void engine_keep(struct engine *e, unsigned languages);

/* Free e; NULL is allowed. */
void engine_close(struct engine *e);

/* The installed languages, sorted, NULL-terminated; they belong to e. */
const char *const *engine_languages(const struct engine *e);

/* Whether every language of lang, joined by +, is installed. */
bool engine_has(const struct engine *e, const char *lang);

/* The directory of the language files. */
const char *engine_tessdata(const struct engine *e);

/* The languages that are loaded, joined by +. */
const char *engine_lang(const struct engine *e);

/*
 * Get ready for pages as r wants them.  Returns 0, or -1 when a language
 * cannot be loaded.  After it, end with engine_reset.
 */
int engine_prepare(struct engine *e, const struct params *r);

/* See osd_read; or -1 when the model for it is not installed. */
int engine_orientation(struct engine *e, struct Pix *pix);

/*
 * Recognize the region of pix, which is borrowed until engine_release
 * or the next call.  Returns 0, or -1 when Tesseract failed; only after 0 the
 * results below mean anything.
 */
int engine_read(
    struct engine *e, struct Pix *pix, const struct value_region *region);

/* Whether engine_read found no word, or none that it trusts at all. */
bool engine_is_blank(struct engine *e);

/*
 * Ask engine_read to fail soon, now and until engine_reset; any thread may.
 * Tesseract looks only between words, so it may take seconds.
 */
void engine_cancel(struct engine *e);

/*
 * Append the page's text, hOCR, ALTO or TSV without the document around it,
 * page counted from 0.  Returns 0, or -1.
 */
int engine_add_page(struct engine *e, enum params_format format, unsigned page,
    struct buffer *out);

/* Append what the tesseract command prints in mode 0.  Returns 0, or -1. */
int engine_add_orientation(struct engine *e, unsigned page, struct buffer *out);

/* Add the page to s.  Returns 0, or -1. */
int engine_add_searchable(struct engine *e, struct searchable_pdf *s);

/* The page's blocks, see json_layout_blocks. */
json_t *engine_blocks(struct engine *e, struct json_layout_sum *sum);

/* The resolution that was used. */
int engine_dpi(const struct engine *e);

/* Let go of the page, so that it is not in memory beside the next one. */
void engine_release(struct engine *e);

/*
 * Forget the request: results, image, what was learnt, settings, and more
 * languages than engine_keep allows.  Returns 0, or -1 when the pool's cannot
 * be loaded again; then e is of no more use.
 */
int engine_reset(struct engine *e);

/* Tesseract's version. */
const char *engine_version(void);

#endif
