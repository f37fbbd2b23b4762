/* SPDX-License-Identifier: BSD-3-Clause */
/* model_cache: keeps a Tesseract handle for each language that is loaded. */
#ifndef FCGI_WORKER_ENGINE_MODEL_CACHE_H
#define FCGI_WORKER_ENGINE_MODEL_CACHE_H

#include <tesseract/capi.h>

#include "engine/tess_vars.h"

struct model_cache;

/*
 * Opens a cache, and loads the languages lang, which stay for good.  tessdata
 * is the folder of the models, or NULL for Tesseract's default; it is borrowed.
 * Returns NULL without memory.  Sets *rc to 0, or to -1 if lang could not be
 * loaded; then its handle cannot read, but still answers questions.
 */
struct model_cache *model_cache_open(
    const char *tessdata, const char *lang, int *rc);

/* Frees m and its handles; NULL is allowed. */
void model_cache_close(struct model_cache *m);

/* Sets how many sets of languages are kept between requests, beside the first.
 */
void model_cache_limit(struct model_cache *m, unsigned max);

/* Returns the handle of Tesseract for the languages lang, which it loads first
 * if they are not loaded; or NULL when they cannot be loaded.  The handle
 * belongs to m.  The languages of model_cache_open are always loaded. */
TessBaseAPI *model_cache_get(struct model_cache *m, const char *lang);

/* Returns a handle of Tesseract for the languages lang with the variables vars
 * set, or NULL when it cannot be loaded.  It belongs to m and is good until
 * model_cache_trim, which frees it and restores the variables. */
TessBaseAPI *model_cache_tune(
    struct model_cache *m, const char *lang, const struct tess_vars *vars);

/*
 * Loads the model of api from scratch, unless api is of model_cache_tune and so
 * is not used again.  Returns 0, or -1; then only model_cache_close may follow.
 */
int model_cache_refresh(struct model_cache *m, TessBaseAPI *api);

/*
 * Frees the handle of model_cache_tune and, if there are too many, those that
 * were not used for longest.
 */
void model_cache_trim(struct model_cache *m);

#endif
