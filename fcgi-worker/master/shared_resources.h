/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * shared_resources: makes what the workers share, or takes it over from the
 * last program.
 */
#ifndef FCGI_WORKER_MASTER_SHARED_RESOURCES_H
#define FCGI_WORKER_MASTER_SHARED_RESOURCES_H

#include "master/master.h"

/*
 * Opens all that c needs to start workers.  Returns 0, or -1 after it has
 * logged why.  On failure it closes what it made, except after a handover:
 * workers of the last program still use what that left.
 */
int shared_resources_open(struct children *c, const struct master_setup *s);

/* Closes all that shared_resources_open opened, and removes the scoreboard's
 * file. */
void shared_resources_close(struct children *c);

#endif
