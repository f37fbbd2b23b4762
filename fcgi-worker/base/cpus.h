/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cpus: counts the processors that this process may use, keeps libraries to one
 * thread a process, and moves a thread off a processor.
 */
#ifndef FCGI_WORKER_BASE_CPUS_H
#define FCGI_WORKER_BASE_CPUS_H

/*
 * Returns how many processors this process may use: as many as its affinity
 * mask has, but no more than the quota of its cgroups (v1 and v2), rounded up.
 * At least 1.
 */
int cpus_count(void);

/*
 * Returns how many processors may be used by a group that has quota
 * microseconds of processor time in each period microseconds, rounded up.
 * Returns 0, for no limit, if quota or period is not positive.
 */
int cpus_from_quota(long long quota, long long period);

/*
 * Reads the text of a cgroup v2 cpu.max ("max 100000", "150000 100000").
 * Returns what cpus_from_quota returns.
 */
int cpus_from_max(const char *text);

/*
 * Makes sure that neither OpenMP nor OpenJPEG starts threads in this process or
 * its children.  libgomp reads OMP_THREAD_LIMIT only when it is loaded.  So
 * unless that is 1 already, this sets it and executes the program again in the
 * same process.  Returns 0, or -1 with errno if that failed.
 */
int cpus_one_thread(char *const argv[]);

/*
 * Notes which processors the process may use now, for cpus_leave: once the
 * sandbox is on, the kernel no longer tells.
 */
void cpus_note(void);

/*
 * If the calling thread runs on this processor, and cpus_note has noted others,
 * moves it to one of these.  Afterwards the thread may use all of them again.
 */
void cpus_leave(int cpu);

#endif
