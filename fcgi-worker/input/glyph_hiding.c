/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * glyph_hiding: draws pages of a PDF without their text, or counts their
 * letters.  poppler has no option for that, but it draws letters by a few
 * functions of cairo, which are interposed here, see base/interposition.h.
 */
#include "input/glyph_hiding.h"

#include <cairo.h>

#include "base/interposition.h"
#include "input/pdf_survey.h"

typedef void draw_glyphs(cairo_t *, const cairo_glyph_t *, int);
typedef void draw_text(cairo_t *, const char *, int, const cairo_glyph_t *, int,
    const cairo_text_cluster_t *, int, cairo_text_cluster_flags_t);

static draw_glyphs *real_show, *real_path;
static draw_text *real_text;
static bool is_hidden;

/* Finds cairo's own functions. */
INTERPOSITION_START static void
find_all_real(void)
{
	interposition_find(&real_show, "cairo_show_glyphs");
	interposition_find(&real_path, "cairo_glyph_path");
	interposition_find(&real_text, "cairo_show_text_glyphs");
}

void
glyph_hiding_hide(bool hide)
{
	is_hidden = hide;
}

bool
glyph_hiding_are_hidden(void)
{
	return is_hidden;
}

/*
 * poppler calls this in place of cairo's function.  During a survey, letters
 * are counted instead of drawn; while they are hidden, nothing happens.
 */
INTERPOSED void
cairo_show_glyphs(cairo_t *cairo, const cairo_glyph_t *glyphs, int count)
{
	if (pdf_survey_is_on())
		pdf_survey_add_letters(cairo, count);
	else if (!is_hidden)
		real_show(cairo, glyphs, count);
}

/* poppler calls this instead if it also knows the text of the letters. */
INTERPOSED void
cairo_show_text_glyphs(cairo_t *cairo, const char *text, int size,
    const cairo_glyph_t *glyphs, int count,
    const cairo_text_cluster_t *clusters, int cluster_count,
    cairo_text_cluster_flags_t flags)
{
	if (pdf_survey_is_on())
		pdf_survey_add_letters(cairo, count);
	else if (!is_hidden)
		real_text(cairo, text, size, glyphs, count, clusters,
		    cluster_count, flags);
}

/*
 * Whether cairo's current font is of Type 3: operators of the PDF draw its
 * letters.
 */
static bool
has_type3(cairo_t *cairo)
{
	return cairo_font_face_get_type(cairo_get_font_face(cairo)) ==
	       CAIRO_FONT_TYPE_USER;
}

/*
 * poppler calls this to add the outlines of letters to the path.  A letter of a
 * Type 3 font is drawn instead, since ISO 32000-1 section 9.3.6 has no outlines
 * for it: cairo would draw it as an image and follow the edges of the pixels,
 * for seconds.
 */
INTERPOSED void
cairo_glyph_path(cairo_t *cairo, const cairo_glyph_t *glyphs, int count)
{
	if (pdf_survey_is_on())
		pdf_survey_add_letters(cairo, count);
	else if (!is_hidden && has_type3(cairo))
		real_show(cairo, glyphs, count);
	else if (!is_hidden)
		real_path(cairo, glyphs, count);
}
