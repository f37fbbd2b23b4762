/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The options of a request: which values each accepts, where it may be given,
 * and which of two counts.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/ocr/params.h"
#include "tests/unit/parameter_of.h"

static int
parse(
    struct params *r, const char *query, const char *accept, struct problem *e)
{
	const struct params_input from = {
	    .query = query, .size = strlen(query), .accept = accept};

	return params_parse(r, &from, e);
}

static void
test_params(void **state)
{
	static const char text[] = "lang=eng,deu+eng&psm=6&dpi=300&format=tsv&"
				   "pages=7,1-3&rotate=auto&"
				   "region=1,2,30,40&timeout=600&quality=high";
	struct problem e = {.type = PROBLEM_NONE};
	struct params r;

	(void)state;
	assert_int_equal(parse(&r, text, NULL, &e), 0);
	assert_string_equal(r.lang, "eng+deu");
	assert_int_equal(r.psm, 6);
	assert_int_equal(r.dpi, 300);
	assert_int_equal(r.format, FORMAT_TSV);
	assert_int_equal(r.rotate, VALUE_ROTATE_AUTO);
	assert_int_equal(r.timeout_s, 600);
	assert_int_equal(r.quality, QUALITY_HIGH);
	assert_int_equal(r.region.x, 1);
	assert_int_equal(r.region.height, 40);
	assert_true(page_ranges_has(&r.pages, 2));
	assert_true(page_ranges_has(&r.pages, 7));
	assert_false(page_ranges_has(&r.pages, 4));
	assert_true(page_ranges_begin_within(&r.pages, 7));
	assert_false(page_ranges_begin_within(&r.pages, 6));
	assert_int_equal(parse(&r, "", "text/html", &e), 0);
	assert_int_equal(r.format, FORMAT_HOCR);
	assert_int_equal(r.psm, 3);
	assert_int_equal(parse(&r, "", "application/pdf", &e), 0);
	assert_int_equal(r.format, FORMAT_PDF);
	assert_int_equal(parse(&r, "", "application/x-ndjson", &e), 0);
	assert_int_equal(r.format, FORMAT_NDJSON);
	assert_int_equal(parse(&r, "", "image/png", &e), -1);
	assert_int_equal(e.type, PROBLEM_NOT_ACCEPTABLE);
	problem_clear(&e);
	assert_int_equal(parse(&r, "width=640", "image/jpeg", &e), 0);
	assert_int_equal(r.format, FORMAT_JPEG);
	assert_int_equal(r.width, 640);
	/* A format in the query need not suit Accept. */
	assert_int_equal(parse(&r, "format=alto", "image/png", &e), 0);
}

/* Without the option the quality is that of the pool; best needs its models. */
static void
test_quality(void **state)
{
	static const char best[] = "quality=best",
			  standard[] = "quality=standard";
	struct problem e = {.type = PROBLEM_NONE};
	struct params_input from = {.query = "", .quality = QUALITY_HIGH};
	struct params r;

	(void)state;
	assert_int_equal(params_parse(&r, &from, &e), 0);
	assert_int_equal(r.quality, QUALITY_HIGH);
	from.query = standard;
	from.size = strlen(standard);
	assert_int_equal(params_parse(&r, &from, &e), 0);
	assert_int_equal(r.quality, QUALITY_STANDARD);
	from.query = best;
	from.size = strlen(best);
	assert_int_equal(params_parse(&r, &from, &e), -1);
	assert_int_equal(e.type, PROBLEM_QUALITY_UNAVAILABLE);
	assert_non_null(strstr(e.detail, "quality=high"));
	assert_non_null(strstr(e.detail, quality_is_built_in(QUALITY_BEST)
					     ? "make models"
					     : "libonnxruntime-dev"));
	problem_clear(&e);
	from.has_models = true;
	assert_int_equal(params_parse(&r, &from, &e),
	    quality_is_built_in(QUALITY_BEST) ? 0 : -1);
	problem_clear(&e);
}

