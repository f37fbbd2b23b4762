/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * format=pdf of several files: one PDF, with the pages of the PDFs among them
 * as they were, and the others as page images.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/form.h"
#include "tests/lib/http.h"
#include "tests/lib/joined_pdf.h"
#include "tests/lib/pdf_tools.h"
#include "tests/lib/problem.h"
#include "tests/lib/scanned_pdf.h"
#include "tests/lib/server_fixture.h"

/* What a page may grow by, and a document. */
#define GROWTH 6000

static const struct scanned_pdf book = {.name = "a book",
    .catalog = "/Outlines 6 0 R/Dests<</place[3 0 R/FitB]>>"
	       "/PageLabels<</Nums[0<</S/r>>]>>",
    .page = "/Annots[8 0 R]",
    .more = scanned_pdf_add_book};

/* A document of two pages with text; links on the first lead to the second, by
 * a string, by a name, and by itself. */
static const char linked[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>"
    "/Dests<</place<</D[4 0 R/XYZ 0 101 0]>>>>/Names<</Dests<</Kids["
    "<</Limits[(a)(b)]/Names[(a)[3 0 R/Fit](b)[3 0 R/Fit]]>>"
    "<</Limits[(p)(q)]/Names[(p)[3 0 R/Fit](place)[4 0 R/XYZ 0 102 0]"
    "(q)[3 0 R/Fit]]>>]>>>>>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2"
    "/MediaBox[0 0 400 200]/Resources<</XObject<</X 7 0 R>>/Font<</F<<"
    "/Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/Contents 5 0 R/StructParents 0/Annots["
    "<</Type/Annot/Subtype/Link/Rect[40 90 90 130]/Dest/place/StructParent 1>>"
    "<</Type/Annot/Subtype/Link/Rect[90 90 150 130]"
    "/A<</S/GoTo/D(place)>>>>"
    "<</Type/Annot/Subtype/Link/Rect[150 90 200 130]/P 3 0 R"
    "/Dest[4 0 R/XYZ 0 103 0]>>]>>endobj\n"
    "4 0 obj<</Type/Page/Parent 2 0 R/Contents 6 0 R>>endobj\n"
    "5 0 obj<</Length 55>>stream\n"
    "BT /F 24 Tf 40 100 Td (A linked page of the two) Tj ET \n"
    "endstream endobj\n"
    "6 0 obj<</Length 55>>stream\n"
    "BT /F 24 Tf 40 100 Td (Another one, its target) Tj ET  \n"
    "endstream endobj\n"
    "7 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/StructParents 2"
    "/Resources<</XObject<</Y 8 0 R>>>>/Length 1>>stream\n \n"
    "endstream endobj\n"
    "8 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/StructParent 3"
    "/Length 1>>stream\n \nendstream endobj\n"
    "trailer<</Root 1 0 R/Size 9>>\n";

/* What the two have whose bookmarks and files are joined: pages with text. */
#define TEXT_PAGES                                                             \
	"2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2"                       \
	"/MediaBox[0 0 400 200]/Resources<</Font<</F<</Type/Font"              \
	"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"                    \
	"3 0 obj<</Type/Page/Parent 2 0 R/Contents 5 0 R>>endobj\n"            \
	"4 0 obj<</Type/Page/Parent 2 0 R/Contents 5 0 R>>endobj\n"            \
	"5 0 obj<</Length 54>>stream\n"                                        \
	"BT /F 24 Tf 40 100 Td (A page of some document) Tj ET \n"             \
	"endstream endobj\n"

/* A document with a bookmark, two files and a name for a place. */
static const char first_volume[] =
    "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R"
    "/Dests<</place[3 0 R/XYZ 0 104 0]>>/AF[8 0 R]"
    "/Names<</EmbeddedFiles<</Names[(note.txt)8 0 R(z.txt)8 0 R]>>>>"
    ">>endobj\n" TEXT_PAGES
    "6 0 obj<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>endobj\n"
    "7 0 obj<</Title(Volume one)/Parent 6 0 R/Dest[3 0 R/Fit]>>endobj\n"
    "8 0 obj<</Type/Filespec/F(note.txt)/EF<</F 9 0 R>>>>endobj\n"
    "9 0 obj<</Type/EmbeddedFile/Length 9>>stream\nfirst one\nendstream "
    "endobj\ntrailer<</Root 1 0 R/Size 10>>\n";

/* Bookmarks below a bookmark, with a place by name, by string and by action;
 * and files, one of the same name, in a tree. */
static const char second_volume[] =
    "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R"
    "/Dests<</place[4 0 R/XYZ 0 105 0]>>/AF[10 0 R]"
    "/Names<</Dests<</Names[(place)[4 0 R/XYZ 0 106 0]]>>"
    "/EmbeddedFiles<</Kids[12 0 R 13 0 R]>>>>"
    ">>endobj\n" TEXT_PAGES
    "6 0 obj<</Type/Outlines/First 7 0 R/Last 9 0 R/Count 3>>endobj\n"
    "7 0 obj<</Title(Volume two)/Parent 6 0 R/Next 9 0 R/First 8 0 R"
    "/Last 8 0 R/Count 1/Dest/place/SE<</Type/StructElem/S/H1>>>>endobj\n"
    "8 0 obj<</Title(Its part)/Parent 7 0 R/Dest(place)>>endobj\n"
    "9 0 obj<</Title(Its end)/Parent 6 0 R/Prev 7 0 R"
    "/A<</S/GoTo/D(place)>>>>endobj\n"
    "10 0 obj<</Type/Filespec/F(note.txt)/EF<</F 11 0 R>>>>endobj\n"
    "11 0 obj<</Type/EmbeddedFile/Length 10>>stream\nsecond one\nendstream "
    "endobj\n12 0 obj<</Limits[(a.txt)(a.txt)]/Names[(a.txt)10 0 R]>>endobj\n"
    "13 0 obj<</Limits[(note.txt)<feff00e9>]/Kids[14 0 R]>>endobj\n"
    "14 0 obj<</Limits[(note.txt)<feff00e9>]/Names[(note.txt)10 0 R"
    "<feff00e9>10 0 R]>>endobj\ntrailer<</Root 1 0 R/Size 15>>\n";

/* A page with text, signed. */
static const char agreed[] =
    "%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3"
    "/Fields[6 0 R]>>>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Contents 5 0 R"
    "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    ">>>>>>endobj\n"
    "5 0 obj<</Length 54>>stream\n"
    "BT /F 24 Tf 40 100 Td (What both of them agreed) Tj ET\n"
    "endstream endobj\n"
    "6 0 obj<</FT/Sig/T(Signature)/V<</Type/Sig/Filter/Adobe.PPKLite"
    "/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 10]/Contents<00>>>>>"
    "endobj\ntrailer<</Root 1 0 R/Size 7>>\n";

/* A page with text, and with words that its catalog has not be seen. */
static const char layered[] =
    "%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R/OCProperties<<"
    "/OCGs[6 0 R]/D<</OFF[6 0 R]>>>>>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Contents 5 0 R"
    "/Resources<</Properties<</Off 6 0 R>>/Font<</F<</Type/Font"
    "/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    "5 0 obj<</Length 116>>stream\n"
    "BT /F 24 Tf 40 140 Td (A shown part of a page) Tj ET\n"
    "/OC /Off BDC BT /F 24 Tf 40 60 Td (Its hidden part) Tj ET EMC\n"
    "endstream endobj\n"
    "6 0 obj<</Type/OCG/Name(Off)>>endobj\ntrailer<</Root 1 0 R/Size 7>>\n";

/* A page with text and two fields, of which the second one has two parts; what
 * the form says for all its fields is behind it. */
#define FORM(name, font, more)                                                 \
	"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<<"              \
	"/Fields[6 0 R 7 0 R 6 0 R]/DR<</Font<</" font                         \
	"<</Type/Font/Subtype/Type1/BaseFont/Courier>>>>>>" more               \
	">>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"       \
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]"               \
	"/Contents 5 0 R/Annots[6 0 R 8 0 R]/Resources<</Font<</F<</Type/Font" \
	"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"                    \
	"5 0 obj<</Length 54>>stream\n"                                        \
	"BT /F 24 Tf 40 100 Td (A page with some fields) Tj ET \n"             \
	"endstream endobj\n"                                                   \
	"6 0 obj<</Type/Annot/Subtype/Widget/Rect[9 9 99 29]/FT/Tx/T(name)"    \
	"/V(Value of " name ")/P 3 0 R>>endobj\n"                              \
	"7 0 obj<</T(" name ")/FT/Tx/Kids[8 0 R]>>endobj\n"                    \
	"8 0 obj<</Type/Annot/Subtype/Widget/Rect[9 39 99 59]/T(part)"         \
	"/Parent 7 0 R/P 3 0 R>>endobj\ntrailer<</Root 1 0 R/Size 9>>\n"

