/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * format=pdf of a signed PDF changes nothing in it without sign=break, which
 * takes the signatures out, whatever form they have.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/pdf_tools.h"
#include "tests/lib/problem.h"
#include "tests/lib/reading.h"
#include "tests/lib/scanned_pdf.h"
#include "tests/lib/server_fixture.h"

/* The objects of the PDF: a field, a signature, the widget that the page shows
 * of it and how that looks, and another field. */
enum { FIELD = SCANNED_PDF_MORE, SIGNATURE, WIDGET, LOOK, OTHER };

#define FORM(fields) "/AcroForm<</SigFlags 3/Fields[" fields "]>>"
#define SUBFILTER "/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached"
#define BYTES "/ByteRange[0 10 20 10]/Contents<00>"
#define DETACHED "<</Type/Sig" SUBFILTER BYTES ">>"
/* Another field, which nobody has signed, and which stays. */
#define WITH_UNSIGNED                                                          \
	.other = "<</FT/Sig/T(To be signed)>>", .left = 1,                     \
	.keeps = "(To be signed)"
/* Fields, each of which is below the one before. */
#define BELOW(field) "<</Kids[<</Kids[<</Kids[<</Kids[" field "]>>]>>]>>]>>"
#define FAR_BELOW(field) BELOW(BELOW(BELOW(BELOW(BELOW(field)))))
#define VISIBLE                                                                \
	"/Type/Annot/Subtype/Widget/F 4/Rect[310 2 358 16]/AP<</N 9 0 R>>"

/* A way of signing, or of what looks like it. */
struct form {
	struct scanned_pdf pdf;
	/* The objects, except what the page shows, which is always alike. */
	const char *field, *signature, *widget, *other;
	unsigned left;	   /* fields of the changed PDF, on top */
	const char *keeps; /* what is in it, too */
	bool is_none;
};

static const struct form forms[] = {
    {.pdf = {.name = "a signature", .catalog = FORM("6 0 R 10 0 R")},
	.field = "<</FT/Sig/T(Signature)/Kids[8 0 R]/V 7 0 R>>",
	.signature = DETACHED,
	.widget = "<<" VISIBLE "/Parent 6 0 R>>",
	WITH_UNSIGNED},
    {.pdf = {.name = "without a type", .catalog = FORM("8 0 R 10 0 R")},
	.signature = "<<" SUBFILTER BYTES ">>",
	.widget = "<<" VISIBLE "/FT/Sig/T(Signature)/V 7 0 R>>",
	WITH_UNSIGNED},
    {.pdf = {.name = "a time stamp", .catalog = FORM("8 0 R")},
	.signature = "<</Type/DocTimeStamp/Filter/Adobe.PPKLite"
		     "/SubFilter/ETSI.RFC3161" BYTES ">>",
	.widget = "<</Type/Annot/Subtype/Widget/F 132/Rect[0 0 0 0]"
		  "/FT/Sig/T(Time)/V 7 0 R>>"},
    {.pdf = {.name = "a certification",
	 .catalog = FORM("8 0 R") "/Perms<</DocMDP 7 0 R>>"},
	.signature = "<</Type/Sig" SUBFILTER BYTES "/Reference[<</Type/SigRef"
		     "/TransformMethod/DocMDP"
		     "/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]>>",
	.widget = "<<" VISIBLE "/FT/Sig/T(Author)/V 7 0 R>>"},
    {.pdf = {.name = "a certification without a field",
	 .catalog = "/Perms<</DocMDP 7 0 R>>"},
	.signature = DETACHED,
	.widget = "<<" VISIBLE ">>"},
    {.pdf = {.name = "below a parent", .catalog = FORM("6 0 R")},
	.field = "<</FT/Sig/T(Contract)/Kids[8 0 R 10 0 R]>>",
	.signature = DETACHED,
	.widget = "<<" VISIBLE "/T(Seller)/Parent 6 0 R/V 7 0 R>>",
	.other = "<</T(Buyer)/Parent 6 0 R>>",
	.left = 1,
	.keeps = "(Buyer)"},
    {.pdf = {.name = "alone below a parent", .catalog = FORM("6 0 R 10 0 R")},
	.field = "<</FT/Sig/T(Contract)/Kids[8 0 R]>>",
	.signature = DETACHED,
	.widget = "<<" VISIBLE "/T(Seller)/Parent 6 0 R/V 7 0 R>>",
	WITH_UNSIGNED},
    {.pdf = {.name = "a value of the parent's", .catalog = FORM("6 0 R")},
	.field = "<</T(Contract)/V 7 0 R/Kids[8 0 R]>>",
	.signature = DETACHED,
	.widget = "<<" VISIBLE "/FT/Sig/Parent 6 0 R>>"},
    {.pdf = {.name = "far below a parent",
	 .catalog = FORM(FAR_BELOW("8 0 R") " 10 0 R")},
	.signature = DETACHED,
	.widget = "<<" VISIBLE "/FT/Sig/T(Signature)/V 7 0 R>>",
	WITH_UNSIGNED},
    {.pdf = {.name = "shown by a page alone"},
	.signature = DETACHED,
	.widget = "<<" VISIBLE "/FT/Sig/T(Signature)/V 7 0 R>>"},
    {.pdf = {.name = "shown by a page, of a parent", .catalog = FORM("10 0 R")},
	.field = "<</FT/Sig/T(Signature)/Kids[8 0 R]/V 7 0 R>>",
	.signature = DETACHED,
	.widget = "<<" VISIBLE "/Parent 6 0 R>>",
	WITH_UNSIGNED},
    {.pdf = {.name = "nothing signed yet", .catalog = FORM("8 0 R 10 0 R")},
	.widget = "<<" VISIBLE "/FT/Sig/T(Here)/SV<</Type/SV/Ff 0>>>>",
	.other = "<</FT/Sig/T(To be signed)>>",
	.left = 2,
	.keeps = "(To be signed)",
	.is_none = true},
    {.pdf = {.name = "no permissions", .catalog = "/Perms<<>>"},
	.widget = "<<" VISIBLE ">>",
	.is_none = true},
};

