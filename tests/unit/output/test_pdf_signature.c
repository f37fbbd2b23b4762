/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Signatures of a PDF are found and taken out wherever they stand among the
 * fields, and looking at many fields takes little time and memory.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "output/pdf_signature.h"

#define MANY 3000
#define SIGNATURE "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>"
#define MEMORY_KB 100000

/* A document without pages; fields is the value of /Fields, objects the rest.
 */
static qpdf_data
open_pdf(const char *fields, const char *objects, char **bytes)
{
	qpdf_data q = qpdf_init();
	size_t size;
	FILE *f = open_memstream(bytes, &size);

	assert_non_null(f);
	fprintf(f,
	    "%%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R/AcroForm"
	    "<</Fields %s>>>> endobj\n"
	    "2 0 obj <</Type/Pages/Kids[]/Count 0>> endobj\n%s"
	    "trailer <</Root 1 0 R>>\n%%%%EOF\n",
	    fields, objects);
	fclose(f);
	qpdf_set_suppress_warnings(q, QPDF_TRUE);
	assert_false(
	    qpdf_read_memory(q, "test", *bytes, size, NULL) & QPDF_ERRORS);
	return q;
}

/* Whether such a document is signed, and whether it is after a removal. */
static void
look(const char *fields, const char *objects, bool before, bool after)
{
	char *bytes;
	qpdf_data q = open_pdf(fields, objects, &bytes);

	assert_int_equal(pdf_signature_is_there(q), before);
	pdf_signature_remove(q);
	assert_int_equal(pdf_signature_is_there(q), after);
	qpdf_cleanup(&q);
	free(bytes);
}

static void
test_where_signatures_are(void **state)
{
	(void)state;
	look("[]", "", false, false);
	look("[5 0 R]", "5 0 obj <</FT/Sig/T(a)>> endobj\n", false, false);
	look("[5 0 R]", "5 0 obj <</FT/Tx/V(a)>> endobj\n", false, false);
	look("[5 0 R]", "5 0 obj <</FT/Sig/V " SIGNATURE ">> endobj\n", true,
	    false);
	look("[5 0 R]",
	    "5 0 obj <</T(a)/Kids[6 0 R]>> endobj\n"
	    "6 0 obj <</FT/Sig/V " SIGNATURE ">> endobj\n",
	    true, false);
	/* The type is the parent's. */
	look("[5 0 R]",
	    "5 0 obj <</FT/Sig/T(a)/Kids[6 0 R]>> endobj\n"
	    "6 0 obj <</Parent 5 0 R/V " SIGNATURE ">> endobj\n",
	    true, false);
	look("[5 0 R]",
	    "5 0 obj <</FT/Sig/T(a)/Kids[6 0 R]>> endobj\n"
	    "6 0 obj <</FT/Tx/Parent 5 0 R/V(a)>> endobj\n",
	    false, false);
}

static char *
many(const char *first, const char *last)
{
	char *list;
	size_t size;
	FILE *f = open_memstream(&list, &size);

	assert_non_null(f);
	fprintf(f, "[%s", first);
	for (int i = 0; i < MANY; i++)
		fputs(" 5 0 R", f);
	fprintf(f, "%s]", last);
	fclose(f);
	return list;
}

static void
test_behind_many_fields(void **state)
{
	static const char objects[] =
	    "5 0 obj <</FT/Tx/T(a)>> endobj\n"
	    "6 0 obj <</FT/Sig/V " SIGNATURE ">> endobj\n";
	char *list = many("6 0 R", "");

	(void)state;
	look(list, objects, true, false);
	free(list);
	list = many("", " 6 0 R");
	look(list, objects, true, false);
	free(list);
}

/* A field that has itself below it, many times. */
static void
test_fields_without_end(void **state)
{
	char *list = many("", ""), *objects;
	struct rusage use;

	(void)state;
	assert_true(asprintf(&objects,
			"5 0 obj <</Kids 6 0 R>> endobj\n6 0 obj %s endobj\n",
			list) > 0);
	/* Nobody knows what it has, so it is not changed. */
	look("6 0 R", objects, true, true);
	assert_int_equal(getrusage(RUSAGE_SELF, &use), 0);
	assert_true(use.ru_maxrss < MEMORY_KB);
	free(objects);
	free(list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_where_signatures_are),
	    cmocka_unit_test(test_behind_many_fields),
	    cmocka_unit_test(test_fields_without_end),
	};

	return cmocka_run_group_tests_name("pdf_signature", tests, NULL, NULL);
}
