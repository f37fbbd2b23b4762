/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * image_problem: what is told of a file or a page that cannot be decoded.
 */
#ifndef FCGI_WORKER_OCR_IMAGE_PROBLEM_H
#define FCGI_WORKER_OCR_IMAGE_PROBLEM_H

#include "input/image.h"

struct pages_limits;
struct problem;

/*
 * Make p the problem that rc, which is not IMAGE_GOOD, is for what, the name of
 * a file or a page, within these limits.  Returns -1.
 */
int image_problem_set(struct problem *p, enum image_result rc, const char *what,
    const struct pages_limits *limits);

#endif
