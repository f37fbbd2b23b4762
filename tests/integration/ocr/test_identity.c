/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Text, TSV, hOCR and ALTO are what the tesseract command writes for the same
 * page with the same options, in several languages, fonts, sizes and layouts,
 * and whatever a worker has done before.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/drawing.h"
#include "tests/lib/http.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/tesseract.h"
#include "tests/lib/typeset.h"

#define LANGUAGES 5
#define STYLES 11
#define OTHERS 500

static const struct {
	const char *code, *text;
} languages[LANGUAGES] = {
    {"eng", "The quick brown fox jumps over the lazy dog.\n"
	    "Invoice 2024-117 of 3 March, due in 30 days:\n"
	    "12 boxes of paper at 4.95 each, 59.40 in all.\n"
	    "Please quote the number when you pay by transfer.\n"
	    "Goods remain our property until they are paid.\n"
	    "Yours faithfully, J. Q. Whitfield & Sons\n"},
    {"deu", "Zw\u00f6lf Boxk\u00e4mpfer jagen Viktor quer \u00fcber den Sylter "
	    "Deich.\n"
	    "Rechnung Nr. 117 vom 3. M\u00e4rz, zahlbar in 30 Tagen:\n"
	    "12 Schachteln Papier zu je 4,95, zusammen 59,40.\n"
	    "Bitte geben Sie bei der \u00dcberweisung die Nummer an.\n"
	    "Die Ware bleibt bis zur Zahlung unser Eigentum.\n"
	    "Mit freundlichen Gr\u00fc\u00dfen, J\u00f6rg Wei\u00df\n"},
    {"fra", "Portez ce vieux whisky au juge blond qui fume.\n"
	    "Facture n\u00b0 117 du 3 mars, payable sous 30 jours :\n"
	    "12 bo\u00eetes de papier \u00e0 4,95, soit 59,40 au total.\n"
	    "Merci d'indiquer le num\u00e9ro lors du r\u00e8glement.\n"
	    "La marchandise reste notre propri\u00e9t\u00e9 jusque-l\u00e0.\n"
	    "Veuillez agr\u00e9er nos salutations, Fran\u00e7ois No\u00ebl\n"},
    {"spa", "El veloz murci\u00e9lago hind\u00fa com\u00eda feliz cardillo.\n"
	    "Factura n.\u00ba 117 del 3 de marzo, a pagar en 30 d\u00edas:\n"
	    "12 cajas de papel a 4,95 cada una, 59,40 en total.\n"
	    "Indique el n\u00famero cuando haga la transferencia.\n"
	    "La mercanc\u00eda es nuestra hasta que se pague.\n"
	    "Atentamente, Bego\u00f1a Ib\u00e1\u00f1ez y compa\u00f1\u00eda\n"},
    {"ita", "Quel vituperabile xenofobo zelante assaggia il whisky.\n"
	    "Fattura n. 117 del 3 marzo, da pagare entro 30 giorni:\n"
	    "12 scatole di carta a 4,95 ciascuna, 59,40 in tutto.\n"
	    "Si prega di indicare il numero nel bonifico.\n"
	    "La merce resta nostra propriet\u00e0 fino al pagamento.\n"
	    "Perch\u00e9 cos\u00ec \u00e8 pi\u00f9 sicuro. Distinti saluti, "
	    "Nicol\u00f2\n"},
};

static const struct typeset sheets[STYLES] = {
    {"DejaVu Sans", 11, .width = 420, .height = 180, .dpi = 200},
    {"DejaVu Serif", 11, .width = 420, .height = 180, .dpi = 200},
    {"DejaVu Sans Mono", 10, .width = 420, .height = 180, .dpi = 200},
    {"Liberation Serif", 12, .width = 420, .height = 180, .dpi = 200},
    {"Liberation Sans", 9, .width = 420, .height = 180, .dpi = 300},
    {"Liberation Sans", 14, .bold = true, .width = 480, .height = 220,
	.dpi = 150},
    {"Liberation Serif", 13, .italic = true, .width = 420, .height = 200,
	.dpi = 150},
    {"DejaVu Serif", 18, .width = 640, .height = 240, .dpi = 100},
    {"DejaVu Sans", 9, .columns = 2, .width = 640, .height = 140, .dpi = 200},
    {"Liberation Mono", 8, .columns = 2, .width = 640, .height = 140,
	.dpi = 200},
    {"DejaVu Sans", 11, .dark = true, .width = 420, .height = 180, .dpi = 200},
};

