/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * format=pdf of a PDF: the PDF that was sent, with text under pages that are
 * scans.  poppler draws both alike, and qpdf finds nothing to complain of.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/lib/http.h"
#include "tests/lib/pdf_maker.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

#define RUN_MS 30000
/* The scan: tests/data/sample.png at 200 dpi. */
#define WIDTH 360
#define HEIGHT 72
/* What a page may grow by, and a document. */
#define GROWTH 6000

enum { CATALOG = 1, PAGES, PAGE, CONTENT, SCAN, MORE };

/* A kind of PDF: one page that shows a scan, upright to a viewer. */
struct kind {
	const char *name;
	const char *catalog, *page; /* more entries of their dictionaries */
	const char *content;	    /* drawn behind the scan */
	int turn, left, bottom;
	void (*more)(struct pdf_maker *m); /* objects */
	const char *qpdf[8];		   /* options that make it so */
	const char *keeps[8];		   /* what is in the answer, too */
};

static void
more_of_a_book(struct pdf_maker *m)
{
	pdf_maker_add(
	    m, MORE, "<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>");
	pdf_maker_add(m, MORE + 1,
	    "<</Title(The bookmark)/Parent 6 0 R/Dest[3 0 R/Fit]>>");
	pdf_maker_add(m, MORE + 2,
	    "<</Type/Annot/Subtype/Link/Rect[10 10 90 30]/Border[0 0 1]"
	    "/A<</S/URI/URI(http://example.com/link)>>>>");
	pdf_maker_add(m, MORE + 3,
	    "<</Names[(note.txt)<</Type/Filespec/F(note.txt)"
	    "/EF<</F 10 0 R>>>>]>>");
	pdf_maker_add_stream(m, MORE + 4, "/Type/EmbeddedFile", "a note", 6);
}

static void
more_of_a_form(struct pdf_maker *m)
{
	pdf_maker_add(m, MORE,
	    "<</Fields[7 0 R]/DA(/Helv 9 Tf 0 g)/DR<</Font<</Helv<<"
	    "/Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>");
	pdf_maker_add(m, MORE + 1,
	    "<</Type/Annot/Subtype/Widget/FT/Tx/T(The field)/V(filled in)"
	    "/Rect[310 2 358 16]/F 4/AP<</N 8 0 R>>>>");
	pdf_maker_add_stream(m, MORE + 2,
	    "/Type/XObject/Subtype/Form/BBox[0 0 48 14]/Resources<</Font<<"
	    "/Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
	    "BT /Helv 9 Tf 2 4 Td (filled in) Tj ET", 38);
}

static void
more_of_an_archive(struct pdf_maker *m)
{
	static const char xmp[] =
	    "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>"
	    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
	    "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
	    "<rdf:Description rdf:about='' "
	    "xmlns:pdfaid='http://www.aiim.org/pdfa/ns/id/' "
	    "pdfaid:part='2'><pdfaid:conformance>B</pdfaid:conformance>"
	    "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>The title"
	    "</dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
	    "<?xpacket end='w'?>";

	pdf_maker_add_stream(
	    m, MORE, "/Type/Metadata/Subtype/XML", xmp, sizeof(xmp) - 1);
}

static void
more_of_tags(struct pdf_maker *m)
{
	pdf_maker_add(m, MORE,
	    "<</Type/StructTreeRoot/K 7 0 R/ParentTree<</Nums[0[7 0 R]]>>>>");
	pdf_maker_add(m, MORE + 1,
	    "<</Type/StructElem/S/Figure/Alt(A letter)/P 6 0 R/Pg 3 0 R/K 0>>");
}

