/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_marks: hides marks that readers of a PDF left on its pages, and the
 * borders of links.  What is written or drawn onto a page stays: free text,
 * stamps, ink, the fields of forms.
 */
#include "input/pdf_marks.h"

#include <poppler.h>
#include <string.h>

/*
 * The subtypes of such marks, ISO 32000-1 table 169, and poppler's numbers for
 * them.
 */
static const struct {
	const char *name;
	PopplerAnnotType type;
} kinds[] = {
    {"/Text", POPPLER_ANNOT_TEXT},
    {"/Highlight", POPPLER_ANNOT_HIGHLIGHT},
    {"/Underline", POPPLER_ANNOT_UNDERLINE},
    {"/Squiggly", POPPLER_ANNOT_SQUIGGLY},
    {"/StrikeOut", POPPLER_ANNOT_STRIKE_OUT},
    {"/Popup", POPPLER_ANNOT_POPUP},
    {"/Link", POPPLER_ANNOT_LINK},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

bool
pdf_marks_have(const char *subtype)
{
	for (size_t i = 0; i < KINDS; i++)
		if (strcmp(subtype, kinds[i].name) == 0)
			return true;
	return false;
}

/* Whether annot is of one of the kinds of marks that are hidden. */
static bool
is_mark(PopplerAnnot *annot)
{
	PopplerAnnotType type = poppler_annot_get_annot_type(annot);

	for (size_t i = 0; i < KINDS; i++)
		if (type == kinds[i].type)
			return true;
	return false;
}

void
pdf_marks_hide(PopplerPage *page)
{
	GList *all = poppler_page_get_annot_mapping(page);

	for (const GList *i = all; i != NULL; i = i->next) {
		const PopplerAnnotMapping *m = i->data;

		/*
		 * poppler can hide any mark, but cannot remove one that is not
		 * an indirect object.
		 */
		if (is_mark(m->annot))
			poppler_annot_set_flags(
			    m->annot, POPPLER_ANNOT_FLAG_HIDDEN);
	}
	poppler_page_free_annot_mapping(all);
}
