/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * image_problem: the problem that a client is told when a file or a page cannot
 * be decoded.
 */
#ifndef FCGI_WORKER_OCR_IMAGE_PROBLEM_H
#define FCGI_WORKER_OCR_IMAGE_PROBLEM_H

#include "input/image.h"

struct pages_limits;
struct problem;

/*
 * Sets p to the problem for rc, a result other than IMAGE_OK.  what is the name
 * by which the message calls the file or page.  Returns -1.
 */
int image_problem_set(struct problem *p, enum image_result rc, const char *what,
    const struct pages_limits *limits);

#endif
