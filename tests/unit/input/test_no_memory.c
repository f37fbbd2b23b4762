/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * With too little memory a picture of any kind is decoded, or refused because
 * there is too little memory, but never called broken.
 */
#include "tests/lib/test.h"

#include <dlfcn.h>
#include <leptonica/allheaders.h>
#include <libheif/heif.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi-worker/input/file.h"

#define SIDE 800
/* The process gets so much memory first and last; in between, a third more each
 * time. */
#define LEAST ((rlim_t)1 << 16)
#define MOST ((rlim_t)1 << 28)

/* A decoder may take so much stack. */
#define STACK (1 << 20)

/* A child ends with this status if it does not reach its end. */
#define DIED 99

static struct bytes file;

static int
setup(void **state)
{
	(void)state;
	input_file_init();
	return 0;
}

/* Draws a picture, a part of which is black. */
static PIX *
draw(void)
{
	PIX *pix = pixCreate(SIDE, SIDE, 32);

	for (int y = 0; y < SIDE; y++)
		for (int x = 0; x < SIDE; x++)
			if (x >= SIDE / 8)
				pixSetRGBPixel(pix, x, y, x & 255, y & 255,
				    (x / 16 + y / 16) % 2 * 255);
	return pix;
}

/* Sets file to the picture in a format of leptonica's. */
static void
encode(int format)
{
	PIX *pix = draw(), *few;
	unsigned char *data = NULL;
	size_t size = 0;

	if (format == IFF_GIF) {
		few = pixOctreeColorQuant(pix, 200, 0);
		pixDestroy(&pix);
		pix = few;
	}
	assert_int_equal(pixWriteMem(&data, &size, pix, format), 0);
	file = (struct bytes){data, size};
	pixDestroy(&pix);
}

static struct heif_error
on_write(struct heif_context *context, const void *data, size_t size, void *to)
{
	struct heif_error good = {heif_error_Ok, heif_suberror_Unspecified, ""};
	unsigned char *copy = malloc(size);

	(void)context;
	memcpy(copy, data, size);
	*(struct bytes *)to = (struct bytes){copy, size};
	return good;
}

static struct heif_image *
draw_photo(void)
{
	struct heif_image *image;
	PIX *pix = draw();
	uint8_t *plane;
	int stride, rgb[3];

	heif_image_create(SIDE, SIDE, heif_colorspace_RGB,
	    heif_chroma_interleaved_RGB, &image);
	heif_image_add_plane(image, heif_channel_interleaved, SIDE, SIDE, 8);
	plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
	for (int y = 0; y < SIDE; y++)
		for (int x = 0; x < SIDE; x++) {
			pixGetRGBPixel(pix, x, y, &rgb[0], &rgb[1], &rgb[2]);
			for (int i = 0; i < 3; i++)
				plane[y * stride + x * 3 + i] = (uint8_t)rgb[i];
		}
	pixDestroy(&pix);
	return image;
}

/* Sets file to the picture as HEIC or AVIF. */
static void
encode_photo(enum heif_compression_format format)
{
	struct heif_writer writer = {1, on_write};
	struct heif_context *context = heif_context_alloc();
	struct heif_encoder *encoder = NULL;
	struct heif_image *image = draw_photo();
	struct heif_error e =
	    heif_context_get_encoder_for_format(context, format, &encoder);

	if (e.code == heif_error_Ok)
		e = heif_context_encode_image(
		    context, image, encoder, NULL, NULL);
	if (e.code == heif_error_Ok)
		e = heif_context_write(context, &writer, &file);
	assert_int_equal(e.code, heif_error_Ok);
	heif_encoder_release(encoder);
	heif_image_release(image);
	heif_context_free(context);
}

