/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * params: reads the options of a request.  It reads text only, and knows
 * neither which languages are installed nor how anything is recognized.
 */
#include "ocr/params.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "common/timeout.h"
#include "engine/engine.h"
#include "http/accept.h"
#include "http/query.h"

/* This and the functions below read the value of one option into r.  They
 * return 0, or -1 if the option does not accept it. */
static int
read_lang(struct params *r, const char *value)
{
	return value_lang(value, r->lang);
}

static int
read_psm(struct params *r, const char *value)
{
	/*
	 * Mode 2 is layout analysis alone, which finds no text to answer with.
	 */
	return strcmp(value, "2") == 0 ? -1
				       : value_number(value, 0, 13, &r->psm);
}

static int
read_dpi(struct params *r, const char *value)
{
	return value_number(value, 70, 2400, &r->dpi);
}

static int
read_format(struct params *r, const char *value)
{
	int format = format_find(value);

	if (format == -1)
		return -1;
	r->format = (enum format)format;
	return 0;
}

static int
read_quality(struct params *r, const char *value)
{
	int quality = quality_find(value);

	if (quality == -1)
		return -1;
	r->quality = (enum quality)quality;
	return 0;
}

static int
read_pages(struct params *r, const char *value)
{
	return page_ranges_read(value, &r->pages);
}

static int
read_rotate(struct params *r, const char *value)
{
	return value_rotate(value, &r->rotate);
}

static int
read_region(struct params *r, const char *value)
{
	return value_region(value, &r->region);
}

static int
read_timeout(struct params *r, const char *value)
{
	r->timeout_s = timeout_parse(value, strlen(value));
	return r->timeout_s == -1 ? -1 : 0;
}

static int
read_layer(struct params *r, const char *value)
{
	static const char *const names[] = {[PARAMS_LAYER_AUTO] = "auto",
	    [PARAMS_LAYER_NEVER] = "never",
	    [PARAMS_LAYER_ONLY] = "only"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(value, names[i]) == 0) {
			r->layer = (enum params_layer)i;
			return 0;
		}
	return -1;
}

static int
read_sign(struct params *r, const char *value)
{
	r->breaks_signatures = strcmp(value, "break") == 0;
	return r->breaks_signatures ? 0 : -1;
}

static int
read_width(struct params *r, const char *value)
{
	return value_number(value, 16, 10000, &r->width);
}

#define VAR_PREFIX "var."

/* The options.  Each has a bit in reading.seen; the bits after them are for the
 * variables of Tesseract. */
enum { OPTION_FORMAT, OPTIONS = 12 };

static const struct {
	const char *name;
	int (*read)(struct params *, const char *);
	const char *accepted;
} table[OPTIONS] = {
    {"format", read_format,
	"one of text, markdown, json, hocr, alto, tsv, pdf, ndjson, jpeg"},
    {"lang", read_lang,
	"1 to 8 Tesseract language codes joined by + or , such as "
	"eng+deu"},
    {"psm", read_psm,
	"a page segmentation mode from 0 to 13, except 2, which "
	"recognizes nothing"},
    {"dpi", read_dpi, "a whole number from 70 to 2400"},
    {"quality", read_quality, QUALITY_NAMES},
    {"pages", read_pages,
	"up to 32 page numbers and ranges such as 1-3,7 or 5-"},
    {"rotate", read_rotate, "one of 0, 90, 180, 270, auto"},
    {"region", read_region, "x,y,width,height in whole pixels"},
    {"timeout", read_timeout, "a whole number of seconds from 1 to 600"},
    {"layer", read_layer, "one of auto, never, only"},
    {"sign", read_sign,
	"break, which allows to change a signed PDF, or left out"},
    {"width", read_width, "a whole number of pixels from 16 to 10000"},
};

/*
 * Returns the index of the option name in the table, or, for a variable of
 * Tesseract, OPTIONS plus its index among those; or -1.
 */
static int
find_option(const char *name)
{
	size_t prefix = sizeof(VAR_PREFIX) - 1;
	int i;

	if (strncmp(name, VAR_PREFIX, prefix) == 0) {
		i = tess_vars_find(name + prefix);
		return i == -1 ? -1 : OPTIONS + i;
	}
	for (i = 0; i < OPTIONS; i++)
		if (strcmp(name, table[i].name) == 0)
			return i;
	return -1;
}

/* Where options are written to, and which of them were. */
struct reading {
	struct params *params;
	uint64_t seen;
	struct problem *problem;
};

/* Refuses an option or a variable of Tesseract that does not exist.  Returns
 * -1, with the problem. */
static int
refuse_name(struct problem *p, const char *name)
{
	if (strncmp(name, VAR_PREFIX, strlen(VAR_PREFIX)) == 0)
		return problem_bad_parameter(p, name,
		    "This variable of Tesseract cannot be set; those that can "
		    "are %s.",
		    tess_vars_names());
	return problem_bad_parameter(p, name,
	    "There is no such option; there are format, lang, psm, "
	    "dpi, quality, pages, rotate, region, timeout, layer, sign, "
	    "width and "
	    "var.NAME for some variables of Tesseract.");
}

