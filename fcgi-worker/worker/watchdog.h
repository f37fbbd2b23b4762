/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watchdog: a thread that looks at the connection and at the clock while the
 * main thread works on a request, since Tesseract does neither.
 */
#ifndef FCGI_WORKER_WORKER_WATCHDOG_H
#define FCGI_WORKER_WORKER_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

enum watchdog_end {
	WATCHDOG_GONE,	   /* the client left, and the work did not stop */
	WATCHDOG_DEADLINE, /* it passed, and nothing of an answer went out */
	WATCHDOG_LATE	   /* it passed in the middle of an answer */
};

struct watchdog_task {
	int fd;
	uint64_t deadline_ms; /* of clock_now_ms */
	/* Called in the watcher's thread; ask the work to stop. */
	void (*cancel)(void *context);
	/*
	 * Called in the watcher's thread, with the main thread kept from
	 * answering: say the last word and end the process, or give the
	 * task a later deadline.
	 */
	void (*end)(enum watchdog_end why, void *context);
	void *context;
};

/*
 * Start the thread.  It also takes log files from control, a socket or
 * -1.  Returns 0, or -1 with errno.
 */
int watchdog_start(int control);

/* Watch t, which is borrowed until watchdog_disarm. */
void watchdog_arm(const struct watchdog_task *t);

/* Bring the deadline of what is watched forward to deadline_ms. */
void watchdog_set_deadline(uint64_t deadline_ms);

/*
 * Stop watching: what follows is for the main thread alone.  Does not return
 * when the watcher has begun to end the process.
 */
void watchdog_disarm(void);

/*
 * Say that the answer begins: from now on no 504 can be written, and at the
 * deadline the answer is cut off.  As watchdog_disarm.
 */
void watchdog_response_started(void);

#endif