static const char first_form[] =
    FORM("one", "Helv", "/DA(/Helv 9 Tf)/NeedAppearances false");
static const char second_form[] =
    FORM("two", "Cour", "/DA(/Cour 8 Tf)/NeedAppearances true/CO[6 0 R]");

/* Sends a form with the files. */
static void
send(const char *path, const struct page_file *files, size_t n,
    struct http_answer *answer)
{
	assert_int_equal(
	    form_post_files(server_fixture->port, path, files, n, answer), 0);
}

/* Returns the number of the object of a page in the text of
 * pdf_tools_objects. */
static int
page_object(const char *objects, int page)
{
	char mark[32];
	const char *at;
	int object;

	snprintf(mark, sizeof(mark), "%%%% Page %d\n", page);
	at = strstr(objects, mark);
	assert_non_null(at);
	at = strchr(at, '\n') + 1;
	if (strncmp(at, "%%", 2) == 0)
		at = strchr(at, '\n') + 1;
	assert_int_equal(sscanf(at, "%d 0 obj", &object), 1);
	return object;
}

/* Checks that something leads to the place at this height on the page. */
static void
assert_leads(const char *objects, int page, int height)
{
	char place[64];

	snprintf(place, sizeof(place), "%d 0 R\n /XYZ\n 0\n %d\n",
	    page_object(objects, page), height);
	if (strstr(objects, place) == NULL)
		print_error("no %s in %s\n", place, objects);
	assert_non_null(strstr(objects, place));
}

