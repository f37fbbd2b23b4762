/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * hevc: whether HEVC pictures are complete.  A file need not have all slices of
 * a picture, and a slice may end early; libde265 returns the picture all the
 * same.  Only the decoder knows where slices end, so the addresses in their
 * heads prove nothing.  Instead, the memory of each picture is filled with
 * noise that no file can know.  A block that still is that noise was never
 * decoded.
 *
 * A picture that is predicted from a missing one would come from memory that
 * nobody set.  An image is one picture that needs no other, so anything else is
 * refused.
 *
 * libheif calls libde265.  Some functions of libde265 are interposed here, see
 * base/interposition.h.  Tiles that an image lacks are found in heic.c.
 */
#include "input/hevc.h"

#include <dlfcn.h>
#include <libde265/de265.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/interposition.h"

/* A prime, so that the noise of a row is not that of the one above. */
#define NOISE 65521
/* The side of a block, which is the smallest part that is coded. */
#define BLOCK 8
/*
 * A block in which at least this many samples still are the noise was not
 * decoded.  (The filter that smooths edges may have changed the others.) A
 * decoded block equals the noise in this many samples once in 10^13.
 */
#define UNWRITTEN 12
/* How many bytes decoders may read behind a plane. */
#define PADDING 64
/* Pictures that need no others: BLA, IDR and CRA. */
#define FIRST_INTRA 16
#define LAST_INTRA 21
/* Units with a type up to this one are slices. */
#define LAST_SLICE 31

struct plane {
	uint8_t *bytes;
	size_t stride; /* bytes */
	size_t width, height;
	size_t sample; /* bytes */
};

static struct {
	de265_decoder_context *(*new_decoder)(void);
	const struct de265_image_allocation *(*allocation)(void);
	de265_error (*push_nal)(
	    de265_decoder_context *, const void *, int, de265_PTS, void *);
	const struct de265_image *(*next_picture)(de265_decoder_context *);
	de265_error (*warning)(de265_decoder_context *);
	int (*width)(const struct de265_image *, int);
	int (*height)(const struct de265_image *, int);
	int (*bits)(const struct de265_image *, int);
	enum de265_chroma (*chroma)(const struct de265_image *);
	void (*set_plane)(struct de265_image *, int, void *, int, void *);
	void *(*plane)(const struct de265_image *, int);
} real;

static uint8_t noise[NOISE + BLOCK * sizeof(uint16_t)];

static struct {
	unsigned pictures; /* that began in the current decoder's data */
	bool broken;
	unsigned count;	   /* pictures of all decoders since hevc_begin */
	int width, height; /* of the last picture */
} state;

/* Finds the functions of libde265 itself. */
static void
find_all_real(void)
{
	/* A plugin of libheif may have loaded libde265 for itself. */
	void *library = dlopen("libde265.so.0", RTLD_LAZY | RTLD_NOLOAD);

	interposition_find_in(library, &real.new_decoder, "de265_new_decoder");
	interposition_find_in(library, &real.allocation,
	    "de265_get_default_image_allocation_functions");
	interposition_find_in(library, &real.push_nal, "de265_push_NAL");
	interposition_find_in(
	    library, &real.next_picture, "de265_get_next_picture");
	interposition_find_in(library, &real.warning, "de265_get_warning");
	interposition_find_in(library, &real.width, "de265_get_image_width");
	interposition_find_in(library, &real.height, "de265_get_image_height");
	interposition_find_in(library, &real.bits, "de265_get_bits_per_pixel");
	interposition_find_in(library, &real.chroma, "de265_get_chroma_format");
	interposition_find_in(
	    library, &real.set_plane, "de265_set_image_plane");
	interposition_find_in(
	    library, &real.plane, "de265_get_image_plane_user_data");
}

void
hevc_begin(void)
{
	state.broken = false;
	state.count = 0;
}

bool
hevc_is_whole(void)
{
	return !state.broken;
}

bool
hevc_is_single_picture(const struct sniff_size *size)
{
	uint32_t width = (uint32_t)state.width, height = (uint32_t)state.height;

	/* libheif may have turned the picture by a right angle. */
	return state.count == 1 &&
	       ((width == size->width && height == size->height) ||
		   (width == size->height && height == size->width));
}