static const struct kind kinds[] = {
    {.name = "plain"},
    {.name = "turned by 90", .turn = 90},
    {.name = "turned by 180", .turn = 180},
    {.name = "turned by 270", .turn = 270},
    {.name = "boxes",
	.left = -30,
	.bottom = 100,
	.page = "/CropBox[-30 100 500 500]/TrimBox[-20 110 320 160]",
	.keeps = {"/TrimBox ["}},
    {.name = "boxes and a turn", .turn = 90, .left = 50, .bottom = -20},
    {.name = "a user unit", .page = "/UserUnit 2", .keeps = {"/UserUnit 2"}},
    {.name = "a book",
	.catalog = "/Outlines 6 0 R/Names<</EmbeddedFiles 9 0 R>>"
		   "/PageLabels<</Nums[0<</S/r>>]>>/Lang(en-GB)",
	.page = "/Annots[8 0 R]",
	.more = more_of_a_book,
	.keeps = {"(The bookmark)", "http://example.com/link", "a note",
	    "/PageLabels", "(en-GB)"}},
    {.name = "a form",
	.catalog = "/AcroForm 6 0 R",
	.page = "/Annots[7 0 R]",
	.more = more_of_a_form,
	.keeps = {"(The field)", "(filled in)", "/AcroForm"}},
    {.name = "tags",
	.catalog = "/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R",
	.page = "/StructParents 0",
	.more = more_of_tags,
	.keeps = {"(A letter)", "/StructParents 0", "/Marked true"}},
    {.name = "an archive",
	.catalog = "/Metadata 6 0 R",
	.more = more_of_an_archive,
	.keeps = {"The title"}},
    {.name = "encrypted",
	.qpdf = {"--encrypt", "", "owner", "256", "--modify=none", "--"}},
    {.name = "encrypted as long ago",
	.qpdf = {"--allow-weak-crypto", "--encrypt", "", "owner", "128",
	    "--use-aes=n", "--"}},
    {.name = "packed objects", .qpdf = {"--object-streams=generate"}},
    {.name = "linearized", .qpdf = {"--linearize"}},
    {.name = "an unbalanced state", .content = "q 2 0 0 2 0 0 cm"},
};

static struct page_file scan;

static int
setup(void **state)
{
	if (page_file_read("tests/data/sample.png", &scan) == -1)
		return -1;
	return server_fixture_setup(state);
}

static int
teardown(void **state)
{
	page_file_clear(&scan);
	return server_fixture_teardown(state);
}

/* What a command says; it must end with 0. */
static char *
says(const char *const *argv)
{
	struct process_result result;
	char *out;

	assert_int_equal(process_run(argv, RUN_MS, &result), 0);
	if (result.status != 0)
		print_error("%s: %s%s\n", argv[0], result.out, result.err);
	assert_int_equal(result.status, 0);
	out = strdup(result.out);
	process_result_clear(&result);
	return out;
}

/* The path of a file of the server's directory, to be freed. */
static char *
path_of(const char *name)
{
	return strdup(server_path(server_fixture, name));
}

static char *
save(const char *name, const struct page_file *file)
{
	char *path = path_of(name);

	assert_int_equal(page_file_write(file, path), 0);
	return path;
}

static struct page_file
load(const char *path)
{
	struct page_file file;

	assert_int_equal(page_file_read(path, &file), 0);
	return file;
}

/* Draw the scan so that a viewer, who turns the page, sees it upright. */
static void
place(char *content, size_t size, const struct kind *k)
{
	bool swapped = k->turn % 180 != 0;
	int w = swapped ? HEIGHT : WIDTH, h = swapped ? WIDTH : HEIGHT;
	int right = k->left + w, top = k->bottom + h;
	const int m[4][6] = {{w, 0, 0, h, k->left, k->bottom},
	    {0, h, -w, 0, right, k->bottom}, {-w, 0, 0, -h, right, top},
	    {0, -h, w, 0, k->left, top}};
	const int *a = m[k->turn / 90];

	snprintf(content, size, "q %d %d %d %d %d %d cm /Im Do Q %s", a[0],
	    a[1], a[2], a[3], a[4], a[5], k->content ? k->content : "");
}

/* Have qpdf make file what its options say. */
static void
pass_through_qpdf(const char *const *options, struct page_file *file)
{
	char *from = save("made.pdf", file), *to = path_of("passed.pdf");
	const char *argv[12] = {"qpdf"};
	size_t n = 1;

	for (; *options != NULL; options++)
		argv[n++] = *options;
	argv[n++] = from;
	argv[n] = to;
	free(says(argv));
	page_file_clear(file);
	*file = load(to);
	free(from);
	free(to);
}

