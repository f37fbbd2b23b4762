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
#define OBJECTS 7
#define SIGNATURE "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>"
#define MEMORY_KB 100000

/* Writes the objects, which come one after another from number 1 on, and the
 * table of where they are. */
static void
write_pdf(FILE *f, const char *const objects[])
{
	long at[OBJECTS], table;
	int n = 0;

	fputs("%PDF-1.7\n", f);
	for (; objects[n] != NULL; n++) {
		at[n] = ftell(f);
		fprintf(f, "%d 0 obj %s endobj\n", n + 1, objects[n]);
	}
	table = ftell(f);
	fprintf(f, "xref\n0 %d\n0000000000 65535 f \n", n + 1);
	for (int i = 0; i < n; i++)
		fprintf(f, "%010ld 00000 n \n", at[i]);
	fprintf(f, "trailer <</Root 1 0 R/Size %d>>\nstartxref\n%ld\n%%%%EOF\n",
	    n + 1, table);
}

/* Opens a document with one page.  fields is the value of /Fields; those are
 * the fields, objects from number 5 on; the second may be NULL. */
static qpdf_data
open_pdf(const char *fields, const char *const those[], char **bytes)
{
	const char *objects[OBJECTS] = {NULL,
	    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
	    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>", "null",
	    those[0], those[1]};
	qpdf_data q = qpdf_init();
	size_t size;
	FILE *f = open_memstream(bytes, &size);
	char *catalog;

	assert_non_null(f);
	assert_true(asprintf(&catalog,
			"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields %s>>>>",
			fields) > 0);
	objects[0] = catalog;
	write_pdf(f, objects);
	fclose(f);
	free(catalog);
	assert_int_equal(
	    qpdf_read_memory(q, "test", *bytes, size, NULL), QPDF_SUCCESS);
	return q;
}

/* Returns whether such a document is signed, and whether it is after a
 * removal. */
static void
look(const char *fields, const char *const objects[], bool before, bool after)
{
	char *bytes;
	qpdf_data q = open_pdf(fields, objects, &bytes);

	assert_int_equal(pdf_signature_is_there(q), before);
	pdf_signature_remove(q);
	assert_int_equal(pdf_signature_is_there(q), after);
	qpdf_cleanup(&q);
	free(bytes);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

static void
test_where_signatures_are(void **state)
{
	(void)state;
	look("[]", LIST("null"), false, false);
	look("[5 0 R]", LIST("<</FT/Sig/T(a)>>"), false, false);
	look("[5 0 R]", LIST("<</FT/Tx/V(a)>>"), false, false);
	look("[5 0 R]", LIST("<</FT/Sig/V " SIGNATURE ">>"), true, false);
	look("[5 0 R]",
	    LIST("<</T(a)/Kids[6 0 R]>>", "<</FT/Sig/V " SIGNATURE ">>"), true,
	    false);
	/* A field may have its type or its value from its parent, or no type at
	 * all. */
	look("[5 0 R]",
	    LIST("<</FT/Sig/T(a)/Kids[6 0 R]>>",
		"<</Parent 5 0 R/V " SIGNATURE ">>"),
	    true, false);
	look("[5 0 R]",
	    LIST("<</T(a)/V " SIGNATURE "/Kids[6 0 R]>>",
		"<</FT/Sig/Parent 5 0 R>>"),
	    true, false);
	look("[5 0 R]", LIST("<</T(a)/V " SIGNATURE ">>"), true, false);
	look("[5 0 R]",
	    LIST(
		"<</FT/Sig/T(a)/Kids[6 0 R]>>", "<</FT/Tx/Parent 5 0 R/V(a)>>"),
	    false, false);
}

#define FOUR(text) text text text text
#define SIXTEEN(text) FOUR(FOUR(text))
/* A signature at such a depth. */
#define FIELDS(depth)                                                          \
	"[" depth("<</Kids[") "<</FT/Sig/V " SIGNATURE ">>" depth("]>>") "]"

/* No form has fields that are so deep. */
static void
test_deep_fields(void **state)
{
	(void)state;
	look(FIELDS(FOUR), LIST("null"), true, false);
	look(FIELDS(SIXTEEN), LIST("null"), true, false);
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
	static const char *const objects[] = {
	    "<</FT/Tx/T(a)>>", "<</FT/Sig/V " SIGNATURE ">>", NULL};
	char *list = many("6 0 R", "");

	(void)state;
	look(list, objects, true, false);
	free(list);
	list = many("", " 6 0 R");
	look(list, objects, true, false);
	free(list);
}

/* A field that is its own descendant, many times. */
static void
test_fields_without_end(void **state)
{
	char *list = many("", "");
	struct rusage use;

	(void)state;
	/* Nobody knows what is in this field, so it is not changed. */
	look("6 0 R", LIST("<</Kids 6 0 R>>", list), true, true);
	assert_int_equal(getrusage(RUSAGE_SELF, &use), 0);
	assert_true(use.ru_maxrss < MEMORY_KB);
	free(list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_where_signatures_are),
	    cmocka_unit_test(test_deep_fields),
	    cmocka_unit_test(test_behind_many_fields),
	    cmocka_unit_test(test_fields_without_end),
	};

	return cmocka_run_group_tests_name("pdf_signature", tests, NULL, NULL);
}
