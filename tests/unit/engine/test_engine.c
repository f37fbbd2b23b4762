/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The engine on a drawn page: it uses one thread, nothing of a request is left
 * for the next one, and each format has the same result in it.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>
#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

#include "fcgi-worker/base/cpus.h"
#include "fcgi-worker/engine/engine.h"
#include "fcgi-worker/engine/installed.h"
#include "fcgi-worker/input/image.h"
#include "fcgi-worker/output/document.h"

/* Returns a page of drawn words, in leptonica's own font. */
static PIX *
draw(void)
{
	L_BMF *font = bmfCreate(NULL, 20);
	PIX *page = pixCreate(900, 300, 8), *out;

	assert_non_null(font);
	pixSetAll(page);
	out = pixAddSingleTextblock(page, font,
	    "The quick brown fox jumps over the lazy dog", 0, L_ADD_BELOW,
	    NULL);
	assert_non_null(out);
	pixDestroy(&page);
	bmfDestroy(&font);
	pixSetResolution(out, 200, 200);
	return out;
}

/* A request to read pages. */
struct request {
	int psm, dpi;
	enum format format;
	struct tess_vars vars;
	struct value_region region;
	enum quality quality;
};

/* Reads a page so many times, as the request r asks, and writes it into out. */
static void
recognize(struct engine *e, const struct request *r, unsigned pages,
    struct buffer *out)
{
	const struct engine_settings settings = {
	    NULL, r->psm, r->dpi, &r->vars, r->quality, false};
	struct document_origin origin = {.version = engine_version(),
	    .tessdata = engine_tessdata(e),
	    .lang = "eng",
	    .id = "id"};
	struct document document;
	struct page *page;
	PIX *pix = draw();

	assert_int_equal(engine_prepare(e, &settings), 0);
	document_begin(&document, r->format, &origin, out);
	for (unsigned n = 0; n < pages; n++) {
		page = engine_read(e, pix, &r->region, ENGINE_MOST_DPI);
		assert_non_null(page);
		page->number = n;
		assert_int_equal(document_add(&document, page), 0);
		page_free(page);
	}
	assert_int_equal(document_end(&document), 0);
	document_free(&document);
	pixDestroy(&pix);
}

static int
count_threads(void)
{
	DIR *dir = opendir("/proc/self/task");
	struct dirent *entry;
	int n = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		n += entry->d_name[0] != '.';
	closedir(dir);
	return n;
}

static int
setup(void **state)
{
	char error[256];

	image_silence();
	*state = engine_open(NULL, "eng", error, sizeof(error));
	return *state == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
	engine_close(*state);
	return 0;
}

/* A thread of OpenMP would stay after the recognition that started it. */
static void
test_one_thread(void **state)
{
	struct request request = {.psm = ENGINE_PSM_DEFAULT};
	struct buffer out = {0};

	recognize(*state, &request, 1, &out);
	assert_non_null(strstr(out.data, "quick brown"));
	assert_int_equal(count_threads(), 1);
	assert_int_equal(engine_reset(*state), 0);
	buffer_free(&out);
}

/* A plain request is answered alike, whatever request came before it. */
static void
test_no_memory_of_requests(void **state)
{
	static const struct request others[] = {
	    {.psm = 7, .dpi = 2400},
	    {.psm = 0},
	    {.psm = 12, .dpi = 70},
	    {.psm = 1},
	    {.psm = 3, .vars = {1, {"tessedit_char_whitelist"}, {"abc"}}},
	    {.psm = 3, .vars = {1, {"load_system_dawg"}, {"0"}}},
	    {.psm = 3, .region = {10, 10, 200, 50}},
	    {.psm = 3, .dpi = 300, .quality = QUALITY_HIGH},
	    {.psm = 11, .quality = QUALITY_HIGH},
	};
	struct request plain = {
	    .psm = ENGINE_PSM_DEFAULT, .format = FORMAT_HOCR};
	struct buffer first = {0}, other = {0}, again = {0};

	recognize(*state, &plain, 1, &first);
	assert_non_null(strstr(first.data, "scan_res 200 200"));
	assert_int_equal(engine_reset(*state), 0);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		recognize(*state, &others[i], 1, &other);
		buffer_free(&other);
		assert_int_equal(engine_reset(*state), 0);
		assert_string_equal(engine_lang(*state), "eng");
		recognize(*state, &plain, 1, &again);
		assert_string_equal(first.data, again.data);
		buffer_free(&again);
		assert_int_equal(engine_reset(*state), 0);
	}
	buffer_free(&first);
}

