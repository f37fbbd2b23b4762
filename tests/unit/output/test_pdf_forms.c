/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Of PDFs that are joined, each field keeps its name among those of its own
 * form, and its font, whatever the other forms call theirs.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fcgi-worker/base/buffer.h"
#include "fcgi-worker/input/pdf_objects.h"
#include "fcgi-worker/output/pdf_file.h"
#include "fcgi-worker/output/pdf_join.h"

enum { PARTS = 400, MANY = 100000, SECONDS = 20 };

/* Returns a PDF of one page with this form; objects are further objects, whose
 * numbers begin at 4.  Number 8 is the array of the page's annotations. */
static struct buffer
make(const char *form, const char *objects)
{
	struct buffer b = {0};

	buffer_add_format(
	    &b, "%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm ");
	buffer_add_text(&b, form);
	buffer_add_text(&b,
	    ">>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots 8 0 R>>"
	    "endobj\n");
	buffer_add_text(&b, objects);
	buffer_add_text(&b, "trailer<</Root 1 0 R/Size 9>>\n");
	assert_false(b.failed);
	return b;
}

/* Joins the documents.  Returns the result, opened; its bytes are in out, to be
 * freed after it. */
static qpdf_data
join(const struct buffer *documents, size_t count, struct buffer *out)
{
	struct pdf_join_part *parts = calloc(count, sizeof(*parts));
	struct pdf_file file;
	qpdf_data q;

	assert_non_null(parts);
	for (size_t i = 0; i < count; i++)
		parts[i] = (struct pdf_join_part){
		    {(const unsigned char *)documents[i].data,
			documents[i].size},
		    true};
	assert_int_equal(pdf_join_write(parts, count, &file), PDF_GRAFT_OK);
	free(parts);
	assert_int_not_equal(lseek(file.fd, 0, SEEK_SET), -1);
	while (pdf_file_read(&file, out) == 1)
		;
	pdf_file_free(&file);
	assert_int_equal(
	    pdf_objects_open(
		&(struct bytes){(const unsigned char *)out->data, out->size},
		&q),
	    0);
	return q;
}

static qpdf_oh
form_of(qpdf_data q)
{
	return qpdf_oh_get_key(q, qpdf_get_root(q), "/AcroForm");
}

/* Checks the values that the fields have of key, each with a ";" behind it. */
static void
assert_fields(qpdf_data q, qpdf_oh fields, const char *key, const char *want)
{
	struct buffer have = {0};

	for (int i = 0; i < pdf_objects_count(q, fields); i++) {
		qpdf_oh field = qpdf_oh_get_array_item(q, fields, i);

		buffer_add_text(&have,
		    qpdf_oh_get_utf8_value(q, qpdf_oh_get_key(q, field, key)));
		buffer_add_text(&have, ";");
	}
	assert_string_equal(have.data, want);
	buffer_free(&have);
}

#define FONT(name) "<</Type/Font/Subtype/Type1/BaseFont/" name ">>"

/* Fonts that have one name but are different get another name, also where a
 * field names them. */
