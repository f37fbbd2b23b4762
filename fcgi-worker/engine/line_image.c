/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_image: a line of a page as recognizers see it, and the way back.
 */
#include "engine/line_image.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/box.h"
#include "engine/image_part.h"

#define HEIGHT LINE_IMAGE_HEIGHT
#define WIDTH_MIN 16
/* A line that is this much higher than wide runs upwards. */
#define UPRIGHT 3
/* Samples of the page for each pixel, in each direction, at most. */
#define SAMPLES_MAX 4
/* A pixel is ink if it differs from the paper by this share of the greatest
 * difference. */
#define INK 0.3

/* Sets *px and *py to where on the page the point x, y of the image is. */
static void
to_page(const struct line_image *m, double x, double y, double *px, double *py)
{
	double c = cos(m->box.angle), s = sin(m->box.angle);
	double u = x * m->step_x - m->box.width / 2;
	double v = y * m->step_y - m->box.height / 2;

	*px = m->box.x + u * c - v * s;
	*py = m->box.y + u * s + v * c;
}

/* The part of a page that is around a line, in color. */
struct part {
	PIX *pix;
	const l_uint32 *data;
	int wpl, left, top, right, bottom; /* the last column and row */
};

/* Sets p to the part of pix that image shows, and a little around it.  Returns
 * false without memory. */
static bool
take_part(struct part *p, PIX *pix, const struct line_image *image)
{
	struct page_box b = {0, 0, image->width, HEIGHT};
	PIX *clipped;

	/* A sample at the edge is mixed of pixels beyond the edge, too. */
	line_image_map_box(image, &b);
	p->left = box_max(0, box_min(b.left - 2, pixGetWidth(pix) - 1));
	p->top = box_max(0, box_min(b.top - 2, pixGetHeight(pix) - 1));
	p->right = box_max(p->left, box_min(b.right + 2, pixGetWidth(pix) - 1));
	p->bottom =
	    box_max(p->top, box_min(b.bottom + 2, pixGetHeight(pix) - 1));
	b = (struct page_box){p->left, p->top, p->right + 1, p->bottom + 1};
	clipped = image_part(pix, &b);
	p->pix = clipped == NULL ? NULL : pixConvertTo32(clipped);
	pixDestroy(&clipped);
	if (p->pix == NULL)
		return false;
	p->data = pixGetData(p->pix);
	p->wpl = pixGetWpl(p->pix);
	return true;
}

/* Returns the pixel of the page at x, y, or the nearest one that p has. */
static l_uint32
pixel_at(const struct part *p, int x, int y)
{
	x = box_max(p->left, box_min(x, p->right)) - p->left;
	y = box_max(p->top, box_min(y, p->bottom)) - p->top;
	return p->data[(ptrdiff_t)y * p->wpl + x];
}

static const int shifts[] = {L_RED_SHIFT, L_GREEN_SHIFT, L_BLUE_SHIFT};

/* Adds red, green and blue of the page at x, y to sums.  The color is mixed of
 * those of the four nearest pixels. */
static void
add_sample(const struct part *p, double x, double y, double sums[static 3])
{
	int left = (int)floor(x - 0.5), top = (int)floor(y - 0.5);
	double fx = x - 0.5 - left, fy = y - 0.5 - top;
	l_uint32 a = pixel_at(p, left, top), b = pixel_at(p, left + 1, top);
	l_uint32 c = pixel_at(p, left, top + 1),
		 d = pixel_at(p, left + 1, top + 1);

	for (int k = 0; k < 3; k++) {
		int s = shifts[k];

		sums[k] +=
		    (1 - fy) *
			((1 - fx) * (a >> s & 255) + fx * (b >> s & 255)) +
		    fy * ((1 - fx) * (c >> s & 255) + fx * (d >> s & 255));
	}
}

/* Returns the color of the pixel x, y of the image: the mean of per_side times
 * per_side samples of the page. */
static l_uint32
color_at(const struct line_image *m, const struct part *p, int x, int y,
    int per_side)
{
	double sums[3] = {0, 0, 0}, px, py;
	l_uint32 color = 0;

	for (int j = 0; j < per_side; j++)
		for (int i = 0; i < per_side; i++) {
			to_page(m, x + (i + 0.5) / per_side,
			    y + (j + 0.5) / per_side, &px, &py);
			add_sample(p, px, py, sums);
		}
	for (int k = 0; k < 3; k++)
		color |= (l_uint32)(sums[k] / (per_side * per_side) + 0.5)
			 << shifts[k];
	return color;
}

/* Fills m->pix from the page.  Where the page has more pixels than m->pix, each
 * pixel is the mean of several samples. */
static void
fill_image(struct line_image *m, const struct part *p)
{
	l_uint32 *data = pixGetData(m->pix);
	int wpl = pixGetWpl(m->pix), samples = 1;

	if (m->step_y > 1.5)
		samples = box_min((int)ceil(m->step_y), SAMPLES_MAX);
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < m->width; x++)
			data[(ptrdiff_t)y * wpl + x] =
			    color_at(m, p, x, y, samples);
}

/* Returns how much red, green or blue the paper has: the value that most pixels
 * have.  The bits of that color begin at shift. */
