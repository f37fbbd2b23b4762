/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * engine: one Tesseract, ready for the pool's languages.  Knows nothing of
 * HTTP; what is left of a request in Tesseract is cleared here.
 */
#include "engine/engine.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <leptonica/allheaders.h>
#include <tesseract/capi.h>
#include <tesseract/version.h>

#include "engine/installed.h"
#include "engine/line_finder.h"
#include "engine/model_cache.h"
#include "engine/osd.h"
#include "engine/page_reader.h"
#include "engine/region.h"
#include "engine/reading_order.h"
#include "engine/repair.h"
#include "engine/reread.h"
#include "engine/second_reader.h"
#include "engine/skew.h"
#include "engine/tables.h"

/* The most pixels an inch that letters are looked for at. */
#define MOST_DPI 600

/* No variables. */
static const struct tess_vars untuned;

struct engine {
	struct model_cache *models;
	TessBaseAPI *api;	      /* for the languages that are loaded */
	struct osd *compass;	      /* NULL: not needed yet */
	struct second_reader *second; /* NULL: there is none */
	bool owns_second;	      /* else it is another engine's */
	const char *tessdata;
	const char *lang; /* the pool's */
	char loaded[VALUE_LANG_MAX + 1];
	char **languages;
	enum quality quality; /* of the request, as its mode and resolution */
	bool finds_tables;
	int psm, dpi;
	bool dirty;    /* a request was prepared */
	bool is_tuned; /* the request has variables, which are global */
	bool has_osd;  /* Tesseract has loaded its orientation model */
	atomic_bool cancelled;
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
	return TessBaseAPIGetDatapath(e->api);
}

bool
engine_has(const struct engine *e, const char *lang)
{
	return installed_has(engine_languages(e), lang);
}

/* Use the model for lang, or stay with the one that is used. */
static int
use(struct engine *e, const char *lang, const struct tess_vars *vars)
{
	TessBaseAPI *api = vars->count > 0
			       ? model_cache_tune(e->models, lang, vars)
			       : model_cache_get(e->models, lang);

	if (api == NULL)
		return -1;
	e->api = api;
	snprintf(e->loaded, sizeof(e->loaded), "%s", lang);
	return 0;
}

static void
explain(const struct engine *e, char *error, size_t size)
{
	char **l;
	size_t used;

	used = (size_t)snprintf(error, size,
	    engine_has(e, e->lang)
		? "--lang: \"%s\" cannot be loaded from %s: install it "
		  "again; installed:"
		: "--lang: \"%s\" is not installed in %s; installed:",
	    e->lang, TessBaseAPIGetDatapath(e->api));
	if (e->languages[0] == NULL && used < size)
		used += (size_t)snprintf(error + used, size - used, " none");
	for (l = e->languages; *l != NULL && used < size; l++)
		used += (size_t)snprintf(error + used, size - used, " %s", *l);
}

/*
 * Tesseract 5.5 looks whether the directory that TESSDATA_PREFIX names exists
 * and throws a C++ exception, which would end the process, when it cannot
 * tell; also later, in a worker, which may see less.  So it is looked at once,
 * here, and tessdata is set as Tesseract would: a directory that does not
 * exist does not count.  Returns 0, or -1 with a message in error.
 */
static int
settle_tessdata(const char **tessdata, char *error, size_t size)
{
	static char path[PATH_MAX];
	const char *prefix = getenv("TESSDATA_PREFIX");
	struct stat st;
	int rc = 0;

	if (prefix == NULL)
		return 0;
	if (*tessdata == NULL && stat(prefix, &st) == 0 &&
	    (size_t)snprintf(path, sizeof(path), "%s", prefix) < sizeof(path)) {
		*tessdata = path;
	} else if (*tessdata == NULL && errno != ENOENT && errno != ENOTDIR) {
		snprintf(error, size, "TESSDATA_PREFIX: \"%s\": %s", prefix,
		    strerror(errno));
		rc = -1;
	}
	unsetenv("TESSDATA_PREFIX");
	return rc;
}