/* The error names the wrong option and says what is accepted. */
static void
test_bad_params(void **state)
{
	static const struct {
		const char *query, *parameter, *detail;
	} table[] = {
	    {"psm=14", "psm", "0 to 13"},
	    {"psm=-1", "psm", "0 to 13"},
	    {"psm=2", "psm", "except 2"},
	    {"psm=", "psm", "0 to 13"},
	    {"psm=3&psm=3", "psm", "twice"},
	    {"quality=low", "quality", "standard, high, best"},
	    {"quality=", "quality", "standard, high, best"},
	    {"dpi=69", "dpi", "70 to 2400"},
	    {"dpi=2401", "dpi", "70 to 2400"},
	    {"dpi=3e2", "dpi", "70 to 2400"},
	    {"format=docx", "format", "text, markdown, json"},
	    {"lang=", "lang", "codes"},
	    {"lang=../eng", "lang", "codes"},
	    {"lang=/etc/eng", "lang", "codes"},
	    {"lang=eng%2b", "lang", "codes"},
	    {"lang=a+b+c+d+e+f+g+h+i", "lang", "1 to 8"},
	    {"PSM=3", "PSM", "no such option"},
	    {"pages=0", "pages", "1-3,7"},
	    {"pages=3-1", "pages", "1-3,7"},
	    {"pages=-5", "pages", "1-3,7"},
	    {"pages=1--3", "pages", "1-3,7"},
	    {"pages=1-,", "pages", "1-3,7"},
	    {"pages=-", "pages", "1-3,7"},
	    {"pages=1,", "pages", "1-3,7"},
	    {"pages=123456", "pages", "1-3,7"},
	    {"rotate=45", "rotate", "270, auto"},
	    {"rotate=-90", "rotate", "270, auto"},
	    {"region=1,2,3", "region", "width"},
	    {"region=1,2,3,4,5", "region", "width"},
	    {"region=1,2,0,4", "region", "width"},
	    {"region=-1,2,3,4", "region", "width"},
	    {"layer=yes", "layer", "auto, never, only"},
	    {"width=15", "width", "16 to 10000"},
	    {"width=10001", "width", "16 to 10000"},
	    {"sign=keep", "sign", "break"},
	    {"timeout=0", "timeout", "1 to 600"},
	    {"timeout=601", "timeout", "1 to 600"},
	    {"timeout=1.5", "timeout", "1 to 600"},
	    {"var.debug_file=/tmp/x", "var.debug_file", "cannot be set"},
	    {"var.user_words_file=/tmp/x", "var.user_words_file",
		"tessedit_char_whitelist"},
	    {"var.=1", "var.", "lstm_choice_mode"},
	    {"var.preserve_interword_spaces=yes",
		"var.preserve_interword_spaces", "0 or 1"},
	    {"var.thresholding_method=3", "var.thresholding_method",
		"0, 1 or 2"},
	    {"var.invert_threshold=1.1", "var.invert_threshold", "0 to 1"},
	    {"var.invert_threshold=0x1", "var.invert_threshold", "0 to 1"},
	    {"var.invert_threshold=1.0.0", "var.invert_threshold", "0 to 1"},
	    {"var.tessedit_char_whitelist=", "var.tessedit_char_whitelist",
		"UTF-8"},
	    {"var.tessedit_char_whitelist=%ff", "var.tessedit_char_whitelist",
		"UTF-8"},
	    {"var.tessedit_char_whitelist=a%0ab", "var.tessedit_char_whitelist",
		"control"},
	    {"var.hocr_font_info=1&var.hocr_font_info=1", "var.hocr_font_info",
		"twice"},
	    {"psm=%3", "psm", "%XX"},
	    {"psm=0&format=json", "psm", "text"},
	};
	struct problem e = {.type = PROBLEM_NONE};
	struct params r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		assert_int_equal(parse(&r, table[i].query, NULL, &e), -1);
		assert_int_equal(e.type, PROBLEM_BAD_REQUEST);
		assert_string_equal(parameter_of(&e), table[i].parameter);
		assert_non_null(strstr(e.detail, table[i].detail));
	}
	problem_clear(&e);
}

/* The query counts before the form; an empty field was not filled in. */
static void
test_fields(void **state)
{
	static const struct body_field fields[] = {{"psm", "11"}, {"lang", ""},
	    {"dpi", "200"}, {"region", ""},
	    {"var.preserve_interword_spaces", "1"}};
	static const struct body_field twice[] = {{"psm", "11"}, {"psm", "11"}};
	static const struct body_field unknown[] = {{"color", ""}};
	struct params_input from = {
	    .query = "psm=6", .size = 5, .fields = fields, .field_count = 5};
	struct problem e = {.type = PROBLEM_NONE};
	struct params r;

	(void)state;
	assert_int_equal(params_parse(&r, &from, &e), 0);
	assert_int_equal(r.psm, 6);
	assert_int_equal(r.dpi, 200);
	assert_string_equal(r.lang, "");
	assert_int_equal(r.region.width, 0);
	assert_int_equal(r.vars.count, 1);
	assert_string_equal(r.vars.names[0], "preserve_interword_spaces");
	assert_string_equal(r.vars.values[0], "1");
	from = (struct params_input){
	    .query = "", .fields = twice, .field_count = 2};
	assert_int_equal(params_parse(&r, &from, &e), -1);
	assert_non_null(strstr(e.detail, "twice"));
	from.fields = unknown;
	from.field_count = 1;
	assert_int_equal(params_parse(&r, &from, &e), -1);
	assert_string_equal(parameter_of(&e), "color");
	problem_clear(&e);
}

static void
test_vars(void **state)
{
	static const char *const files[] = {"debug_file", "user_words_file",
	    "user_patterns_file", "tessedit_write_images", "tessedit_dump",
	    "thresholding", ""};
	struct tess_vars v = {0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		assert_int_equal(tess_vars_find(files[i]), -1);
	assert_int_equal(
	    tess_vars_add(
		&v, tess_vars_find("tessedit_char_whitelist"), "\xc3\xa4+ "),
	    0);
	assert_int_equal(
	    tess_vars_add(&v, tess_vars_find("textord_min_linesize"), "2.5"),
	    0);
	assert_int_equal(v.count, 2);
	assert_string_equal(v.values[0], "\xc3\xa4+ ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_params),
	    cmocka_unit_test(test_quality),
	    cmocka_unit_test(test_bad_params),
	    cmocka_unit_test(test_fields),
	    cmocka_unit_test(test_vars),
	};

	return cmocka_run_group_tests_name("params", tests, NULL, NULL);
}
