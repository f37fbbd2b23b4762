/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * coroner: what a worker's death means.
 */
#ifndef FCGI_WORKER_CORONER_H
#define FCGI_WORKER_CORONER_H

#include "crew.h"

/* Take notice of the death of ${pid}, with the status of waitpid. */
void coroner_bury(struct crew *c, pid_t pid, int status);

/* End what is over its hard limit, and close the breaker if all is well. */
void coroner_inspect(struct crew *c);

#endif