static struct page_file
make(const struct kind *k)
{
	bool swapped = k->turn % 180 != 0;
	struct pdf_maker m;
	char content[256];

	place(content, sizeof(content), k);
	pdf_maker_begin(&m);
	pdf_maker_add(&m, CATALOG, "<</Type/Catalog/Pages 2 0 R%s>>",
	    k->catalog ? k->catalog : "");
	pdf_maker_add(&m, PAGES,
	    "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[%d %d %d %d]"
	    "/Resources<</XObject<</Im 5 0 R>>>>>>",
	    k->left, k->bottom, k->left + (swapped ? HEIGHT : WIDTH),
	    k->bottom + (swapped ? WIDTH : HEIGHT));
	pdf_maker_add(&m, PAGE,
	    "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Rotate %d%s>>", k->turn,
	    k->page ? k->page : "");
	pdf_maker_add_text(&m, CONTENT, content);
	pdf_maker_add_image(&m, SCAN, &scan);
	if (k->more != NULL)
		k->more(&m);
	pdf_maker_end(&m, "/Root 1 0 R/ID[<00112233445566778899aabbccddeeff>"
			  "<00112233445566778899aabbccddeeff>]");
	if (k->qpdf[0] != NULL)
		pass_through_qpdf(k->qpdf, &m.file);
	return m.file;
}

static struct page_file
answer_to(const char *path, const struct page_file *file)
{
	struct page_file answer;

	answer.data = (unsigned char *)server_fixture_document(
	    path, file, "application/pdf", &answer.len);
	return answer;
}

/* All pages of the PDF at path as pixels. */
static char *
drawn(const char *path, int dpi, size_t *size)
{
	char *root = path_of("drawn"), resolution[16], *ppm;
	const char *argv[] = {
	    "pdftoppm", "-r", resolution, "-singlefile", path, root, NULL};

	snprintf(resolution, sizeof(resolution), "%d", dpi);
	free(says(argv));
	free(root);
	root = path_of("drawn.ppm");
	ppm = process_read_file(root, size);
	assert_non_null(ppm);
	free(root);
	return ppm;
}

static void
assert_drawn_alike(const char *before, const char *after)
{
	static const int resolutions[] = {50, 150};
	size_t size, other;
	char *a, *b;

	for (size_t i = 0; i < 2; i++) {
		a = drawn(before, resolutions[i], &size);
		b = drawn(after, resolutions[i], &other);
		assert_int_equal(size, other);
		assert_memory_equal(a, b, size);
		free(a);
		free(b);
	}
}

static char *
text_of(const char *path)
{
	const char *argv[] = {"pdftotext", path, "-", NULL};

	return says(argv);
}

/* Objects, one by one and not packed. */
static char *
taken_apart(const char *path)
{
	char *to = path_of("apart.pdf"), *text;
	const char *argv[] = {
	    "qpdf", "--qdf", "--object-streams=disable", path, to, NULL};
	size_t size;

	free(says(argv));
	text = process_read_file(to, &size);
	assert_non_null(text);
	for (size_t i = 0; i < size; i++)
		if (text[i] == '\0')
			text[i] = ' ';
	free(to);
	return text;
}

static void
assert_sound(const char *path)
{
	const char *argv[] = {"qpdf", "--check", path, NULL};

	free(says(argv));
}

static void
assert_keeps(const struct kind *k, const char *path)
{
	char *objects = taken_apart(path);

	for (size_t i = 0; k->keeps[i] != NULL; i++) {
		if (strstr(objects, k->keeps[i]) == NULL)
			print_error("%s: no %s\n", k->name, k->keeps[i]);
		assert_non_null(strstr(objects, k->keeps[i]));
	}
	assert_null(strstr(objects, "pdfaid:part"));
	assert_null(strstr(objects, "pdfaid:conformance"));
	assert_non_null(strstr(objects, "/FontFile2"));
	free(objects);
}

