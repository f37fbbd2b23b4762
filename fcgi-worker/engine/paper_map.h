/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * paper_map: the gray of the paper in each tile of an image.
 */
#ifndef FCGI_WORKER_ENGINE_PAPER_MAP_H
#define FCGI_WORKER_ENGINE_PAPER_MAP_H

/* The size of a tile in pixels. */
#define PAPER_MAP_WIDTH 10
#define PAPER_MAP_HEIGHT 15

struct Pix;

/*
 * Returns an image with a gray pixel for each tile of pix, which has 8 bits a
 * pixel and no colormap: the mean gray of its paper, or where it has none, that
 * of a tile near it.  It is to be freed with pixDestroy.  Returns NULL without
 * memory, or if no tile has paper.  The result is the same as that of
 * pixGetBackgroundGrayMap with the values of pixBackgroundNormSimple.
 */
struct Pix *paper_map_make(struct Pix *pix);

#endif
