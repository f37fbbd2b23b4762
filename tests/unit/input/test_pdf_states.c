/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What has poppler stop is taken out of the content of a page, and nothing
 * else; and fonts that the page lacks are added.
 */
#include "tests/lib/test.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/input/pdf_states.h"

/* Returns a PDF whose page has this value of /Contents, and whose object 4 is a
 * stream of the content. */
static struct bytes
make_with(const char *contents, const char *content)
{
	static char text[10000];
	int n = snprintf(text, sizeof(text),
	    "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]"
	    "/Contents %s>>endobj\n4 0 obj<</Length %zu>>stream\n%s\n"
	    "endstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n",
	    contents, strlen(content), content);

	assert_in_range(n, 1, sizeof(text) - 1);
	return (struct bytes){(unsigned char *)text, (size_t)n};
}

static struct bytes
make(const char *content)
{
	return make_with("4 0 R", content);
}

/* Checks that the content is mended to want; NULL: that it is not mended. */
static void
becomes(const char *content, const char *want)
{
	struct bytes pdf = make(content), out = {0};
	char stream[256];

	assert_int_equal(pdf_states_mend(&pdf, 1, &out), want == NULL ? -1 : 0);
	if (want == NULL)
		return;
	snprintf(stream, sizeof(stream), "stream\n%sendstream", want);
	if (memmem(out.data, out.size, stream, strlen(stream)) == NULL)
		fail_msg("%s: not %s", content, want);
	free((void *)(uintptr_t)out.data);
}

static void
test_states(void **state)
{
	(void)state;
	becomes("Q Q 1 w", "q\nq\nQ Q 1 w");
	becomes("q Q Q q 1 w Q", "q\nq Q Q q 1 w Q");
	becomes("q 1 w Q", NULL);
	/* Nothing follows. */
	becomes("1 w Q Q", NULL);
}

static void
test_operands(void **state)
{
	(void)state;
	becomes("Tf 1 w", " 1 w");
	becomes("2 J 10 Tf 1 w", "2 J  1 w");
	becomes("1 0 0 1 5 cm (a) 2 \" 1 w", "  1 w");
	becomes("/P [1 [2]] TD <</A[1]>> BDC [(a) 1] TJ [1] d Q 1 w",
	    "q\n/P [1 [2]] TD  [(a) 1] TJ  Q 1 w");
	becomes("% Tf\n[Tf] 0 d (Tf) Tj", NULL);
	becomes("1 2 3 4 5 6 7 cm 1 1 sc 8 9 w xyz", NULL);
	becomes("BI /W 1 /H 1 /BPC 8 /CS /G ID Tf EI 1 w", NULL);
	/* The data of an image may look like the begin of an array. */
	becomes("BI /W 1 /H 1 /BPC 8 /CS /G ID [ EI Q 1 w",
	    "q\nBI /W 1 /H 1 /BPC 8 /CS /G ID [ EI Q 1 w");
	/* It is no number for libqpdf, but it is for poppler. */
	becomes("Q 0.00-35 10 Td -1 w", "q\nQ 0.00-35 10 Td -1 w");
}

static void
test_spelling(void **state)
{
	(void)state;
	becomes("/F 1e2 Tf", "/F 100.000000000 Tf");
	becomes("[(a) -1.5E-1] TJ", "[(a) -0.150000000] TJ");
	becomes(
	    "1 0 0 1 +2.e+1 .5e1 cm", "1 0 0 1 20.000000000 5.000000000 cm");
	/* These are no numbers of a content. */
	becomes("1e99 w", NULL);
	becomes("1e w", NULL);
	becomes("e1 0x1e2 w", NULL);
	becomes("BT 1 w ETBT ET", "BT 1 w ET BT ET");
	becomes("Qq 1 w Q", "q\nQ q 1 w Q");
	becomes("1 wQ 1 w", "q\n1 w Q 1 w");
	becomes("0 0 9 9 ref* 1 w", "0 0 9 9 re f* 1 w");
	becomes("ETTf 1 w", "ET  1 w");
	/* These are operators, or more or less than two. */
	becomes("BMC gs scn W* n", "  scn W* n");
	becomes("ETxy xyET ETBTET (ETBT) /ETBT [ETBT] 0 d % ETBT", NULL);
}

/* What is no stream is left out of the contents. */
static void
test_contents(void **state)
{
	static const char *const table[] = {"[null 4 0 R]", "[4 0 R 9 0 R]",
	    "[4 0 R 1 0 R]", "[[] null 4 0 R null <<>> 9 0 R]"};
	struct bytes plain, none;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct bytes pdf = make_with(table[i], "1 w"), out = {0};
		static const char want[] = "/Contents [ 4 0 R ]";

		assert_int_equal(pdf_states_mend(&pdf, 1, &out), 0);
		if (memmem(out.data, out.size, want, strlen(want)) == NULL)
			fail_msg("%s: %.*s", table[i], (int)out.size,
			    (const char *)out.data);
		free((void *)(uintptr_t)out.data);
	}
	plain = make_with("[4 0 R]", "1 w");
	assert_int_equal(pdf_states_mend(&plain, 1, &none), -1);
}

