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

/* Sets the problem that there is more than limit of what is counted. */
static void
set_limit_problem(
    struct problem *p, enum problem_type type, size_t limit, const char *what)
{
	problem_set(p, type, "At most %zu %s.", limit, what);
	problem_member(p, "limit", json_integer((json_int_t)limit));
}

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
		set_limit_problem(p, PROBLEM_TOO_MANY_PIXELS,
		    limits->max_pixels,
		    "pixels a page are accepted; scale it down, or render "
		    "it with a smaller dpi");
		break;
	case IMAGE_TOO_WIDE:
		set_limit_problem(p, PROBLEM_TOO_MANY_PIXELS, IMAGE_MAX_SIDE,
		    "pixels a side are accepted; scale it down, or cut it "
		    "into several");
		break;
	case IMAGE_TOO_MANY_PAGES:
		set_limit_problem(p, PROBLEM_TOO_MANY_PAGES, limits->max_pages,
		    "pages are accepted; choose some with pages=");
		break;
	default:
		set_content_problem(p, rc, what);
	}
	return -1;
}