/* Replaces, in place, several blanks by one.  Returns text. */
static char *
squeezed(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++)
		if (*from != ' ' || to == text || to[-1] != ' ')
			*to++ = *from;
	*to = '\0';
	return text;
}

/* Checks that pages of joined, from number first on, look as those of file do.
 */
static void
assert_looks(
    const char *joined, int first, const struct page_file *file, int pages)
{
	char *before = pdf_tools_save("before.pdf", file);

	for (int i = 0; i < pages; i++)
		pdf_tools_compare_pages(before, i + 1, joined, first + i);
	free(before);
}

static void
test_kept(void **state)
{
	struct page_file files[3] = {scanned_pdf_make(&book), joined_pdf_photo,
	    joined_pdf_file(linked, sizeof(linked) - 1)};
	struct page_file got;
	char *path, *text, *objects;

	(void)state;
	got = pdf_tools_join("/ocr?format=pdf", files, 3, &path);
	pdf_tools_check(path);
	text = pdf_tools_text(path);
	assert_non_null(
	    strstr(text, "Requests wait at its gate until a worker"));
	assert_non_null(strstr(text, "A photo of a letter"));
	assert_non_null(strstr(text, "A linked page of the two"));
	assert_non_null(strstr(text, "Another one, its target"));
	objects = squeezed(pdf_tools_objects(path));
	assert_non_null(strstr(objects, "/Count 4\n"));
	assert_non_null(strstr(objects, "(The bookmark)"));
	assert_non_null(strstr(objects, "(http://example.com/link)"));
	assert_non_null(strstr(objects, "/PageLabels"));
	assert_null(strstr(objects, "/StructParent"));
	for (int height = 101; height <= 103; height++)
		assert_leads(objects, 4, height);
	assert_looks(path, 1, &files[0], 1);
	assert_looks(path, 3, &files[2], 2);
	assert_non_null(memmem(
	    got.data, got.len, joined_pdf_photo.data, joined_pdf_photo.len));
	assert_true(
	    got.len <=
	    (files[0].len + joined_pdf_photo.len + files[2].len) * 11 / 10 +
		2 * GROWTH);
	free(objects);
	free(text);
	free(path);
	page_file_clear(&files[0]);
	page_file_clear(&got);
}

