/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Invisible text, and claims, are taken out of a PDF, and nothing else.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/output/pdf_conformance.h"
#include "fcgi-worker/output/pdf_text_removal.h"

/* Of content whose text is invisible from the begin, or not. */
static void
leaves_of(const char *content, bool is_invisible, int removed, const char *want)
{
	const struct pdf_text_removal c = {.data = content,
	    .size = strlen(content),
	    .is_invisible = is_invisible};
	struct buffer out = {0};

	if (want == NULL)
		want = content;
	assert_int_equal(pdf_text_removal_run(&c, &out), removed);
	buffer_add(&out, "", 1);
	assert_string_equal(out.data, want);
	buffer_free(&out);
}

static void
leaves(const char *content, int removed, const char *want)
{
	leaves_of(content, false, removed, want);
}

static void
test_hidden_text(void **state)
{
	(void)state;
	leaves("q BT 3 Tr /F 9 Tf 1 2 Td (a b) Tj ET Q", 1,
	    "q BT 3 Tr /F 9 Tf 1 2 Td  ET Q");
	leaves("BT 3 Tr [ (a) -2 <0041> ] TJ 1 0 Td(b)Tj ET", 2,
	    "BT 3 Tr  1 0 Td ET");
	leaves("3 Tr BT (a) ' ET", 1, "3 Tr BT  T*  ET");
	/* The mode of text belongs to the state that q saves. */
	leaves("3 Tr q 0 Tr BT (a) Tj ET Q BT (b) Tj ET", 1,
	    "3 Tr q 0 Tr BT (a) Tj ET Q BT  ET");
	/* An escape, a comment and an image are not operators. */
	leaves("3 Tr BT (\\) Tj ET) Tj % (x) Tj\n ET", 1,
	    "3 Tr BT  % (x) Tj\n ET");
	leaves("BI /W 9 /H 1 /BPC 8 /CS /G ID BT 3 Tr (\nEI", 0, NULL);
}

static void
test_visible_text(void **state)
{
	(void)state;
	leaves("BT /F 9 Tf (a) Tj 1 Tr (b) Tj ET", 0, NULL);
	/* The place of the second word depends on the first. */
	leaves("BT 3 Tr (a) Tj 0 Tr (b) Tj ET", 0, NULL);
	leaves("BT 3 Tr 1 2 (a) \" ET", 0, NULL);
	leaves("BT 13 Tr (a) Tj ET", 0, NULL);
}

/* Beside visible text of the same object, what is on the same line as that, and
 * before it, has to stay. */
static void
test_mixed_text(void **state)
{
	(void)state;
	leaves("BT 3 Tr (a) Tj 0 Tr 0 9 Td (b) Tj ET", 1,
	    "BT 3 Tr  0 Tr 0 9 Td (b) Tj ET");
	leaves("BT (a) Tj 3 Tr (b) Tj ET", 1, "BT (a) Tj 3 Tr  ET");
	leaves("BT 3 Tr (a) Tj T* (b) Tj 0 Tr (c) Tj ET", 1,
	    "BT 3 Tr  T* (b) Tj 0 Tr (c) Tj ET");
	leaves("BT 3 Tr (a) Tj 0 Tr (b) ' ET", 1, "BT 3 Tr  0 Tr (b) ' ET");
	leaves("BT 3 Tr (a) Tj 1 0 0 1 2 3 Tm (b) Tj 0 Tr 0 0 TD (c) Tj ET", 2,
	    "BT 3 Tr  1 0 0 1 2 3 Tm  0 Tr 0 0 TD (c) Tj ET");
}

static void
note(void *context, const char *name, size_t size, bool is_invisible)
{
	buffer_add_format(
	    context, "%.*s %d;", (int)size, name, (int)is_invisible);
}

/* A form has the mode of what draws it. */
static void
test_forms(void **state)
{
	static const char text[] = "/A Do q 3 Tr /B Do BT 0 Tr ET /C Do Q Do "
				   "3 Tr [/D] Do /E Do";
	struct buffer out = {0}, drawn = {0};
	const struct pdf_text_removal c = {
	    text, sizeof(text) - 1, false, note, &drawn};

	(void)state;
	leaves_of("BT (a) Tj ET", true, 1, "BT  ET");
	leaves_of("BT 0 Tr (a) Tj ET", true, 0, NULL);
	assert_int_equal(pdf_text_removal_run(&c, &out), 0);
	assert_string_equal(drawn.data, "/A 0;/B 1;/C 0;[/D] 1;/E 1;");
	buffer_free(&drawn);
	buffer_free(&out);
}

/* Whatever is wrong with the content, no byte of it is lost. */
static void
test_rubbish(void **state)
{
	(void)state;
	leaves("Q Q ] >> 3 Tr Tj TJ BT ET ET (a", 0, NULL);
	leaves("BT 3 Tr (a) Tj", 0, NULL);
	leaves("3 Tr [ [ << (a) Tj ET", 0, NULL);
}

/* Only so many saved states are remembered; beyond them the last one counts. */
static void
test_many_states(void **state)
{
	char content[1024] = "3 Tr ", want[sizeof(content) + 8];

	(void)state;
	for (int i = 0; i < 200; i++)
		strcat(content, "q ");
	snprintf(want, sizeof(want), "%sBT  ET", content);
	strcat(content, "BT (a) Tj ET");
	leaves(content, 1, want);
}

static void
blanks(const char *xmp, unsigned count, const char *want)
{
	char *text = strdup(xmp);

	assert_int_equal(pdf_conformance_blank(text, strlen(text)), count);
	assert_string_equal(text, want);
	free(text);
}

static void
test_claims(void **state)
{
	(void)state;
	blanks("<d pdfaid:part='1' x='2'/>", 1, "<d                 x='2'/>");
	blanks("<d pdfaid:part = \"1\"/>", 1, "<d                  />");
	blanks("<pdfaid:part>1</pdfaid:part><a/>", 1,
	    "                            <a/>");
	blanks("<pdfaid:part/>1", 1, "              1");
	blanks("<pdfuaid:part>1</pdfuaid:part>", 1,
	    "                              ");
	/* The namespace and its description claim nothing about the file. */
	blanks("<d xmlns:pdfaid='x'><p>pdfaid:</p>", 0,
	    "<d xmlns:pdfaid='x'><p>pdfaid:</p>");
	blanks("<pdfaid:part>1", 0, "<pdfaid:part>1");
	blanks(" pdfaid:part='1", 0, " pdfaid:part='1");
	blanks("pdfaid:", 0, "pdfaid:");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_hidden_text),
	    cmocka_unit_test(test_visible_text),
	    cmocka_unit_test(test_mixed_text),
	    cmocka_unit_test(test_forms),
	    cmocka_unit_test(test_rubbish),
	    cmocka_unit_test(test_many_states),
	    cmocka_unit_test(test_claims),
	};

	return cmocka_run_group_tests_name(
	    "pdf_text_removal", tests, NULL, NULL);
}
