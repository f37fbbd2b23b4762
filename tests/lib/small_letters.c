/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes a PDF with small letters, and measures how long it takes to read it.
 */
#include "tests/lib/test.h"

#include "tests/lib/small_letters.h"

#include "tests/lib/http.h"
#include "tests/lib/process.h"
#include "tests/lib/typeset.h"

int
small_letters_pdf(struct page_file *file)
{
	enum { PAGES = 10 };
	static const struct typeset style = {"Liberation Serif", 2.5,
	    .outlined = true, .width = 240, .height = 160};
	const char *texts[PAGES];

	for (size_t i = 0; i < PAGES; i++)
		texts[i] = typeset_letter_text;
	return typeset_pdf(texts, PAGES, &style, file);
}

int
small_letters_timeout(int port, const struct page_file *file)
{
	double start_ms = process_now_ms();
	struct http_answer answer;

	/* Pages are read once if the resolution is given. */
	assert_int_equal(
	    http_post(port, "/ocr?dpi=300", file->data, file->len, &answer), 0);
	assert_int_equal(answer.status, 200);
	http_answer_clear(&answer);
	return 1 + (int)(3 * (process_now_ms() - start_ms) / 1000);
}