/* Load the pool's languages into e.  Returns 0, or -1. */
static int
load_first(struct engine *e, char *error, size_t size)
{
	int rc = -1;

	e->models = model_cache_open(e->tessdata, e->lang, &rc);
	if (e->models == NULL) {
		snprintf(error, size, "out of memory");
		return -1;
	}
	use(e, e->lang, &untuned);
	/* Init leaves the directory known even when it failed. */
	e->languages = installed_list(engine_tessdata(e));
	if (e->languages == NULL) {
		snprintf(error, size, "--tessdata: \"%s\": %s",
		    engine_tessdata(e), strerror(errno));
		return -1;
	}
	/* It also succeeds when only one of two languages was found. */
	if (rc == 0 && engine_has(e, e->lang))
		return 0;
	explain(e, error, size);
	return -1;
}

/* The rest of engine_open, when it is settled where the languages are. */
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
	if (load_first(e, error, size) == 0)
		return e;
	engine_close(e);
	return NULL;
}

struct engine *
engine_open(const char *tessdata, const char *lang, char *error, size_t size)
{
	return settle_tessdata(&tessdata, error, size) == -1
		   ? NULL
		   : open_settled(tessdata, lang, error, size);
}

struct engine *
engine_open_another(const struct engine *like, char *error, size_t size)
{
	struct engine *e =
	    open_settled(like->tessdata, like->lang, error, size);

	if (e != NULL)
		e->second = like->second;
	return e;
}

int
engine_load_models(
    struct engine *e, const char *directory, int side, char *error, size_t size)
{
	e->second = second_reader_open(directory, side, error, size);
	e->owns_second = true;
	return e->second == NULL ? -1 : 0;
}

void
engine_mute(const struct engine *e)
{
	/* There is no such file, and Tesseract says so. */
	TessBaseAPIReadConfigFile(e->api, "/dev/null/none");
}

void
engine_keep(struct engine *e, unsigned languages)
{
	model_cache_keep(e->models, languages);
}

void
engine_close(struct engine *e)
{
	if (e == NULL)
		return;
	model_cache_close(e->models);
	osd_close(e->compass);
	if (e->owns_second)
		second_reader_close(e->second);
	installed_free(e->languages);
	free(e);
}

/* Have Tesseract read pages as the request asks. */
static void
set_mode(const struct engine *e)
{
	char dpi[16];

	TessBaseAPISetPageSegMode(e->api, (TessPageSegMode)e->psm);
	snprintf(dpi, sizeof(dpi), "%d", e->dpi);
	TessBaseAPISetVariable(e->api, "user_defined_dpi", dpi);
}

int
engine_prepare(struct engine *e, const struct engine_settings *s)
{
	const char *lang =
	    s->lang == NULL || s->lang[0] == '\0' ? e->lang : s->lang;

	e->dirty = true;
	/* Languages say nothing about a page's orientation. */
	if (s->psm == ENGINE_PSM_ORIENTATION)
		lang = "osd";
	if (use(e, lang, s->vars == NULL ? &untuned : s->vars) == -1)
		return -1;
	if (s->psm == PSM_OSD_ONLY || s->psm == PSM_AUTO_OSD ||
	    s->psm == PSM_SPARSE_TEXT_OSD)
		e->has_osd = true;
	e->is_tuned = s->vars != NULL && s->vars->count > 0;
	e->quality = s->quality;
	e->finds_tables = s->finds_tables;
	e->psm = s->psm;
	e->dpi = s->dpi;
	set_mode(e);
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
		   e->api, "tessedit_ocr_engine_mode", &mode) &&
	       mode == OEM_LSTM_ONLY;
}

static bool
is_cancelled(void *engine, int words)
{
	(void)words;
	return atomic_load(&((struct engine *)engine)->cancelled);
}

void
engine_cancel(struct engine *e)
{
	atomic_store(&e->cancelled, true);
}

int
engine_orientation(struct engine *e, struct Pix *pix)
{
	if (e->compass == NULL)
		e->compass = osd_open(e->tessdata);
	return e->compass == NULL ? -1 : osd_read(e->compass, pix);
}

/* Recognize what the handle was given, until somebody cancels it. */
static int
recognize(struct engine *e, const struct value_region *region)
{
	ETEXT_DESC *monitor = TessMonitorCreate();
	int rc;

	TessMonitorSetCancelFunc(monitor, is_cancelled);
	TessMonitorSetCancelThis(monitor, e);
	if (region->width > 0)
		rc = region_read(e->api, region, monitor);
	else
		rc = TessBaseAPIRecognize(e->api, monitor) == 0 ? 0 : -1;
	TessMonitorDelete(monitor);
	/* Cancelled in time or not: what was found may be blanks. */
	return atomic_load(&e->cancelled) ? -1 : rc;
}