/* Sets the option to value.  Returns 0, or -1 with the problem. */
static int
take_option(struct reading *g, const char *name, const char *value)
{
	int i = find_option(name), rc;

	if (i == -1)
		return refuse_name(g->problem, name);
	if (g->seen & 1ULL << i)
		return problem_bad_parameter(
		    g->problem, name, "The option is given twice.");
	g->seen |= 1ULL << i;
	rc = i < OPTIONS ? table[i].read(g->params, value)
			 : tess_vars_add(&g->params->vars, i - OPTIONS, value);
	if (rc == -1)
		return problem_bad_parameter(g->problem, name,
		    "The value is not accepted; it must be %s.",
		    i < OPTIONS ? table[i].accepted
				: tess_vars_accepted(i - OPTIONS));
	return 0;
}

/* Takes all options of the query string.  Returns 0, or -1 with the problem. */
static int
read_query(struct reading *g, const struct params_input *input)
{
	struct query q = {.text = input->query, .size = input->size};
	enum query_result rc;

	while ((rc = query_next(&q)) == QUERY_PAIR)
		if (take_option(g, q.name, q.value) == -1)
			return -1;
	if (rc == QUERY_BAD)
		return problem_bad_parameter(g->problem, q.name,
		    "The query string has a wrong %%XX or is too long "
		    "here.");
	return 0;
}

/*
 * Takes the fields of a form as options, but for those that are empty, and
 * those that the query has, too.  Returns 0, or -1 with the problem.
 */
static int
read_fields(struct reading *g, const struct params_input *input)
{
	const uint64_t in_query = g->seen;
	const struct body_field *f;
	size_t n;
	int i;

	for (n = 0; n < input->field_count; n++) {
		f = &input->fields[n];
		i = find_option(f->name);
		if (i != -1 && (f->value[0] == '\0' || in_query & 1ULL << i))
			continue;
		if (take_option(g, f->name, f->value) == -1)
			return -1;
	}
	return 0;
}

/* Chooses the format by Accept.  Returns 0, or -1 with the problem. */
static int
choose_format(struct params *r, const char *accept, struct problem *p)
{
	const char *types[FORMATS];
	json_t *supported;
	int chosen;

	for (int i = 0; i < FORMATS; i++)
		types[i] = format_type((enum format)i);
	chosen = accept_choose(accept, types, FORMATS);
	if (chosen != -1) {
		r->format = (enum format)chosen;
		return 0;
	}
	problem_set(p, PROBLEM_NOT_ACCEPTABLE,
	    "None of the formats suits the Accept header.");
	supported = json_array();
	for (int i = 0; i < FORMATS; i++)
		json_array_append_new(supported, json_string(types[i]));
	problem_member(p, "supported", supported);
	return -1;
}

/* Refuses a quality that this pool does not have, and says how to get it.
 * Returns -1, with the problem. */
static int
refuse_quality(enum quality q, struct problem *p)
{
	if (quality_is_built_in(q))
		problem_set(p, PROBLEM_QUALITY_UNAVAILABLE,
		    "This pool has no models for its second engine, which "
		    "quality=%s needs: \"make models\" gets them, and the "
		    "option --models of fcgi-worker names them. Use "
		    "quality=%s, the best that there is here.",
		    quality_name(q), quality_name(QUALITY_HIGH));
	else
		problem_set(p, PROBLEM_QUALITY_UNAVAILABLE,
		    "This build has no second engine, which quality=%s needs; "
		    "a build with ONNX Runtime has it, as on Debian 13 with "
		    "libonnxruntime-dev. Use quality=%s, the best that there "
		    "is here.",
		    quality_name(q), quality_name(QUALITY_HIGH));
	problem_member(p, "parameter", json_string("quality"));
	return -1;
}

/* Whether the header Prefer (RFC 7240) has handling=lenient. */
static bool
prefers_lenient(const char *prefer)
{
	while (prefer != NULL) {
		size_t n;

		prefer += strspn(prefer, ", \t");
		n = strcspn(prefer, ",; \t");
		if (n == strlen("handling=lenient") &&
		    strncasecmp(prefer, "handling=lenient", n) == 0)
			return true;
		prefer = strchr(prefer, ',');
	}
	return false;
}

int
params_parse(
    struct params *r, const struct params_input *input, struct problem *p)
{
	struct reading g = {.params = r, .problem = p};

	*r = (struct params){.psm = ENGINE_PSM_DEFAULT,
	    .quality = input->quality,
	    .with_markdown = input->with_markdown,
	    .is_lenient = prefers_lenient(input->prefer)};
	if (read_query(&g, input) == -1 || read_fields(&g, input) == -1)
		return -1;
	if (!(g.seen & 1U << OPTION_FORMAT) &&
	    choose_format(r, input->accept, p) == -1)
		return -1;
	if (!quality_is_available(r->quality, input->has_models))
		return refuse_quality(r->quality, p);
	if (r->psm == ENGINE_PSM_ORIENTATION && r->format != FORMAT_TEXT)
		return problem_bad_parameter(p, "psm",
		    "Mode 0 finds the orientation only and answers as text; "
		    "use format=text or another mode.");
	return 0;
}
