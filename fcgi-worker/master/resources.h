/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * resources: gets together what a crew shares, new or from the last program.
 */
#ifndef FCGI_WORKER_MASTER_RESOURCES_H
#define FCGI_WORKER_MASTER_RESOURCES_H

#include "master/master.h"

/* Log what is not as it could be, with processors to use. */
void resources_warn(const struct options *o, int processors);

/*
 * Make c ready to hire.  Returns 0, or -1 after it has logged why and undone
 * all but what the last program left.
 */
int resources_open(struct children *c, const struct master_setup *s);

/* Undo that; the scoreboard's file goes, too. */
void resources_close(struct children *c);

#endif