static void
test_fonts(void **state)
{
	struct buffer documents[] = {
	    make("<</Fields[<</T(a)>><</T(b)/DA(/Helv 1 Tf)>>]/DA(/Helv 9 Tf)"
		 "/DR<</Font<</Helv" FONT("Helvetica") ">>>>>>",
		""),
	    make(
		"<</Fields[<</T(c)>>4 0 R 4 0 R<</T(e)/DA(/Zapf 3 Tf)>>]"
		"/DA(/Helv 8 Tf 0 g)/DR<</Font<</Helv" FONT(
		    "Courier") "/Helv_2" FONT("Symbol") "/Zapf" FONT("ZapfDingb"
								     "ats") ">>"
									    ">>"
									    ">"
									    ">",
		"4 0 obj<</T(d)/DA(/H#65lv 7 Tf (/Helv) Tj)/Kids[5 0 R 4 0 R]>>"
		"endobj\n5 0 obj<</DA(0 g /Helv 6 Tf)/Parent 4 0 R>>endobj\n"),
	    make("<</Fields[<</T(f)/DA(/Helv 2 Tf)>>]"
		 "/DR<</Font<</Helv" FONT("Helvetica") ">>>>>>",
		"")};
	struct buffer out = {0};
	qpdf_data q = join(documents, 3, &out);
	qpdf_oh fields = qpdf_oh_get_key(q, form_of(q), "/Fields"), fonts;

	(void)state;
	fonts =
	    qpdf_oh_get_key(q, qpdf_oh_get_key(q, form_of(q), "/DR"), "/Font");
	assert_string_equal(qpdf_oh_unparse_resolved(q, fonts),
	    "<< /Helv << /BaseFont /Helvetica /Subtype /Type1 /Type /Font >> "
	    "/Helv_2 << /BaseFont /Symbol /Subtype /Type1 /Type /Font >> "
	    "/Helv_3 << /BaseFont /Courier /Subtype /Type1 /Type /Font >> "
	    "/Zapf << /BaseFont /ZapfDingbats /Subtype /Type1 /Type /Font "
	    ">> >>");
	assert_fields(q, fields, "/DA",
	    ";/Helv 1 Tf;/Helv_3 8 Tf 0 g;/Helv_3 7 Tf (/Helv) Tj;/Zapf 3 Tf;"
	    "/Helv 2 Tf;");
	fields =
	    qpdf_oh_get_key(q, qpdf_oh_get_array_item(q, fields, 3), "/Kids");
	assert_string_equal(
	    qpdf_oh_get_utf8_value(
		q, qpdf_oh_get_key(
		       q, qpdf_oh_get_array_item(q, fields, 0), "/DA")),
	    "0 g /Helv_3 6 Tf");
	pdf_objects_close(&q);
	buffer_free(&out);
	for (size_t i = 0; i < 3; i++)
		buffer_free(&documents[i]);
}

/* So it is where an annotation names a font; one that is a field, too, is
 * looked at once. */
static void
test_annotations(void **state)
{
	static const char objects[] =
	    "4 0 obj<</Type/Annot/Subtype/Widget/T(c)/DA(/Helv 1 Tf)>>endobj\n"
	    "5 0 obj<</Type/Annot/Subtype/FreeText/DA(0 g /Helv 2 Tf)>>endobj\n"
	    "8 0 obj[5 0 R 4 0 R<</Subtype/FreeText/DA(/Zapf 3 Tf)>>"
	    "<</Subtype/Link>>]endobj\n";
	struct buffer documents[] = {
	    make("<</Fields[<</T(a)>>]/DR<</Font<</Helv" FONT(
		     "Helvetica") "/Helv_2" FONT("Symbol") ">>>>>>",
		objects),
	    make("<</Fields[4 0 R]/DR<</Font<</Helv" FONT(
		     "Courier") "/Helv_3" FONT("Times") ">>>>>>",
		objects)};
	struct buffer out = {0};
	qpdf_data q = join(documents, 2, &out);

	(void)state;
	for (size_t i = 0; i < 2; i++)
		assert_fields(q,
		    qpdf_oh_get_key(q, qpdf_get_page_n(q, i), "/Annots"), "/DA",
		    i == 0 ? "0 g /Helv 2 Tf;/Helv 1 Tf;/Zapf 3 Tf;;"
			   : "0 g /Helv_4 2 Tf;/Helv_4 1 Tf;/Zapf 3 Tf;;");
	pdf_objects_close(&q);
	buffer_free(&out);
	for (size_t i = 0; i < 2; i++)
		buffer_free(&documents[i]);
}

