/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_splash: draws pages of a PDF by poppler's own renderer, Splash.  This is
 * C++ only because the interface to Splash is; nothing is decided here.
 */
#include "input/pdf_splash.h"

#include <climits>
#include <memory>
#include <poppler-document.h>
#include <poppler-image.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>

using poppler::document;

struct pdf_splash *
pdf_splash_open(const void *data, size_t size)
try {
	/* poppler-cpp counts bytes in an int. */
	return size > INT_MAX ? nullptr
			      : reinterpret_cast<pdf_splash *>(
				    document::load_from_raw_data(
					static_cast<const char *>(data),
					static_cast<int>(size)));
} catch (...) {
	return nullptr;
}

void
pdf_splash_close(struct pdf_splash *splash)
{
	delete reinterpret_cast<document *>(splash);
}

int
pdf_splash_draw(
    struct pdf_splash *splash, int number, const struct pdf_splash_part *part)
try {
	std::unique_ptr<poppler::page> page(
	    reinterpret_cast<document *>(splash)->create_page(number));
	poppler::page_renderer renderer;

	renderer.set_render_hint(renderer.antialiasing);
	renderer.set_render_hint(renderer.text_antialiasing);
	const auto drawn = renderer.render_page(
	    page.get(), part->dpi, part->dpi, 0, 0, part->width, part->height);
	if (drawn.width() != part->width || drawn.height() != part->height)
		return -1;
	const auto *from =
	    reinterpret_cast<const uint32_t *>(drawn.const_data());
	for (int y = 0; y < part->height; y++)
		for (int x = 0; x < part->width; x++)
			part->pixels[y * part->row + x] =
			    from[y * drawn.bytes_per_row() / 4 + x] & 0xffffff;
	return 0;
} catch (...) {
	return -1;
}
