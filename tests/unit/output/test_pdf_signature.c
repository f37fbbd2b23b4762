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

#define NOT_SIGNED PDF_SIGNATURE_NONE
#define SIGNED PDF_SIGNATURE_FOUND
#define UNKNOWN PDF_SIGNATURE_UNKNOWN

/* Writes a PDF of the objects, whose numbers begin at 1 and which end with
 * NULL. */
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

/* Opens a document with one page, whose *bytes are to be freed.  fields is the
 * value of /Fields; those are the objects 5 and 6, of which the second may be
 * NULL. */
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

/* Checks whether a document of open_pdf is signed before its signatures are
 * removed, and after that. */
static void
look(const char *fields, const char *const objects[], enum pdf_signature before,
    enum pdf_signature after)
{
	char *bytes;
	qpdf_data q = open_pdf(fields, objects, &bytes);

	assert_int_equal(pdf_signature_find(q), before);
	pdf_signature_remove(q);
	assert_int_equal(pdf_signature_find(q), after);
	qpdf_cleanup(&q);
	free(bytes);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

static void
test_where_signatures_are(void **state)
{
	(void)state;
	look("[]", LIST("null"), NOT_SIGNED, NOT_SIGNED);
	look("[5 0 R]", LIST("<</FT/Sig/T(a)>>"), NOT_SIGNED, NOT_SIGNED);
	look("[5 0 R]", LIST("<</FT/Tx/V(a)>>"), NOT_SIGNED, NOT_SIGNED);
	look(
	    "[5 0 R]", LIST("<</FT/Sig/V " SIGNATURE ">>"), SIGNED, NOT_SIGNED);
	look("[5 0 R]",
	    LIST("<</T(a)/Kids[6 0 R]>>", "<</FT/Sig/V " SIGNATURE ">>"),
	    SIGNED, NOT_SIGNED);
	/* A field may have its type or its value from its parent, or no type at
	 * all. */
	look("[5 0 R]",
	    LIST("<</FT/Sig/T(a)/Kids[6 0 R]>>",
		"<</Parent 5 0 R/V " SIGNATURE ">>"),
	    SIGNED, NOT_SIGNED);
	look("[5 0 R]",
	    LIST("<</T(a)/V " SIGNATURE "/Kids[6 0 R]>>",
		"<</FT/Sig/Parent 5 0 R>>"),
	    SIGNED, NOT_SIGNED);
	look("[5 0 R]", LIST("<</T(a)/V " SIGNATURE ">>"), SIGNED, NOT_SIGNED);
	look("[5 0 R]",
	    LIST(
		"<</FT/Sig/T(a)/Kids[6 0 R]>>", "<</FT/Tx/Parent 5 0 R/V(a)>>"),
	    NOT_SIGNED, NOT_SIGNED);
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
	look(FIELDS(FOUR), LIST("null"), SIGNED, NOT_SIGNED);
	look(FIELDS(SIXTEEN), LIST("null"), SIGNED, NOT_SIGNED);
}

/* Returns a list with MANY references to object 5 between first and last, to be
 * freed. */
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
	look(list, objects, SIGNED, NOT_SIGNED);
	free(list);
	list = many("", " 6 0 R");
	look(list, objects, SIGNED, NOT_SIGNED);
	free(list);
}

/* A field that is its own descendant, many times, has no signature. */
static void
test_fields_without_end(void **state)
{
	char *list = many("", "");
	struct rusage use;

	(void)state;
	look("6 0 R", LIST("<</Kids 6 0 R>>", list), NOT_SIGNED, NOT_SIGNED);
	look("[5 0 R 6 0 R]",
	    LIST("<</Kids[5 0 R 6 0 R]/Parent 5 0 R>>",
		"<</Kids[5 0 R 6 0 R]/V " SIGNATURE ">>"),
	    SIGNED, NOT_SIGNED);
	assert_int_equal(getrusage(RUSAGE_SELF, &use), 0);
	assert_true(use.ru_maxrss < MEMORY_KB);
	free(list);
}

/* Returns a list of n times text, to be freed. */
static char *
repeat(const char *text, int n)
{
	char *list;
	size_t size;
	FILE *f = open_memstream(&list, &size);

	assert_non_null(f);
	fputc('[', f);
	for (int i = 0; i < n; i++)
		fputs(text, f);
	fputc(']', f);
	fclose(f);
	return list;
}

/* Nobody knows what is in fields that are too many, or too deep. */
static void
test_unknown(void **state)
{
	char *list = repeat("<<>>", 100001);

	(void)state;
	look(list, LIST("null"), UNKNOWN, UNKNOWN);
	/* One less, and it is known. */
	memcpy(list + 1, "    ", 4);
	look(list, LIST("null"), NOT_SIGNED, NOT_SIGNED);
	free(list);
}

/* Nor in few fields that share their descendants, 300,000 in all. */
static void
test_shared_fields(void **state)
{
	char *kids = repeat(" 6 0 R", 1000);

	(void)state;
	for (int more = 0; more < 2; more++) {
		char *fields = repeat("<</Kids 5 0 R>>", 299 + more);

		look(fields, LIST(kids, "<<>>"), more ? UNKNOWN : NOT_SIGNED,
		    more ? UNKNOWN : NOT_SIGNED);
		free(fields);
	}
	free(kids);
}

/* A chain of fields, each below the one before, with a signature at its end. */
static void
test_chain(void **state)
{
	static const struct {
		int length;
		enum pdf_signature is;
	} table[] = {{1001, SIGNED}, {1002, UNKNOWN}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		qpdf_data q = qpdf_init();
		char *bytes;
		size_t size;
		FILE *f = open_memstream(&bytes, &size);

		assert_non_null(f);
		fputs("%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R"
		      "/AcroForm<</Fields[4 0 R]>>>>endobj\n"
		      "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
		      "3 0 obj<</Type/Page/Parent 2 0 R>>endobj\n",
		    f);
		for (int n = 1; n < table[i].length; n++)
			fprintf(f, "%d 0 obj<</Kids[%d 0 R]>>endobj\n", n + 3,
			    n + 4);
		fprintf(f,
		    "%d 0 obj<</V " SIGNATURE ">>endobj\n"
		    "trailer<</Root 1 0 R>>\n",
		    table[i].length + 3);
		fclose(f);
		qpdf_silence_errors(q);
		qpdf_read_memory(q, "test", bytes, size, NULL);
		assert_int_equal(pdf_signature_find(q), table[i].is);
		qpdf_cleanup(&q);
		free(bytes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_where_signatures_are),
	    cmocka_unit_test(test_deep_fields),
	    cmocka_unit_test(test_behind_many_fields),
	    cmocka_unit_test(test_fields_without_end),
	    cmocka_unit_test(test_unknown),
	    cmocka_unit_test(test_shared_fields),
	    cmocka_unit_test(test_chain),
	};

	return cmocka_run_group_tests_name("pdf_signature", tests, NULL, NULL);
}