/* Fills size bytes with the noise, repeated. */
static void
fill_with_noise(uint8_t *bytes, size_t size)
{
	size_t n;

	for (; size > 0; bytes += n, size -= n) {
		n = size < NOISE ? size : NOISE;
		memcpy(bytes, noise, n);
	}
}

static void
free_plane(struct plane *p)
{
	if (p != NULL)
		free(p->bytes);
	free(p);
}

/*
 * Returns a plane for width times height samples of sample_size bytes each; or
 * NULL without memory.  It is full of noise, which shows later what the decoder
 * did not write.  Its rows have room for a multiple of alignment samples.
 */
static struct plane *
new_plane(size_t width, size_t height, size_t alignment, size_t sample_size)
{
	struct plane *p = calloc(1, sizeof(*p));
	size_t size;
	void *bytes;

	if (p == NULL)
		return NULL;
	p->width = width;
	p->height = height;
	p->sample = sample_size;
	p->stride =
	    (width + alignment - 1) / alignment * alignment * sample_size;
	size = p->stride * height;
	if (posix_memalign(&bytes, alignment, size + PADDING) != 0) {
		free(p);
		return NULL;
	}
	p->bytes = bytes;
	fill_with_noise(p->bytes, size);
	return p;
}

/* libde265 calls this when it no longer needs a picture.  Frees its planes. */
static void
free_picture(
    de265_decoder_context *d, struct de265_image *image, void *userdata)
{
	int c;

	(void)d;
	(void)userdata;
	for (c = 0; c < 3; c++) {
		free_plane(real.plane(image, c));
		real.set_plane(image, c, NULL, 0, NULL);
	}
}

/*
 * libde265 calls this for the memory of each picture.  Gives it three planes
 * full of noise, or one for a picture without colors.  Returns 1, or 0 without
 * memory.
 */
static int
new_picture(de265_decoder_context *d, struct de265_image_spec *spec,
    struct de265_image *image, void *userdata)
{
	enum de265_chroma chroma = real.chroma(image);
	size_t alignment = spec->alignment < 16 ? 16 : (size_t)spec->alignment;
	size_t pixels_across, pixels_down; /* of a sample */
	struct plane *p;
	int c;

	for (c = 0; c < 3; c++)
		real.set_plane(image, c, NULL, 0, NULL);
	if (spec->width <= 0 || spec->height <= 0)
		return 0;
	for (c = 0; c < (chroma == de265_chroma_mono ? 1 : 3); c++) {
		pixels_across = c > 0 && chroma != de265_chroma_444 ? 2 : 1;
		pixels_down = c > 0 && chroma == de265_chroma_420 ? 2 : 1;
		p = new_plane((size_t)spec->width / pixels_across,
		    (size_t)spec->height / pixels_down, alignment,
		    real.bits(image, c) > 8 ? 2 : 1);
		if (p == NULL) {
			free_picture(d, image, userdata);
			return 0;
		}
		/*
		 * libde265 takes the stride in bytes and divides it by the size
		 * of a sample itself.
		 */
		real.set_plane(image, c, p->bytes, (int)p->stride, p);
	}
	return 1;
}

/*
 * Whether the block with its corner at x, y was written.  The plane was filled
 * with repeated noise, so a sample that nobody wrote still equals it.
 */
static bool
is_written(const struct plane *p, size_t x, size_t y)
{
	size_t row, i, offset, same = 0;

	for (row = 0; row < BLOCK; row++) {
		offset = (y + row) * p->stride + x * p->sample;
		for (i = 0; i < BLOCK * p->sample; i += p->sample)
			same += memcmp(p->bytes + offset + i,
				    noise + offset % NOISE + i, p->sample) == 0;
	}
	return same < UNWRITTEN;
}

/*
 * Whether every block of the plane was written.  The first plane, of
 * brightness, stands for all: the colors of a block are coded with it.
 */
static bool
is_covered(const struct plane *p)
{
	size_t x, y;

	for (y = 0; y + BLOCK <= p->height; y += BLOCK)
		for (x = 0; x + BLOCK <= p->width; x += BLOCK)
			if (!is_written(p, x, y))
				return false;
	return true;
}

