/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk that is soon full: a small tmpfs that only this program and what it
 * starts can see.
 */
#ifndef TESTS_SMALL_DISK_H
#define TESTS_SMALL_DISK_H

/* The directory where it is mounted. */
extern char small_disk[];

/*
 * Mounts a disk of so many bytes.  Returns 0, or -1 with errno where a program
 * may not have mounts of its own.
 */
int small_disk_mount(long bytes);

/* Removes the disk.  Returns 0, or -1 when something still uses it. */
int small_disk_unmount(void);

/*
 * small_disk_leave fills the disk until only so many bytes are free;
 * small_disk_empty removes what fills it.  They fail the calling test when they
 * cannot.
 */
void small_disk_leave(long bytes);
void small_disk_empty(void);

#endif
