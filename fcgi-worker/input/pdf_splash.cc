/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_splash: a page of a PDF drawn by poppler's own renderer.  C++ only
 * because the interface to that one is; nothing is decided here.
 */
#include "input/pdf_splash.h"

#include <climits>
#include <memory>
#include <poppler-document.h>
#include <poppler-image.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>
#include <utility>

struct pdf_splash {
	std::unique_ptr<poppler::document> document;
};

struct pdf_splash *
pdf_splash_open(const void *data, size_t size)
try {
	/* poppler-cpp counts bytes in an int. */
	std::unique_ptr<poppler::document> document(
	    size > INT_MAX
		? nullptr
		: poppler::document::load_from_raw_data(
		      static_cast<const char *>(data), static_cast<int>(size)));
	return document == nullptr ? nullptr
				   : new pdf_splash{std::move(document)};
} catch (...) {
	return nullptr;
}

void
pdf_splash_close(struct pdf_splash *splash)
{
	delete splash;
}

int
pdf_splash_draw(const struct pdf_splash *splash, unsigned number,
    const struct pdf_splash_part *part)
try {
	std::unique_ptr<poppler::page> page(
	    splash->document->create_page(static_cast<int>(number)));
	const int width = static_cast<int>(part->width);
	const int height = static_cast<int>(part->height);
	poppler::page_renderer renderer;

	if (page == nullptr)
		return -1;
	renderer.set_render_hint(poppler::page_renderer::antialiasing);
	renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
	const poppler::image drawn = renderer.render_page(
	    page.get(), part->dpi, part->dpi, 0, 0, width, height);
	if (!drawn.is_valid() || drawn.width() != width ||
	    drawn.height() != height)
		return -1;
	for (int y = 0; y < height; y++) {
		const auto *from = reinterpret_cast<const uint32_t *>(
		    drawn.const_data() +
		    static_cast<ptrdiff_t>(y) * drawn.bytes_per_row());
		uint32_t *to =
		    part->pixels + static_cast<size_t>(y) * part->stride / 4;

		for (int x = 0; x < width; x++)
			to[x] = from[x] & 0xffffff;
	}
	return 0;
} catch (...) {
	return -1;
}
