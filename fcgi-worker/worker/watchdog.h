/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watchdog: a thread that watches the connection and the clock while the main
 * thread works on a request, since Tesseract does neither.
 */
#ifndef FCGI_WORKER_WORKER_WATCHDOG_H
#define FCGI_WORKER_WORKER_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

enum watchdog_end {
	WATCHDOG_GONE,	   /* the client left, and the work did not stop */
	WATCHDOG_DEADLINE, /* the deadline passed before any of the answer was
			      sent */
	WATCHDOG_LATE	   /* the deadline passed in the middle of the answer */
};

struct watchdog_task {
	int fd;
	uint64_t deadline_ms; /* of clock_now_ms */
	/*
	 * Called in the watchdog's thread: ask the main thread's work to stop.
	 * Returns false when it cannot be stopped where it is now.
	 */
	bool (*cancel)(void *context);
	/*
	 * Called in the watchdog's thread, while the main thread is kept from
	 * answering: write what answer is due and end the process, or give the
	 * task a later deadline.
	 */
	void (*end)(enum watchdog_end why, void *context);
	void *context;
};

/* Starts the watchdog's thread.  Unless control_fd is -1, the thread also takes
 * new log files from that socket.  Returns 0, or -1 with errno. */
int watchdog_start(int control_fd);

/* Watches t, which has to stay as it is until watchdog_disarm. */
void watchdog_arm(const struct watchdog_task *t);

/*
 * Moves the deadline of the task that is watched to deadline_ms if that is
 * earlier.
 */
void watchdog_set_deadline(uint64_t deadline_ms);

/*
 * Stops watching: from now on only the main thread decides.  Does not return
 * when the watchdog has begun to end the process.
 */
void watchdog_disarm(void);

/*
 * Says that the answer begins: from now on no 504 can be written, and at the
 * deadline the answer is cut off.  Does not return when the watchdog has begun
 * to end the process.
 */
void watchdog_response_started(void);

#endif
