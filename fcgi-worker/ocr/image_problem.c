/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * image_problem: the problem that a client is told when a file or a page cannot
 * be decoded.  No other file knows which problem belongs to which fault of an
 * image.
 */
#include "ocr/image_problem.h"

#include "http/problem.h"
#include "input/sniff.h"
#include "ocr/pages.h"

/* Adds the limit that was exceeded to p. */
static void
add_limit(struct problem *p, size_t limit)
{
	problem_member(p, "limit", json_integer((json_int_t)limit));
}

/* Sets the problem that the file is of no supported type, with a list of those
 * that are. */
static void
set_type_problem(struct problem *p, const char *file)
{
	json_t *supported = json_array();
	int i;

	problem_set(p, PROBLEM_UNSUPPORTED_TYPE,
	    "The bytes of %s are no supported image or PDF.", file);
	for (i = SNIFF_UNKNOWN + 1; i < SNIFF_TYPES; i++)
		json_array_append_new(supported,
		    json_string(sniff_media_type((enum sniff_type)i)));
	problem_member(p, "supported", supported);
}

/* Sets the problem of a fault that does not depend on a limit. */
static void
set_content_problem(struct problem *p, enum image_result rc, const char *file)
{
	switch (rc) {
	case IMAGE_UNSUPPORTED:
		set_type_problem(p, file);
		return;
	case IMAGE_NO_MEMORY:
		problem_no_memory(p, file);
		return;
	case IMAGE_ENCRYPTED:
		problem_set(p, PROBLEM_ENCRYPTED,
		    "A password is needed to open %s; send it without one.",
		    file);
		return;
	default:
		problem_set(p, PROBLEM_UNDECODABLE,
		    "What is in %s is damaged, cut off, or of a variant that "
		    "cannot be decoded.",
		    file);
	}
}

int
image_problem_set(struct problem *p, enum image_result rc, const char *what,
    const struct pages_limits *limits)
{
	switch (rc) {
	case IMAGE_TOO_MANY_PIXELS:
		problem_set(p, PROBLEM_TOO_MANY_PIXELS,
		    "At most %zu pixels a page are accepted; scale down what "
		    "is in %s, or render it with a smaller dpi.",
		    limits->max_pixels, what);
		add_limit(p, limits->max_pixels);
		break;
	case IMAGE_TOO_WIDE:
		problem_set(p, PROBLEM_TOO_MANY_PIXELS,
		    "At most %u pixels a side are accepted; scale down what "
		    "is in %s, or cut it into several.",
		    IMAGE_MAX_SIDE, what);
		add_limit(p, IMAGE_MAX_SIDE);
		break;
	case IMAGE_TOO_MANY_PAGES:
		problem_set(p, PROBLEM_TOO_MANY_PAGES,
		    "At most %u pages are accepted; choose some with pages=.",
		    limits->max_pages);
		add_limit(p, limits->max_pages);
		break;
	default:
		set_content_problem(p, rc, what);
	}
	return -1;
}
