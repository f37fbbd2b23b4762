/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_marks: marks that readers of a PDF left on its pages.  What is written or
 * drawn onto a page stays: free text, stamps, ink, the fields of forms.
 */
#include "input/pdf_marks.h"

#include <stdbool.h>

static bool
is_mark(PopplerAnnot *annot)
{
	switch (poppler_annot_get_annot_type(annot)) {
	case POPPLER_ANNOT_TEXT:
	case POPPLER_ANNOT_HIGHLIGHT:
	case POPPLER_ANNOT_UNDERLINE:
	case POPPLER_ANNOT_SQUIGGLY:
	case POPPLER_ANNOT_STRIKE_OUT:
	case POPPLER_ANNOT_POPUP:
		return true;
	default:
		return false;
	}
}

void
pdf_marks_hide(PopplerPage *page)
{
	GList *all = poppler_page_get_annot_mapping(page);

	for (const GList *i = all; i != NULL; i = i->next) {
		const PopplerAnnotMapping *m = i->data;

		/* One that is no object of its own could not be removed. */
		if (is_mark(m->annot))
			poppler_annot_set_flags(
			    m->annot, POPPLER_ANNOT_FLAG_HIDDEN);
	}
	poppler_page_free_annot_mapping(all);
}
