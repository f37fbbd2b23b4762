/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_short_images: finds images of a PDF that have fewer data than they need.
 */
#include "input/pdf_short_images.h"

#include <qpdf/qpdf-c.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/exceptions.h"
#include "input/pdf_image_size.h"
#include "input/pdf_objects.h"
#include "input/pdf_plain_ends.h"
#include "input/pdf_tokens.h"

/* An image may lack one in so many of its rows, if it has as many: some
 * programs count one too many. */
#define LOST_SHARE PDF_PLAIN_ENDS_SHARE
/* In an image of fewer bytes there is no text. */
#define SMALL 512
/* The levels of forms within forms that are searched; the most objects of a
 * page that are looked at, and the most forms whose content is. */
#define DEPTH 4
#define OBJECTS_MAX 1000
#define FORMS_MAX 64
/* The most images about which it is kept whether they are short; and the most
 * bytes that are unpacked for a page, which poppler has unpacked before. */
#define IMAGES_MAX 1000
#define BYTES_MAX ((uint64_t)1 << 28)

struct pdf_short_images {
	qpdf_data q;
	/* What was found out about images, by their object numbers.  Number
	 * count is put in the place of an older one when all places are taken.
	 */
	struct {
		int id;
		bool is_short;
	} known[IMAGES_MAX];
	unsigned count;
	int forms[FORMS_MAX]; /* of the page whose content was looked at */
	unsigned form_count;
	unsigned objects; /* of the page that may still be looked at */
	uint64_t bytes;	  /* that may still be unpacked for the page */
	const struct bytes *pdf;
	unsigned page; /* that is looked at */
};

/* Opens the PDF of a pdf_short_images.  Returns 0, or -1 if it has no pages.
 * For exceptions_catch(). */
static int
open_pdf(void *short_images)
{
	struct pdf_short_images *s = short_images;

	return pdf_objects_open(s->pdf, &s->q) == 0 &&
		       qpdf_get_num_pages(s->q) > 0
		   ? 0
		   : -1;
}

struct pdf_short_images *
pdf_short_images_open(const struct bytes *pdf)
{
	struct pdf_short_images *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->pdf = pdf;
	if (exceptions_catch(open_pdf, s) == 0)
		return s;
	pdf_short_images_close(s);
	return NULL;
}

void
pdf_short_images_close(struct pdf_short_images *s)
{
	if (s == NULL)
		return;
	pdf_objects_close(&s->q);
	free(s);
}

/*
 * Whether zlib unpacks all size bytes at data, and they are less than needed
 * bytes.  Stops when there are so many.  What is damaged is not short: poppler
 * complains of it.
 */
static bool
unpacks_to_less(struct pdf_short_images *s, const unsigned char *data,
    size_t size, uint64_t needed)
{
	unsigned char out[1 << 14];
	z_stream z = {.next_in = (unsigned char *)(uintptr_t)data,
	    .avail_in = (uInt)size};
	int rc = size > UINT32_MAX ? Z_MEM_ERROR : inflateInit(&z);

	if (rc != Z_OK)
		return false;
	while (rc == Z_OK && z.total_out < needed) {
		z.next_out = out;
		z.avail_out = sizeof(out);
		rc = inflate(&z, Z_NO_FLUSH);
	}
	s->bytes -= z.total_out < s->bytes ? z.total_out : s->bytes;
	inflateEnd(&z);
	return rc == Z_STREAM_END && z.total_out < needed;
}

/* Whether filters, the value of /Filter, are none. */
static bool
are_none(qpdf_data q, qpdf_oh filters)
{
	return qpdf_oh_is_null(q, filters) ||
	       (qpdf_oh_is_array(q, filters) &&
		   qpdf_oh_get_array_n_items(q, filters) == 0);
}

/* Whether filters, the value of /Filter, are that of zlib alone. */
static bool
are_of_zlib(qpdf_data q, qpdf_oh filters)
{
	if (pdf_objects_count(q, filters) == 1)
		filters = qpdf_oh_get_array_item(q, filters, 0);
	return qpdf_oh_is_name_and_equals(q, filters, "/FlateDecode") ||
	       qpdf_oh_is_name_and_equals(q, filters, "/Fl");
}