/* So it is of a form without fields: free text names its fonts. */
static void
test_fonts_alone(void **state)
{
	static const char objects[] =
	    "8 0 obj[<</Subtype/FreeText/DA(0 g /Helv 2 Tf)>>]endobj\n";
	struct buffer documents[] = {
	    make("<</Fields[<</T(a)>>]/XFA(x)/DR<</Font<</Helv" FONT(
		     "Helvetica") ">>>>>>",
		objects),
	    make("<</DR<</Font<</Helv" FONT("Courier") ">>>>>>", objects)};
	struct buffer out = {0};
	qpdf_data q = join(documents, 2, &out);

	(void)state;
	assert_non_null(
	    strstr(qpdf_oh_unparse_resolved(q, form_of(q)), "/Helv_2 "));
	assert_fields(q, qpdf_oh_get_key(q, qpdf_get_page_n(q, 1), "/Annots"),
	    "/DA", "0 g /Helv_2 2 Tf;");
	/* Nothing was added to what the XFA describes. */
	assert_true(qpdf_oh_has_key(q, form_of(q), "/XFA"));
	pdf_objects_close(&q);
	buffer_free(&out);
	for (size_t i = 0; i < 2; i++)
		buffer_free(&documents[i]);
}

/* What is no annotation where one should be does not keep documents from being
 * joined. */
static void
test_no_annotations(void **state)
{
	static const char *const objects[] = {"8 0 obj 7 endobj\n",
	    "8 0 obj<</Subtype/FreeText>>endobj\n", "8 0 obj null endobj\n", "",
	    "8 0 obj[7]endobj\n", "8 0 obj[null]endobj\n",
	    "8 0 obj[7 0 R]endobj\n", "8 0 obj[/Name(text)true 1.5[7]]endobj\n",
	    "8 0 obj[3 0 R 1 0 R 2 0 R]endobj\n", "8 0 obj[8 0 R]endobj\n",
	    "8 0 obj[4 0 R]endobj\n4 0 obj<</Length 1>>stream\n \n"
	    "endstream endobj\n",
	    "8 0 obj[<</A 7/Dest 7/T 7/DA 7/Kids 7/StructParent(x)>>]endobj\n",
	    "8 0 obj[<</A[7]/Dest[7]/Kids[7 null]/DA[7]>>]endobj\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		struct buffer documents[] = {
		    make("<</Fields[<</T(a)>>]/DR<</Font<</Helv" FONT(
			     "Helvetica") ">>>>>>",
			objects[i]),
		    make("<</Fields[<</T(b)>>7 null]/DR<</Font<</Helv" FONT(
			     "Courier") ">>>>>>",
			objects[i])};
		struct buffer out = {0};
		qpdf_data q;

		print_message("%s", objects[i]);
		q = join(documents, 2, &out);
		assert_int_equal(qpdf_get_num_pages(q), 2);
		assert_fields(
		    q, qpdf_oh_get_key(q, form_of(q), "/Fields"), "/T", "a;b;");
		pdf_objects_close(&q);
		buffer_free(&out);
		buffer_free(&documents[0]);
		buffer_free(&documents[1]);
	}
}

/* Fields of one form with one name stay one; those of two forms do not become
 * one. */
static void
test_names(void **state)
{
	struct buffer documents[] = {
	    make("<</Fields[<</T(x)>><</T(x)>>]>>", ""),
	    make("<</Fields[<</T(y)>><</T(x)>><</T(y)>><</T(x)>><</T(x_2)>>]>>",
		""),
	    make("<</Fields[<</T(x)>><</T(y)>>]>>", "")};
	struct buffer out = {0};
	qpdf_data q = join(documents, 3, &out);

	(void)state;
	assert_fields(q, qpdf_oh_get_key(q, form_of(q), "/Fields"), "/T",
	    "x;x;y;x_3;y;x_3;x_2;x_4;y_5;");
	pdf_objects_close(&q);
	buffer_free(&out);
	for (size_t i = 0; i < 3; i++)
		buffer_free(&documents[i]);
}

/* Returns a document with a form of so many fields. */
static struct buffer
make_many(unsigned count)
{
	struct buffer fields = {0}, document;

	buffer_add_text(&fields, "<</Fields[");
	for (unsigned i = 0; i < count; i++)
		buffer_add_format(&fields, "<</T(%u)>>", i);
	buffer_add_text(&fields, "]>>");
	document = make(fields.data, "");
	buffer_free(&fields);
	return document;
}