/* A number in the text of pdftotext -bbox. */
static double
number_at(const char *word, const char *name)
{
	const char *at = strstr(word, name);

	assert_non_null(at);
	return atof(at + strlen(name) + strlen("=\""));
}

static void
assert_place(const char *word, const char *name, int pixels, double unit)
{
	double want = pixels * unit * 72 / 200, got = number_at(word, name);

	if (fabs(got - want) > 0.5)
		fail_msg("%s is %.2f, not %.2f: %.90s", name, got, want, word);
}

/*
 * The words are where the scan, read alone, has them, as a viewer sees the
 * page. pdftotext has words end at the line that most letters stand on.
 */
static void
assert_places(const char *path, double unit)
{
	const char *argv[] = {"pdftotext", "-bbox", path, "-", NULL};
	char *rows =
	    reading_post(server_fixture->port, "/ocr?format=tsv", &scan);
	char *words = says(argv), *word = words, text[64];
	int left, top, width, height;

	for (char *row = strtok(rows, "\n"); row; row = strtok(NULL, "\n")) {
		if (sscanf(row,
			"5\t%*d\t%*d\t%*d\t%*d\t%*d\t%d\t%d\t%d\t%d"
			"\t%*f\t%63s",
			&left, &top, &width, &height, text) != 5)
			continue;
		word = strstr(word + 1, "<word ");
		assert_non_null(word);
		assert_place(word, "xMin", left, unit);
		assert_place(word, "xMax", left + width, unit);
		if (strpbrk(text, "gjpqy,_Q") == NULL)
			assert_place(word, "yMax", top + height, unit);
	}
	assert_ptr_not_equal(word, words);
	free(words);
	free(rows);
}

static void
test_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct page_file pdf = make(&kinds[i]);
		struct page_file kept = answer_to("/ocr?format=pdf", &pdf);
		char *before = save("before.pdf", &pdf);
		char *after = save("after.pdf", &kept), *text;

		print_message("%s: %zu bytes, %zu before\n", kinds[i].name,
		    kept.len, pdf.len);
		assert_sound(after);
		assert_drawn_alike(before, after);
		if (kinds[i].more != more_of_a_form)
			assert_places(after, 1);
		text = text_of(after);
		assert_non_null(
		    strstr(text, "Requests wait at its gate until a worker"));
		assert_keeps(&kinds[i], after);
		assert_true(kept.len <= pdf.len * 11 / 10 + GROWTH);
		free(text);
		free(before);
		free(after);
		page_file_clear(&pdf);
		page_file_clear(&kept);
	}
}

static void
more_of_a_signature(struct pdf_maker *m)
{
	pdf_maker_add(m, MORE, "<</FT/Sig/T(Signature)/Kids[8 0 R]/V 7 0 R>>");
	pdf_maker_add(m, MORE + 1,
	    "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached"
	    "/ByteRange[0 10 20 10]/Contents<00>>>");
	pdf_maker_add(m, MORE + 2,
	    "<</Type/Annot/Subtype/Widget/Parent 6 0 R/F 4"
	    "/Rect[310 2 358 16]/AP<</N 9 0 R>>>>");
	pdf_maker_add_stream(m, MORE + 3,
	    "/Type/XObject/Subtype/Form/BBox[0 0 48 14]",
	    "0 0 1 rg 4 4 30 6 re f", 22);
	pdf_maker_add(m, MORE + 4, "<</FT/Sig/T(To be signed)>>");
}

/* Nothing is added to a blank page: its very bytes come back, signed or not. */
static void
test_nothing_to_add(void **state)
{
	const struct kind blank = {.name = "blank",
	    .catalog = "/AcroForm<</SigFlags 3/Fields[6 0 R 10 0 R]>>",
	    .page = "/Annots[8 0 R]",
	    .more = more_of_a_signature,
	    .content = "1 g -1000 -1000 3000 3000 re f"};
	struct page_file pdf = make(&blank);
	struct page_file kept = answer_to("/ocr?format=pdf", &pdf);

	(void)state;
	assert_int_equal(kept.len, pdf.len);
	assert_memory_equal(kept.data, pdf.data, pdf.len);
	page_file_clear(&kept);
	page_file_clear(&pdf);
}

