/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * draw HALF DIRECTORY [KIND…]: draws one half of the set, tune or judge, into a
 * directory, each page with its text.  The halves differ in texts, fonts and
 * random numbers.  The same half is the same each time if cairo, leptonica and
 * the fonts are.  With kinds it draws only those.
 */
#include <fontconfig/fontconfig.h>
#include <leptonica/allheaders.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/accuracy/noise.h"
#include "tests/accuracy/sheet.h"

#define TEXTS "tests/accuracy/text"
#define ENDING_MAX 8 /* of a path, behind its stem */

enum finish { CLEAN, JPEG, GRAY, SCAN, HALFTONE, PHOTO, TURNED };

struct half {
	const char *name;
	uint64_t seed;
	struct sheet_fonts fonts[4]; /* each page has one row of them */
	const char *cyrillic;	     /* a serif for Russian */
};

/* The fonts of tune are those that the other tests use, too. */
static const struct half halves[] = {
    {"tune", 20090,
	{{"Liberation Sans", "Liberation Serif", "Liberation Mono"},
	    {"DejaVu Sans", "Liberation Serif", "DejaVu Sans Mono"},
	    {"Liberation Sans", "DejaVu Serif", "DejaVu Sans Mono"},
	    {"DejaVu Sans", "DejaVu Serif", "Liberation Mono"}},
	"DejaVu Serif"},
    {"judge", 77003,
	{{"Open Sans", "Caladea", "PT Mono"},
	    {"Carlito", "PT Serif", "PT Mono"}, {"Lato", "Caladea", "PT Mono"},
	    {"PT Sans", "PT Serif", "PT Mono"}},
	"PT Serif"},
};

struct kind {
	const char *name;
	void (*draw)(struct sheet *sheet);
	enum finish finish[4]; /* in turns */
	unsigned pages;	       /* in each half */
};

