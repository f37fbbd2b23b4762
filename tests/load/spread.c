/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * spread [SECONDS [SEED]]: tries to lose, swap and reorder pages of documents
 * that several threads read, see tests/lib/spread.h, as lines "name value
 * unit".
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/server.h"
#include "tests/lib/spread.h"

#define SECONDS 300

int
main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : SECONDS;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;

	if (seconds <= 0) {
		fprintf(stderr, "usage: spread [SECONDS [SEED]]\n");
		return 64;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	return server_report(spread_run(seconds, SPREAD_DOCUMENTS, seed) != 0);
}