/* Find out which way up the part area of the image is, into p. */
static int
read_orientation(struct engine *e, const struct page_box *area, struct page *p)
{
	TessBaseAPISetRectangle(e->api, area->left, area->top,
	    area->right - area->left, area->bottom - area->top);
	p->area = *area;
	return osd_describe(e->api, &p->orientation);
}

/*
 * Recognize what the handle was given, the image of dpi.  Tesseract takes the
 * letters of a page of very many pixels an inch, which would be tiny on paper,
 * for specks: it is told of fewer, but the page has its own.
 */
static int
recognize_at(struct engine *e, const struct value_region *region, int dpi,
    const struct page_box *area, struct page *p)
{
	if (dpi > MOST_DPI)
		TessBaseAPISetSourceResolution(e->api, MOST_DPI);
	if (recognize(e, region) == -1 ||
	    page_reader_read(e->api, area, p) == -1)
		return -1;
	if (dpi > MOST_DPI)
		p->scan_dpi = p->dpi = dpi;
	return 0;
}

/* Whether the request leaves it to Tesseract to find lines on a page. */
static bool
finds_lines(const struct engine *e)
{
	return e->psm == PSM_AUTO || e->psm == PSM_AUTO_OSD ||
	       e->psm == PSM_SINGLE_COLUMN || e->psm == PSM_SINGLE_BLOCK ||
	       e->psm == PSM_SPARSE_TEXT || e->psm == PSM_SPARSE_TEXT_OSD;
}

/* Find the tables of p, and leave its text as it is.  Returns 0, or -1. */
static int
find_tables(struct Pix *pix, struct page *p)
{
	struct line_finder found;
	int rc = line_finder_find_rules(pix, &p->area, &found);

	if (rc == 0)
		rc = tables_find(p, &found);
	line_finder_free(&found);
	return rc;
}

static struct page_line *
read_line(void *context, const struct page_box *box)
{
	return reread_line(context, box);
}

static struct page_line *
read_line_twice(void *context, const struct page_box *box)
{
	return second_reading_line(context, box);
}

/* Repair the page with lines that are found by their shapes, and find its
 * tables. */
static int
improve_by_shapes(struct reread *reread)
{
	const struct repair_reader reader = {read_line, reread};
	struct page *p = reread->page;
	struct line_finder found;
	int rc = line_finder_find(reread->pix, &p->area, &found);

	reread_begin(reread);
	if (rc == 0)
		rc = repair_page(p, &found, &reader);
	reread_end(reread);
	if (rc == 0)
		rc = tables_find(p, &found);
	line_finder_free(&found);
	return rc;
}

/* The same with lines that a network finds, and another one reads, too. */
static int
improve_by_networks(const struct engine *e, struct reread *reread)
{
	struct second_reading s = {.reader = e->second,
	    .reread = reread,
	    .recognizes = second_reader_knows(e->loaded)};
	const struct repair_reader reader = {read_line_twice, &s};
	struct page *p = reread->page;
	int rc = second_reading_begin(&s, &p->area);

	reread_begin(reread);
	if (rc == 0)
		rc = repair_page(p, &s.found, &reader);
	reread_end(reread);
	second_reading_end(&s);
	return rc == 0 ? find_tables(reread->pix, p) : rc;
}

/* Read again what p lacks or doubts.  Returns 0, or -1. */
static int
improve(struct engine *e, struct Pix *pix, struct page *p)
{
	ETEXT_DESC *monitor = TessMonitorCreate();
	struct reread reread = {e->api, monitor, pix, p, false};
	int rc;

	TessMonitorSetCancelFunc(monitor, is_cancelled);
	TessMonitorSetCancelThis(monitor, e);
	/* So that it is not in memory beside what is found. */
	TessBaseAPIClear(e->api);
	rc = e->quality == QUALITY_BEST && e->second != NULL
		 ? improve_by_networks(e, &reread)
		 : improve_by_shapes(&reread);
	if (rc == 0)
		rc = reading_order_arrange(p);
	set_mode(e);
	TessMonitorDelete(monitor);
	return atomic_load(&e->cancelled) || p->failed ? -1 : rc;
}

