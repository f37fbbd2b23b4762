/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pixels come from the file alone, never from what was in memory before.  Every
 * file that the tests have, whole, cut and with holes, gives the same pixels
 * whatever the C library fills memory with.  A picture with a missing part is
 * refused.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/exif_image.h"
#include "tests/lib/pool_fixture.h"
#include "tests/lib/server.h"
#include "tests/lib/tiles.h"
#include "tests/lib/typeset.h"

/* The sample as x265 3.5 codes it in four slices, which 4.1 does not. */
#define SLICED "tests/data/slices.heic"
#define SLICES 4
#define FILES 400
/* The files are in groups, so many of which are digested at the same time, each
 * twice. */
#define GROUPS 2
#define DIGEST_MS 120000

static const char *const dirs[] = {"tests/data", "tests/fuzz/corpus/image",
    "tests/fuzz/corpus/pdf", "tests/fuzz/corpus/sniff",
    "tests/fuzz/corpus/kept"};
/* These files of tests/data are used. */
static const char *const suffixes[] = {
    ".png", ".jpg", ".tif", ".webp", ".gif", ".jp2", ".pdf", ".heic"};
/* The C library fills memory with these bytes. */
static const char *const perturbs[] = {
    "MALLOC_PERTURB_=85", "MALLOC_PERTURB_=170"};

/* The ways to make an image of tiles, and whether the tiles cover it. */
#define TILE 128
static const struct {
	struct tiles tiles;
	bool whole;
} tilings[] = {
    {{2, 2, 256, 256, TILE, TILE}, true},
    {{2, 2, 250, 240, TILE, TILE}, true},
    {{2, 2, 300, 256, TILE, TILE}, false},
    {{2, 2, 256, 257, TILE, TILE}, false},
    {{1, 1, 129, 128, TILE, TILE}, false},
    /* These tiles are smaller than they say. */
    {{2, 2, 384, 384, 192, 192}, false},
};

static char made[] = "/tmp/ocr-pixels-XXXXXX";
static char *files[FILES];
static size_t count;

/* Returns whether a file is an image: in the first directory by its suffix, in
 * the others all are. */
static bool
is_image(const char *dir, const char *name)
{
	const char *suffix = strrchr(name, '.');

	if (strcmp(dir, dirs[0]) != 0)
		return name[0] != '.';
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (suffix && strcmp(suffix, suffixes[i]) == 0)
			return true;
	return false;
}

static void
add_dir(const char *dir)
{
	struct dirent *entry;
	DIR *d = opendir(dir);

	assert_non_null(d);
	while ((entry = readdir(d)) && count < FILES)
		if (is_image(dir, entry->d_name))
			assert_true(asprintf(&files[count++], "%s/%s", dir,
					entry->d_name) > 0);
	closedir(d);
}

/* Adds a file that a test made. */
static void
add_made(struct page_file *file, const char *name)
{
	char *path;

	assert_true(asprintf(&path, "%s/%s", made, name) > 0);
	assert_int_equal(page_file_write(file, path), 0);
	files[count++] = path;
	page_file_clear(file);
}

/* Makes a photo, so that no two blocks are alike. */
static void
make_photo(struct page_file *photo)
{
	assert_int_equal(page_noise(320, 256, 7, photo), 0);
}

/* Makes a HEIC or AVIF file of noise, or a black one, which serves as a tile.
 */
static void
make_tile(bool avif, bool black, struct page_file *tile)
{
	struct page_file page;
	PIX *pix;

	if (black) {
		pix = pixCreate(TILE, TILE, 8);
		assert_int_equal(page_encode(pix, PAGE_PNG, &page), 0);
		pixDestroy(&pix);
	} else {
		assert_int_equal(page_noise(TILE, TILE, 7, &page), 0);
	}
	assert_int_equal(exif_image_shoot(&page, avif, 1, tile), 0);
	page_file_clear(&page);
}

static void
make_tiled(void)
{
	struct page_file tile, file;
	char name[32];

	for (unsigned avif = 0; avif < 2; avif++) {
		make_tile(avif, false, &tile);
		for (size_t i = 0; i < sizeof(tilings) / sizeof(*tilings);
		     i++) {
			assert_int_equal(
			    tiles_make(&tile, &tilings[i].tiles, &file), 0);
			snprintf(name, sizeof(name), "tiles-%u-%zu", avif, i);
			add_made(&file, name);
		}
		page_file_clear(&tile);
	}
}

static void
make_files(void)
{
	struct page_file photo, file;
	char name[32];

	make_photo(&photo);
	for (int f = 0; f < PAGE_FORMATS; f++) {
		assert_int_equal(page_text("Stale pixels", f, &file), 0);
		add_made(&file, page_format_name(f));
	}
	for (unsigned n = 0; n <= SLICES; n++) {
		assert_int_equal(page_file_read(SLICED, &file), 0);
		if (n < SLICES)
			assert_int_equal(exif_image_drop(&file, n), 0);
		snprintf(name, sizeof(name), "slices-%u", n);
		add_made(&file, name);
	}
	make_tiled();
	assert_int_equal(exif_image_shoot(&photo, true, 1, &file), 0);
	add_made(&file, "avif");
	assert_int_equal(typeset_scan(&photo, 1, 150, &file), 0);
	add_made(&file, "scan");
	page_file_clear(&photo);
}

static void
out_path(char *path, size_t size, size_t group, size_t perturb)
{
	snprintf(path, size, "%s/out-%zu-%zu", made, group, perturb);
}

/* Starts the program that prints a digest of the pixels of each file of a
 * group, with one of the two values of freed memory.  Returns its process id.
 */
