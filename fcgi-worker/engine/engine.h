/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * engine: one Tesseract, ready for the pool's languages.  What it reads on a
 * page is a struct page; nobody else asks Tesseract for results.
 */
#ifndef FCGI_WORKER_ENGINE_ENGINE_H
#define FCGI_WORKER_ENGINE_ENGINE_H

#include <stdbool.h>

#include "engine/page.h"
#include "engine/quality.h"
#include "engine/tess_vars.h"
#include "http/value.h"

struct Pix;
struct engine;

/* Tesseract's modes of page segmentation that have a meaning of their own. */
enum { ENGINE_PSM_ORIENTATION = 0, ENGINE_PSM_DEFAULT = 3 };

/* How pages are to be read. */
struct engine_settings {
	const char *lang; /* joined by +; NULL or empty: the pool's */
	int psm;
	int dpi;		      /* 0: from the image, else estimated */
	const struct tess_vars *vars; /* NULL: none */
	enum quality quality;
	bool finds_tables; /* also with standard; other qualities always find
			      tables */
};

/*
 * Starts Tesseract with the languages of lang, joined by +, whose models are in
 * the directory tessdata; NULL is Tesseract's own default.  Both are borrowed.
 * Returns the engine, which forked children may use as well; or NULL with a
 * message in error that names the installed languages.
 */
struct engine *engine_open(
    const char *tessdata, const char *lang, char *error, size_t size);

/*
 * Opens an engine with the directory and the languages of like, for another
 * thread.  It uses the second reader of like.  Returns it, or NULL with a
 * message in error.
 */
struct engine *engine_open_another(
    const struct engine *like, char *error, size_t size);

/*
 * Loads the models of QUALITY_BEST from directory, which is borrowed.  To find
 * lines, a page is reduced so that its longer side has at most side pixels.
 * Returns 0, or -1 with the reason in error.  Forked children may use the
 * models as well.
 */
int engine_load_models(struct engine *e, const char *directory, int side,
    char *error, size_t size);

/*
 * Makes Tesseract open /dev/null, to which it writes its own messages from then
 * on.  To be called in a worker after it has closed the descriptors that it
 * does not need, and before it changes its root directory, below which there
 * may be no /dev/null.  From 5.5 on, Tesseract writes to the file even if it
 * could not open it.
 */
void engine_mute(const struct engine *e);

/* Sets how many sets of languages may stay loaded beside the pool's. */
void engine_limit_languages(struct engine *e, unsigned languages);

/* Frees e; NULL is allowed. */
void engine_close(struct engine *e);

/*
 * Returns the installed languages, sorted and ended by NULL; they belong to e.
 */
const char *const *engine_languages(const struct engine *e);

/* Whether every language of lang, joined by +, is installed. */
bool engine_has(const struct engine *e, const char *lang);

/* Returns the directory of the language files. */
const char *engine_tessdata(const struct engine *e);

/* Returns the languages that are loaded, joined by +. */
const char *engine_lang(const struct engine *e);

/*
 * Gets ready to read pages as s says; s is not needed afterwards.  Returns 0,
 * or -1 when a language cannot be loaded.  In either case call engine_reset
 * after the request.
 */
int engine_prepare(struct engine *e, const struct engine_settings *s);

/*
 * Whether what engine_read returns depends on the page alone, as engine_prepare
 * has prepared e, and not on the pages that were read before.
 */
bool engine_forgets_pages(const struct engine *e);

/* Returns by how many degrees clockwise pix has to be turned to be upright: 0,
 * 90, 180 or 270; also 0 when there is too little text to tell.  Returns -1
 * when the model for that is not installed. */
int engine_orientation(struct engine *e, struct Pix *pix);

/* Tesseract is never told of a higher resolution, in pixels an inch. */
#define ENGINE_MOST_DPI 600

/*
 * Reads the region of pix, or in mode 0 only its orientation.  Tesseract is
 * told of a resolution of most_dpi at most: at a higher one it takes letters
 * that are small on paper for specks.  Returns the page, to be freed with
 * page_free; its image is pix, which must live as long.  Returns NULL with
 * errno ENOMEM when memory ran out, and EIO when Tesseract failed or was
 * cancelled.
 */
struct page *engine_read(struct engine *e, struct Pix *pix,
    const struct value_region *region, int most_dpi);

/*
 * Makes engine_read fail soon, and fail at once from then on until
 * engine_reset.  Any thread may call this.  Returns whether a call that runs
 * fails soon: Tesseract looks between words, but not while it finds the lines
 * of a page, which may take seconds.
 */
bool engine_cancel(struct engine *e);

/* Makes e as it was before the request: forgets the results, the image, what
 * was learned, the settings, and languages beyond what engine_limit_languages
 * allows.  If engine_prepare was not called since the last reset, only ends a
 * cancellation.  Returns 0, or -1 when the pool's own languages cannot be
 * loaded again; then e cannot be used any more. */
int engine_reset(struct engine *e);

/* Returns Tesseract's version, such as "5.3.0". */
const char *engine_version(void);

#endif
