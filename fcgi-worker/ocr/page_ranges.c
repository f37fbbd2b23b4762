/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_ranges: reads which pages a request has chosen, as in pages=1-3,7, and
 * tells which those are.  It knows no document.
 */
#include "ocr/page_ranges.h"

#include "http/value.h"

int
page_ranges_read(const char *text, struct page_ranges *out)
{
	unsigned first, last;

	for (out->count = 0; out->count < PAGE_RANGES_MAX;) {
		if (value_take_number(&text, &first) == -1 || first == 0)
			return -1;
		last = first;
		if (*text == '-' && (text[1] == ',' || text[1] == '\0')) {
			text++;
			last = PAGE_RANGES_END;
		} else if (*text == '-') {
			text++;
			if (value_take_number(&text, &last) == -1 ||
			    last < first)
				return -1;
		}
		out->spans[out->count].first = first;
		out->spans[out->count++].last = last;
		if (*text == '\0')
			return 0;
		if (*text++ != ',')
			return -1;
	}
	return -1;
}

bool
page_ranges_has(const struct page_ranges *pages, unsigned n)
{
	for (unsigned i = 0; i < pages->count; i++)
		if (n >= pages->spans[i].first && n <= pages->spans[i].last)
			return true;
	return pages->count == 0;
}

bool
page_ranges_begin_within(const struct page_ranges *pages, unsigned total)
{
	for (unsigned i = 0; i < pages->count; i++)
		if (pages->spans[i].first > total)
			return false;
	return true;
}