static int
find_paper(const struct line_image *m, int shift)
{
	const l_uint32 *data = pixGetData(m->pix);
	int wpl = pixGetWpl(m->pix), counts[256] = {0}, most = 0;

	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < m->width; x++)
			counts[data[(ptrdiff_t)y * wpl + x] >> shift & 255]++;
	for (int i = 1; i < 256; i++)
		if (counts[i] > counts[most])
			most = i;
	return most;
}

/*
 * Sets m->ink to 1 where a pixel is ink, else to 0.  A pixel differs from the
 * paper by the largest of its differences in red, green and blue; it is ink if
 * that is more than INK of the greatest difference in the line.
 */
static void
find_ink(struct line_image *m)
{
	const l_uint32 *data = pixGetData(m->pix);
	int wpl = pixGetWpl(m->pix), paper[3], greatest = 1,
	    n = m->width * HEIGHT;

	for (int k = 0; k < 3; k++)
		paper[k] = find_paper(m, shifts[k]);
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < m->width; x++) {
			int differs = 0;

			for (int k = 0; k < 3; k++)
				differs = box_max(differs,
				    abs((int)(data[(ptrdiff_t)y * wpl + x] >>
						  shifts[k] &
					      255) -
					paper[k]));
			m->ink[y * m->width + x] = (uint8_t)differs;
			greatest = box_max(greatest, differs);
		}
	for (int i = 0; i < n; i++)
		m->ink[i] = m->ink[i] > INK * greatest;
}

int
line_image_cut(
    struct Pix *pix, const struct text_box *box, struct line_image *out)
{
	struct part part;

	*out = (struct line_image){.box = *box};
	if (box->height > UPRIGHT * box->width) {
		out->box.width = box->height;
		out->box.height = box->width;
		out->box.angle -= M_PI_2;
	}
	out->step_y = out->box.height / HEIGHT;
	out->width =
	    box_max(WIDTH_MIN, (int)fmin(out->box.width / out->step_y + 0.5,
				   LINE_IMAGE_WIDTH_MAX));
	out->step_x = out->box.width / out->width;
	if (!take_part(&part, pix, out))
		return -1;
	out->pix = pixCreate(out->width, HEIGHT, 32);
	out->ink = malloc((size_t)out->width * HEIGHT);
	if (out->pix != NULL && out->ink != NULL) {
		fill_image(out, &part);
		find_ink(out);
	}
	pixDestroy(&part.pix);
	return out->pix == NULL || out->ink == NULL ? -1 : 0;
}

void
line_image_free(struct line_image *image)
{
	pixDestroy(&image->pix);
	free(image->ink);
	*image = (struct line_image){.width = 0};
}

/* The first and last row also cover what is above and below the line. */
#define EDGE 5

bool
line_image_has_ink(const struct line_image *image, int x)
{
	for (int y = EDGE; y < HEIGHT - EDGE; y++)
		if (image->ink[y * image->width + x])
			return true;
	return false;
}

void
line_image_fit(const struct line_image *image, struct page_box *box)
{
	struct page_box fit = {box->right, box->bottom, box->left, box->top};

	for (int y = box_max(0, box->top); y < box_min(box->bottom, HEIGHT);
	     y++)
		for (int x = box_max(0, box->left);
		     x < box_min(box->right, image->width); x++) {
			if (!image->ink[y * image->width + x])
				continue;
			fit.left = box_min(fit.left, x);
			fit.top = box_min(fit.top, y);
			fit.right = box_max(fit.right, x + 1);
			fit.bottom = box_max(fit.bottom, y + 1);
		}
	if (fit.left < fit.right)
		*box = fit;
}

void
line_image_map_box(const struct line_image *image, struct page_box *box)
{
	double left = INFINITY, top = INFINITY, right = -INFINITY,
	       bottom = -INFINITY, x, y;

	for (int i = 0; i < 4; i++) {
		to_page(image, i & 1 ? box->right : box->left,
		    i & 2 ? box->bottom : box->top, &x, &y);
		left = fmin(left, x);
		top = fmin(top, y);
		right = fmax(right, x);
		bottom = fmax(bottom, y);
	}
	*box = (struct page_box){(int)lround(left), (int)lround(top),
	    (int)lround(right), (int)lround(bottom)};
}

/* Changes b from pixels of the image to pixels of the page. */
static void
map_baseline(const struct line_image *m, struct page_baseline *b)
{
	double x, y;

	to_page(m, b->x1, b->y1, &x, &y);
	b->x1 = (int)lround(x);
	b->y1 = (int)lround(y);
	to_page(m, b->x2, b->y2, &x, &y);
	b->x2 = (int)lround(x);
	b->y2 = (int)lround(y);
}

void
line_image_map_line(const struct line_image *image, struct page_line *line)
{
	line_image_map_box(image, &line->box);
	map_baseline(image, &line->baseline);
	line->height *= (float)image->step_y;
	line->descenders *= (float)image->step_y;
	line->ascenders *= (float)image->step_y;
	for (struct page_word *w = line->words; w != NULL; w = w->next) {
		line_image_map_box(image, &w->box);
		map_baseline(image, &w->baseline);
		for (struct page_symbol *s = w->symbols; s; s = s->next)
			line_image_map_box(image, &s->box);
	}
}
