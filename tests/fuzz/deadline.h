/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How much of a processor's time an input may take.  For drawing, poppler and
 * cairo may take it without an end, as for tiles of no size, and cannot be
 * stopped; a worker that they keep is ended by its deadline, and so is this
 * process.  The linker has calls of the functions that draw go through those
 * here (--wrap), so that what takes long outside of them is a finding.
 */
#ifndef TESTS_FUZZ_DEADLINE_H
#define TESTS_FUZZ_DEADLINE_H

#include <cairo.h>
#include <poppler.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "fcgi-worker/input/pdf_splash.h"

/* The seconds that drawing may take, and all else. */
#define DEADLINE_DRAWING_S 8
#define DEADLINE_ELSE_S 8

/* What is left of the one that does not run. */
static struct itimerval deadline_other;
static volatile sig_atomic_t deadline_is_of_drawing;

void __real_poppler_page_render(PopplerPage *, cairo_t *);
void __wrap_poppler_page_render(PopplerPage *, cairo_t *);
int __real_pdf_splash_draw(
    struct pdf_splash *, int, const struct pdf_splash_part *);
int __wrap_pdf_splash_draw(
    struct pdf_splash *, int, const struct pdf_splash_part *);

/* Ends the process.  While it draws that is no finding if libFuzzer drives it,
 * which goes on with another process; but all files of the corpus are drawn in
 * time. */
static void
deadline_pass(int signal)
{
	(void)signal;
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
	if (deadline_is_of_drawing)
		_exit(0);
#endif
	abort();
}

/* An input begins, and has ended. */
static void
deadline_begin_input(void)
{
	const struct itimerval mine = {.it_value.tv_sec = DEADLINE_ELSE_S};

	signal(SIGPROF, deadline_pass);
	deadline_other =
	    (struct itimerval){.it_value.tv_sec = DEADLINE_DRAWING_S};
	setitimer(ITIMER_PROF, &mine, NULL);
}

static void
deadline_end_input(void)
{
	static const struct itimerval none;

	setitimer(ITIMER_PROF, &none, NULL);
}

/* Lets the other time run instead. */
static void
deadline_switch(void)
{
	const struct itimerval next = deadline_other;

	deadline_is_of_drawing = !deadline_is_of_drawing;
	setitimer(ITIMER_PROF, &next, &deadline_other);
}

void
__wrap_poppler_page_render(PopplerPage *page, cairo_t *cairo)
{
	deadline_switch();
	__real_poppler_page_render(page, cairo);
	deadline_switch();
}

int
__wrap_pdf_splash_draw(
    struct pdf_splash *splash, int page, const struct pdf_splash_part *part)
{
	int rc;

	deadline_switch();
	rc = __real_pdf_splash_draw(splash, page, part);
	deadline_switch();
	return rc;
}

#endif
