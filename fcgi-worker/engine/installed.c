/* SPDX-License-Identifier: BSD-3-Clause */
/* installed: lists the language files in the directory of the models.  The list
 * is read when the pool starts; a reload finds what was installed since. */
#include "engine/installed.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SUFFIX ".traineddata"
/* How deep directories are searched.  Tesseract's own files are at most one
 * directory down, such as script/Latin. */
#define DEPTH_MAX 4

struct walk {
	char **list;
	size_t count, room;
};

/* Adds name, without the suffix at its end, of suffix_length bytes, to the
 * list.  Returns 0, or -1 without memory. */
static int
add_language(struct walk *w, const char *name, size_t suffix_length)
{
	char **more;

	/* The last entry is for the NULL. */
	if (w->count + 1 >= w->room) {
		more = reallocarray(w->list, w->room + 64, sizeof(*more));
		if (more == NULL)
			return -1;
		w->list = more;
		w->room += 64;
	}
	w->list[w->count] = strndup(name, strlen(name) - suffix_length);
	if (w->list[w->count] == NULL)
		return -1;
	w->list[++w->count] = NULL;
	return 0;
}

/* Whether name is the name of a language's file.  The files osd and equ read no
 * text. */
static bool
is_language(const char *name)
{
	size_t length = strlen(name), suffix = strlen(SUFFIX);

	return length > suffix && strcmp(name + length - suffix, SUFFIX) == 0 &&
	       strcmp(name, "osd" SUFFIX) != 0 &&
	       strcmp(name, "equ" SUFFIX) != 0;
}

static int walk_directory(
    struct walk *w, const char *root, const char *subdir, unsigned depth);

/*
 * Adds the language whose file is name, a path below root; or, if name is a
 * directory, the languages in it.  The directory of name is depth directories
 * below root.  Leaves out what is neither, is too deep or cannot be looked at.
 * Returns 0, or -1 without memory.
 */
static int
visit_entry(struct walk *w, const char *root, const char *name, unsigned depth)
{
	char path[PATH_MAX];
	struct stat st;
	int n = snprintf(path, sizeof(path), "%s/%s", root, name);

	if (n >= (int)sizeof(path) || stat(path, &st) == -1)
		return 0;
	if (S_ISDIR(st.st_mode)) {
		if (depth < DEPTH_MAX &&
		    walk_directory(w, root, name, depth + 1) == -1 &&
		    errno == ENOMEM)
			return -1;
		return 0;
	}
	return is_language(name) ? add_language(w, name, strlen(SUFFIX)) : 0;
}

/*
 * Adds the languages in root/subdir, and in the directories in it.  root/subdir
 * is depth directories below root.  Leaves out hidden ones, and those whose
 * path is too long.  Returns 0, or -1 with errno set.
 */
static int
walk_directory(
    struct walk *w, const char *root, const char *subdir, unsigned depth)
{
	char path[PATH_MAX], name[PATH_MAX];
	struct dirent *entry;
	int rc = 0, n;
	DIR *dir;

	n = snprintf(path, sizeof(path), "%s/%s", root, subdir);
	if (n >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	dir = opendir(path);
	if (dir == NULL)
		return -1;
	while (rc == 0 && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		n = snprintf(name, sizeof(name), "%s%s%s", subdir,
		    subdir[0] == '\0' ? "" : "/", entry->d_name);
		if (n < (int)sizeof(name))
			rc = visit_entry(w, root, name, depth);
	}
	closedir(dir);
	return rc;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **
installed_list(const char *tessdata)
{
	struct walk w = {.room = 1};
	int why;

	w.list = calloc(1, sizeof(*w.list));
	if (w.list == NULL)
		return NULL;
	if (walk_directory(&w, tessdata, "", 0) == 0) {
		qsort(w.list, w.count, sizeof(*w.list), compare);
		return w.list;
	}
	why = errno;
	installed_free(w.list);
	errno = why;
	return NULL;
}

void
installed_free(char **list)
{
	for (char **l = list; l != NULL && *l != NULL; l++)
		free(*l);
	free(list);
}

/* Whether list has name, which is length bytes long. */
static bool
is_listed(const char *const *list, const char *name, size_t length)
{
	for (; *list != NULL; list++)
		if (strncmp(*list, name, length) == 0 &&
		    (*list)[length] == '\0')
			return true;
	return false;
}

bool
installed_has(const char *const *list, const char *lang)
{
	size_t length;

	while (*lang != '\0') {
		length = strcspn(lang, "+");
		if (!is_listed(list, lang, length))
			return false;
		lang += length + (lang[length] == '+');
	}
	return true;
}