/* The fields of all documents count, and many documents are joined in the time
 * that all their fields take, not those of all for each. */
static void
test_many(void **state)
{
	struct buffer documents[PARTS] = {make_many(MANY - PARTS / 2)};
	struct buffer out = {0};
	clock_t begin = clock();
	qpdf_data q;

	(void)state;
	for (size_t i = 1; i < PARTS; i++)
		documents[i] = make_many(1);
	q = join(documents, PARTS, &out);
	assert_int_equal(
	    pdf_objects_count(q, qpdf_oh_get_key(q, form_of(q), "/Fields")),
	    MANY);
	print_message("%.1f s\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
	assert_true(clock() - begin < SECONDS * CLOCKS_PER_SEC);
	pdf_objects_close(&q);
	buffer_free(&out);
	for (size_t i = 0; i < PARTS; i++)
		buffer_free(&documents[i]);
}

/* Returns a document with a form of a font of that name and of so many that are
 * called as others might be. */
static struct buffer
make_fonts(const char *name, unsigned count)
{
	struct buffer form = {0}, document;

	buffer_add_format(
	    &form, "<</Fields[<</T(a)>>]/DR<</Font<</F" FONT("%s"), name);
	for (unsigned i = 0; i < count; i++)
		buffer_add_format(&form, "/F_%u 4 0 R", i);
	buffer_add_text(&form, ">>>>>>");
	document = make(form.data, "4 0 obj" FONT("Symbol") "endobj\n");
	buffer_free(&form);
	return document;
}

/* A font gets a name in no more time if many names are taken. */
static void
test_many_fonts(void **state)
{
	struct buffer documents[PARTS] = {make_fonts("Helvetica", 2 * MANY)};
	struct buffer out = {0};
	clock_t begin = clock();
	qpdf_data q;

	(void)state;
	for (size_t i = 1; i < PARTS; i++)
		documents[i] = make_fonts("Courier", 0);
	q = join(documents, PARTS, &out);
	print_message("%.1f s\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
	assert_true(clock() - begin < SECONDS * CLOCKS_PER_SEC);
	pdf_objects_close(&q);
	buffer_free(&out);
	for (size_t i = 0; i < PARTS; i++)
		buffer_free(&documents[i]);
}

/* A calling order, and that the looks of fields are to be made, is kept of all
 * forms, whichever says it. */
static void
test_settings(void **state)
{
	static const char *const forms[][2] = {
	    {"<</Fields[4 0 R]/NeedAppearances true>>",
		"<</Fields[4 0 R]/CO[4 0 R]/NeedAppearances false>>"},
	    {"<</Fields[4 0 R]/CO[4 0 R]>>",
		"<</Fields[4 0 R]/NeedAppearances true>>"}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct buffer documents[] = {
		    make(forms[i][0], "4 0 obj<</T(a)>>endobj\n"),
		    make(forms[i][1], "4 0 obj<</T(b)>>endobj\n")};
		struct buffer out = {0};
		qpdf_data q = join(documents, 2, &out);

		assert_true(qpdf_oh_get_bool_value(
		    q, qpdf_oh_get_key(q, form_of(q), "/NeedAppearances")));
		assert_fields(q, qpdf_oh_get_key(q, form_of(q), "/CO"), "/T",
		    i == 0 ? "b;" : "a;");
		pdf_objects_close(&q);
		buffer_free(&out);
		buffer_free(&documents[0]);
		buffer_free(&documents[1]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_fonts),
	    cmocka_unit_test(test_annotations),
	    cmocka_unit_test(test_fonts_alone),
	    cmocka_unit_test(test_no_annotations),
	    cmocka_unit_test(test_many_fonts),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_many),
	    cmocka_unit_test(test_settings),
	};

	return cmocka_run_group_tests_name("pdf_forms", tests, NULL, NULL);
}
