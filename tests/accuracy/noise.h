/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * noise: what happens to a page between the printer and the server.  Each
 * function takes a page of 32 bits a pixel, which it destroys, and returns
 * another one, of any depth.
 */
#ifndef TESTS_ACCURACY_NOISE_H
#define TESTS_ACCURACY_NOISE_H

#include "tests/lib/dice.h"

struct Pix;

/* Returns a random number from low to high. */
double noise_between(struct dice *dice, double low, double high);

/* Scans the page: slightly turned, with stains and a dark edge, black and
 * white. */
struct Pix *noise_scan(struct Pix *page, struct dice *dice);

/* Scans the page and keeps its gray levels. */
struct Pix *noise_gray(struct Pix *page, struct dice *dice);

/* Prints the page in two levels, with patterns of dots for grays. */
struct Pix *noise_halftone(struct Pix *page, struct dice *dice);

/* Takes a photo by a telephone above a desk: perspective, shadow, blur,
 * grain. */
struct Pix *noise_photo(struct Pix *page, struct dice *dice);

/* Turns the page clockwise by an angle in degrees. */
struct Pix *noise_turn(struct Pix *page, double degrees);

#endif