/* The form that is being made. */
static const struct form *form;

static void
add(struct pdf_maker *m, unsigned number, const char *object)
{
	pdf_maker_add(m, number, "%s", object == NULL ? "null" : object);
}

static void
add_form(struct pdf_maker *m)
{
	add(m, FIELD, form->field);
	add(m, SIGNATURE, form->signature);
	add(m, WIDGET, form->widget);
	pdf_maker_add_stream(m, LOOK,
	    "/Type/XObject/Subtype/Form/BBox[0 0 48 14]",
	    "0 0 1 rg 4 4 30 6 re f", 22);
	add(m, OTHER, form->other);
}

/* Returns the form's PDF, to be cleared, in which content follows the scan. */
static struct page_file
make(const struct form *f, const char *content)
{
	struct scanned_pdf k = f->pdf;

	form = f;
	k.page = "/Annots[8 0 R]";
	k.content = content;
	k.more = add_form;
	return scanned_pdf_make(&k);
}

/* Checks that the PDF is refused, with these words as the reason, and with the
 * option that helps. */
static void
assert_refused(const struct page_file *pdf, const char *words)
{
	const char *detail;

	struct http_answer a;
	json_t *problem;

	assert_int_equal(http_post(server_fixture->port, "/ocr?format=pdf",
			     pdf->data, pdf->len, &a),
	    0);
	problem = problem_read(&a, 422);
	assert_non_null(problem);
	assert_string_equal(json_string_value(json_object_get(problem, "type")),
	    "urn:mod_ocr:problem:signed");
	detail = json_string_value(json_object_get(problem, "detail"));
	assert_non_null(strstr(detail, words));
	assert_non_null(strstr(detail, "sign=break"));
	json_decref(problem);
	http_answer_clear(&a);
}

/* Checks that nothing of a signature is left, which viewers would report as
 * broken. */
