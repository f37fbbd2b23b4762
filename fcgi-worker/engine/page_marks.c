/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_marks: all marks that are taken out of a page before it is read.  How
 * each kind is found is in leaders.c and checkboxes.c.
 */
#include "engine/page_marks.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#include "engine/checkbox_signs.h"
#include "engine/leader_ends.h"

struct Pix *
page_marks_take_out(
    struct Pix *pix, struct ink *ink, const char *lang, struct page_marks *m)
{
	BOXA *parts = pixConnCompBB(ink->pix, 8);
	PIX *unframed = NULL, *rest = NULL;

	*m = (struct page_marks){{NULL, 0}, {NULL, 0}};
	if (parts != NULL && checkboxes_look_like_letters(lang))
		unframed = pixClone(pix);
	else if (parts != NULL)
		unframed = checkboxes_take_out(pix, ink, parts, &m->checkboxes);
	if (unframed != NULL)
		rest = leaders_take_out(unframed, ink, parts, &m->leaders);
	boxaDestroy(&parts);
	pixDestroy(&unframed);
	return rest;
}

void
page_marks_put_in(struct page *p, struct page_marks *m)
{
	leader_ends_join(p, &m->leaders);
	checkbox_signs_put_in(p, &m->checkboxes);
}

void
page_marks_free(struct page_marks *m)
{
	free(m->leaders.list);
	free(m->checkboxes.list);
}
