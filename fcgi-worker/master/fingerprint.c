/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fingerprint: a digest of all that can change what the pool answers.  It is
 * taken once, at the start, so models that are replaced count from the reload
 * that loads them.
 */
#include "master/fingerprint.h"

#include <fcntl.h>
#include <inttypes.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/engine.h"
#include "engine/second_reader.h"
#include "input/image.h"

_Static_assert(SCOREBOARD_FINGERPRINT == SHA256_DIGEST_SIZE, "it is a SHA-256");

/* The model that tells which way up a page is; it is no language. */
#define ORIENTATION "osd"

/* Adds the bytes of this program's file to the digest.  Returns 0, or -1 if it
 * cannot be read. */
static int
add_program(struct sha256_ctx *c)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	unsigned char piece[16384];
	ssize_t n = -1;

	while (fd != -1 && (n = read(fd, piece, sizeof(piece))) > 0)
		sha256_update(c, (size_t)n, piece);
	if (fd != -1)
		close(fd);
	return n == 0 ? 0 : -1;
}

/* Adds a text to the digest, with its NUL, so that no two lists of texts are
 * alike. */
static void
add_text(struct sha256_ctx *c, const char *text)
{
	if (text == NULL)
		text = "";
	sha256_update(c, strlen(text) + 1, (const uint8_t *)text);
}

static void
add_number(struct sha256_ctx *c, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, n);
	add_text(c, text);
}

/* Adds the file's name and, if there is such a file, its size and time. */
static void
add_file(struct sha256_ctx *c, const char *directory, const char *name,
    const char *suffix)
{
	struct stat st;
	char *path;

	if (asprintf(&path, "%s/%s%s", directory, name, suffix) == -1)
		return;
	add_text(c, name);
	if (stat(path, &st) == 0) {
		add_number(c, st.st_size);
		add_number(c, st.st_mtim.tv_sec);
		add_number(c, st.st_mtim.tv_nsec);
	}
	free(path);
}

static void
add_model(struct sha256_ctx *c, const char *tessdata, const char *name)
{
	add_file(c, tessdata, name, ".traineddata");
}

/* Adds the models of quality=best. */
static void
add_networks(struct sha256_ctx *c, const char *directory)
{
	add_text(c, directory);
	if (directory == NULL)
		return;
	add_file(c, directory, SECOND_READER_DETECTOR, "");
	add_file(c, directory, SECOND_READER_RECOGNIZER, "");
	add_file(c, directory, SECOND_READER_DICTIONARY, "");
}

void
fingerprint_make(const struct engine *e, const struct options *o,
    unsigned char out[static SCOREBOARD_FINGERPRINT])
{
	const char *tessdata = engine_tessdata(e);
	const char *const *l = engine_languages(e);
	char *image = image_library_versions();
	struct sha256_ctx c;

	sha256_init(&c);
	/* The zeros stay if the program cannot be read. */
	memset(out, 0, SCOREBOARD_FINGERPRINT);
	if (add_program(&c) == 0) {
		add_text(&c, engine_version());
		add_text(&c, image);
		for (; *l != NULL; l++)
			add_model(&c, tessdata, *l);
		add_model(&c, tessdata, ORIENTATION);
		add_text(&c, o->lang);
		add_number(&c, o->quality);
		add_networks(&c, o->models);
		add_number(&c, o->detector_side);
		add_number(&c, (int64_t)o->max_pixels);
		sha256_digest(&c, SCOREBOARD_FINGERPRINT, out);
	}
	free(image);
}
