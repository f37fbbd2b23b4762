/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long lighttpd's loop stands still for one client while it serves another:
 * a thread asks for /healthz again and again over one connection.  Times in
 * which lighttpd or the thread waited for a processor (/proc/PID/schedstat, see
 * the kernel's sched-stats.rst) are not counted.
 */
#ifndef TESTS_STALL_METER_H
#define TESTS_STALL_METER_H

#include <sys/types.h>

struct stall_meter;

/* Begins to measure; port is the server's. */
struct stall_meter *stall_meter_start(int port);

/*
 * Measures the lighttpd of this process id from now on; with 0 nothing is
 * measured until the next call.  The answer that is under way is not counted.
 */
void stall_meter_set(struct stall_meter *meter, pid_t pid);

/*
 * Ends the measurement.  Returns the longest time in milliseconds; samples: the
 * number of answers.
 */
double stall_meter_stop(struct stall_meter *meter, unsigned *samples);

#endif
