/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * models: Tesseract handles by the languages they are loaded for.
 */
#ifndef FCGI_WORKER_ENGINE_MODEL_CACHE_H
#define FCGI_WORKER_ENGINE_MODEL_CACHE_H

#include <tesseract/capi.h>

#include "ocr/tess_vars.h"

struct models;

/*
 * Load ${lang}, which is kept for ever, from ${tessdata}, NULL for
 * Tesseract's default; both are borrowed.  Returns NULL without memory; with
 * ${rc} -1, ${lang} could not be loaded, and the handle is good for nothing
 * but questions.
 */
struct models *models_open(const char *tessdata, const char *lang, int *rc);
void models_close(struct models *m);

/* Keep at most ${max} others between requests. */
void models_keep(struct models *m, unsigned max);

/*
 * The handle for ${lang}, loaded if it is not there, or NULL when it cannot
 * be.  The one of models_open is always there.
 */
TessBaseAPI *models_get(struct models *m, const char *lang);

/*
 * A handle for ${lang} with ${vars} set, or NULL.  It is good until
 * models_trim, and nothing of it is left then.
 */
TessBaseAPI *models_tune(
    struct models *m, const char *lang, const struct vars *vars);

/*
 * Load the model of ${api} from scratch, unless it will not be used again.
 * Returns 0, or -1; then only models_close may follow.
 */
int models_refresh(struct models *m, TessBaseAPI *api);

/* Forget the one of models_tune, and the least recently used of too many. */
void models_trim(struct models *m);

#endif