static const struct kind kinds[] = {
    {"letter", sheet_letter, {SCAN, GRAY, CLEAN, JPEG}, 4},
    {"columns", sheet_columns, {SCAN, JPEG, GRAY, SCAN}, 4},
    {"form", sheet_form, {SCAN, GRAY, JPEG, SCAN}, 4},
    {"table", sheet_table, {SCAN, GRAY, CLEAN, SCAN}, 4},
    {"list", sheet_list, {GRAY, SCAN, SCAN, JPEG}, 4},
    {"receipt", sheet_receipt, {PHOTO, PHOTO, PHOTO, GRAY}, 8},
    {"slide", sheet_slide, {HALFTONE, JPEG, CLEAN, JPEG}, 4},
    {"chart", sheet_chart, {CLEAN, JPEG, HALFTONE, GRAY}, 4},
    {"photo", NULL, {PHOTO, PHOTO, PHOTO, PHOTO}, 4},
    {"faint", sheet_faint, {CLEAN, JPEG, CLEAN, JPEG}, 4},
    {"skew", NULL, {TURNED, TURNED, TURNED, TURNED}, 4},
    {"report", sheet_report, {SCAN, GRAY, SCAN, CLEAN}, 4},
    {"screen", sheet_screen, {CLEAN, JPEG, CLEAN, CLEAN}, 4},
    {"empty", sheet_empty, {SCAN, HALFTONE, JPEG, GRAY}, 10},
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* What the pages of the kinds photo and skew show, in turns. */
static void (*const subjects[])(struct sheet *) = {
    sheet_letter, sheet_form, sheet_table, sheet_columns};

/* Of four pages two are English; the other languages take turns with the
 * rest. */
static const char *const languages[] = {"eng", "deu", "fra", "spa", "rus"};

static const char *
language_of(size_t kind, unsigned page)
{
	return languages[page % 4 < 2 ? 0 : 1 + (kind * 2 + page) % 4];
}

/* --- finishing ----------------------------------------------------------- */

/* Returns an angle of up to 20 degrees to either side. */
static double
angle_of(const struct sheet *s)
{
	static const double degrees[4] = {3, -7, 13, -19.5};

	return degrees[s->variant % 4];
}

/* Returns the page as it is after it was scanned, photographed and so on.
 * Destroys pix. */
static PIX *
finish(PIX *pix, enum finish how, struct sheet *s)
{
	switch (how) {
	case GRAY:
		return noise_gray(pix, &s->dice);
	case SCAN:
		return noise_scan(pix, &s->dice);
	case HALFTONE:
		return noise_halftone(pix, &s->dice);
	case PHOTO:
		return noise_photo(pix, &s->dice);
	case TURNED:
		return noise_turn(pix, angle_of(s));
	default:
		return pix;
	}
}

static int
save_pix(PIX *pix, enum finish how, const char *stem)
{
	char path[PATH_MAX + ENDING_MAX];
	int jpeg = how == JPEG || how == PHOTO;

	snprintf(path, sizeof(path), "%.*s.%s", PATH_MAX, stem,
	    jpeg ? "jpg" : "png");
	return (jpeg ? pixWriteJpeg(path, pix, 70, 0)
		     : pixWritePng(path, pix, 0)) == 0
		   ? 0
		   : -1;
}

static int
save_text(const char *stem, const char *ending, const char *text)
{
	char path[PATH_MAX + ENDING_MAX];
	FILE *f;
	int rc;

	snprintf(path, sizeof(path), "%.*s.%s", PATH_MAX, stem, ending);
	f = fopen(path, "we");
	if (!f)
		return -1;
	rc = fputs(text, f) < 0 ? -1 : 0;
	return fclose(f) == 0 ? rc : -1;
}

/* Saves the page that was drawn, its options and its text as files whose paths
 * begin with stem.  Returns 0, or -1. */
static int
save(struct sheet *s, enum finish how, const char *stem)
{
	PIX *pix = finish(canvas_pix(&s->canvas), how, s);
	char query[32];
	int rc;

	snprintf(query, sizeof(query), "lang=%s\n", s->lang);
	rc = save_pix(pix, how, stem);
	if (rc == 0)
		rc = save_text(stem, "query", query);
	if (rc == 0)
		rc = save_text(stem, "txt", canvas_truth(&s->canvas));
	if (rc < 0)
		perror(stem);
	pixDestroy(&pix);
	return rc;
}

/* --- pages --------------------------------------------------------------- */

static struct sheet_fonts
fonts_of(const struct half *half, const char *lang, size_t kind, unsigned page)
{
	struct sheet_fonts fonts = half->fonts[(kind + page) % 4];

	if (strcmp(lang, "rus") == 0)
		fonts.serif = half->cyrillic;
	return fonts;
}

static int
draw_page(const struct half *half, const char *dir, size_t kind, unsigned page)
{
	const char *lang = language_of(kind, page);
	struct texts texts;
	struct sheet s = {
	    .texts = &texts,
	    .fonts = fonts_of(half, lang, kind, page),
	    .dice = {half->seed + kind * 1000 + page},
	    .lang = lang,
	    .variant = page,
	};
	char path[PATH_MAX];
	int rc;

	snprintf(path, sizeof(path), TEXTS "/%s.txt", lang);
	if (texts_read(path, half->name, &texts) < 0)
		return -1;
	texts_shuffle(&texts, &s.dice);
	(kinds[kind].draw ? kinds[kind].draw : subjects[page % 4])(&s);
	snprintf(path, sizeof(path), "%s/%s-%s-%u", dir, kinds[kind].name, lang,
	    page + 1);
	rc = save(&s, kinds[kind].finish[page % 4], path);
	canvas_close(&s.canvas);
	texts_clear(&texts);
	return rc;
}

static int
draw_kind(const struct half *half, const char *dir, size_t kind)
{
	for (unsigned page = 0; page < kinds[kind].pages; page++)
		if (draw_page(half, dir, kind, page) < 0)
			return -1;
	return 0;
}

/* --- fonts --------------------------------------------------------------- */

static int
is_installed(const char *family)
{
	FcPattern *wanted =
	    FcPatternBuild(NULL, FC_FAMILY, FcTypeString, family, NULL);
	FcObjectSet *names = FcObjectSetBuild(FC_FAMILY, NULL);
	FcFontSet *found = FcFontList(NULL, wanted, names);
	int n = found ? found->nfont : 0;

	if (found)
		FcFontSetDestroy(found);
	FcObjectSetDestroy(names);
	FcPatternDestroy(wanted);
	if (n == 0)
		fprintf(stderr, "draw: the font %s is not installed\n", family);
	return n > 0;
}

/* Returns 0 if all fonts of the half are installed, or -1: cairo would silently
 * take other fonts, and the pages would differ. */
static int
check_fonts(const struct half *half)
{
	int rc = is_installed(half->cyrillic) ? 0 : -1;

	for (int i = 0; i < 4; i++)
		if (!is_installed(half->fonts[i].sans) ||
		    !is_installed(half->fonts[i].serif) ||
		    !is_installed(half->fonts[i].mono))
			rc = -1;
	return rc;
}

/* Returns whether the kind is one of the names, or there are no names. */
static int
is_wanted(const char *kind, char **names)
{
	if (!*names)
		return 1;
	while (*names && strcmp(*names, kind) != 0)
		names++;
	return *names != NULL;
}

int
main(int argc, char **argv)
{
	const struct half *half = halves;

	if (argc < 3) {
		fputs("usage: draw tune|judge DIRECTORY [KIND…]\n", stderr);
		return 2;
	}
	if (strcmp(argv[1], "judge") == 0)
		half++;
	if (strcmp(argv[1], half->name) != 0 || check_fonts(half) < 0)
		return 2;
	for (size_t k = 0; k < KINDS; k++)
		if (is_wanted(kinds[k].name, argv + 3) &&
		    draw_kind(half, argv[2], k) < 0)
			return 1;
	return 0;
}
