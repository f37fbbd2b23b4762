/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_words: the words that a PDF has as text.  This is C++ only because
 * poppler's interface that finds words in their order is; nothing is decided
 * here.
 */
#include "input/pdf_words.h"

#include <iconv.h>
#include <memory>
#include <poppler-document.h>
#include <poppler-page.h>

void
pdf_words_init(void)
{
	/*
	 * A converter stays loaded while it is open.  A confined process could
	 * not load it.
	 */
	static iconv_t kept[] __attribute__((used)) = {
	    iconv_open("UTF-16LE", "UTF-8"), iconv_open("UTF-16", "UTF-8")};
	poppler::set_debug_error_function(
	    [](const std::string &, void *) {}, nullptr);
}

struct pdf_words *
pdf_words_open(const void *data, size_t size)
try {
	return reinterpret_cast<pdf_words *>(
	    poppler::document::load_from_raw_data(
		static_cast<const char *>(data), static_cast<int>(size)));
} catch (...) {
	return nullptr;
}

void
pdf_words_close(struct pdf_words *w)
{
	delete reinterpret_cast<poppler::document *>(w);
}

int
pdf_words_visit(
    struct pdf_words *w, int number, const struct pdf_words_visitor *v)
try {
	std::unique_ptr<poppler::page> page(
	    reinterpret_cast<poppler::document *>(w)->create_page(number));
	for (const auto &box : page->text_list(page->text_list_include_font)) {
		const auto b = box.bbox();
		const auto text = box.text();
		const auto font = box.get_font_name();
		const pdf_words_word word = {b.left(), b.top(), b.right(),
		    b.bottom(), box.get_font_size(), box.rotation(),
		    box.has_space_after(), font.c_str(),
		    reinterpret_cast<const uint16_t *>(text.data()),
		    text.size()};
		v->word(v->context, &word);
	}
	return 0;
} catch (...) {
	return -1;
}
