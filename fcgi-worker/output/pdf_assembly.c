/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_assembly: makes a PDF of the files that were sent.  It consists of parts:
 * a part is a PDF whose pages stay as they are, or successive pages that become
 * images.
 */
#include "output/pdf_assembly.h"

#include <limits.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "output/pdf_file.h"
#include "output/pdf_join.h"
#include "output/searchable_pdf.h"

struct part {
	unsigned first; /* number of its first page in all files */
	unsigned pages;
	unsigned added;		 /* pages so far */
	struct pdf_graft *graft; /* NULL: the pages become images */
	struct searchable_pdf *images;
	bool is_closed;	     /* the part is in whole; see close_part */
	struct bytes whole;  /* borrowed: what was sent, or bytes */
	struct buffer bytes; /* what was made */
	bool is_sent;	     /* it was a PDF, and not images */
};

struct pdf_assembly {
	struct pdf_assembly_settings settings;
	struct part *parts;
	size_t count;
	size_t current;		/* index of the part with the last page */
	struct part *only;	/* at the end: the only part with pages */
	struct pdf_file joined; /* at the end: several parts, joined */
};

/*
 * Opens file so that its pages can stay as they are in a document of this
 * number of files.  is_first says that all pages before its own become images.
 * Returns 0, or -1 without memory.
 *
 * Sets *graft to NULL, so that the pages become images, if the file is no PDF
 * or none of its pages is added.  If there are several files, also does so if
 * libqpdf cannot change this one; and, unless it is the first, if it is too
 * large to be copied, or if it has layers, which need their own catalog.
 */
static int
open_graft(const struct pdf_assembly *d, const struct pdf_assembly_file *file,
    size_t files, bool is_first, struct pdf_graft **graft)
{
	const struct pdf_graft_settings settings = {
	    d->settings.tessdata, d->settings.may_break_signatures, files > 1};

	*graft = NULL;
	if (file->pdf == NULL || file->is_left_out)
		return 0;
	*graft = pdf_graft_open(file->pdf, file->pages, &settings);
	if (*graft == NULL)
		return -1;
	if (files > 1 && (pdf_graft_is_locked(*graft) ||
			     (!is_first && (pdf_graft_has_layers(*graft) ||
					       pdf_graft_is_large(*graft))))) {
		pdf_graft_free(*graft);
		*graft = NULL;
	}
	return 0;
}

/*
 * Divides the document into parts, d->parts.  Each file whose pages stay as
 * they are is a part; successive files that become images are one part
 * together.  Returns 0, or -1 without memory.
 */
static int
open_parts(
    struct pdf_assembly *d, const struct pdf_assembly_file *files, size_t count)
{
	unsigned first = 0;
	bool is_first = true;
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
		used += !files[i].is_left_out;
	for (size_t i = 0; i < count; first += files[i++].pages) {
		struct part *before =
		    d->count == 0 ? NULL : &d->parts[d->count - 1];
		struct pdf_graft *graft;

		if (open_graft(d, &files[i], used, is_first, &graft) == -1)
			return -1;
		is_first = is_first && graft == NULL;
		if (graft == NULL && before != NULL && before->graft == NULL)
			before->pages += files[i].pages;
		else
			d->parts[d->count++] = (struct part){.first = first,
			    .pages = files[i].pages,
			    .graft = graft};
	}
	return 0;
}

struct pdf_assembly *
pdf_assembly_open(const struct pdf_assembly_file *files, size_t count,
    const struct pdf_assembly_settings *settings)
{
	static const struct pdf_assembly_file any_images = {
	    NULL, UINT_MAX, false};
	struct pdf_assembly *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return NULL;
	/* Without files there is one part, of any number of images. */
	if (files == NULL) {
		files = &any_images;
		count = 1;
	}
	d->settings = *settings;
	d->joined.fd = -1;
	d->parts = calloc(count, sizeof(*d->parts));
	if (d->parts == NULL || open_parts(d, files, count) == -1) {
		pdf_assembly_free(d);
		return NULL;
	}
	return d;
}

/*
 * Returns the part that the page with this number belongs to, from the current
 * part on; or NULL.
 */
static struct part *
find_part(const struct pdf_assembly *d, unsigned number)
{
	for (size_t i = d->current; i < d->count; i++)
		if (number - d->parts[i].first < d->parts[i].pages)
			return &d->parts[i];
	return NULL;
}

bool
pdf_assembly_keeps(const struct pdf_assembly *d, unsigned number)
{
	const struct part *part = find_part(d, number);

	return part != NULL && part->graft != NULL;
}

/*
 * Returns why images could not be written: there is no room for the temporary
 * file, or no memory.
 */
static enum pdf_graft_result
images_fault(const struct searchable_pdf *images)
{
	return images != NULL && searchable_pdf_is_full(images)
		   ? PDF_GRAFT_NO_ROOM
		   : PDF_GRAFT_NO_MEMORY;
}

/*
 * Adds p to part: its image, with its text over it.  Returns PDF_GRAFT_OK,
 * PDF_GRAFT_LOCKED if p has no image, or what images_fault() returns.
 */
static enum pdf_graft_result
add_image(const struct pdf_assembly *d, struct part *part, const struct page *p)
{
	/* p was to stay as it was sent, so no image was made. */
	if (p->image == NULL)
		return PDF_GRAFT_LOCKED;
	if (part->images == NULL)
		part->images = searchable_pdf_open(d->settings.tessdata,
		    d->settings.version, d->settings.with_blanks);
	if (part->images != NULL && searchable_pdf_add(part->images, p) == 0)
		return PDF_GRAFT_OK;
	return images_fault(part->images);
}

