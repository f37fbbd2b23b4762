/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text_map: finds the lines on the map of a network for "differentiable
 * binarization" (Liao et al., 2020).  The network shrinks lines, so that they
 * do not touch; this enlarges each piece of the map again.
 */
#include "engine/text_map.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* A point above POINT_LEAST is text.  A line has at least LINE_LEAST on
 * average. */
#define POINT_LEAST 0.3F
#define LINE_LEAST 0.5
/* In points: a smaller piece is not a line. */
#define POINTS_LEAST 6
#define SIDE_LEAST 3
/* A piece is enlarged on each side by this times its area, divided by the
 * length of its outline. */
#define UNCLIP 1.6

struct point {
	double x, y;
};

/* A map, and which of its points are done. */
struct search {
	const float *map;
	int width, height;
	uint8_t *state;	    /* of each point: NO_TEXT, TEXT, or TAKEN */
	int *stack;	    /* points whose neighbors have to be looked at */
	struct point *edge; /* of the piece */
	size_t edges;
};

enum { NO_TEXT, TEXT, TAKEN };

/* Compares points for qsort(): from left to right, and from the top where two
 * are equally far left. */
static int
compare_points(const void *a, const void *b)
{
	const struct point *p = a, *q = b;

	if (p->x != q->x)
		return p->x < q->x ? -1 : 1;
	return (p->y > q->y) - (p->y < q->y);
}

/* Returns the cross product of the vectors from o to a and from o to b. */
static double
cross_product(
    const struct point *o, const struct point *a, const struct point *b)
{
	return (a->x - o->x) * (b->y - o->y) - (a->y - o->y) * (b->x - o->x);
}

/*
 * Puts the corners of the convex hull of n points into hull, which has room for
 * 2n + 2 (Andrew's monotone chain).  Sorts the points.  Returns how many
 * corners there are.
 */
static size_t
find_hull(struct point *points, size_t n, struct point *hull)
{
	size_t k = 0, lower;

	qsort(points, n, sizeof(*points), compare_points);
	for (size_t i = 0; i < n; i++) {
		while (k >= 2 && cross_product(&hull[k - 2], &hull[k - 1],
				     &points[i]) <= 0)
			k--;
		hull[k++] = points[i];
	}
	/* The other side of the hull, from right to left. */
	lower = k + 1;
	for (size_t i = n - 1; i-- > 0;) {
		while (k >= lower && cross_product(&hull[k - 2], &hull[k - 1],
					 &points[i]) <= 0)
			k--;
		hull[k++] = points[i];
	}
	return k > 1 ? k - 1 : k;
}

/* Returns the smallest rectangle around the n corners of hull with a side along
 * d, a vector of length 1. */
static struct text_box
rectangle_along(const struct point *hull, size_t n, const struct point *d)
{
	double left = INFINITY, right = -INFINITY, top = INFINITY,
	       bottom = -INFINITY, u, v; /* along d and across it */

	for (size_t i = 0; i < n; i++) {
		u = hull[i].x * d->x + hull[i].y * d->y;
		v = hull[i].y * d->x - hull[i].x * d->y;
		left = fmin(left, u);
		right = fmax(right, u);
		top = fmin(top, v);
		bottom = fmax(bottom, v);
	}
	u = (left + right) / 2;
	v = (top + bottom) / 2;
	return (struct text_box){.x = u * d->x - v * d->y,
	    .y = u * d->y + v * d->x,
	    .width = right - left,
	    .height = bottom - top,
	    .angle = atan2(d->y, d->x)};
}

/* Changes the angle of b to one from -pi/4 to pi/4, by swapping the sides of b
 * if needed. */
static void
normalize_box(struct text_box *b)
{
	double side;

	while (fabs(b->angle) > M_PI_4 + 1e-4) {
		b->angle -= copysign(M_PI_2, b->angle);
		side = b->width;
		b->width = b->height;
		b->height = side;
	}
}

/* Returns the smallest rectangle around the hull. */
static struct text_box
find_rectangle(const struct point *hull, size_t n)
{
	struct point level = {1, 0}, d;
	struct text_box best = rectangle_along(hull, n, &level), b;
	double length;

	for (size_t i = 0; i < n; i++) {
		const struct point *p = &hull[i], *q = &hull[(i + 1) % n];

		length = hypot(q->x - p->x, q->y - p->y);
		if (length < 1e-6)
			continue;
		d = (struct point){
		    (q->x - p->x) / length, (q->y - p->y) / length};
		b = rectangle_along(hull, n, &d);
		if ((b.width + 1) * (b.height + 1) <
		    (best.width + 1) * (best.height + 1))
			best = b;
	}
	normalize_box(&best);
	return best;
}

/* Returns the mean of the values that the map has within the rectangle b. */
static double
mean_within(const struct search *s, const struct text_box *b)
{
	double cosine = cos(b->angle), sine = sin(b->angle), sum = 0;
	int count = 0, x, y;

	/* u runs along the rectangle, v across it, from its middle. */
	for (double v = 0.5 - b->height / 2; v < b->height / 2; v++)
		for (double u = 0.5 - b->width / 2; u < b->width / 2; u++) {
			x = (int)floor(b->x + u * cosine - v * sine + 0.5);
			y = (int)floor(b->y + u * sine + v * cosine + 0.5);
			if (x < 0 || y < 0 || x >= s->width || y >= s->height)
				continue;
			sum +=
			    (double)s
				->map[(size_t)y * (size_t)s->width + (size_t)x];
			count++;
		}
	return count == 0 ? 0 : sum / count;
}