/* Pages count over all files; of one alone its document is left. */
static void
test_pages(void **state)
{
	struct page_file files[3] = {joined_pdf_photo,
	    joined_pdf_file(linked, sizeof(linked) - 1),
	    scanned_pdf_make(&book)};
	struct page_file got;
	char *path, *text, *objects;

	(void)state;
	got = pdf_tools_join("/ocr?format=pdf&pages=1,3,4", files, 3, &path);
	pdf_tools_check(path);
	text = pdf_tools_text(path);
	assert_memory_equal(text, "A photo", 7);
	assert_null(strstr(text, "A linked page"));
	assert_non_null(strstr(text, "Another one"));
	assert_non_null(strstr(text, "Requests wait"));
	objects = pdf_tools_objects(path);
	assert_non_null(strstr(objects, "/Count 3\n"));
	assert_non_null(strstr(objects, "(http://example.com/link)"));
	assert_looks(path, 3, &files[2], 1);
	free(objects);
	free(text);
	free(path);
	page_file_clear(&got);
	got = pdf_tools_join("/ocr?format=pdf&pages=2-3", files, 3, &path);
	assert_int_equal(got.len, sizeof(linked) - 1);
	assert_memory_equal(got.data, linked, got.len);
	free(path);
	page_file_clear(&got);
	page_file_clear(&files[2]);
}

/*
 * What is seen of layers is what the catalog says, and only one catalog is
 * kept: that of the first PDF.
 */
static void
test_layers(void **state)
{
	struct page_file pdf = joined_pdf_file(layered, sizeof(layered) - 1);
	struct page_file other = joined_pdf_file(linked, sizeof(linked) - 1);
	struct page_file first[] = {joined_pdf_photo, pdf};
	struct page_file second[] = {other, pdf}, got;
	char *path, *text, *objects;

	(void)state;
	got = pdf_tools_join("/ocr?format=pdf", first, 2, &path);
	pdf_tools_check(path);
	objects = pdf_tools_objects(path);
	assert_non_null(strstr(objects, "/OCProperties"));
	assert_looks(path, 2, &pdf, 1);
	free(objects);
	free(path);
	page_file_clear(&got);
	got = pdf_tools_join("/ocr?format=pdf", second, 2, &path);
	text = pdf_tools_text(path);
	assert_non_null(strstr(text, "Another one"));
	assert_non_null(strstr(text, "A shown part of a page"));
	assert_null(strstr(text, "hidden"));
	free(text);
	free(path);
	page_file_clear(&got);
}