/* Ends the PDF of part.  Returns PDF_GRAFT_OK, or why it cannot be written. */
static enum pdf_graft_result
end_part(struct part *part)
{
	if (part->graft != NULL)
		return pdf_graft_end(part->graft);
	return searchable_pdf_end(part->images) == 0
		   ? PDF_GRAFT_OK
		   : images_fault(part->images);
}

/*
 * Appends the next piece of part to out.  To be called when the document of
 * part has been ended.  Returns what pdf_assembly_read does.
 */
static int
read_part(struct part *part, struct buffer *out)
{
	return part->graft != NULL ? pdf_graft_read(part->graft, out)
				   : searchable_pdf_read(part->images, out);
}

/*
 * Ends part and keeps all of it in memory, in part->whole.  Frees what wrote
 * it: that holds a descriptor, and more files may be sent than there are
 * descriptors.  Returns PDF_GRAFT_OK, or why the part cannot be written.
 */
static enum pdf_graft_result
close_part(struct part *part)
{
	enum pdf_graft_result rc = end_part(part);
	const struct bytes *sent = NULL;
	int more = 0;

	if (rc != PDF_GRAFT_OK)
		return rc;
	if (part->graft != NULL)
		sent = pdf_graft_as_sent(part->graft);
	while (sent == NULL && (more = read_part(part, &part->bytes)) == 1)
		;
	part->whole = sent != NULL
			  ? *sent
			  : (struct bytes){(unsigned char *)part->bytes.data,
				part->bytes.size};
	part->is_sent = part->graft != NULL;
	part->is_closed = true;
	pdf_graft_free(part->graft);
	searchable_pdf_free(part->images);
	part->graft = NULL;
	part->images = NULL;
	return more == -1 ? PDF_GRAFT_NO_MEMORY : PDF_GRAFT_OK;
}

enum pdf_graft_result
pdf_assembly_add(struct pdf_assembly *d, const struct page *p)
{
	struct part *part = find_part(d, p->number);
	struct part *before = &d->parts[d->current];
	enum pdf_graft_result rc = PDF_GRAFT_OK;

	if (part == NULL)
		return PDF_GRAFT_BROKEN;
	if (part != before && before->added > 0)
		rc = close_part(before);
	if (rc != PDF_GRAFT_OK)
		return rc;
	rc = PDF_GRAFT_LOCKED;
	d->current = (size_t)(part - d->parts);
	if (part->graft != NULL)
		rc = pdf_graft_add(part->graft, p->number - part->first, p);
	/*
	 * The whole part may become images as long as none of its pages was
	 * added.
	 */
	if (rc == PDF_GRAFT_LOCKED && part->added == 0) {
		pdf_graft_free(part->graft);
		part->graft = NULL;
	}
	if (part->graft == NULL)
		rc = add_image(d, part, p);
	part->added++;
	return rc;
}

size_t
pdf_assembly_size(const struct pdf_assembly *d)
{
	size_t size = 0;

	if (d->joined.fd != -1)
		return d->joined.size;
	for (size_t i = 0; i < d->count; i++) {
		if (d->parts[i].graft != NULL && d->parts[i].added > 0)
			size += pdf_graft_size(d->parts[i].graft);
		if (d->parts[i].images != NULL)
			size += searchable_pdf_size(d->parts[i].images);
		size += d->parts[i].whole.size;
	}
	return size;
}

static void
free_part(struct part *part)
{
	pdf_graft_free(part->graft);
	searchable_pdf_free(part->images);
	buffer_free(&part->bytes);
}

/*
 * Joins the closed parts, which are those with pages, into d->joined.  Frees
 * the memory of the parts.  Returns PDF_GRAFT_OK, or why they cannot be joined.
 */
static enum pdf_graft_result
join_parts(struct pdf_assembly *d)
{
	struct pdf_join_part *parts = calloc(d->count, sizeof(*parts));
	enum pdf_graft_result rc = PDF_GRAFT_NO_MEMORY;
	size_t count = 0;

	for (size_t i = 0; parts != NULL && i < d->count; i++) {
		const struct part *part = &d->parts[i];

		if (part->is_closed)
			parts[count++] = (struct pdf_join_part){
			    .bytes = part->whole, .is_sent = part->is_sent};
	}
	if (parts != NULL)
		rc = pdf_join_write(parts, count, &d->joined);
	for (size_t i = 0; i < d->count; i++)
		buffer_free(&d->parts[i].bytes);
	free(parts);
	return rc;
}

enum pdf_graft_result
pdf_assembly_end(struct pdf_assembly *d)
{
	struct part *last = &d->parts[d->current];
	enum pdf_graft_result rc;
	size_t count = 0;

	for (size_t i = 0; i < d->count; i++)
		count += d->parts[i].added > 0;
	if (count == 0)
		return PDF_GRAFT_OK;
	if (count == 1) {
		d->only = last;
		return end_part(last);
	}
	rc = close_part(last);
	return rc == PDF_GRAFT_OK ? join_parts(d) : rc;
}

int
pdf_assembly_read(struct pdf_assembly *d, struct buffer *out)
{
	if (d->joined.fd != -1)
		return pdf_file_read(&d->joined, out);
	if (d->only == NULL)
		return -1;
	return read_part(d->only, out);
}

void
pdf_assembly_free(struct pdf_assembly *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; d->parts != NULL && i < d->count; i++)
		free_part(&d->parts[i]);
	pdf_file_free(&d->joined);
	free(d->parts);
	free(d);
}