/*
 * Read the region of pix, which is its part area, into p.  Returns 0, or -1.
 */
static int
read_area(struct engine *e, struct Pix *pix, const struct value_region *region,
    const struct page_box *area, struct page *p)
{
	TessBaseAPISetInputName(e->api, NULL);
	TessBaseAPISetImage2(e->api, pix);
	if (TessBaseAPIGetPageSegMode(e->api) == PSM_OSD_ONLY)
		return read_orientation(e, area, p);
	if (recognize_at(e, region, pixGetYRes(pix), area, p) == -1)
		return -1;
	if (!finds_lines(e))
		return 0;
	if (e->quality != QUALITY_STANDARD)
		return improve(e, pix, p);
	return e->finds_tables ? find_tables(pix, p) : 0;
}

/*
 * Read the part area of pix into p, turned until its lines are level.  Returns
 * 1, 0 when they are or nothing was found, which leaves p as it was, or -1.
 */
static int
read_level(struct engine *e, struct Pix *pix, const struct page_box *area,
    struct page *p)
{
	const struct value_region all = {0, 0, 0, 0};
	const struct page before = *p;
	struct page_box level_area = {0, 0, 0, 0};
	struct skew level;
	int rc;

	if (!skew_level(pix, area, &level))
		return 0;
	level_area.right = pixGetWidth(level.pix);
	level_area.bottom = pixGetHeight(level.pix);
	p->blocks = p->last = NULL;
	p->tables = p->last_table = NULL;
	rc = read_area(e, level.pix, &all, &level_area, p);
	if (rc == 0 && !page_is_blank(p)) {
		skew_map_page(&level, p);
		p->area = *area;
		rc = 1;
	} else if (rc == 0) {
		p->blocks = before.blocks;
		p->last = before.last;
		p->tables = before.tables;
		p->last_table = before.last_table;
		p->area = before.area;
		p->dpi = before.dpi;
	}
	TessBaseAPIClear(e->api);
	pixDestroy(&level.pix);
	return rc;
}

/* Read the region of pix into p.  Returns 0, or -1. */
static int
read_page(struct engine *e, struct Pix *pix, const struct value_region *region,
    struct page *p)
{
	struct page_box area = {0, 0, pixGetWidth(pix), pixGetHeight(pix)};
	int rc = 0;

	p->image = pix;
	p->quality = e->quality;
	p->width = (uint32_t)area.right;
	p->height = (uint32_t)area.bottom;
	if (region->width > 0)
		area = (struct page_box){(int)region->x, (int)region->y,
		    (int)(region->x + region->width),
		    (int)(region->y + region->height)};
	if (finds_lines(e) && e->quality != QUALITY_STANDARD)
		rc = read_level(e, pix, &area, p);
	if (rc == 0)
		rc = read_area(e, pix, region, &area, p);
	/* The command reads nothing on a page that is turned by more. */
	if (rc == 0 && finds_lines(e) && e->quality == QUALITY_STANDARD &&
	    page_is_blank(p))
		rc = read_level(e, pix, &area, p);
	return rc == -1 ? -1 : 0;
}

struct page *
engine_read(
    struct engine *e, struct Pix *pix, const struct value_region *region)
{
	struct page *p = atomic_load(&e->cancelled) ? NULL : page_create();
	int rc = p == NULL ? -1 : read_page(e, pix, region, p);

	/* So that it is not in memory beside what is made of the page. */
	TessBaseAPIClear(e->api);
	if (rc == 0)
		return p;
	errno = !atomic_load(&e->cancelled) && (p == NULL || p->failed) ? ENOMEM
									: EIO;
	page_free(p);
	return NULL;
}

int
engine_reset(struct engine *e)
{
	atomic_store(&e->cancelled, false);
	if (!e->dirty)
		return 0;
	e->dirty = false;
	TessBaseAPIClear(e->api);
	if (e->has_osd) {
		if (model_cache_refresh(e->models, e->api) == -1)
			return -1;
	} else {
		TessBaseAPIClearAdaptiveClassifier(e->api);
	}
	e->has_osd = false;
	e->psm = ENGINE_PSM_DEFAULT;
	e->dpi = 0;
	set_mode(e);
	if (use(e, e->lang, &untuned) == -1)
		return -1;
	model_cache_trim(e->models);
	return 0;
}
