/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Invisible text, and claims, are taken out of a PDF, and nothing else.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/output/pdf_conformance.h"
#include "fcgi-worker/output/pdf_cover.h"
#include "fcgi-worker/output/pdf_hidden_text_stream.h"

static double
opacity_by_name(void *context, const char *name, size_t size)
{
	(void)context;
	return size != 2 ? -1 : name[1] == 'C' ? 0 : 0.5;
}

/* Checks how many operators are removed from content, and that it becomes want,
 * or for NULL stays; hidden are the reasons for which text is hidden at its
 * begin. */
static void
leaves_of(const char *content, unsigned hidden, int removed, const char *want)
{
	const struct pdf_hidden_text_stream c = {.data = content,
	    .size = strlen(content),
	    .opacity = opacity_by_name,
	    .hidden = hidden};
	struct buffer out = {0};

	if (want == NULL)
		want = content;
	assert_int_equal(pdf_hidden_text_stream_remove(&c, &out), removed);
	buffer_add(&out, "", 1);
	assert_string_equal(out.data, want);
	buffer_free(&out);
}

static void
leaves(const char *content, int removed, const char *want)
{
	leaves_of(content, 0, removed, want);
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
	/* The spaces that it sets stay set. */
	leaves("3 Tr BT 1 2 (a) \" ET", 1, "3 Tr BT 1 Tw  2  Tc T*  ET");
	leaves("3 Tr BT 1 2 (a) \" 0 Tr (b) Tj ET", 0, NULL);
	leaves("3 Tr BT 1 2 (a) \" 0 Tr (b) ' ET", 1,
	    "3 Tr BT 1 Tw  2  Tc T*  0 Tr (b) ' ET");
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
	leaves("BT 1 2 (a) \" ET", 0, NULL);
	leaves("BT 3 Tr 2 (a) \" ET", 0, NULL);
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

/* What is filled with no opacity is not seen; what is stroked is. */
static void
test_clear_text(void **state)
{
	static const struct {
		const char *content, *want;
		int removed;
	} table[] = {{"/C gs BT (a) Tj ET", "/C gs BT  ET", 1},
	    {"q /C gs Q BT (a) Tj ET", NULL, 0},
	    {"/C gs /None gs BT (a) Tj ET", "/C gs /None gs BT  ET", 1},
	    {"/C gs /H gs BT (a) Tj ET", NULL, 0},
	    {"/C gs BT 2 Tr (a) Tj 7 Tr (b) ' ET", NULL, 0},
	    {"/C gs BT 7.0 Tr (a) Tj ET", NULL, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *content = table[i].content;
		const struct pdf_hidden_text_stream c = {.data = content,
		    .size = strlen(content),
		    .opacity = opacity_by_name};
		struct buffer out = {0};

		assert_int_equal(
		    pdf_hidden_text_stream_remove(&c, &out), table[i].removed);
		buffer_add(&out, "", 1);
		assert_string_equal(
		    out.data, table[i].want == NULL ? content : table[i].want);
		buffer_free(&out);
	}
}

/* What is covered is not seen, but may clip what is drawn behind it. */
static void
test_covered_text(void **state)
{
	static const char content[] =
	    "BT (a) Tj 1 Tr (b) Tj 7 Tr (c) ' ET /I Do BT 0 Tr (d) Tj ET";
	const struct pdf_hidden_text_stream c = {.data = content,
	    .size = sizeof(content) - 1,
	    .covered = (size_t)(strstr(content, "Do") + 2 - content)};
	struct buffer out = {0};

	(void)state;
	assert_int_equal(pdf_hidden_text_stream_remove(&c, &out), 2);
	buffer_add(&out, "", 1);
	assert_string_equal(
	    out.data, "BT  1 Tr  7 Tr (c) ' ET /I Do BT 0 Tr (d) Tj ET");
	buffer_free(&out);
}

/* Returns whether an image or a state is opaque: the image /I and the state /S
 * are. */
static bool
is_named(void *context, const char *name, size_t size)
{
	(void)context;
	return size == 2 && (name[1] == 'I' || name[1] == 'S');
}

/* Checks that the content up to and with until is covered; NULL: nothing is. */
static void
covers(const char *content, const char *until)
{
	const struct pdf_cover c = {content, strlen(content), {0, 0, 100, 200},
	    1, is_named, is_named, NULL};
	size_t want =
	    until == NULL
		? 0
		: (size_t)(strstr(content, until) + strlen(until) - content);

	assert_int_equal(pdf_cover_find(&c), want);
}

/* An image covers what is drawn before it if it fills the page, and nothing
 * clips it or lets through what is below. */
static void
test_covers(void **state)
{
#define FILL "100 0 0 200 0 0 cm"
	(void)state;
	covers("BT (a) Tj ET q " FILL " /I Do Q BT (b) Tj ET", "Do");
	covers(FILL " /I Do 0 0 1 1 re f /I Do % last\n(b)", "f /I Do");
	covers("100.5 0 0 199.5 -0.5 0.2 cm /I Do", "Do");
	/* A scan that is turned, mirrored, or put there in two steps. */
	covers("0 200 -100 0 100 0 cm /I Do", "Do");
	covers("100 0 0 -200 0 200 cm /I Do", "Do");
	covers("0.24 0 0 0.24 0 0 cm 417 0 0 834 0 0 cm /I Do", "Do");
	covers("0 0 100 200 re W n /S gs " FILL " /I Do", "Do");
	covers("q 1 1 2 2 re W n Q " FILL " /I Do", "Do");
	covers("1 1 2 2 re f " FILL " /I Do", "Do");
	covers(FILL " /J Do", NULL);
	covers(FILL " /I Tj", NULL);
	covers("90 0 0 200 0 0 cm /I Do", NULL);
	covers("100 0 0 200 5 0 cm /I Do", NULL);
	covers("100 5 -5 200 0 0 cm /I Do", NULL);
	covers("q " FILL " Q /I Do", NULL);
	covers("1 1 2 2 re W n " FILL " /I Do", NULL);
	covers("0 0 m 0 200 l 100 0 l W* n " FILL " /I Do", NULL);
	covers("0 0 100 200 re 0 0 5 5 re W* n " FILL " /I Do", NULL);
	covers("BT 7 Tr (a) Tj ET " FILL " /I Do", NULL);
	covers("/T gs " FILL " /I Do", NULL);
	covers("/OC /Layer BDC " FILL " /I Do EMC", NULL);
#undef FILL
}

/* Content that saves too many states, or is nothing but rubbish. */
static void
test_odd_content(void **state)
{
	char content[1024] = "";

	(void)state;
	for (int i = 0; i < 100; i++)
		strcat(content, "q ");
	strcat(content, "100 0 0 200 0 0 cm /I Do");
	covers(content, NULL);
	covers("Q Q cm re W Do (a) 100 0 0 /x 0 0 cm /I Do", NULL);
	covers("", NULL);
}

static void
note(void *context, const char *name, size_t size, unsigned hidden)
{
	buffer_add_format(context, "%.*s %u;", (int)size, name, hidden);
}

/* A form has the mode and the opacity of what draws it, and is covered with
 * it. */
static void
test_forms(void **state)
{
	static const char text[] =
	    "/A Do /C gs /B Do /Cover Do q 3 Tr /C Do BT 0 Tr ET /D Do Q /H gs "
	    "Do 3 Tr [/E] Do /F Do 1 Tr /C gs /G Do";
	static const char clips[] = "/A Do 7 Tr /B Do 2 Tr /C Do";
	struct buffer out = {0}, drawn = {0};
	struct pdf_hidden_text_stream c = {.data = text,
	    .size = sizeof(text) - 1,
	    .covered = (size_t)(strstr(text, "/Cover Do") + 9 - text),
	    .drawn = note,
	    .opacity = opacity_by_name,
	    .context = &drawn};

	(void)state;
	leaves_of("BT (a) Tj ET", PDF_TEXT_INVISIBLE, 1, "BT  ET");
	leaves_of("BT 0 Tr (a) Tj ET", PDF_TEXT_INVISIBLE, 0, NULL);
	leaves_of("BT (a) Tj ET", PDF_TEXT_CLEAR, 1, "BT  ET");
	leaves_of("BT 2 Tr (a) Tj ET", PDF_TEXT_CLEAR, 0, NULL);
	leaves_of("/H gs BT (a) Tj ET", PDF_TEXT_CLEAR, 0, NULL);
	leaves_of("/H gs BT 2 Tr (a) Tj ET", PDF_TEXT_COVERED, 1,
	    "/H gs BT 2 Tr  ET");
	leaves_of("BT 7 Tr (a) Tj ET", PDF_TEXT_COVERED, 0, NULL);
	assert_int_equal(pdf_hidden_text_stream_remove(&c, &out), 0);
	assert_string_equal(
	    drawn.data, "/A 4;/B 6;/Cover 2;/C 3;/D 2;[/E] 1;/F 1;/G 0;");
	buffer_free(&drawn);
	c.data = clips;
	c.size = sizeof(clips) - 1;
	c.covered = sizeof(clips);
	assert_int_equal(pdf_hidden_text_stream_remove(&c, &out), 0);
	assert_string_equal(drawn.data, "/A 4;/B 0;/C 4;");
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

/* Checks how many claims of conformance are blanked in xmp, and that it becomes
 * want. */
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
	    cmocka_unit_test(test_clear_text),
	    cmocka_unit_test(test_covered_text),
	    cmocka_unit_test(test_covers),
	    cmocka_unit_test(test_odd_content),
	    cmocka_unit_test(test_forms),
	    cmocka_unit_test(test_rubbish),
	    cmocka_unit_test(test_many_states),
	    cmocka_unit_test(test_claims),
	};

	return cmocka_run_group_tests_name(
	    "pdf_hidden_text_stream", tests, NULL, NULL);
}