/* Checks that the server and the tesseract command read the same on a sheet in
 * a language. */
static void
compare(size_t l, size_t s, const char *psm)
{
	const char *args[] = {"-l", languages[l].code, "--psm", psm, NULL};
	struct page_file page;
	char *want, *got, path[64];

	assert_int_equal(
	    typeset_image(languages[l].text, &sheets[s], PAGE_PNG, &page), 0);
	snprintf(
	    path, sizeof(path), "/ocr?lang=%s&psm=%s", languages[l].code, psm);
	want = tesseract_run(server_fixture->dir, &page, args);
	assert_non_null(want);
	got = reading_post(server_fixture->port, path, &page);
	if (strcmp(tesseract_trim(got), tesseract_trim(want)) != 0)
		print_error("%s, sheet %zu\n", languages[l].code, s);
	assert_string_equal(got, want);
	assert_true(strlen(got) > strlen(languages[l].text) / 2);
	free(got);
	free(want);
	page_file_clear(&page);
}

static void
test_55_pages(void **state)
{
	(void)state;
	for (size_t l = 0; l < LANGUAGES; l++)
		for (size_t s = 0; s < STYLES; s++)
			compare(l, s, s % 3 == 2 ? "4" : "3");
}

/* A few words between long rules, in which nothing is found at first. */
static void
test_rules(void **state)
{
	const char *args[] = {"-l", "eng", NULL};
	struct drawing *d = drawing_begin(600, 400);
	struct page_file page;
	char *want, *got;

	(void)state;
	drawing_ink(d, 0.5);
	drawing_fill(d, 0, 200, 600, 1);
	drawing_fill(d, 300, 0, 1, 400);
	drawing_ink(d, 0);
	drawing_font(d, "Liberation Sans", 44);
	drawing_text(d, 287, 252, "a");
	drawing_text(d, 250, 308, "long");
	drawing_text(d, 170, 364, "text sample");
	assert_int_equal(drawing_end(d, 0, &page), 0);
	want = tesseract_run(server_fixture->dir, &page, args);
	assert_non_null(strstr(want, "sample"));
	got = reading_post(server_fixture->port, "/ocr", &page);
	assert_string_equal(tesseract_trim(got), tesseract_trim(want));
	free(got);
	free(want);
	page_file_clear(&page);
}

/*
 * Returns alto with right confidences, to be freed, and frees alto: the command
 * writes N percent as "0.N", so that 0.5 stands for 0.05, and 0.100 for 1.
 */
static char *
mend_confidences(char *alto)
{
	static const char begin[] = " WC=\"0.";
	char *mended = malloc(strlen(alto) * 2 + 1), *to = mended, *next, *end;

	assert_non_null(mended);
	for (char *from = alto; *from != '\0'; from = end) {
		next = strstr(from, begin);
		end = next == NULL ? from + strlen(from) : next;
		memcpy(to, from, (size_t)(end - from));
		to += end - from;
		if (next != NULL)
			to += sprintf(to, " WC=\"%.2f",
			    (double)strtol(next + strlen(begin), &end, 10) /
				100);
	}
	*to = '\0';
	free(alto);
	return mended;
}

/* Compares the document of the service with that of the command, in each
 * format. */
static void
test_documents(void **state)
{
	static const char *const formats[] = {"tsv", "hocr", "alto"};
	struct page_file page;
	char *want, *got, path[64];

	(void)state;
	for (size_t n = 0; n < (size_t)3 * STYLES; n++) {
		const char *args[] = {"-l", "eng", formats[n % 3], NULL};

		assert_int_equal(typeset_image(languages[0].text,
				     &sheets[n / 3], PAGE_PNG, &page),
		    0);
		snprintf(path, sizeof(path), "/ocr?format=%s", formats[n % 3]);
		want = tesseract_run(server_fixture->dir, &page, args);
		assert_non_null(want);
		if (n % 3 == 2)
			want = mend_confidences(want);
		got = reading_post(server_fixture->port, path, &page);
		assert_string_equal(
		    tesseract_forget_file(got), tesseract_forget_file(want));
		free(got);
		free(want);
		page_file_clear(&page);
	}
}