/* Returns a PDF with a page and the node above it, which have these entries,
 * and with a form, which has these entries, and its content. */
static struct bytes
make_with_form(
    const char *above, const char *page, const char *form, const char *content)
{
	static char text[1024];
	int n = snprintf(text, sizeof(text),
	    "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1%s>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]%s>>endobj\n"
	    "4 0 obj<</Subtype/Form%s/Length %zu>>stream\n%s\n"
	    "endstream endobj\n5 0 obj<</Font<</F 6 0 R/N null>>>>endobj\n"
	    "6 0 obj<</Type/Font>>endobj\ntrailer<</Root 1 0 R/Size 7>>\n",
	    above, page, form, strlen(content), content);

	assert_in_range(n, 1, sizeof(text) - 1);
	return (struct bytes){(unsigned char *)text, (size_t)n};
}

/* A font is added under each name that is selected and has none, and under no
 * other. */
static void
test_fonts(void **state)
{
#define FONTS "/Resources 5 0 R"
#define FORM "/Resources<</XObject<</X 4 0 R>>>>"
#define HELVETICA                                                              \
	" << /BaseFont /Helvetica /Encoding /WinAnsiEncoding /Subtype /Type1 " \
	"/Type /Font >> "
	static const struct {
		const char *above, *page, *form, *content, *want;
	} table[] = {
	    {"", "/Contents 4 0 R", "", "/F 9 Tf",
		"/Resources << /Font << /F" HELVETICA ">> >>"},
	    {"", "/Contents 4 0 R" FONTS, "", "/F 9 Tf /G 9 Tf /N 9 Tf /F 9 Tf",
		"<< /Font << /F 6 0 R /G" HELVETICA "/N" HELVETICA ">> >>"},
	    {"", "/Contents 4 0 R/Resources<</Font[]>>", "", "/F#41 9 Tf",
		"<< /Font << /FA" HELVETICA ">> >>"},
	    {FONTS, "/Contents 4 0 R", "", "/F 9 Tf /G 9 Tf",
		"<< /Font << /F 6 0 R /G" HELVETICA ">> >>"},
	    {"", FORM, "", "/G 9 Tf", "<< /Font << /G" HELVETICA ">> /XObject"},
	    {FORM, "", FONTS, "/G 9 Tf",
		"<< /Font << /G" HELVETICA ">> /XObject"},
	    {"", "/Annots[<</AP<</N 4 0 R>>>>]", FONTS, "/G 9 Tf",
		"/Resources << /Font << /G" HELVETICA ">> >>"},
	    {"", "/Annots[<</AS/Yes/AP<</N<</Off null/Yes 4 0 R>>>>>>]", "",
		"/G 9 Tf", "/Resources << /Font << /G" HELVETICA ">> >>"},
	    {"", "/Contents 4 0 R" FONTS, "", "/F 9 Tf /F#20 gs", NULL},
	    {FONTS, "/Contents 4 0 R", "", "/F 9 Tf", NULL},
	    {"", FORM, FONTS, "/F 9 Tf", NULL},
	    {"", "/Contents 4 0 R", "", "(/F 9 Tf) Tj /F gs /ZaDb 9 Tf", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct bytes out = {0},
			     pdf = make_with_form(table[i].above, table[i].page,
				 table[i].form, table[i].content);

		if (table[i].want == NULL) {
			assert_int_equal(pdf_states_mend(&pdf, 1, &out), -1);
			continue;
		}
		assert_int_equal(pdf_states_mend(&pdf, 1, &out), 0);
		if (memmem(out.data, out.size, table[i].want,
			strlen(table[i].want)) == NULL ||
		    memmem(out.data, out.size, table[i].content,
			strlen(table[i].content)) == NULL)
			fail_msg("%s: %.*s", table[i].want, (int)out.size,
			    (const char *)out.data);
		free((void *)(uintptr_t)out.data);
	}
}

/* A page that selects any number of missing fonts gets a few. */
static void
test_many_fonts(void **state)
{
	static char text[9000], name[16];
	struct bytes out = {0}, pdf;
	size_t fonts = 0;
	const char *at;

	(void)state;
	text[0] = '\0';
	for (int i = 0; i < 700; i++) {
		snprintf(name, sizeof(name), "/%d 9 Tf ", i);
		strcat(text, name);
	}
	pdf = make(text);
	assert_int_equal(pdf_states_mend(&pdf, 1, &out), 0);
	at = (const char *)out.data;
	while (
	    (at = memmem(at, out.size - (size_t)(at - (const char *)out.data),
		 "/Helvetica", 10)) != NULL) {
		fonts++;
		at++;
	}
	assert_int_equal(fonts, 256);
	free((void *)(uintptr_t)out.data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_states),
	    cmocka_unit_test(test_operands),
	    cmocka_unit_test(test_spelling),
	    cmocka_unit_test(test_contents),
	    cmocka_unit_test(test_fonts),
	    cmocka_unit_test(test_many_fonts),
	};

	return cmocka_run_group_tests_name("pdf_states", tests, NULL, NULL);
}
