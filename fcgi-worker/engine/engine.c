/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * engine: one Tesseract, ready for the pool's languages.  Clears what a request
 * leaves behind in Tesseract.  Knows nothing of HTTP.
 */
#include "engine/engine.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tesseract/capi.h>
#include <tesseract/version.h>

#include "engine/installed.h"
#include "engine/model_cache.h"
#include "engine/osd.h"
#include "engine/recognition.h"
#include "engine/second_reader.h"
#include "engine/tessdata.h"

/* No variables. */
static const struct tess_vars untuned;

struct engine {
	struct model_cache *models;
	struct recognition how;	      /* for the languages that are loaded */
	struct osd *osd;	      /* NULL: not needed yet */
	struct second_reader *second; /* NULL: none, or another engine's */
	const char *tessdata;
	const char *lang; /* the pool's */
	char loaded[VALUE_LANG_MAX + 1];
	char **languages;
	bool is_prepared; /* engine_prepare was called, engine_reset not yet */
	bool is_tuned;	  /* the request has set variables, which are global */
	bool has_osd;	  /* Tesseract has loaded its orientation model */
};

const char *
engine_version(void)
{
	return TessVersion();
}

const char *const *
engine_languages(const struct engine *e)
{
	return (const char *const *)e->languages;
}

const char *
engine_lang(const struct engine *e)
{
	return e->loaded;
}

const char *
engine_tessdata(const struct engine *e)
{
	return TessBaseAPIGetDatapath(e->how.api);
}

bool
engine_has(const struct engine *e, const char *lang)
{
	return installed_has(engine_languages(e), lang);
}

/*
 * Makes e read with the model for lang and with vars set.  Returns 0, or -1 if
 * that cannot be loaded; then e reads as before.
 */
static int
use_model(struct engine *e, const char *lang, const struct tess_vars *vars)
{
	TessBaseAPI *api = vars->count > 0
			       ? model_cache_tune(e->models, lang, vars)
			       : model_cache_get(e->models, lang);

	if (api == NULL)
		return -1;
	e->how.api = api;
	snprintf(e->loaded, sizeof(e->loaded), "%s", lang);
	return 0;
}

/*
 * Writes into error why the pool's languages cannot be used, and which are
 * installed.
 */
static void
explain_failure(const struct engine *e, char *error, size_t size)
{
	char **l;
	size_t used;

	used = (size_t)snprintf(error, size,
	    engine_has(e, e->lang)
		? "--lang: \"%s\" cannot be loaded from %s: install it "
		  "again; installed:"
		: "--lang: \"%s\" is not installed in %s; installed:",
	    e->lang, TessBaseAPIGetDatapath(e->how.api));
	if (e->languages[0] == NULL && used < size)
		used += (size_t)snprintf(error + used, size - used, " none");
	for (l = e->languages; *l != NULL && used < size; l++)
		used += (size_t)snprintf(error + used, size - used, " %s", *l);
}

/*
 * Loads the pool's languages into e.  Returns 0, or -1 with a message in error.
 */
static int
load_first(struct engine *e, char *error, size_t size)
{
	int rc = -1;

	e->models = model_cache_open(e->tessdata, e->lang, &rc);
	if (e->models == NULL) {
		snprintf(error, size, "out of memory");
		return -1;
	}
	use_model(e, e->lang, &untuned);
	/* Init leaves the directory known even when it failed. */
	e->languages = installed_list(engine_tessdata(e));
	if (e->languages == NULL) {
		snprintf(error, size, "--tessdata: \"%s\": %s",
		    engine_tessdata(e), strerror(errno));
		return -1;
	}
	/* Init also succeeds when it found only one of two languages. */
	if (rc == 0 && engine_has(e, e->lang))
		return 0;
	explain_failure(e, error, size);
	return -1;
}

/*
 * Opens an engine as engine_open does, but takes tessdata as it is, since
 * tessdata_settle has been called.
 */
static struct engine *
open_settled(const char *tessdata, const char *lang, char *error, size_t size)
{
	struct engine *e = calloc(1, sizeof(*e));

	if (e == NULL) {
		snprintf(error, size, "out of memory");
		return NULL;
	}
	e->tessdata = tessdata;
	e->lang = lang;
	e->how.lang = e->loaded;
	if (load_first(e, error, size) == 0)
		return e;
	engine_close(e);
	return NULL;
}

struct engine *
engine_open(const char *tessdata, const char *lang, char *error, size_t size)
{
	return tessdata_settle(&tessdata, error, size) == -1
		   ? NULL
		   : open_settled(tessdata, lang, error, size);
}

