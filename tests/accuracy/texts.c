/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines that begin with # are comments. */
#include "tests/accuracy/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[TEXTS_KINDS] = {
    "prose", "titles", "labels", "values", "items", "receipt"};

/* Returns the kind that a heading begins for this half, or -1. */
static int
parse_heading(const char *line, const char *half)
{
	char name[16], of[16];

	if (sscanf(line, "== %15s %15s", name, of) != 2 ||
	    (strcmp(of, half) != 0 && strcmp(of, "both") != 0))
		return -1;
	for (int k = 0; k < TEXTS_KINDS; k++)
		if (strcmp(name, names[k]) == 0)
			return k;
	return -1;
}

static void
add(struct texts *texts, int kind, const char *line)
{
	size_t n = texts->n[kind]++;

	texts->text[kind] =
	    reallocarray(texts->text[kind], n + 1, sizeof(char *));
	if (!texts->text[kind] || !(texts->text[kind][n] = strdup(line)))
		abort();
}

/* Returns 0 if there are texts of all kinds, or -1 and a line on stderr. */
static int
check(const struct texts *texts, const char *path, const char *half)
{
	for (int k = 0; k < TEXTS_KINDS; k++)
		if (texts->n[k] == 0 ||
		    (k == TEXTS_RECEIPT && texts->n[k] != RECEIPT_TEXTS)) {
			fprintf(stderr, "%s: %s of %s are missing\n", path,
			    names[k], half);
			return -1;
		}
	return 0;
}

int
texts_read(const char *path, const char *half, struct texts *texts)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	int kind = -1;

	memset(texts, 0, sizeof(*texts));
	if (!f) {
		perror(path);
		return -1;
	}
	while (getline(&line, &size, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "==", 2) == 0)
			kind = parse_heading(line, half);
		else if (kind >= 0 && *line && *line != '#')
			add(texts, kind, line);
	}
	free(line);
	fclose(f);
	return check(texts, path, half);
}

void
texts_shuffle(struct texts *texts, struct dice *dice)
{
	for (int k = 0; k < TEXTS_RECEIPT; k++) {
		texts->next[k] = 0;
		for (size_t i = texts->n[k]; i > 1; i--) {
			size_t j = dice_below(dice, (unsigned)i);
			char *other = texts->text[k][j];

			texts->text[k][j] = texts->text[k][i - 1];
			texts->text[k][i - 1] = other;
		}
	}
}

const char *
texts_next(struct texts *texts, enum texts_kind kind)
{
	return texts->text[kind][texts->next[kind]++ % texts->n[kind]];
}

void
texts_clear(struct texts *texts)
{
	for (int k = 0; k < TEXTS_KINDS; k++) {
		for (size_t i = 0; i < texts->n[k]; i++)
			free(texts->text[k][i]);
		free(texts->text[k]);
	}
	memset(texts, 0, sizeof(*texts));
}