/* A signature that is broken is none, and nobody is to be told that it is. */
static void
assert_without_signature(const char *path)
{
	char *objects = taken_apart(path);

	assert_null(strstr(objects, "/ByteRange"));
	assert_null(strstr(objects, "/SigFlags"));
	assert_non_null(strstr(objects, "(To be signed)"));
	free(objects);
	assert_sound(path);
}

static void
test_signed(void **state)
{
	const struct kind k = {.name = "signed",
	    .catalog = "/AcroForm<</SigFlags 3/Fields[6 0 R 10 0 R]>>",
	    .page = "/Annots[8 0 R]",
	    .more = more_of_a_signature};
	struct page_file pdf = make(&k), kept;
	struct http_answer a;
	json_t *problem;
	char *text, *path, *before;

	(void)state;
	assert_int_equal(http_post(server_fixture->port, "/ocr?format=pdf",
			     pdf.data, pdf.len, &a),
	    0);
	problem = problem_read(&a, 422);
	assert_non_null(problem);
	assert_string_equal(json_string_value(json_object_get(problem, "type")),
	    "urn:mod_ocr:problem:signed");
	assert_non_null(
	    strstr(json_string_value(json_object_get(problem, "detail")),
		"sign=break"));
	json_decref(problem);
	http_answer_clear(&a);
	text = reading_post(server_fixture->port, "/ocr", &pdf);
	assert_non_null(strstr(text, "Requests wait"));
	free(text);
	kept = answer_to("/ocr?format=pdf&sign=break", &pdf);
	path = save("after.pdf", &kept);
	text = text_of(path);
	assert_non_null(strstr(text, "Requests wait"));
	free(text);
	assert_without_signature(path);
	before = save("before.pdf", &pdf);
	assert_drawn_alike(before, path);
	free(before);
	free(path);
	page_file_clear(&kept);
	page_file_clear(&pdf);
}

/* rotate= turns the page, whatever it was turned by. */
static void
test_rotate(void **state)
{
	const struct kind k = {.name = "sideways", .turn = 90};
	struct page_file pdf = make(&k), turned, kept;
	char *path, *text, *objects;

	(void)state;
	/* Now a viewer sees it lying on its right side. */
	turned = answer_to("/ocr?format=pdf&rotate=90&region=0,0,9,9", &pdf);
	path = save("after.pdf", &turned);
	objects = taken_apart(path);
	assert_non_null(strstr(objects, "/Rotate 180"));
	free(objects);
	free(path);
	kept = answer_to("/ocr?format=pdf&rotate=270", &turned);
	path = save("after.pdf", &kept);
	objects = taken_apart(path);
	assert_non_null(strstr(objects, "/Rotate 90"));
	free(objects);
	text = text_of(path);
	assert_non_null(strstr(text, "Requests wait"));
	free(text);
	assert_places(path, 1);
	free(path);
	page_file_clear(&kept);
	page_file_clear(&turned);
	page_file_clear(&pdf);
}

static unsigned
count(const char *text, const char *what)
{
	unsigned n = 0;

	for (; (text = strstr(text, what)) != NULL; text++)
		n++;
	return n;
}