/* Whether the data of an image are shorter than its rows. */
static bool
lacks_rows(struct pdf_short_images *s, qpdf_oh image)
{
	qpdf_data q = s->q;
	qpdf_oh dictionary = qpdf_oh_get_dict(q, image);
	qpdf_oh filters = qpdf_oh_get_key(q, dictionary, "/Filter");
	uint64_t needed = pdf_image_size(q, dictionary, LOST_SHARE);
	bool is_plain = are_none(q, filters), is_short = false;
	unsigned char *data = NULL;
	size_t size;

	if (needed < SMALL ||
	    (!is_plain && (needed > s->bytes || !are_of_zlib(q, filters))))
		return false;
	if (qpdf_oh_get_stream_data(
		q, image, qpdf_dl_none, NULL, &data, &size) &
	    QPDF_ERRORS)
		return false;
	is_short =
	    is_plain ? size < needed : unpacks_to_less(s, data, size, needed);
	free(data);
	return is_short;
}

/* Does what lacks_rows() does, but once for each image of the file. */
static bool
is_short(struct pdf_short_images *s, qpdf_oh image)
{
	int id = qpdf_oh_get_object_id(s->q, image);
	bool is_one;

	if (!qpdf_oh_is_stream(s->q, image))
		return false;
	for (unsigned i = 0; i < s->count && i < IMAGES_MAX; i++)
		if (s->known[i].id == id)
			return s->known[i].is_short;
	is_one = lacks_rows(s, image);
	s->known[s->count % IMAGES_MAX].id = id;
	s->known[s->count++ % IMAGES_MAX].is_short = is_one;
	return is_one;
}

/* Whether object is of this kind, such as /Image. */
static bool
is_of_kind(qpdf_data q, qpdf_oh object, const char *kind)
{
	return qpdf_oh_is_stream(q, object) &&
	       qpdf_oh_is_name_and_equals(q,
		   qpdf_oh_get_key(q, qpdf_oh_get_dict(q, object), "/Subtype"),
		   kind);
}

/* Whether object is an image that is short itself, or whose mask is. */
static bool
is_short_image(struct pdf_short_images *s, qpdf_oh object)
{
	qpdf_oh dictionary;

	if (!is_of_kind(s->q, object, "/Image"))
		return false;
	dictionary = qpdf_oh_get_dict(s->q, object);
	return is_short(s, object) ||
	       is_short(s, qpdf_oh_get_key(s->q, dictionary, "/SMask")) ||
	       is_short(s, qpdf_oh_get_key(s->q, dictionary, "/Mask"));
}

/* Whether resources have a short image, or the forms that they have do, down to
 * depth levels of forms within forms. */
static bool
have_short(struct pdf_short_images *s, qpdf_oh resources, unsigned depth)
{
	qpdf_data q = s->q;
	qpdf_oh object, values = pdf_objects_values(
			    q, pdf_objects_get(q, resources, "/XObject"));
	bool are_with_one = false;

	for (int i = 0; i < qpdf_oh_get_array_n_items(q, values) &&
			s->objects > 0 && !are_with_one;
	     i++) {
		s->objects--;
		object = qpdf_oh_get_array_item(q, values, i);
		are_with_one = is_short_image(s, object);
		if (depth > 0 && is_of_kind(q, object, "/Form"))
			are_with_one = have_short(s,
			    qpdf_oh_get_key(
				q, qpdf_oh_get_dict(q, object), "/Resources"),
			    depth - 1);
		qpdf_oh_release(q, object);
	}
	qpdf_oh_release(q, values);
	return are_with_one;
}

/* A content that is searched for images that it draws. */
struct search {
	struct pdf_short_images *s;
	qpdf_oh resources;
	char name[100]; /* the last name, as it is written */
	size_t name_size;
	bool is_found; /* a short image is drawn */
};