static void
assert_without_signature(const char *objects)
{
	assert_null(strstr(objects, "/ByteRange"));
	assert_null(strstr(objects, "/SigFlags"));
	assert_null(strstr(objects, "/Perms"));
}

static unsigned
count_fields(const char *objects)
{
	const char *at = strstr(objects, "/Fields ["), *end;
	unsigned n = 0;

	if (at == NULL)
		return 0;
	end = strchr(at, ']');
	while ((at = strstr(at, " 0 R")) != NULL && at < end) {
		n++;
		at++;
	}
	return n;
}

/* Checks that the PDF becomes searchable, with as many fields as are to be
 * left, what it keeps, and the same look. */
static void
assert_changed(const struct form *f, const struct page_file *pdf)
{
	struct page_file kept = pdf_tools_answer(
	    f->is_none ? "/ocr?format=pdf" : "/ocr?format=pdf&sign=break", pdf);
	char *before = pdf_tools_save("before.pdf", pdf);
	char *after = pdf_tools_save("after.pdf", &kept);
	char *text = pdf_tools_text(after), *objects = pdf_tools_objects(after);

	assert_non_null(strstr(text, "Requests wait"));
	if (f->keeps != NULL && strstr(objects, f->keeps) == NULL)
		fail_msg("no %s in %s", f->keeps, objects);
	assert_int_equal(count_fields(objects), f->left);
	if (!f->is_none)
		assert_without_signature(objects);
	pdf_tools_check(after);
	pdf_tools_compare(before, after);
	free(objects);
	free(text);
	free(after);
	free(before);
	page_file_clear(&kept);
}

static void
test_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct page_file pdf = make(&forms[i], "");

		print_message("%s\n", forms[i].pdf.name);
		if (!forms[i].is_none)
			assert_refused(&pdf, "The PDF is signed");
		assert_changed(&forms[i], &pdf);
		page_file_clear(&pdf);
	}
}

/* Of a form with more fields than are looked at, nobody knows whether one is
 * signed. */
static void
test_unknown(void **state)
{
	enum { TOO_MANY = 100001 };
	static const char begin[] = "/AcroForm<</Fields[", end[] = "]>>";
	const size_t size = sizeof(begin) + sizeof(end) + 4 * TOO_MANY;
	char *catalog = malloc(size), *at;
	struct form f = {.widget = "<<" VISIBLE ">>", .is_none = true};
	struct page_file pdf;

	(void)state;
	assert_non_null(catalog);
	at = stpcpy(catalog, begin);
	for (int i = 0; i < TOO_MANY; i++)
		at = stpcpy(at, "<<>>");
	stpcpy(at, end);
	f.pdf.catalog = catalog;
	pdf = make(&f, "");
	assert_refused(&pdf, "to say whether it is signed");
	f.is_none = false;
	assert_changed(&f, &pdf);
	page_file_clear(&pdf);
	free(catalog);
}

/* Nothing is added to a blank page: the answer has the very bytes that were
 * sent, whether they are signed or not. */
static void
test_nothing_to_add(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct page_file pdf =
		    make(&forms[i], "1 g -1000 -1000 3000 3000 re f");
		struct page_file kept =
		    pdf_tools_answer("/ocr?format=pdf", &pdf);

		assert_int_equal(kept.len, pdf.len);
		assert_memory_equal(kept.data, pdf.data, pdf.len);
		page_file_clear(&kept);
		page_file_clear(&pdf);
	}
}

/* All other formats are made of a signed PDF as of any other. */
static void
test_text(void **state)
{
	struct page_file pdf = make(&forms[0], "");
	char *text = reading_post(server_fixture->port, "/ocr", &pdf);

	(void)state;
	assert_non_null(strstr(text, "Requests wait"));
	free(text);
	page_file_clear(&pdf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_forms),
	    cmocka_unit_test(test_unknown),
	    cmocka_unit_test(test_nothing_to_add),
	    cmocka_unit_test(test_text),
	};

	return server_report(cmocka_run_group_tests_name(
	    "pdf_signed", tests, scanned_pdf_setup, scanned_pdf_teardown));
}
