/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fingerprint: a digest of all that can change what the pool answers.
 */
#ifndef FCGI_WORKER_MASTER_FINGERPRINT_H
#define FCGI_WORKER_MASTER_FINGERPRINT_H

#include "base/options.h"
#include "shm/scoreboard.h"

struct engine;

/*
 * Sets out to a digest of all that decides what is answered: the program; its
 * Tesseract and libraries of images; the installed models, by name, size and
 * time; and some of the options.  The same files give the same digest after a
 * restart.  Sets out to zeros when the program cannot be read.
 */
void fingerprint_make(const struct engine *e, const struct options *o,
    unsigned char out[static SCOREBOARD_FINGERPRINT]);

#endif
