/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_attachments: the files that are attached to PDFs, when PDFs are joined.
 * Each PDF has its files in a name tree, ISO 32000-1 section 7.9.6.  The
 * joined PDF gets a tree of a single node with all of them.
 */
#include "output/pdf_attachments.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/pdf_objects.h"

/* The levels of a name tree that are read. */
#define DEPTH 32
/*
 * What reading an item costs of the budget, in addition to the bytes of its
 * name.
 */
#define LOOK 64
/* The most files of a joined PDF. */
#define FILES_MAX 10000

/* A file, and its name, which is owned. */
struct file {
	char *name;
	size_t size;
	qpdf_oh file;
};

/* Files in the order of their names. */
struct list {
	struct file *files;
	size_t count;
	unsigned
	    marks; /* numbers that were added to names, see make_distinct */
};

/*
 * Subtracts the cost of reading an item of size bytes from the budget *left.
 * Returns whether any of that is left.
 */
static bool
subtract_cost(size_t *left, size_t size)
{
	const size_t cost = LOOK + size;

	*left -= cost < *left ? cost : *left;
	return *left > 0;
}

/*
 * Appends the files below node, a part of a PDF's name tree, to the array
 * files: for each its name and then the file.  Reads down to depth levels, and
 * stops when the budget *left is used up.  Returns whether all files were
 * appended.
 */
static bool
list_below(
    qpdf_data q, qpdf_oh node, unsigned depth, qpdf_oh files, size_t *left)
{
	qpdf_oh names = pdf_objects_get(q, node, "/Names");
	qpdf_oh kids = pdf_objects_get(q, node, "/Kids");
	size_t size = 0;

	for (int i = 0; i + 1 < pdf_objects_count(q, names); i += 2) {
		qpdf_oh name = qpdf_oh_get_array_item(q, names, i);

		if (qpdf_oh_is_string(q, name)) {
			qpdf_oh_get_binary_string_value(q, name, &size);
			qpdf_oh_append_item(q, files, name);
			qpdf_oh_append_item(
			    q, files, qpdf_oh_get_array_item(q, names, i + 1));
		}
		if (!subtract_cost(left, size))
			return false;
	}
	for (int i = 0; i < pdf_objects_count(q, kids); i++)
		if (depth == 0 || !subtract_cost(left, 0) ||
		    !list_below(q, qpdf_oh_get_array_item(q, kids, i),
			depth - 1, files, left))
			return false;
	return true;
}

qpdf_oh
pdf_attachments_list(qpdf_data q, size_t *left)
{
	qpdf_oh tree = pdf_objects_get(q,
	    pdf_objects_get(q, qpdf_get_root(q), "/Names"), "/EmbeddedFiles");
	qpdf_oh files = qpdf_oh_new_array(q);

	return list_below(q, tree, DEPTH, files, left) ? files
						       : qpdf_oh_new_null(q);
}

/* Compares the names of two files by their bytes, as memcmp() does. */
static int
compare_names(const struct file *a, const struct file *b)
{
	size_t least = a->size < b->size ? a->size : b->size;
	int rc = memcmp(a->name, b->name, least);

	return rc != 0 ? rc : (a->size > b->size) - (a->size < b->size);
}

/*
 * Finds where f belongs in list, which is sorted by name.  Returns true if the
 * list has f's name already.  Otherwise sets *place to the index at which to
 * insert f.
 */
static bool
find_place(const struct list *list, const struct file *f, size_t *place)
{
	size_t begin = 0, end = list->count;

	while (begin < end) {
		size_t middle = begin + (end - begin) / 2;
		int rc = compare_names(&list->files[middle], f);

		if (rc == 0)
			return true;
		if (rc < 0)
			begin = middle + 1;
		else
			end = middle;
	}
	*place = begin;
	return false;
}

/*
 * Gives f another name, since another file has its name: the first length bytes
 * of its name, which may be UTF-16, and a number that no other name got.
 * Returns 0, or -1 without memory.
 */
static int
make_distinct(struct list *list, struct file *f, size_t length)
{
	bool is_wide = length >= 2 && memcmp(f->name, "\xfe\xff", 2) == 0;
	char text[16], *name = realloc(f->name, length + 2 * sizeof(text));

	if (name == NULL)
		return -1;
	snprintf(text, sizeof(text), "_%u", ++list->marks);
	f->name = name;
	f->size = length;
	for (const char *c = text; *c != '\0'; c++) {
		if (is_wide)
			name[f->size++] = '\0';
		name[f->size++] = *c;
	}
	return 0;
}

/*
 * Inserts a file into the list, sorted by name, as a name tree must be.
 * Changes the name if the list has it already.  Returns 0, or -1 without
 * memory.
 */
static int
insert_file(qpdf_data q, struct list *list, qpdf_oh name, qpdf_oh file)
{
	struct file f = {.file = file};
	const char *text = qpdf_oh_get_binary_string_value(q, name, &f.size);
	const size_t length = f.size;
	size_t place = 0;

	f.name = malloc(length + 1);
	if (f.name == NULL)
		return -1;
	memcpy(f.name, text, length);
	while (find_place(list, &f, &place))
		if (make_distinct(list, &f, length) == -1) {
			free(f.name);
			return -1;
		}
	memmove(&list->files[place + 1], &list->files[place],
	    (list->count - place) * sizeof(f));
	list->files[place] = f;
	list->count++;
	return 0;
}

/*
 * Makes a name tree of a single node, with the files of the list, and
 * attaches it to the document q in place of an earlier tree.
 */
static void
set_tree(qpdf_data q, const struct list *list)
{
	qpdf_oh names = qpdf_oh_new_array(q), tree = qpdf_oh_new_dictionary(q);
	qpdf_oh root = qpdf_get_root(q);
	qpdf_oh all = qpdf_oh_get_key(q, root, "/Names");

	for (size_t i = 0; i < list->count; i++) {
		const struct file *f = &list->files[i];

		qpdf_oh_append_item(
		    q, names, qpdf_oh_new_binary_string(q, f->name, f->size));
		qpdf_oh_append_item(q, names, f->file);
	}
	qpdf_oh_replace_key(q, tree, "/Names", names);
	if (!qpdf_oh_is_dictionary(q, all)) {
		all = qpdf_oh_new_dictionary(q);
		qpdf_oh_replace_key(q, root, "/Names", all);
	}
	qpdf_oh_replace_key(q, all, "/EmbeddedFiles", tree);
}

int
pdf_attachments_set(qpdf_data q, qpdf_oh files)
{
	const int n = pdf_objects_count(q, files) / 2;
	struct list list = {.count = 0};
	int rc = 0;

	if (n > FILES_MAX)
		return 0;
	list.files = calloc((size_t)n + 1, sizeof(*list.files));
	if (list.files == NULL)
		return -1;
	for (int i = 0; i < n && rc == 0; i++)
		rc = insert_file(q, &list,
		    qpdf_oh_get_array_item(q, files, 2 * i),
		    qpdf_oh_get_array_item(q, files, 2 * i + 1));
	if (rc == 0)
		set_tree(q, &list);
	for (size_t i = 0; i < list.count; i++)
		free(list.files[i].name);
	free(list.files);
	return rc;
}
