/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * openmp: runs Tesseract's parallel regions in the thread that comes to them.
 * libgomp, limited to one thread, still makes a team of one for each region
 * and wakes whoever might wait at its barriers, thousands of times a page,
 * which takes 3 % of the time.  Functions of this program with the names of
 * libgomp's are found first.  Within a region that they run, libgomp's others
 * say that there is one thread, as they do outside of all regions.
 */
#include "base/interposition.h"

/* Declared as gcc calls them; libgomp has no header that does (libgomp_g.h of
 * its source). */
INTERPOSED void GOMP_parallel(
    void (*run)(void *), void *data, unsigned threads, unsigned flags);
INTERPOSED void GOMP_parallel_sections(void (*run)(void *), void *data,
    unsigned threads, unsigned count, unsigned flags);
INTERPOSED unsigned GOMP_sections_next(void);
INTERPOSED void GOMP_sections_end_nowait(void);

/* The sections of the region that this thread is in: how many, and how many
 * were given out. */
static _Thread_local struct {
	unsigned count, given;
} sections;

void
GOMP_parallel(void (*run)(void *), void *data, unsigned threads, unsigned flags)
{
	(void)threads;
	(void)flags;
	run(data);
}

/*
 * Runs a region that is divided into count sections, in this thread alone: run
 * asks GOMP_sections_next for one section after another.  Regions may be
 * nested, so the numbers of the outer one are kept.
 */
void
GOMP_parallel_sections(void (*run)(void *), void *data, unsigned threads,
    unsigned count, unsigned flags)
{
	unsigned outer_count = sections.count, outer_given = sections.given;

	(void)threads;
	(void)flags;
	sections.count = count;
	sections.given = 0;
	run(data);
	sections.count = outer_count;
	sections.given = outer_given;
}

/* The number of the next section, from 1; 0: there are no more. */
unsigned
GOMP_sections_next(void)
{
	return sections.given < sections.count ? ++sections.given : 0;
}

void
GOMP_sections_end_nowait(void)
{
}
