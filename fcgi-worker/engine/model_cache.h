/* SPDX-License-Identifier: BSD-3-Clause */
/* model_cache: keeps a Tesseract handle for each language that is loaded. */
#ifndef FCGI_WORKER_ENGINE_MODEL_CACHE_H
#define FCGI_WORKER_ENGINE_MODEL_CACHE_H

#include <tesseract/capi.h>

#include "engine/tess_vars.h"

struct model_cache;

/*
 * Opens a cache with lang, which is loaded and stays for good.  tessdata is the
 * folder of the models, or NULL for Tesseract's default; it is borrowed.
 * Returns NULL without memory.  Sets *rc to -1 if lang could not be loaded;
 * then the handle can only answer questions.
 */
struct model_cache *model_cache_open(
    const char *tessdata, const char *lang, int *rc);
void model_cache_close(struct model_cache *m);

/* Keeps at most max others between requests. */
void model_cache_limit(struct model_cache *m, unsigned max);

/* Returns the handle of Tesseract for the languages lang, and loads it first if
 * it is not there; or NULL when it cannot be loaded.  The handle belongs to m.
 * That of model_cache_open is always there. */
TessBaseAPI *model_cache_get(struct model_cache *m, const char *lang);

/* Returns a handle of Tesseract for the languages lang with the variables vars
 * set, or NULL when it cannot be loaded.  It belongs to m and is good until
 * model_cache_trim, which frees it and restores the variables. */
TessBaseAPI *model_cache_tune(
    struct model_cache *m, const char *lang, const struct tess_vars *vars);

/*
 * Loads the model of api from scratch, unless it will not be used again.
 * Returns 0, or -1; then only model_cache_close may follow.
 */
int model_cache_refresh(struct model_cache *m, TessBaseAPI *api);

/*
 * Frees the handle of model_cache_tune and, if there are too many, those that
 * were not used for longest.
 */
void model_cache_trim(struct model_cache *m);

#endif
