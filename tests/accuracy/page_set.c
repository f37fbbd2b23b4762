/* SPDX-License-Identifier: BSD-3-Clause */
/* A page that has no text file, and a text without a page, are left out. */
#include "tests/accuracy/page_set.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const endings[] = {".png", ".jpg", ".tif"};

/* Returns dir/name with another ending than .txt, to be freed; NULL if there is
 * no such file. */
static char *
sibling(const char *dir, const char *name, const char *ending)
{
	int stem = (int)(strlen(name) - strlen(".txt"));
	char *path;

	if (asprintf(&path, "%s/%.*s%s", dir, stem, name, ending) < 0)
		abort();
	if (access(path, R_OK) == 0)
		return path;
	free(path);
	return NULL;
}

static bool
is_truth(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot != name && strcmp(dot, ".txt") == 0;
}

static char *
kind_of(const char *name)
{
	return strndup(name, strcspn(name, "-"));
}

/* Adds the page whose text is the file name, if there is an image of it. */
static void
add(struct page_set *set, const char *dir, const char *name)
{
	struct set_page page = {0};

	for (size_t i = 0; i < 3 && !page.image; i++)
		page.image = sibling(dir, name, endings[i]);
	if (!page.image)
		return;
	page.truth = sibling(dir, name, ".txt");
	page.query = sibling(dir, name, ".query");
	page.name = strndup(name, strlen(name) - strlen(".txt"));
	page.kind = kind_of(page.name);
	set->pages = reallocarray(set->pages, set->n + 1, sizeof(*set->pages));
	if (!set->pages || !page.truth || !page.name || !page.kind)
		abort();
	set->pages[set->n++] = page;
}

int
page_set_read(const char *dir, struct page_set *set)
{
	struct dirent **names;
	int n = scandir(dir, &names, NULL, versionsort);

	memset(set, 0, sizeof(*set));
	if (n < 0) {
		perror(dir);
		return -1;
	}
	for (int i = 0; i < n; i++) {
		if (is_truth(names[i]->d_name))
			add(set, dir, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	if (set->n > 0)
		return 0;
	fprintf(stderr,
	    "%s: there is no NAME.png, .jpg or .tif with a NAME.txt\n", dir);
	return -1;
}

void
page_set_clear(struct page_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		free(set->pages[i].image);
		free(set->pages[i].truth);
		free(set->pages[i].query);
		free(set->pages[i].name);
		free(set->pages[i].kind);
	}
	free(set->pages);
	memset(set, 0, sizeof(*set));
}
