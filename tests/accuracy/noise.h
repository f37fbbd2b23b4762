/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * noise: what happens to a page between the printer and the server.  Each takes
 * a page of 32 bits a pixel, which it destroys, and returns another, of any
 * depth.
 */
#ifndef TESTS_ACCURACY_NOISE_H
#define TESTS_ACCURACY_NOISE_H

#include "tests/lib/traffic.h"

struct Pix;

/* A random number between two. */
double noise_between(struct dice *dice, double low, double high);

/* A scanner: slightly turned, stains, a dark edge, black and white. */
struct Pix *noise_scan(struct Pix *page, struct dice *dice);

/* A scanner whose grey levels were kept. */
struct Pix *noise_gray(struct Pix *page, struct dice *dice);

/* Ink of two levels whose greys are patterns of dots. */
struct Pix *noise_halftone(struct Pix *page, struct dice *dice);

/* A telephone above a desk: perspective, shadow, blur, grain. */
struct Pix *noise_photo(struct Pix *page, struct dice *dice);

/* Turned by an angle in degrees, clockwise. */
struct Pix *noise_turn(struct Pix *page, double degrees);

#endif