/* Looks at the neighbors of the point at place, an index of the map.  Puts
 * those that are text and not taken yet on the stack; *used is the number of
 * points there.  Returns whether one of the neighbors is not text. */
static bool
visit_neighbors(struct search *s, int place, size_t *used)
{
	int x = place % s->width, y = place / s->width;
	bool is_edge = false;

	for (int j = y - 1; j <= y + 1; j++)
		for (int i = x - 1; i <= x + 1; i++) {
			int next = j * s->width + i;

			if (i < 0 || j < 0 || i >= s->width || j >= s->height ||
			    s->state[next] == NO_TEXT) {
				is_edge = true;
			} else if (s->state[next] == TEXT) {
				s->state[next] = TAKEN;
				s->stack[(*used)++] = next;
			}
		}
	return is_edge;
}

/*
 * Takes all points of text that are connected with the one at start, an index
 * of the map: a piece.  Puts those at its edge into s->edge.  Returns how many
 * points the piece has.
 */
static size_t
take_piece(struct search *s, int start)
{
	size_t used = 1, points = 0;

	s->stack[0] = start;
	s->state[start] = TAKEN;
	s->edges = 0;
	while (used > 0) {
		int place = s->stack[--used];

		points++;
		if (visit_neighbors(s, place, &used))
			s->edge[s->edges++] =
			    (struct point){place % s->width, place / s->width};
	}
	return points;
}

/* Takes the piece of text around the point at start, an index of the map.  Sets
 * *out to the line that it is, enlarged.  Returns 1; or 0 if it is no line; or
 * -1 without memory. */
static int
find_line(struct search *s, int start, struct text_box *out)
{
	struct point *hull;
	double room;

	if (take_piece(s, start) < POINTS_LEAST)
		return 0;
	hull = calloc(2 * s->edges + 2, sizeof(*hull));
	if (hull == NULL)
		return -1;
	*out = find_rectangle(hull, find_hull(s->edge, s->edges, hull));
	free(hull);
	/* The hull goes through the middles of its points.  Points are 1 wide,
	 * and their outer edges belong to the line, too. */
	out->width++;
	out->height++;
	if (out->width < SIDE_LEAST || out->height < SIDE_LEAST)
		return 0;
	out->score = mean_within(s, out);
	if (out->score < LINE_LEAST)
		return 0;
	/* The network made the line smaller on all sides by about this. */
	room = UNCLIP * out->width * out->height /
	       (2 * (out->width + out->height));
	out->width += 2 * room;
	out->height += 2 * room;
	out->x += 0.5;
	out->y += 0.5;
	return 1;
}

/* Finds the lines of text on the map, in which the network says of each point
 * how surely it is text.  Returns 0, or -1 without memory. */
static int
find_lines(struct search *s, struct text_boxes *found)
{
	int size = s->width * s->height, rc;

	for (int i = 0; i < size; i++)
		s->state[i] = s->map[i] > POINT_LEAST ? TEXT : NO_TEXT;
	for (int i = 0; i < size && found->count < TEXT_MAP_MAX; i++) {
		if (s->state[i] != TEXT)
			continue;
		rc = find_line(s, i, &found->boxes[found->count]);
		if (rc == -1)
			return -1;
		found->count += (size_t)rc;
	}
	return 0;
}

int
text_map_find(const float *map, int width, int height, struct text_boxes *found)
{
	size_t size = (size_t)width * (size_t)height;
	struct search s = {.map = map,
	    .width = width,
	    .height = height,
	    .state = malloc(size),
	    .stack = malloc(size * sizeof(*s.stack)),
	    .edge = malloc(size * sizeof(*s.edge))};
	int rc = -1;

	*found = (struct text_boxes){
	    .boxes = calloc(TEXT_MAP_MAX, sizeof(*found->boxes))};
	if (s.state != NULL && s.stack != NULL && s.edge != NULL &&
	    found->boxes != NULL)
		rc = find_lines(&s, found);
	free(s.state);
	free(s.stack);
	free(s.edge);
	return rc;
}

void
text_boxes_free(struct text_boxes *found)
{
	free(found->boxes);
	*found = (struct text_boxes){.boxes = NULL};
}

static int
clamp_to(double x, int low, int high)
{
	return x < low ? low : x > high ? high : (int)lround(x);
}

struct page_box
text_box_surround(const struct text_box *b, const struct page_box *area)
{
	double c = fabs(cos(b->angle)), s = fabs(sin(b->angle));
	double w = (b->width * c + b->height * s) / 2;
	double h = (b->width * s + b->height * c) / 2;

	return (struct page_box){clamp_to(b->x - w, area->left, area->right),
	    clamp_to(b->y - h, area->top, area->bottom),
	    clamp_to(b->x + w, area->left, area->right),
	    clamp_to(b->y + h, area->top, area->bottom)};
}