/* The fields of all forms are in one, each with a name of its own. */
static void
test_forms(void **state)
{
	static const char *const have[] = {"(name)", "(name_2)", "(name_3)",
	    "(one)", "(two)", "(two_4)", "/Helv", "/Cour",
	    "/NeedAppearances true", "(Value of one)", "(Value of two)"};
	struct page_file one =
	    joined_pdf_file(first_form, sizeof(first_form) - 1);
	struct page_file two =
	    joined_pdf_file(second_form, sizeof(second_form) - 1);
	struct page_file files[] = {joined_pdf_photo, one, two, two}, got;
	char *path, *objects;

	(void)state;
	got = pdf_tools_join("/ocr?format=pdf", files, 4, &path);
	pdf_tools_check(path);
	objects = squeezed(pdf_tools_objects(path));
	for (size_t i = 0; i < sizeof(have) / sizeof(have[0]); i++)
		if (strstr(objects, have[i]) == NULL)
			fail_msg("no %s in %s", have[i], objects);
	assert_int_equal(pdf_tools_count(objects, "/AcroForm"), 1);
	assert_int_equal(pdf_tools_count(objects, "(name)"), 1);
	assert_int_equal(pdf_tools_count(objects, "/Subtype /Widget"), 6);
	/* Both fields of each of the second ones, and the form itself. */
	assert_int_equal(pdf_tools_count(objects, "/DA (/Cour 8 Tf)"), 4);
	assert_int_equal(pdf_tools_count(objects, "/DA (/Helv 9 Tf)"), 1);
	assert_looks(path, 3, &two, 1);
	free(objects);
	free(path);
	page_file_clear(&got);
}

/* Checks that item i of the bookmarks has the title and leads to the page. */
static void
assert_bookmark(const json_t *items, size_t i, const char *title, int page)
{
	const json_t *item = json_array_get(items, i);

	assert_non_null(item);
	assert_string_equal(
	    json_string_value(json_object_get(item, "title")), title);
	assert_int_equal(
	    json_integer_value(json_object_get(item, "destpageposfrom1")),
	    page);
}

/* Bookmarks follow each other as the files do, below what they were below. */
static void
test_bookmarks(void **state)
{
	struct page_file files[] = {joined_pdf_photo,
	    joined_pdf_file(first_volume, sizeof(first_volume) - 1),
	    joined_pdf_file(linked, sizeof(linked) - 1),
	    joined_pdf_file(second_volume, sizeof(second_volume) - 1)};
	struct page_file got;
	char *path, *objects;
	json_t *items, *below;

	(void)state;
	got = pdf_tools_join("/ocr?format=pdf", files, 4, &path);
	pdf_tools_check(path);
	items = pdf_tools_json(path, "outlines");
	assert_int_equal(json_array_size(items), 3);
	assert_bookmark(items, 0, "Volume one", 2);
	assert_bookmark(items, 1, "Volume two", 7);
	assert_bookmark(items, 2, "Its end", 7);
	below = json_object_get(json_array_get(items, 1), "kids");
	assert_int_equal(json_array_size(below), 1);
	assert_bookmark(below, 0, "Its part", 7);
	objects = squeezed(pdf_tools_objects(path));
	assert_leads(objects, 7, 105);
	assert_leads(objects, 7, 106);
	assert_leads(objects, 2, 104);
	assert_non_null(strstr(objects, "/Count 4\n /First"));
	assert_null(strstr(objects, "/StructElem"));
	free(objects);
	json_decref(items);
	free(path);
	page_file_clear(&got);
	/* Of the first PDF there are none. */
	got = pdf_tools_join("/ocr?format=pdf", files + 2, 2, &path);
	pdf_tools_check(path);
	items = pdf_tools_json(path, "outlines");
	assert_int_equal(json_array_size(items), 2);
	assert_bookmark(items, 0, "Volume two", 4);
	json_decref(items);
	free(path);
	page_file_clear(&got);
}

static void
assert_attached(const char *path, const char *name, const char *content)
{
	char option[64], *text;
	const char *argv[] = {"qpdf", option, path, NULL};

	snprintf(option, sizeof(option), "--show-attachment=%s", name);
	text = pdf_tools_run(argv);
	assert_string_equal(text, content);
	free(text);
}

