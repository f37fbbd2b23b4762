/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files are in the directory of server_fixture.
 */
#include "tests/lib/pdf_tools.h"

#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/form.h"
#include "tests/lib/http.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"

#define RUN_MS 30000

char *
pdf_tools_run(const char *const *argv)
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

char *
pdf_tools_path(const char *name)
{
	return strdup(server_path(server_fixture, name));
}

char *
pdf_tools_save(const char *name, const struct page_file *file)
{
	char *path = pdf_tools_path(name);

	assert_int_equal(page_file_write(file, path), 0);
	return path;
}

struct page_file
pdf_tools_load(const char *path)
{
	struct page_file file;

	assert_int_equal(page_file_read(path, &file), 0);
	return file;
}

struct page_file
pdf_tools_answer(const char *path, const struct page_file *file)
{
	struct page_file answer;

	answer.data = (unsigned char *)server_fixture_document(
	    path, file, "application/pdf", &answer.len);
	return answer;
}

void
pdf_tools_check_kept(const char *path, const struct page_file *file)
{
	struct page_file kept = pdf_tools_answer(path, file);

	assert_int_equal(kept.len, file->len);
	assert_memory_equal(kept.data, file->data, file->len);
	page_file_clear(&kept);
}

struct page_file
pdf_tools_join(
    const char *path, const struct page_file *files, size_t n, char **at)
{
	struct http_answer answer;
	struct page_file pdf;

	assert_int_equal(
	    form_post_files(server_fixture->port, path, files, n, &answer), 0);
	if (answer.status != 200)
		print_error("%s\n", answer.body);
	assert_int_equal(answer.status, 200);
	assert_string_equal(
	    http_header(&answer, "Content-Type"), "application/pdf");
	pdf.data = malloc(answer.body_len);
	assert_non_null(pdf.data);
	memcpy(pdf.data, answer.body, answer.body_len);
	pdf.len = answer.body_len;
	http_answer_clear(&answer);
	*at = pdf_tools_save("joined.pdf", &pdf);
	return pdf;
}

char *
pdf_tools_text(const char *path)
{
	const char *argv[] = {"pdftotext", path, "-", NULL};

	return pdf_tools_run(argv);
}

char *
pdf_tools_objects(const char *path)
{
	char *to = pdf_tools_path("apart.pdf"), *text;
	const char *argv[] = {
	    "qpdf", "--qdf", "--object-streams=disable", path, to, NULL};
	size_t size;

	free(pdf_tools_run(argv));
	text = process_read_file(to, &size);
	assert_non_null(text);
	for (size_t i = 0; i < size; i++)
		if (text[i] == '\0')
			text[i] = ' ';
	free(to);
	return text;
}

unsigned
pdf_tools_count(const char *text, const char *word)
{
	unsigned n = 0;

	for (; (text = strstr(text, word)) != NULL; text++)
		n++;
	return n;
}

json_t *
pdf_tools_json(const char *path, const char *key)
{
	char option[32];
	const char *argv[] = {"qpdf", "--json", option, path, NULL};
	char *text;
	json_t *all, *part;

	snprintf(option, sizeof(option), "--json-key=%s", key);
	text = pdf_tools_run(argv);
	all = json_loads(text, 0, NULL);
	part = json_incref(json_object_get(all, key));
	assert_non_null(part);
	json_decref(all);
	free(text);
	return part;
}

void
pdf_tools_check(const char *path)
{
	const char *argv[] = {"qpdf", "--check", path, NULL};

	free(pdf_tools_run(argv));
}

/* Returns the page of the PDF at path, as poppler draws it, as a PPM file. */
static char *
drawn(const char *path, int page, int dpi, size_t *size)
{
	char *root = pdf_tools_path("drawn"), resolution[16], number[16], *ppm;
	const char *argv[] = {"pdftoppm", "-r", resolution, "-f", number,
	    "-singlefile", path, root, NULL};

	snprintf(number, sizeof(number), "%d", page);
	snprintf(resolution, sizeof(resolution), "%d", dpi);
	free(pdf_tools_run(argv));
	free(root);
	root = pdf_tools_path("drawn.ppm");
	ppm = process_read_file(root, size);
	assert_non_null(ppm);
	free(root);
	return ppm;
}

void
pdf_tools_compare(const char *before, const char *after)
{
	pdf_tools_compare_pages(before, 1, after, 1);
}

void
pdf_tools_compare_pages(
    const char *before, int page, const char *after, int page_after)
{
	static const int resolutions[] = {50, 150};
	size_t size, other;
	char *a, *b;

	for (size_t i = 0; i < 2; i++) {
		a = drawn(before, page, resolutions[i], &size);
		b = drawn(after, page_after, resolutions[i], &other);
		assert_int_equal(size, other);
		assert_memory_equal(a, b, size);
		free(a);
		free(b);
	}
}