/* Whether a warning says that a part was predicted from pixels that the file
 * does not have. */
static bool
is_grave(de265_error warning)
{
	switch ((int)warning) {
	case DE265_WARNING_WARNING_BUFFER_FULL:
	case DE265_WARNING_INCORRECT_MOTION_VECTOR_SCALING:
	case DE265_WARNING_BOTH_PREDFLAGS_ZERO:
	case DE265_WARNING_NONEXISTING_REFERENCE_PICTURE_ACCESSED:
	case DE265_WARNING_FAULTY_REFERENCE_PICTURE_LIST:
	case DE265_WARNING_MAX_NUM_REF_PICS_EXCEEDED:
	case DE265_WARNING_COLLOCATED_MOTION_VECTOR_OUTSIDE_IMAGE_AREA:
	case DE265_WARNING_REFERENCE_IMAGE_BIT_DEPTH_DOES_NOT_MATCH:
	case DE265_WARNING_REFERENCE_IMAGE_SIZE_DOES_NOT_MATCH_SPS:
	case DE265_WARNING_CHROMA_OF_CURRENT_IMAGE_DOES_NOT_MATCH_SPS:
	case DE265_WARNING_BIT_DEPTH_OF_CURRENT_IMAGE_DOES_NOT_MATCH_SPS:
	case DE265_WARNING_REFERENCE_IMAGE_CHROMA_FORMAT_DOES_NOT_MATCH:
		return true;
	default:
		return false;
	}
}

int
hevc_init(void)
{
	struct de265_image_allocation *a;
	ssize_t n;
	size_t i;

	for (i = 0; i < NOISE; i += (size_t)n) {
		n = getrandom(noise + i, NOISE - i, 0);
		if (n <= 0)
			return -1;
	}
	/* A row of a block may begin at the last byte of the noise. */
	memcpy(noise + NOISE, noise, sizeof(noise) - NOISE);
	find_all_real();
	if (real.allocation == NULL)
		return 0; /* libheif does not decode by libde265 */
	/* Makes libde265 allocate each picture by new_picture.  Its interface
	 * for that does not reach pictures which others are predicted from, so
	 * this overwrites the library's own table of functions. */
	a = (struct de265_image_allocation *)(uintptr_t)real.allocation();
	*a = (struct de265_image_allocation){new_picture, free_picture};
	return 0;
}

/* libheif calls this in place of libde265's function: a new image begins. */
INTERPOSED de265_decoder_context *
de265_new_decoder(void)
{
	state.pictures = 0;
	return real.new_decoder == NULL ? NULL : real.new_decoder();
}

/*
 * libheif calls this with each unit of the file.  Notes the file as broken if
 * it has more than one picture, or one that needs others.  A unit begins with
 * two bytes, which have its type.  In a slice, the next bit says whether the
 * slice begins a picture.
 */
INTERPOSED de265_error
de265_push_NAL(de265_decoder_context *d, const void *data, int length,
    de265_PTS pts, void *userdata)
{
	const uint8_t *b = data;
	int type = length > 2 ? b[0] >> 1 & 0x3f : LAST_SLICE + 1;

	if (type <= LAST_SLICE) {
		state.pictures += b[2] >> 7;
		if (type < FIRST_INTRA || type > LAST_INTRA ||
		    state.pictures > 1)
			state.broken = true;
	}
	return real.push_nal(d, data, length, pts, userdata);
}

/*
 * libheif calls this in place of libde265's function.  Returns what that
 * returns: the next picture, or NULL.  Notes the picture's size; and notes the
 * file as broken if the picture is not whole.
 */
INTERPOSED const struct de265_image *
de265_get_next_picture(de265_decoder_context *d)
{
	const struct de265_image *image = real.next_picture(d);
	de265_error warning;

	while ((warning = real.warning(d)) != DE265_OK)
		if (is_grave(warning))
			state.broken = true;
	if (image == NULL)
		return NULL;
	state.count++;
	state.width = real.width(image, 0);
	state.height = real.height(image, 0);
	if (!is_covered(real.plane(image, 0)))
		state.broken = true;
	return image;
}
