/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * usage: what --help prints.
 */
#ifndef FCGI_WORKER_USAGE_H
#define FCGI_WORKER_USAGE_H

#include <stdio.h>

void usage_print(FILE *f);

#endif
