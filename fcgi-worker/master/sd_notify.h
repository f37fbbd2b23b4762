/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sd_notify: tells systemd how the service is, as sd_notify(3) has it.  Without
 * a systemd that waits for it, nothing happens.
 */
#ifndef FCGI_WORKER_MASTER_SD_NOTIFY_H
#define FCGI_WORKER_MASTER_SD_NOTIFY_H

/* Says that the service is ready, at the start or after a reload. */
void sd_notify_ready(unsigned workers);

/* Says that a reload begins; sd_notify_ready says that it has ended. */
void sd_notify_reloading(void);

/* Says that the service ends; systemctl status shows the status. */
void sd_notify_stopping(const char *status);

/* Says that the service still works, if systemd wants to hear that. */
void sd_notify_alive(void);

/* Returns how often sd_notify_alive has to be called, in ms, or 0 if systemd
 * does not want to hear that. */
long sd_notify_watchdog_ms(void);

#endif