/* Returns the bytes of this process's address space. */
static rlim_t
used(void)
{
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%lu", &pages), 1);
	fclose(f);
	return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static enum image_result
decode(void)
{
	struct input_file f;
	struct Pix *pix = NULL;
	enum image_result rc = input_file_open(&f, &file, 50000000, 0);

	if (rc != IMAGE_OK)
		return rc;
	rc = input_file_page(&f, 0, &pix);
	if (rc == IMAGE_OK)
		image_free_page(pix);
	input_file_close(&f);
	return rc;
}

/* Makes the stack as large as decoders need it: if it could not grow later, the
 * process would end (setrlimit(2)). */
static void
grow_stack(void)
{
	volatile char room[STACK];

	for (size_t i = 0; i < sizeof(room); i += 1024)
		room[i] = 0;
}

/* Uses up the free memory of the process, and lets it get so many bytes more.
 * Returns 0, or -1. */
static int
limit(rlim_t more)
{
	struct rlimit all = {used(), RLIM_INFINITY};

	grow_stack();
	all.rlim_cur = used();
	if (setrlimit(RLIMIT_AS, &all) == -1)
		return -1;
	for (size_t size = 1 << 20; size > 1024; size /= 2)
		while (malloc(size) != NULL)
			;
	all.rlim_cur = used() + more;
	return setrlimit(RLIMIT_AS, &all);
}

/* Decodes the file in a process that can get so many bytes more.  Returns the
 * image_result, or DIED if the process died. */
static int
result_with(rlim_t more)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		alarm(60);
		signal(SIGSEGV, SIG_DFL);
		if (limit(more) == -1)
			_exit(DIED);
		_exit((int)decode());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status))
		print_error("status %d\n", status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : DIED;
}

/* Checks that the file is refused for lack of memory, and nothing else, with
 * more and more memory until it is decoded.  Frees the file's bytes. */
static void
assert_told(const char *name)
{
	int refused = 0, rc = IMAGE_NO_MEMORY;

	for (rlim_t more = LEAST; more < MOST && rc != IMAGE_OK;
	     more += more / 3) {
		rc = result_with(more);
		if (rc != IMAGE_OK && rc != IMAGE_NO_MEMORY)
			fail_msg("%s with %u kB: %d", name,
			    (unsigned)(more >> 10), rc);
		refused += rc == IMAGE_NO_MEMORY;
	}
	print_message("%s: refused %d times\n", name, refused);
	assert_int_equal(rc, IMAGE_OK);
	assert_true(refused > 0);
	free((void *)(uintptr_t)file.data);
}

static void
test_pictures(void **state)
{
	static const struct {
		const char *name;
		int format;
	} table[] = {{"PNG", IFF_PNG}, {"JPEG", IFF_JFIF_JPEG},
	    {"TIFF", IFF_TIFF_LZW}, {"WebP", IFF_WEBP}, {"GIF", IFF_GIF},
	    {"BMP", IFF_BMP}, {"PNM", IFF_PNM}, {"JPEG 2000", IFF_JP2}};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		encode(table[i].format);
		assert_told(table[i].name);
	}
}

static void
test_photos(void **state)
{
	(void)state;
	encode_photo(heif_compression_HEVC);
	assert_told("HEIC");
	encode_photo(heif_compression_AV1);
	assert_told("AVIF");
}

static unsigned decodings;

/* The program calls these instead of the library's functions. */
struct heif_error
heif_decode_image(const struct heif_image_handle *handle,
    struct heif_image **out, enum heif_colorspace space,
    enum heif_chroma chroma, const struct heif_decoding_options *options)
{
	struct heif_error (*real)(const struct heif_image_handle *,
	    struct heif_image **, enum heif_colorspace, enum heif_chroma,
	    const struct heif_decoding_options *);

	*(void **)&real = dlsym(RTLD_NEXT, "heif_decode_image");
	decodings++;
	return real(handle, out, space, chroma, options);
}

/* Where a picture is black it must be written, too: memory that nobody has
 * written may be black. */
static void
test_once(void **state)
{
	static const enum heif_compression_format formats[] = {
	    heif_compression_HEVC, heif_compression_AV1};

	(void)state;
	for (int i = 0; i < 2; i++) {
		encode_photo(formats[i]);
		decodings = 0;
		assert_int_equal(decode(), IMAGE_OK);
		assert_int_equal(decodings, 1);
		free((void *)(uintptr_t)file.data);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_pictures),
	    cmocka_unit_test(test_photos),
	    cmocka_unit_test(test_once),
	};

#ifdef __SANITIZE_ADDRESS__
	/* The shadow memory of a sanitizer is larger than any limit allows. */
	return 0;
#else
	return cmocka_run_group_tests_name("no_memory", tests, setup, NULL);
#endif
}
