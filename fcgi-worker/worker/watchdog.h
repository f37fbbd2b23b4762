/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watcher: a thread that looks at the connection and at the clock while the
 * main thread works on a request, since Tesseract does neither.
 */
#ifndef FCGI_WORKER_WORKER_WATCHDOG_H
#define FCGI_WORKER_WORKER_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

enum watcher_end {
	WATCHER_GONE,	  /* the client left, and the work did not stop */
	WATCHER_DEADLINE, /* it passed, and nothing of an answer went out */
	WATCHER_LATE	  /* it passed in the middle of an answer */
};

struct watcher_task {
	int fd;
	uint64_t deadline_ms; /* of board_now_ms */
	/* Called in the watcher's thread; ask the work to stop. */
	void (*cancel)(void *context);
	/*
	 * Called in the watcher's thread, with the main thread kept from
	 * answering: say the last word and end the process, or give the
	 * task a later deadline.
	 */
	void (*end)(enum watcher_end why, void *context);
	void *context;
};

/*
 * Start the thread.  It also takes log files from ${control}, a socket or
 * -1.  Returns 0, or -1 with errno.
 */
int watcher_start(int control);

/* Watch ${t}, which is borrowed until watcher_disarm. */
void watcher_arm(const struct watcher_task *t);

/* Bring the deadline of what is watched forward to ${deadline_ms}. */
void watcher_hasten(uint64_t deadline_ms);

/*
 * Stop watching: what follows is for the main thread alone.  Does not return
 * when the watcher has begun to end the process.
 */
void watcher_disarm(void);

/*
 * Say that the answer begins: from now on no 504 can be written, and at the
 * deadline the answer is cut off.  As watcher_disarm.
 */
void watcher_begun(void);

#endif
