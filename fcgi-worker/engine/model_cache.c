/* SPDX-License-Identifier: BSD-3-Clause */
/* model_cache: keeps a Tesseract handle for each language that is loaded, since
 * to change the language of one handle would load the model anew each time.
 * When a request has set variables of a handle, that handle is not used again.
 */
#include "engine/model_cache.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first set of languages and 100 others. */
#define MAX 101

struct model {
	TessBaseAPI *api;
	char *lang;
	unsigned long used;
};

struct model_cache {
	const char *tessdata;
	TessBaseAPI *tuned;	  /* the handle with variables, or NULL */
	struct tess_vars *before; /* the variables' values before that */
	struct model list[MAX];	  /* the first is kept for ever */
	unsigned count, max;	  /* of list; max leaves out the first */
	unsigned long clock;
};

/* Loads m from scratch.  TessBaseAPIInit3 alone would keep the orientation
 * model, and with it the resolution of the page that it was loaded for.
 * Returns 0, or -1 if m cannot be loaded. */
static int
load_model(const struct model_cache *all, struct model *m)
{
	TessBaseAPIEnd(m->api);
	TessBaseAPIClearPersistentCache(m->api);
	return TessBaseAPIInit3(m->api, all->tessdata, m->lang) == 0 ? 0 : -1;
}

/* Notes in m->before the present values of the variables that vars names, so
 * that they can be restored after the request: some variables are global in
 * Tesseract.  All handles share these, and no Init resets them.  Returns 0, or
 * -1 without memory. */
static int
note_globals(struct model_cache *m, const struct tess_vars *vars)
{
	TessBaseAPI *api = m->list[0].api;
	const char *text;
	double factor;
	char *value;
	int n;
	unsigned i;

	m->before = calloc(1, sizeof(*m->before));
	if (m->before == NULL)
		return -1;
	for (i = 0; i < vars->count; i++) {
		m->before->names[i] = vars->names[i];
		value = m->before->values[i];
		text = TessBaseAPIGetStringVariable(api, vars->names[i]);
		if (TessBaseAPIGetIntVariable(api, vars->names[i], &n) ||
		    TessBaseAPIGetBoolVariable(api, vars->names[i], &n))
			snprintf(value, TESS_VARS_VALUE_MAX, "%d", n);
		else if (TessBaseAPIGetDoubleVariable(
			     api, vars->names[i], &factor))
			snprintf(value, TESS_VARS_VALUE_MAX, "%.17g", factor);
		else if (text != NULL)
			snprintf(value, TESS_VARS_VALUE_MAX, "%s", text);
	}
	m->before->count = vars->count;
	return 0;
}

/*
 * Frees the handle with variables, if there is one, and restores the variables
 * that all handles share.
 */
static void
free_tuned(struct model_cache *m)
{
	unsigned i;

	TessBaseAPIDelete(m->tuned);
	m->tuned = NULL;
	for (i = 0; m->before != NULL && i < m->before->count; i++)
		TessBaseAPISetVariable(
		    m->list[0].api, m->before->names[i], m->before->values[i]);
	free(m->before);
	m->before = NULL;
}

static void
remove_model(struct model_cache *m, unsigned i)
{
	TessBaseAPIDelete(m->list[i].api);
	free(m->list[i].lang);
	m->list[i] = m->list[--m->count];
}

/* Appends to the list a model for lang, which is not loaded yet.  Returns it,
 * or NULL without memory. */
static struct model *
append_model(struct model_cache *m, const char *lang)
{
	struct model *new = &m->list[m->count];

	new->api = TessBaseAPICreate();
	new->lang = strdup(lang);
	if (new->api == NULL || new->lang == NULL) {
		TessBaseAPIDelete(new->api);
		free(new->lang);
		return NULL;
	}
	m->count++;
	/*
	 * This variable is a global of Tesseract, so it stays whatever Init
	 * does.
	 */
	TessBaseAPISetVariable(new->api, "debug_file", "/dev/null");
	return new;
}

/* Removes the model that was used longest ago, except the first, which is kept
 * for ever. */
static void
remove_oldest(struct model_cache *m)
{
	unsigned oldest = 1, i;

	for (i = 2; i < m->count; i++)
		if (m->list[i].used < m->list[oldest].used)
			oldest = i;
	remove_model(m, oldest);
}

struct model_cache *
model_cache_open(const char *tessdata, const char *lang, int *rc)
{
	struct model_cache *m = calloc(1, sizeof(*m));
	struct model *first;

	if (m == NULL)
		return NULL;
	m->tessdata = tessdata;
	first = append_model(m, lang);
	if (first == NULL) {
		free(m);
		return NULL;
	}
	/* The handle of a model that cannot be loaded still answers questions.
	 */
	*rc = load_model(m, first);
	return m;
}

void
model_cache_close(struct model_cache *m)
{
	if (m == NULL)
		return;
	free_tuned(m);
	while (m->count > 0)
		remove_model(m, m->count - 1);
	free(m);
}

void
model_cache_limit(struct model_cache *m, unsigned max)
{
	m->max = max < MAX - 1 ? max : MAX - 1;
}

TessBaseAPI *
model_cache_get(struct model_cache *m, const char *lang)
{
	struct model *new;
	unsigned i;

	for (i = 0; i < m->count; i++)
		if (strcmp(m->list[i].lang, lang) == 0) {
			m->list[i].used = ++m->clock;
			return m->list[i].api;
		}
	/*
	 * This request's model is added even if none is kept beside the first:
	 * model_cache_trim removes it after the request.
	 */
	while (m->count > 1 && m->count > m->max)
		remove_oldest(m);
	new = append_model(m, lang);
	if (new == NULL)
		return NULL;
	new->used = ++m->clock;
	if (load_model(m, new) == 0)
		return new->api;
	remove_model(m, m->count - 1);
	return NULL;
}

TessBaseAPI *
model_cache_tune(
    struct model_cache *m, const char *lang, const struct tess_vars *vars)
{
	/*
	 * The variables are given to Init, as the tesseract command does
	 * it.  Set after it, they would not reach every language, and those
	 * that Tesseract looks at while it loads a language would come too
	 * late.
	 */
	char *names[TESS_VARS_MAX], *values[TESS_VARS_MAX];
	unsigned i;

	for (i = 0; i < vars->count; i++) {
		names[i] = (char *)(uintptr_t)vars->names[i];
		values[i] = (char *)(uintptr_t)vars->values[i];
	}
	free_tuned(m);
	if (note_globals(m, vars) == -1)
		return NULL;
	m->tuned = TessBaseAPICreate();
	if (m->tuned != NULL &&
	    TessBaseAPIInit4(m->tuned, m->tessdata, lang, OEM_DEFAULT, NULL, 0,
		names, values, vars->count, 0) == 0)
		return m->tuned;
	free_tuned(m);
	return NULL;
}

int
model_cache_refresh(struct model_cache *m, TessBaseAPI *api)
{
	unsigned i;

	/* The handle with variables is not used again. */
	if (api == m->tuned)
		return 0;
	for (i = 0; i < m->count; i++)
		if (m->list[i].api == api)
			return load_model(m, &m->list[i]);
	return -1;
}

void
model_cache_trim(struct model_cache *m)
{
	free_tuned(m);
	while (m->count > 1 && m->count - 1 > m->max)
		remove_oldest(m);
}