static void
more_of_old_text(struct pdf_maker *m)
{
	static const char form[] =
	    "BT 3 Tr /F 9 Tf 10 20 Td (old in a form) Tj ET";

	pdf_maker_add(
	    m, MORE, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	pdf_maker_add_stream(m, MORE + 1,
	    "/Type/XObject/Subtype/Form/BBox[0 0 360 72]"
	    "/Resources<</Font<</F 6 0 R>>>>",
	    form, sizeof(form) - 1);
}

/* What somebody else read before goes; what is seen stays. */
static void
test_old_text(void **state)
{
	const struct kind k = {.name = "old text",
	    .page = "/Resources<</XObject<</Im 5 0 R/Old 7 0 R>>"
		    "/Font<</F 6 0 R>>>>",
	    .content = "BT /F 9 Tf 3 Tr 10 60 Td (old words) Tj "
		       "[(and) -250 (more)] TJ ET "
		       "BT 0 Tr /F 9 Tf 300 10 Td (Visible) Tj ET /Old Do",
	    .more = more_of_old_text};
	struct page_file pdf = make(&k);
	struct page_file kept = answer_to("/ocr?format=pdf", &pdf);
	struct page_file again = answer_to("/ocr?format=pdf", &kept);
	char *before = save("before.pdf", &pdf);
	char *after = save("after.pdf", &again), *text;

	(void)state;
	text = text_of(before);
	assert_non_null(strstr(text, "old in a form"));
	free(text);
	assert_sound(after);
	assert_drawn_alike(before, after);
	text = text_of(after);
	assert_null(strstr(text, "old"));
	assert_null(strstr(text, "more"));
	assert_int_equal(count(text, "Requests wait at its gate"), 1);
	assert_in_range(count(text, "Visible"), 1, 2);
	free(text);
	free(before);
	free(after);
	page_file_clear(&again);
	page_file_clear(&kept);
	page_file_clear(&pdf);
}

/* Chosen pages are all that is left, and of others not a byte. */
static void
test_pages(void **state)
{
	static const char *const texts[] = {
	    "The first page\n", "Some second page\n", "Another third page\n"};
	const struct typeset style = {
	    "DejaVu Sans", 14, .width = 320, .height = 140, .dpi = 100};
	struct page_file pdf, kept;
	char *path, *text, *objects;

	(void)state;
	assert_int_equal(typeset_pdf(texts, 3, &style, &pdf), 0);
	kept = answer_to("/ocr?format=pdf&pages=3,1", &pdf);
	path = save("after.pdf", &kept);
	assert_sound(path);
	text = text_of(path);
	assert_non_null(strstr(text, "first"));
	assert_null(strstr(text, "second"));
	assert_non_null(strstr(text, "third"));
	objects = taken_apart(path);
	assert_int_equal(count(objects, "/Type /Page\n"), 2);
	assert_true(kept.len < pdf.len + 2 * GROWTH);
	free(objects);
	free(text);
	free(path);
	page_file_clear(&kept);
	page_file_clear(&pdf);
}

/*
 * With layer=never, what is recognized of a page goes under it beside the text
 * that is seen, which stays; without, nothing is added.
 */
static void
test_never(void **state)
{
	static const char *const texts[] = {"The only page of a contract\n"};
	const struct typeset style = {
	    "DejaVu Sans", 14, .width = 320, .height = 140, .dpi = 100};
	struct page_file pdf, kept;
	char *before, *after, *text;

	(void)state;
	assert_int_equal(typeset_pdf(texts, 1, &style, &pdf), 0);
	before = save("before.pdf", &pdf);
	kept = answer_to("/ocr?format=pdf", &pdf);
	assert_int_equal(kept.len, pdf.len);
	assert_memory_equal(kept.data, pdf.data, pdf.len);
	page_file_clear(&kept);
	kept = answer_to("/ocr?format=pdf&layer=never", &pdf);
	after = save("after.pdf", &kept);
	assert_sound(after);
	assert_drawn_alike(before, after);
	text = text_of(after);
	assert_int_equal(count(text, "contract"), 2);
	free(text);
	free(after);
	free(before);
	page_file_clear(&kept);
	page_file_clear(&pdf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kinds),
	    cmocka_unit_test(test_nothing_to_add),
	    cmocka_unit_test(test_signed),
	    cmocka_unit_test(test_rotate),
	    cmocka_unit_test(test_old_text),
	    cmocka_unit_test(test_pages),
	    cmocka_unit_test(test_never),
	};

	return server_report(
	    cmocka_run_group_tests_name("pdf_kept", tests, setup, teardown));
}