/* Of two files with a name, the later gets another one. */
static void
test_attached(void **state)
{
	struct page_file files[] = {
	    joined_pdf_file(first_volume, sizeof(first_volume) - 1),
	    joined_pdf_photo,
	    joined_pdf_file(second_volume, sizeof(second_volume) - 1)};
	struct page_file got;
	json_t *attached;
	char *path, *objects;

	(void)state;
	got = pdf_tools_join("/ocr?format=pdf", files, 3, &path);
	pdf_tools_check(path);
	attached = pdf_tools_json(path, "attachments");
	assert_int_equal(json_object_size(attached), 5);
	assert_attached(path, "a.txt", "second one");
	assert_attached(path, "note.txt", "first one");
	assert_attached(path, "note.txt_1", "second one");
	assert_attached(path, "z.txt", "first one");
	assert_attached(path, "\xc3\xa9", "second one");
	objects = squeezed(pdf_tools_objects(path));
	/* Names in order, as they are looked for. */
	assert_true(strstr(objects, "(a.txt)") < strstr(objects, "(note.txt)"));
	assert_non_null(strstr(objects, "/AF [\n"));
	free(objects);
	json_decref(attached);
	free(path);
	page_file_clear(&got);
	got = pdf_tools_join("/ocr?format=pdf", files + 1, 2, &path);
	assert_attached(path, "note.txt", "second one");
	free(path);
	page_file_clear(&got);
}

static void
more_of_a_contract(struct pdf_maker *m)
{
	pdf_maker_add(m, SCANNED_PDF_MORE,
	    "<</FT/Sig/T(Signature)/V<</Type/Sig/Filter/Adobe.PPKLite"
	    "/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 10]"
	    "/Contents<00>>>>>");
}

/* No signature holds in a document that is another one. */
static void
test_signed(void **state)
{
	static const struct scanned_pdf contract = {.name = "a contract",
	    .catalog = "/AcroForm<</SigFlags 3/Fields[6 0 R]>>",
	    .more = more_of_a_contract};
	struct page_file files[] = {
	    joined_pdf_photo, scanned_pdf_make(&contract)};
	struct page_file got;
	struct http_answer answer;
	char *path, *objects;
	json_t *problem;

	(void)state;
	send("/ocr?format=pdf", files, 2, &answer);
	problem = problem_read(&answer, 422);
	assert_non_null(problem);
	assert_non_null(strstr(answer.body, "sign=break"));
	json_decref(problem);
	http_answer_clear(&answer);
	got = pdf_tools_join("/ocr?format=pdf&sign=break", files, 2, &path);
	pdf_tools_check(path);
	objects = pdf_tools_objects(path);
	assert_null(strstr(objects, "/ByteRange"));
	assert_looks(path, 2, &files[1], 1);
	free(objects);
	free(path);
	page_file_clear(&got);
	page_file_clear(&files[1]);
}

/* Beside a file of which no page is wanted, it stays as it is, signed. */
static void
test_signed_alone(void **state)
{
	struct page_file files[] = {
	    joined_pdf_photo, joined_pdf_file(agreed, sizeof(agreed) - 1)};
	struct http_answer answer;
	struct page_file got;
	char *path;

	(void)state;
	got = pdf_tools_join("/ocr?format=pdf&pages=2", files, 2, &path);
	assert_int_equal(got.len, files[1].len);
	assert_memory_equal(got.data, agreed, got.len);
	free(path);
	page_file_clear(&got);
	send("/ocr?format=pdf", files, 2, &answer);
	assert_int_equal(answer.status, 422);
	http_answer_clear(&answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kept),
	    cmocka_unit_test(test_pages),
	    cmocka_unit_test(test_layers),
	    cmocka_unit_test(test_forms),
	    cmocka_unit_test(test_bookmarks),
	    cmocka_unit_test(test_attached),
	    cmocka_unit_test(test_signed),
	    cmocka_unit_test(test_signed_alone),
	};

	return server_report(cmocka_run_group_tests_name(
	    "pdf_joined", tests, joined_pdf_setup, joined_pdf_teardown));
}