/* A variable counts for one request, and does what it does for the command. */
static void
test_vars(void **state)
{
	struct request request = {.psm = ENGINE_PSM_DEFAULT,
	    .vars = {1, {"tessedit_char_blacklist"}, {"o"}}};
	struct buffer out = {0};

	recognize(*state, &request, 1, &out);
	assert_null(strchr(out.data, 'o'));
	assert_non_null(strstr(out.data, "quick"));
	buffer_free(&out);
	assert_int_equal(engine_reset(*state), 0);
	request.vars.count = 0;
	recognize(*state, &request, 1, &out);
	assert_non_null(strstr(out.data, "brown"));
	buffer_free(&out);
	engine_reset(*state);
}

static void
test_pages(void **state)
{
	static const struct {
		enum format format;
		const char *one, *two;
	} table[] = {
	    {FORMAT_TEXT, "fox", "\f"},
	    {FORMAT_HOCR, "id='page_1'", "id='page_2'"},
	    {FORMAT_ALTO, "ID=\"page_0\"", "ID=\"page_1\""},
	    {FORMAT_TSV, "\n1\t1\t0", "\n1\t2\t0"},
	    {FORMAT_JSON, "\"page\":1,", "\"page\":2,"},
	};
	struct request request = {.psm = ENGINE_PSM_DEFAULT};
	struct buffer out = {0};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		request.format = table[i].format;
		recognize(*state, &request, 2, &out);
		assert_non_null(strstr(out.data, table[i].one));
		assert_non_null(strstr(out.data, table[i].two));
		buffer_free(&out);
		engine_reset(*state);
	}
}

/* Blocks, paragraphs, lines and words are nested as they are read. */
static void
test_json(void **state)
{
	struct request request = {
	    .psm = ENGINE_PSM_DEFAULT, .format = FORMAT_JSON};
	struct buffer out = {0};
	json_t *document, *node;
	static const char *const path[] = {
	    "pages", "blocks", "paragraphs", "lines"};

	recognize(*state, &request, 1, &out);
	document = json_loads(out.data, 0, NULL);
	assert_non_null(document);
	node = document;
	for (size_t i = 0; i < 4; i++)
		node = json_array_get(json_object_get(node, path[i]), 0);
	node = json_object_get(node, "words");
	assert_int_equal(json_array_size(node), 3);
	node = json_array_get(node, 2);
	assert_string_equal(
	    json_string_value(json_object_get(node, "text")), "brown");
	assert_int_equal(json_array_size(json_object_get(node, "bbox")), 4);
	assert_in_range(
	    json_real_value(json_object_get(document, "confidence")), 50, 100);
	json_decref(document);
	buffer_free(&out);
	engine_reset(*state);
}

static void
test_language_names(void **state)
{
	char error[512];

	assert_true(engine_has(*state, "eng"));
	assert_true(engine_has(*state, ""));
	assert_false(engine_has(*state, "eng+xyz"));
	assert_false(engine_has(*state, "en"));
	assert_false(engine_has(*state, "osd"));
	assert_null(engine_open(NULL, "eng+xyz", error, sizeof(error)));
	assert_non_null(strstr(error, "eng+xyz"));
	assert_non_null(strstr(strstr(error, "installed:"), " eng"));
}

/*
 * A directory that cannot be read gives an error that names it, where Tesseract
 * 5.5 throws an exception of C++.
 */
