/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cpus: how many processors this process may use, the settings that keep a
 * worker to one of them, and leaving one to another thread.
 */
#ifndef FCGI_WORKER_BASE_CPUS_H
#define FCGI_WORKER_BASE_CPUS_H

/*
 * Returns the processors this process may use: its affinity mask, cut down to
 * the quota of its cgroups (v1 and v2), rounded up; at least 1.
 */
int cpus_count(void);

/*
 * Returns how many processors a quota of each period amounts to, rounded up, or
 * 0 for no limit, when quota or period is not positive.
 */
int cpus_from_quota(long long quota, long long period);

/*
 * Reads the text of a cgroup v2 cpu.max ("max 100000", "150000 100000").
 * Returns processors as cpus_from_quota does.
 */
int cpus_from_max(const char *text);

/*
 * Makes sure that OpenMP starts no second thread in this process or its
 * children. libgomp reads the environment when it is loaded, so where its
 * variable is not set yet, this sets it and runs the program again in the same
 * process.  Returns 0, or -1 with errno when the program could not start itself
 * again.
 */
int cpus_one_thread(char *const argv[]);

/*
 * Notes which processors the process may use now, for cpus_leave; the sandbox
 * lets nobody ask later.
 */
void cpus_note(void);

/*
 * If the calling thread runs on this processor, moves it to another one that
 * cpus_note has noted, if there is one.  Afterwards it may use all of them
 * again.
 */
void cpus_leave(int cpu);

#endif