struct engine *
engine_open_another(const struct engine *like, char *error, size_t size)
{
	struct engine *e =
	    open_settled(like->tessdata, like->lang, error, size);

	if (e != NULL)
		e->how.second = like->how.second;
	return e;
}

int
engine_load_models(
    struct engine *e, const char *directory, int side, char *error, size_t size)
{
	e->second = second_reader_open(directory, side, error, size);
	e->how.second = e->second;
	return e->second == NULL ? -1 : 0;
}

void
engine_mute(const struct engine *e)
{
	/* This file does not exist.  Tesseract opens /dev/null to print that.
	 */
	TessBaseAPIReadConfigFile(e->how.api, "/dev/null/none");
}

void
engine_limit_languages(struct engine *e, unsigned languages)
{
	model_cache_limit(e->models, languages);
}

void
engine_close(struct engine *e)
{
	if (e == NULL)
		return;
	model_cache_close(e->models);
	osd_close(e->osd);
	second_reader_close(e->second);
	installed_free(e->languages);
	free(e);
}

int
engine_prepare(struct engine *e, const struct engine_settings *s)
{
	const char *lang =
	    s->lang == NULL || s->lang[0] == '\0' ? e->lang : s->lang;

	e->is_prepared = true;
	/* A page's orientation does not depend on its language. */
	if (s->psm == ENGINE_PSM_ORIENTATION)
		lang = "osd";
	if (use_model(e, lang, s->vars == NULL ? &untuned : s->vars) == -1)
		return -1;
	if (s->psm == PSM_OSD_ONLY || s->psm == PSM_AUTO_OSD ||
	    s->psm == PSM_SPARSE_TEXT_OSD)
		e->has_osd = true;
	e->is_tuned = s->vars != NULL && s->vars->count > 0;
	e->how.quality = s->quality;
	e->how.finds_tables = s->finds_tables;
	e->how.psm = s->psm;
	e->how.dpi = s->dpi;
	recognition_set_mode(&e->how);
	recognition_set_pitch(&e->how);
	return 0;
}

bool
engine_forgets_pages(const struct engine *e)
{
	int mode = OEM_DEFAULT;

	/*
	 * Models of the kind that Tesseract had before version 4 learn letters
	 * from page to page, and the model that tells orientation keeps the
	 * first page's resolution.
	 */
	return !e->is_tuned && !e->has_osd &&
	       TessBaseAPIGetIntVariable(
		   e->how.api, "tessedit_ocr_engine_mode", &mode) &&
	       mode == OEM_LSTM_ONLY;
}

bool
engine_cancel(struct engine *e)
{
	atomic_store(&e->how.cancelled, true);
	return !atomic_load(&e->how.is_blind);
}

int
engine_orientation(struct engine *e, struct Pix *pix)
{
	if (e->osd == NULL)
		e->osd = osd_open(e->tessdata);
	return e->osd == NULL ? -1 : osd_read(e->osd, pix);
}

struct page *
engine_read(struct engine *e, struct Pix *pix,
    const struct value_region *region, int most_dpi)
{
	struct page *p = atomic_load(&e->how.cancelled) ? NULL : page_create();
	int rc;

	e->how.most_dpi = most_dpi;
	rc = p == NULL ? -1 : recognition_read(&e->how, pix, region, p);
	/*
	 * p has a copy of Tesseract's result, which need not stay in memory
	 * while the answer is made.
	 */
	TessBaseAPIClear(e->how.api);
	if (rc == 0)
		return p;
	errno = !atomic_load(&e->how.cancelled) && (p == NULL || p->failed)
		    ? ENOMEM
		    : EIO;
	page_free(p);
	return NULL;
}

int
engine_reset(struct engine *e)
{
	atomic_store(&e->how.cancelled, false);
	if (!e->is_prepared)
		return 0;
	e->is_prepared = false;
	TessBaseAPIClear(e->how.api);
	if (e->has_osd) {
		/* The orientation model would keep a page's resolution. */
		if (model_cache_refresh(e->models, e->how.api) == -1)
			return -1;
	} else {
		TessBaseAPIClearAdaptiveClassifier(e->how.api);
	}
	e->has_osd = false;
	e->how.psm = ENGINE_PSM_DEFAULT;
	e->how.dpi = 0;
	recognition_set_mode(&e->how);
	if (use_model(e, e->lang, &untuned) == -1)
		return -1;
	model_cache_trim(e->models);
	return 0;
}
