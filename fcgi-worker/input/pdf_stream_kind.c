/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_stream_kind: finds out what a stream of a PDF holds from the dictionary
 * before it, which is never compressed in another stream.  libqpdf is asked
 * only for the contents of a page.
 */
#include "input/pdf_stream_kind.h"

#include <string.h>

#include "input/pdf_objects.h"

/* The most digits of an object's number. */
#define DIGITS 9

/*
 * Returns the offset of the last word that ends at or before offset; 0 if there
 * is none.
 */
static size_t
find_last(const struct bytes *b, size_t offset, const char *word)
{
	size_t length = strlen(word);

	while (offset >= length) {
		if (memcmp(b->data + offset - length, word, length) == 0)
			return offset - length;
		offset--;
	}
	return 0;
}

/*
 * Finds the stream that the byte at offset is in, or right behind.  Returns the
 * offset of the word "stream" with which it begins, or 0.  Skips each
 * "endstream".
 */
static size_t
find_stream(const struct bytes *b, size_t offset)
{
	static const char end[] = "end";
	const size_t length = sizeof(end) - 1;

	do
		offset = find_last(b, offset, "stream");
	while (offset >= length &&
	       memcmp(b->data + offset - length, end, length) == 0);
	return offset;
}

/*
 * Returns the number that ends before *offset, spaces between them skipped, and
 * sets *offset to where the number begins.  Returns -1 if there is none.
 */
static int
number_before(const struct bytes *b, size_t *offset)
{
	int value = 0;
	size_t begin, end = *offset;

	while (end > 0 && (b->data[end - 1] == ' ' || b->data[end - 1] == '\n'))
		end--;
	for (begin = end; begin > 0 && end - begin < DIGITS &&
			  b->data[begin - 1] >= '0' &&
			  b->data[begin - 1] <= '9';)
		begin--;
	for (*offset = begin; begin < end; begin++)
		value = value * 10 + b->data[begin] - '0';
	return *offset == end ? -1 : value;
}

/*
 * Whether the object with this number is the contents of the page, counted from
 * 0, or one of several streams of its contents.
 */
static bool
is_contents(const struct bytes *pdf, unsigned page, int number)
{
	qpdf_data q;
	qpdf_oh contents;
	bool is_found = false;

	if (pdf_objects_open(pdf, &q) == 0 &&
	    qpdf_get_num_pages(q) > (int)page) {
		contents =
		    qpdf_oh_get_key(q, qpdf_get_page_n(q, page), "/Contents");
		is_found = qpdf_oh_get_object_id(q, contents) == number;
		for (int i = 0; i < pdf_objects_count(q, contents); i++)
			is_found |= qpdf_oh_get_object_id(
					q, qpdf_oh_get_array_item(
					       q, contents, i)) == number;
	}
	pdf_objects_close(&q);
	return is_found;
}

/* Where the dictionary of a stream begins and ends in the file. */
struct dictionary {
	size_t begin, end;
};

/*
 * Finds the stream that the byte at offset is in, or right behind.  Returns the
 * place of its dictionary; an empty place if the file ends before offset.
 */
static struct dictionary
find_dictionary(const struct bytes *pdf, size_t offset)
{
	struct dictionary d = {0, 0};

	if (offset > pdf->size)
		return d;
	d.end = find_stream(pdf, offset);
	d.begin = find_last(pdf, d.end, "obj");
	return d;
}

/* Whether word is in the dictionary d of pdf. */
static bool
has_word(const struct bytes *pdf, const struct dictionary *d, const char *word)
{
	return memmem(pdf->data + d->begin, d->end - d->begin, word,
		   strlen(word)) != NULL;
}

bool
pdf_stream_kind_is_image(const struct bytes *pdf, size_t offset)
{
	const struct dictionary d = find_dictionary(pdf, offset);

	return has_word(pdf, &d, "/Image");
}

bool
pdf_stream_kind_is_contents(
    const struct bytes *pdf, unsigned page, size_t offset)
{
	const struct dictionary d = find_dictionary(pdf, offset);
	size_t at = d.begin;
	int number = -1;

	if (has_word(pdf, &d, "/Form"))
		return true;
	/*
	 * Before "obj" are the object's number and, behind that, its
	 * generation.
	 */
	if (number_before(pdf, &at) != -1)
		number = number_before(pdf, &at);
	return number != -1 && is_contents(pdf, page, number);
}