/* As with the command, a variable counts for every language. */
static void
test_variables(void **state)
{
	static const char *const table[][2] = {
	    {"tessedit_char_whitelist=0123456789", "eng"},
	    {"tessedit_char_blacklist=aeiou", "eng+deu"},
	    {"preserve_interword_spaces=1", "eng+deu"},
	    {"load_system_dawg=0", "eng"},
	    {"thresholding_method=2", "eng"},
	};
	struct page_file page;
	char *want, *got, path[128];

	(void)state;
	assert_int_equal(
	    typeset_image(languages[0].text, &sheets[8], PAGE_PNG, &page), 0);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *args[] = {
		    "-c", table[i][0], "-l", table[i][1], NULL};

		snprintf(path, sizeof(path), "/ocr?var.%s&lang=%s", table[i][0],
		    table[i][1]);
		want = tesseract_run(server_fixture->dir, &page, args);
		assert_non_null(want);
		got = reading_post(server_fixture->port, path, &page);
		assert_string_equal(tesseract_trim(got), tesseract_trim(want));
		free(got);
		free(want);
	}
	page_file_clear(&page);
}

/* Each of these changes something that could stay; those that load models are
 * rare. */
static const char *const others[] = {"/ocr", "/ocr?psm=6",
    "/ocr?psm=11&dpi=600", "/ocr?region=0,0,100,80", "/ocr?rotate=180",
    "/ocr?format=json&psm=12", "/ocr?psm=7", "/ocr?format=tsv&dpi=70",
    "/ocr?psm=13", "/ocr", "/ocr?lang=deu", "/ocr?psm=6", "/ocr?psm=5",
    "/ocr?var.tessedit_char_whitelist=abc", "/ocr?psm=4", "/ocr?rotate=90",
    "/ocr?psm=0", "/ocr?format=alto", "/ocr?rotate=auto&psm=6",
    "/ocr?format=hocr&psm=8"};

#define KINDS (sizeof(others) / sizeof(others[0]))

static void
test_after_500_others(void **state)
{
	struct page_file pages[3], other;
	char *fresh[3], *again;

	server_fixture_teardown(state);
	assert_int_equal(server_fixture_setup(state), 0);
	for (size_t i = 0; i < 3; i++) {
		typeset_image(
		    languages[0].text, &sheets[4 * i], PAGE_PNG, &pages[i]);
		fresh[i] = reading_post(
		    server_fixture->port, "/ocr?format=hocr", &pages[i]);
	}
	for (size_t n = 0; n < OTHERS; n++) {
		struct typeset style = sheets[n % STYLES];
		struct http_answer answer;

		style.width = 140 + (double)(n % 20);
		style.height = 60 + (double)(n % 10);
		style.dpi = 100;
		typeset_image(
		    languages[n % LANGUAGES].text, &style, PAGE_PNG, &other);
		assert_int_equal(
		    http_post(server_fixture->port, others[n % KINDS],
			other.data, other.len, &answer),
		    0);
		/* Mode 0 may find that there is too little text. */
		assert_true(answer.status == 200 || answer.status == 422);
		http_answer_clear(&answer);
		page_file_clear(&other);
	}
	for (size_t i = 0; i < 3; i++) {
		again = reading_post(
		    server_fixture->port, "/ocr?format=hocr", &pages[i]);
		assert_string_equal(again, fresh[i]);
		free(again);
		free(fresh[i]);
		page_file_clear(&pages[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_55_pages),
	    cmocka_unit_test(test_rules),
	    cmocka_unit_test(test_documents),
	    cmocka_unit_test(test_variables),
	    cmocka_unit_test(test_after_500_others),
	};

	return server_report(cmocka_run_group_tests_name(
	    "identity", tests, server_fixture_setup, server_fixture_teardown));
}
