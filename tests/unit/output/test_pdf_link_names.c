/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of places that links have are looked up until they come to as many
 * bytes as that may cost.
 */
#include "tests/lib/test.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/input/pdf_objects.h"
#include "fcgi-worker/output/pdf_link_names.h"

/* What one name has, and how many items of the tree are no names. */
#define LONG 2000
#define NUMBERS 501

/* Writes a PDF to to whose page has a link to the place of a name; before are
 * other names, in front of it in the tree of names. */
static struct bytes
make_pdf(const char *before, char *to)
{
	sprintf(to,
	    "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/Names<</Dests"
	    "<</Names[%s[3 0 R/Fit](place)[3 0 R/FitB]]>>>>>>endobj\n"
	    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots["
	    "<</Subtype/Link/Dest(place)>>]>>endobj\n"
	    "trailer<</Root 1 0 R/Size 4>>\n",
	    before);
	return (struct bytes){(unsigned char *)to, strlen(to)};
}

/* Returns whether the link is changed to lead to the place itself, if at most
 * left bytes may be looked at; *rest is set to what is left of them. */
static bool
resolves(const char *before, size_t left, size_t *rest)
{
	char text[LONG + 1000];
	const struct bytes pdf = make_pdf(before, text);
	qpdf_oh links, place;
	qpdf_data q;
	bool is_place;

	assert_int_equal(pdf_objects_open(&pdf, &q), 0);
	links = qpdf_oh_get_key(q, qpdf_get_page_n(q, 0), "/Annots");
	*rest = left;
	pdf_link_names_resolve(q, links, rest);
	place =
	    qpdf_oh_get_key(q, qpdf_oh_get_array_item(q, links, 0), "/Dest");
	is_place = qpdf_oh_is_array(q, place);
	pdf_objects_close(&q);
	return is_place;
}

static void
test_bytes(void **state)
{
	char name[LONG + 3] = "(";
	size_t rest;

	(void)state;
	memset(name + 1, 'a', LONG);
	name[LONG + 1] = ')';
	name[LONG + 2] = '\0';
	assert_true(resolves(name, (size_t)10 * LONG, &rest));
	assert_in_range(rest, 8 * LONG, 9 * LONG);
	assert_false(resolves(name, LONG / 2, &rest));
	assert_int_equal(rest, 0);
	assert_false(resolves(name, 0, &rest));
}

/* An odd number of items, so that a place stands behind the last. */
static void
test_no_names(void **state)
{
	char numbers[4 * NUMBERS] = "0";
	size_t rest;

	(void)state;
	for (int i = 1; i < NUMBERS; i++)
		strcat(numbers, " 0");
	assert_true(resolves(numbers, (size_t)1000 * NUMBERS, &rest));
	assert_in_range(rest, 0, (size_t)1000 * NUMBERS - 30 * NUMBERS);
	assert_false(resolves(numbers, NUMBERS, &rest));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_bytes),
	    cmocka_unit_test(test_no_names),
	};

	return cmocka_run_group_tests_name("pdf_link_names", tests, NULL, NULL);
}
