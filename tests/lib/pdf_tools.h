/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Looks at PDFs, which are files in the directory of server_fixture, with the
 * programs of poppler and qpdf.  All functions fail the calling test when
 * something is wrong; what they return is to be freed or cleared.
 */
#ifndef TESTS_PDF_TOOLS_H
#define TESTS_PDF_TOOLS_H

#include <jansson.h>
#include <stddef.h>

#include "tests/lib/page.h"

/* Runs a command, which must end with 0.  Returns what it prints. */
char *pdf_tools_run(const char *const *argv);

/* Returns the path of a file of that name. */
char *pdf_tools_path(const char *name);

/* Writes the file.  Returns its path. */
char *pdf_tools_save(const char *name, const struct page_file *file);

struct page_file pdf_tools_load(const char *path);

/* Returns the PDF that the server answers when the file is posted to the
 * path. */
struct page_file pdf_tools_answer(
    const char *path, const struct page_file *file);

/* Checks that the server answers with the very bytes of the file when it is
 * posted to the path. */
void pdf_tools_check_kept(const char *path, const struct page_file *file);

/* Returns the PDF that the server makes of n files, which are posted to the
 * path in one form, and writes it to a file, whose path is *at. */
struct page_file pdf_tools_join(
    const char *path, const struct page_file *files, size_t n, char **at);

/* Returns the text that a viewer finds. */
char *pdf_tools_text(const char *path);

/* Returns the text of all objects, not compressed; NULs are blanks there. */
char *pdf_tools_objects(const char *path);

/* Returns how often word is in text. */
unsigned pdf_tools_count(const char *text, const char *word);

/* Returns what qpdf tells of the document under this key, such as outlines. */
json_t *pdf_tools_json(const char *path, const char *key);

/* Checks that qpdf finds no fault. */
void pdf_tools_check(const char *path);

/* Checks that the first pages of both PDFs are drawn with the same pixels. */
void pdf_tools_compare(const char *before, const char *after);

/* Does the same with any page of each, counted from 1. */
void pdf_tools_compare_pages(
    const char *before, int page, const char *after, int page_after);

#endif