static void
test_unreadable_directories(void **state)
{
	static const char *const unreadable[] = {"/nowhere", "/dev/null"};
	char loop[] = "/tmp/ocr-test-loop-XXXXXX", error[512];
	struct engine *e;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_null(
		    engine_open(unreadable[i], "eng", error, sizeof(error)));
		assert_non_null(strstr(error, "--tessdata: \"/"));
		assert_non_null(strstr(error, unreadable[i]));
	}
	assert_non_null(mkdtemp(loop));
	assert_int_equal(rmdir(loop), 0);
	assert_int_equal(symlink(loop, loop), 0);
	assert_null(engine_open(loop, "eng", error, sizeof(error)));
	setenv("TESSDATA_PREFIX", loop, 1);
	assert_null(engine_open(NULL, "eng", error, sizeof(error)));
	assert_non_null(strstr(error, "TESSDATA_PREFIX: \"/tmp/ocr-test-loop"));
	/* A directory that does not exist is ignored, as Tesseract does. */
	setenv("TESSDATA_PREFIX", "/nowhere", 1);
	e = engine_open(NULL, "eng", error, sizeof(error));
	assert_non_null(e);
	/* TESSDATA_PREFIX is ignored where a directory is named. */
	setenv("TESSDATA_PREFIX", loop, 1);
	engine_close(
	    engine_open(engine_tessdata(e), "eng", error, sizeof(error)));
	assert_null(getenv("TESSDATA_PREFIX"));
	engine_close(e);
	unlink(loop);
}

/* Makes an empty file of this name. */
static void
put(const char *dir, const char *name)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_int_not_equal(fd, -1);
	close(fd);
}

/* The list has what the tesseract command lists, and nothing else. */
static void
test_list(void **state)
{
	static const char *const want[] = {"a", "script/Latin", "z"};
	static const char *const names[] = {"z.traineddata", "a.traineddata",
	    "osd.traineddata", "equ.traineddata", "script/Latin.traineddata",
	    "z.user-words", ".traineddata", ".b.traineddata"};
	char dir[] = "/tmp/ocr-test-list-XXXXXX", path[64];
	char **list;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/script", dir);
	assert_int_equal(mkdir(path, 0700), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		put(dir, names[i]);
	list = installed_list(dir);
	assert_non_null(list);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(list[i], want[i]);
	assert_null(list[3]);
	installed_free(list);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	snprintf(path, sizeof(path), "%s/script", dir);
	rmdir(path);
	assert_int_equal(rmdir(dir), 0);
	assert_null(installed_list(dir));
}

/*
 * Whether Tesseract looks for lines of fixed pitch is set by each request, also
 * by those that come after one of another quality.
 */
static void
test_pitch(void **state)
{
	static const struct {
		enum quality quality;
		int psm;
		bool is_proportional;
	} list[] = {
	    {QUALITY_HIGH, PSM_AUTO, true},
	    {QUALITY_STANDARD, PSM_AUTO, false},
	    {QUALITY_HIGH, PSM_SINGLE_LINE, false},
	};
	char error[256];
	struct engine *e = engine_open(NULL, "eng", error, sizeof(error));
	TessBaseAPI *other = TessBaseAPICreate();
	BOOL is_set;

	(void)state;
	assert_non_null(e);
	assert_int_equal(TessBaseAPIInit3(other, NULL, "eng"), 0);
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		const struct engine_settings settings = {
		    NULL, list[i].psm, 0, NULL, list[i].quality, false};

		assert_int_equal(engine_prepare(e, &settings), 0);
		assert_true(TessBaseAPIGetBoolVariable(
		    other, "textord_all_prop", &is_set));
		assert_int_equal(is_set, list[i].is_proportional);
		engine_reset(e);
	}
	TessBaseAPIDelete(other);
	engine_close(e);
}

int
main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_one_thread),
	    cmocka_unit_test(test_no_memory_of_requests),
	    cmocka_unit_test(test_vars),
	    cmocka_unit_test(test_pitch),
	    cmocka_unit_test(test_pages),
	    cmocka_unit_test(test_json),
	    cmocka_unit_test(test_language_names),
	    cmocka_unit_test(test_unreadable_directories),
	    cmocka_unit_test(test_list),
	};

	(void)argc;
	if (cpus_one_thread(argv) == -1)
		return 1;
	return cmocka_run_group_tests_name("engine", tests, setup, teardown);
}
