/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_drawing: what the content of a page or form draws by the names of its
 * resources: images and forms, with graphics states, and whether they are
 * opaque.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_DRAWING_H
#define FCGI_WORKER_OUTPUT_PDF_DRAWING_H

#include <qpdf/qpdf-c.h>
#include <stdbool.h>
#include <stddef.h>

/* A page or form.  All objects belong to libqpdf's document. */
struct pdf_drawing {
	qpdf_data q;
	qpdf_oh objects; /* the XObjects of its resources, by name */
	qpdf_oh names;	 /* flags for each one drawn, see pdf_drawing_note */
	qpdf_oh states;	 /* the graphics states of its resources, by name */
	bool is_plain;	 /* at its start all that is drawn is opaque */
};

/*
 * Returns a drawing of a page or form with these resources, of which nothing is
 * drawn yet.  is_plain has the meaning of the struct's member.
 */
struct pdf_drawing pdf_drawing_begin(
    qpdf_data q, qpdf_oh resources, bool is_plain);

/*
 * Returns the flags that pdf_drawing_note noted for the object with that name,
 * key: PDF_TEXT_INVISIBLE and so on.  Returns 0 if the object is not drawn.
 */
unsigned pdf_drawing_hidden(const struct pdf_drawing *d, const char *key);

/*
 * Whether everything that d draws is opaque: at its start, and with each
 * graphics state of its resources.  Only then a form that it draws is known to
 * be opaque at its start, wherever it is drawn.
 */
bool pdf_drawing_is_opaque(const struct pdf_drawing *d);

/*
 * The next functions are for pdf_hidden_text_stream and pdf_cover, whose
 * context is the drawing.  They get a name of size bytes as the content has it,
 * with its slash.
 */

/*
 * Notes hidden, the flags that say what hides text where the object with this
 * name is drawn.  For an object that is drawn more than once, keeps only the
 * flags that hold at each place.
 */
void pdf_drawing_note(
    void *drawing, const char *name, size_t size, unsigned hidden);

/*
 * Returns the opacity of fills, 0 to 1, that the graphics state with this name
 * sets; -1 if it sets none.
 */
double pdf_drawing_opacity(void *drawing, const char *name, size_t size);

/*
 * Whether the object with this name is an image that no mask and no layer makes
 * transparent.
 */
bool pdf_drawing_has_opaque_image(void *drawing, const char *name, size_t size);

/*
 * Whether everything that is drawn with the graphics state of this name is
 * opaque.
 */
bool pdf_drawing_stays_opaque(void *drawing, const char *name, size_t size);

#endif