static pid_t
start_digest(size_t group, size_t perturb)
{
	const char *build = getenv("OCR_BUILD"), *argv[FILES + 2];
	const char *env[] = {perturbs[perturb], NULL};
	char program[256], path[64];
	struct process_spec spec = {.argv = argv, .env = env, .listen_fd = -1};
	size_t n = 1;
	FILE *out, *err = fopen("/dev/null", "we");
	pid_t pid;

	snprintf(program, sizeof(program), "%s/tests/pixels/digest",
	    build ? build : "build");
	argv[0] = program;
	for (size_t i = group; i < count; i += GROUPS)
		argv[n++] = files[i];
	argv[n] = NULL;
	out_path(path, sizeof(path), group, perturb);
	out = fopen(path, "we");
	assert_non_null(out);
	assert_non_null(err);
	spec.out = fileno(out);
	spec.err = fileno(err);
	pid = process_spawn(&spec);
	fclose(out);
	fclose(err);
	return pid;
}

/* Prints the lines that differ, and adds all lines to *lines.  Returns how many
 * differ, one more if a text is longer. */
static size_t
compare(char *one, char *other, size_t *lines)
{
	char *a, *b, *save_a = NULL, *save_b = NULL;
	size_t wrong = 0;

	a = strtok_r(one, "\n", &save_a);
	b = strtok_r(other, "\n", &save_b);
	for (; a && b; (*lines)++) {
		if (strcmp(a, b) != 0) {
			print_message("%s\n%s\n", a, b);
			wrong++;
		}
		a = strtok_r(NULL, "\n", &save_a);
		b = strtok_r(NULL, "\n", &save_b);
	}
	return wrong + (a || b);
}

static size_t
compare_group(size_t group, size_t *lines)
{
	char path[64], *texts[2];
	size_t wrong;

	for (size_t p = 0; p < 2; p++) {
		out_path(path, sizeof(path), group, p);
		texts[p] = process_read_file(path, &(size_t){0});
		assert_non_null(texts[p]);
	}
	wrong = compare(texts[0], texts[1], lines);
	free(texts[0]);
	free(texts[1]);
	return wrong;
}

static void
test_same_pixels(void **state)
{
	size_t lines = 0, wrong = 0;
	pid_t pids[GROUPS * 2];
	int status;

	(void)state;
	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		add_dir(dirs[i]);
	make_files();
	for (size_t i = 0; i < GROUPS * 2; i++)
		pids[i] = start_digest(i / 2, i % 2);
	for (size_t i = 0; i < GROUPS * 2; i++) {
		assert_int_equal(process_wait(pids[i], DIGEST_MS, &status), 0);
		assert_int_equal(status, 0);
	}
	for (size_t g = 0; g < GROUPS; g++)
		wrong += compare_group(g, &lines);
	print_message("%zu files, %zu with damaged ones\n", count, lines);
	assert_true(count > 80 && lines > 10 * count);
	assert_int_equal(wrong, 0);
}

/* Through a pool: whichever slice is missing, the file is refused. */
static void
test_missing_slices(void **state)
{
	const struct fcgi_answer *a;
	struct page_file file;
	json_t *problem;

	(void)state;
	pool_fixture_start(1, NULL);
	assert_int_equal(page_file_read(SLICED, &file), 0);
	pool_fixture_ask(&file, "psm=7&region=0,0,40,40", 200);
	page_file_clear(&file);
	for (unsigned n = 0; n < SLICES; n++) {
		assert_int_equal(page_file_read(SLICED, &file), 0);
		assert_int_equal(exif_image_drop(&file, n), 0);
		a = pool_fixture_ask(
		    &file, "format=pdf&psm=7&region=0,0,40,40", 422);
		problem = json_loads(a->body, 0, NULL);
		assert_non_null(problem);
		assert_string_equal(
		    json_string_value(json_object_get(problem, "type")),
		    "urn:mod_ocr:problem:undecodable");
		json_decref(problem);
		page_file_clear(&file);
	}
	/* None of them has cost a worker. */
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
}

/* Asks for images of tiles, of which some must be read and others refused. */
static void
ask_tiled(bool avif, bool black)
{
	struct page_file tile, file;

	make_tile(avif, black, &tile);
	for (size_t i = 0; i < sizeof(tilings) / sizeof(*tilings); i++) {
		assert_int_equal(
		    tiles_make(&tile, &tilings[i].tiles, &file), 0);
		pool_fixture_ask(&file, "psm=7&region=0,0,40,40",
		    tilings[i].whole ? 200 : 422);
		page_file_clear(&file);
	}
	page_file_clear(&tile);
}

static void
test_missing_tiles(void **state)
{
	(void)state;
	if (server_is_sanitized()) {
		print_message("memory of a sanitizer: not tested\n");
		return;
	}
	pool_fixture_start(1, NULL);
	for (unsigned i = 0; i < 4; i++)
		ask_tiled(i & 1, i & 2);
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
}

static int
clear(void **state)
{
	char path[64];

	(void)state;
	for (size_t i = 0; i < count; i++) {
		if (strncmp(files[i], made, strlen(made)) == 0)
			unlink(files[i]);
		free(files[i]);
	}
	for (size_t i = 0; i < GROUPS * 2; i++) {
		out_path(path, sizeof(path), i / 2, i % 2);
		unlink(path);
	}
	return rmdir(made);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same_pixels),
	    POOL_FIXTURE_TEST(test_missing_slices),
	    POOL_FIXTURE_TEST(test_missing_tiles),
	};

	if (!mkdtemp(made))
		return 1;
	return server_report(
	    cmocka_run_group_tests_name("stale pixels", tests, NULL, clear));
}
