/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs the tesseract command with one thread, as the workers run.
 */
#include "tests/lib/tesseract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/process.h"

#define BOUND_MS 60000

char *
tesseract_run(
    const char *dir, const struct page_file *page, const char *const *args)
{
	const char *argv[14] = {
	    "env", "OMP_THREAD_LIMIT=1", "tesseract", NULL, "stdout"};
	struct process_result result;
	char path[256];

	snprintf(path, sizeof(path), "%s/page", dir);
	argv[3] = path;
	for (size_t n = 0; args[n] && n < 8; n++)
		argv[5 + n] = args[n];
	if (page_file_write(page, path) < 0 ||
	    process_run(argv, BOUND_MS, &result) < 0)
		return NULL;
	if (result.status != 0) {
		fprintf(stderr, "tesseract: %s\n", result.err);
		process_result_clear(&result);
		return NULL;
	}
	free(result.err);
	return result.out;
}

char *
tesseract_say(const char *dir, const struct page_file *page, const char *option,
    const char *value, const char *config)
{
	const char *const all[] = {option, value, config, NULL};

	return tesseract_run(dir, page, option ? all : all + 2);
}

char *
tesseract_trim(char *text)
{
	size_t n = strlen(text);

	while (n > 0 && strchr("\n\f ", text[n - 1]))
		n--;
	text[n] = '\0';
	return text;
}

/* Removes from the text what stands between each before and the next behind. */
static void
cut(char *text, const char *before, const char *behind)
{
	while ((text = strstr(text, before))) {
		char *to;

		text += strlen(before);
		to = strstr(text, behind);
		if (to)
			memmove(text, to, strlen(to) + 1);
	}
}

char *
tesseract_forget_file(char *text)
{
	cut(text, "title='image \"", "\"; ");
	cut(text, "<fileName>", "</fileName>");
	return tesseract_trim(text);
}

int
tesseract_model(const char *name, struct page_file *file)
{
	const char *argv[] = {"tesseract", "--list-langs", NULL};
	char dir[256] = "", path[512];
	struct process_result r;

	if (process_run(argv, BOUND_MS, &r) < 0)
		return -1;
	/* The first line names the directory in which it looks. */
	if (sscanf(r.out, "%*[^\"]\"%255[^\"]", dir) != 1)
		dir[0] = '\0';
	process_result_clear(&r);
	snprintf(path, sizeof(path), "%s%s.traineddata", dir, name);
	file->data = (unsigned char *)process_read_file(path, &file->len);
	return file->data ? 0 : -1;
}