static bool draws_short(
    struct pdf_short_images *s, qpdf_oh owner, qpdf_oh resources);

/* Whether object is a form that draws a short image, and was not looked at
 * before.  resources are those of the content that draws the form. */
static bool
is_form_with_short(
    struct pdf_short_images *s, qpdf_oh object, qpdf_oh resources)
{
	int id = qpdf_oh_get_object_id(s->q, object);
	qpdf_oh own;

	if (!is_of_kind(s->q, object, "/Form") || s->form_count == FORMS_MAX)
		return false;
	for (unsigned i = 0; i < s->form_count; i++)
		if (s->forms[i] == id)
			return false;
	s->forms[s->form_count++] = id;
	own =
	    qpdf_oh_get_key(s->q, qpdf_oh_get_dict(s->q, object), "/Resources");
	return draws_short(
	    s, object, qpdf_oh_is_dictionary(s->q, own) ? own : resources);
}

/* Whether the object with the last name is a short image, or draws one. */
static bool
names_short(const struct search *search)
{
	struct pdf_short_images *s = search->s;
	qpdf_oh object = pdf_objects_get(s->q,
	    pdf_objects_get(s->q, search->resources, "/XObject"),
	    pdf_objects_read_name(s->q, search->name, search->name_size));

	return is_short_image(s, object) ||
	       is_form_with_short(s, object, search->resources);
}

/*
 * pdf_tokens_visit() calls this with each token.  An image or a form is drawn
 * by the operator Do, whose operand is a name.
 */
static void
visit_token(
    void *context, enum pdf_token_kind kind, const char *raw, size_t size)
{
	struct search *search = context;

	if (kind == PDF_TOKEN_OTHER && size <= sizeof(search->name)) {
		memcpy(search->name, raw, size);
		search->name_size = size;
	} else if (kind == PDF_TOKEN_OPERATOR && size == 2 &&
		   memcmp(raw, "Do", 2) == 0 && !search->is_found &&
		   search->s->objects > 0) {
		search->s->objects--;
		search->is_found = names_short(search);
	}
}

/* Whether the content of owner, a page or a form with these resources, draws a
 * short image. */
static bool
draws_short(struct pdf_short_images *s, qpdf_oh owner, qpdf_oh resources)
{
	struct search search = {.s = s, .resources = resources};
	const struct pdf_token_visitor v = {visit_token, &search};
	unsigned char *data = NULL;
	size_t size;
	QPDF_ERROR_CODE rc =
	    qpdf_oh_is_stream(s->q, owner)
		? qpdf_oh_get_stream_data(
		      s->q, owner, qpdf_dl_specialized, NULL, &data, &size)
		: qpdf_oh_get_page_content_data(s->q, owner, &data, &size);

	if (rc & QPDF_ERRORS)
		return false;
	pdf_tokens_visit(data, size, &v);
	free(data);
	return search.is_found;
}

/* Returns 1 if the page of a pdf_short_images draws a short image, else 0.  For
 * exceptions_catch(). */
static int
look_at_page(void *short_images)
{
	struct pdf_short_images *s = short_images;
	qpdf_oh node = qpdf_get_page_n(s->q, s->page);
	qpdf_oh resources = pdf_objects_resources(s->q, node);

	/* Few pages have one, so few contents are read. */
	return have_short(s, resources, DEPTH) &&
	       draws_short(s, node, resources);
}

bool
pdf_short_images_are_on(struct pdf_short_images *s, unsigned page)
{
	bool is_found;

	if (s == NULL)
		return false;
	s->form_count = 0;
	s->objects = OBJECTS_MAX;
	s->bytes = BYTES_MAX;
	s->page = page;
	is_found = exceptions_catch(look_at_page, s) == 1;
	qpdf_oh_release_all(s->q);
	/* libqpdf writes an error to stderr if nobody has fetched it. */
	if (qpdf_has_error(s->q))
		qpdf_get_error(s->q);
	return is_found;
}
