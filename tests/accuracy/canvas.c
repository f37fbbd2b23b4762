/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Text is drawn without hints and without the colors of screens, so that it
 * is the same whatever this machine's fonts are configured to.
 */
#include "tests/accuracy/canvas.h"

#include <leptonica/allheaders.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void
set_options(cairo_t *cairo)
{
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_set_font_options(cairo, options);
	cairo_font_options_destroy(options);
}

void
canvas_open(struct canvas *c, double width, double height, unsigned paper)
{
	memset(c, 0, sizeof(*c));
	c->width = width;
	c->height = height;
	c->surface = cairo_image_surface_create(
	    CAIRO_FORMAT_RGB24, (int)width, (int)height);
	c->cairo = cairo_create(c->surface);
	c->log = open_memstream(&c->text, &c->len);
	if (cairo_status(c->cairo) != CAIRO_STATUS_SUCCESS || !c->log)
		abort();
	set_options(c->cairo);
	canvas_color(c, paper);
	cairo_paint(c->cairo);
	canvas_color(c, 0);
}

void
canvas_close(struct canvas *c)
{
	cairo_destroy(c->cairo);
	cairo_surface_destroy(c->surface);
	fclose(c->log);
	free(c->text);
}

void
canvas_crop(struct canvas *c, double height)
{
	if (height < c->height)
		c->height = height;
}

struct Pix *
canvas_pix(struct canvas *c)
{
	int w = (int)c->width, h = (int)c->height;
	int stride = cairo_image_surface_get_stride(c->surface);
	PIX *pix = pixCreate(w, h, 32);
	const unsigned char *data;

	if (!pix)
		abort();
	cairo_surface_flush(c->surface);
	data = cairo_image_surface_get_data(c->surface);
	for (int y = 0; y < h; y++) {
		l_uint32 *to = pixGetData(pix) + y * pixGetWpl(pix);

		memcpy(to, data + (size_t)y * (size_t)stride, 4 * (size_t)w);
		/* cairo has the byte without color first, leptonica has it
		 * last. */
		for (int x = 0; x < w; x++)
			to[x] <<= 8;
	}
	return pix;
}

const char *
canvas_truth(struct canvas *c)
{
	fflush(c->log);
	return c->text;
}

void
canvas_color(struct canvas *c, unsigned rgb)
{
	cairo_set_source_rgb(c->cairo, (double)(rgb >> 16 & 0xff) / 255,
	    (double)(rgb >> 8 & 0xff) / 255, (double)(rgb & 0xff) / 255);
}

void
canvas_font(
    struct canvas *c, const char *family, double size, bool bold, bool italic)
{
	cairo_select_font_face(c->cairo, family,
	    italic ? CAIRO_FONT_SLANT_ITALIC : CAIRO_FONT_SLANT_NORMAL,
	    bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(c->cairo, size);
}

double
canvas_text_width(struct canvas *c, const char *text)
{
	cairo_text_extents_t e;

	cairo_text_extents(c->cairo, text, &e);
	return e.x_advance;
}

void
canvas_text(struct canvas *c, double x, double y, enum canvas_align align,
    const char *text)
{
	double width = canvas_text_width(c, text);

	if (align == CANVAS_CENTER)
		x -= width / 2;
	else if (align == CANVAS_RIGHT)
		x -= width;
	cairo_move_to(c->cairo, x, y);
	cairo_show_text(c->cairo, text);
	fprintf(c->log, "%s\n", text);
}

/* Returns how many bytes of the text fit into a line of the width: whole words,
 * at least one. */
static size_t
fit(struct canvas *c, const char *text, double width)
{
	size_t end = 0, word;
	char *line = strdup(text);

	while (line && text[end]) {
		word = end + strspn(text + end, " ");
		word += strcspn(text + word, " ");
		line[word] = '\0';
		if (end > 0 && canvas_text_width(c, line) > width)
			break;
		end = word;
		line[end] = text[end];
	}
	free(line);
	return end;
}

/* Writes the words of a line so that the last one ends at the width. */
static void
write_justified(
    struct canvas *c, double x, double y, double width, const char *line)
{
	char *copy = strdup(line), *state = NULL;
	double space = canvas_text_width(c, " "), spare;
	size_t gaps = 0;

	for (const char *p = line; *p; p++)
		gaps += *p == ' ';
	spare = width - canvas_text_width(c, line);
	if (gaps > 0)
		space += spare / (double)gaps;
	for (char *w = strtok_r(copy, " ", &state); w;
	     w = strtok_r(NULL, " ", &state)) {
		cairo_move_to(c->cairo, x, y);
		cairo_show_text(c->cairo, w);
		x += canvas_text_width(c, w) + space;
	}
	fprintf(c->log, "%s\n", line);
	free(copy);
}

struct canvas_flow
canvas_paragraph(struct canvas *c, double x, double y, double width,
    double leading, double lowest, bool justify, const char *text)
{
	for (; *text && y <= lowest; y += leading) {
		size_t len = fit(c, text, width);
		char *line = strndup(text, len);

		text += len + strspn(text + len, " ");
		if (justify && *text)
			write_justified(c, x, y, width, line);
		else
			canvas_text(c, x, y, CANVAS_LEFT, line);
		free(line);
	}
	return (struct canvas_flow){text, y};
}

void
canvas_fill(struct canvas *c, double x, double y, double w, double h)
{
	cairo_rectangle(c->cairo, x, y, w, h);
	cairo_fill(c->cairo);
}

void
canvas_frame(
    struct canvas *c, double x, double y, double w, double h, double line)
{
	cairo_set_line_width(c->cairo, line);
	cairo_rectangle(c->cairo, x, y, w, h);
	cairo_stroke(c->cairo);
}

void
canvas_line(
    struct canvas *c, double x0, double y0, double x1, double y1, double line)
{
	cairo_set_line_width(c->cairo, line);
	cairo_move_to(c->cairo, x0, y0);
	cairo_line_to(c->cairo, x1, y1);
	cairo_stroke(c->cairo);
}

void
canvas_checkbox(struct canvas *c, double x, double y, bool is_crossed)
{
	canvas_frame(c, x, y, 24, 24, 2);
	if (is_crossed) {
		canvas_line(c, x + 2, y + 2, x + 24, y + 22, 3);
		canvas_line(c, x + 22, y + 2, x + 3, y + 24, 3);
	}
	fprintf(c->log, "%s\n", is_crossed ? "\xe2\x98\x92" : "\xe2\x98\x90");
}
