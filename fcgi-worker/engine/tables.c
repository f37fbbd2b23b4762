/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tables: finds the tables of a page.  The words are put in rows
 * (table_rows.c); then tables with rules are found and, among the other words,
 * tables whose cells stand in columns.  table_draft.c puts words into cells.
 */
#include "engine/tables.h"

#include "engine/aligned_tables.h"
#include "engine/ruled_tables.h"
#include "engine/table_rows.h"

/* Sorts the tables of p from top to bottom; there are few. */
static void
sort_tables(struct page *p)
{
	struct page_table *rest = p->tables, *t, **link;

	p->tables = NULL;
	while ((t = rest) != NULL) {
		rest = t->next;
		for (link = &p->tables;
		     *link != NULL && (*link)->box.top <= t->box.top;
		     link = &(*link)->next)
			;
		t->next = *link;
		*link = t;
	}
	p->last_table = p->tables;
	while (p->last_table != NULL && p->last_table->next != NULL)
		p->last_table = p->last_table->next;
}

int
tables_find(struct page *p, const struct line_finder *found)
{
	struct table_rows t;
	int rc = table_rows_collect(p, &t);

	if (rc == 0 && found != NULL)
		rc = ruled_tables_find(p, found, &t);
	if (rc == 0)
		rc = aligned_tables_find(
		    p, found == NULL ? NULL : &found->rules, &t);
	table_rows_free(&t);
	sort_tables(p);
	return rc;
}
