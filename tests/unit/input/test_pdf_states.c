/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What has poppler stop is taken out of the content of a page, and nothing
 * else.
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
	static char text[1024];
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_states),
	    cmocka_unit_test(test_operands),
	    cmocka_unit_test(test_spelling),
	    cmocka_unit_test(test_contents),
	};

	return cmocka_run_group_tests_name("pdf_states", tests, NULL, NULL);
}
