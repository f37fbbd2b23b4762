/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_dir: the directory of the store.  Each entry is a file that is named by
 * its key, in one of 256 folders that are named by the key's first byte; it is
 * written under another name, then renamed, and never changed.  Several
 * processes may use the directory at once.  It knows nothing of lighttpd.
 */
#ifndef MOD_OCR_STORE_DIR_H
#define MOD_OCR_STORE_DIR_H

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "answer_key.h"
#include "store_stamp.h"

enum { STORE_DIR_FAULT_MAX = 160 };

/* Zeroed by the caller, with path set; fd is -1 while it is not open. */
struct store_dir {
	const char *path;
	int fd;
	unsigned opened; /* how often it was */
	uint64_t checked_ms;
	char fault[STORE_DIR_FAULT_MAX]; /* why fd is -1, for the log */
	struct store_stamp stamp;
};

/* A file that is being written.  Its lock tells it from the drafts that killed
 * processes have left. */
struct store_draft {
	int fd; /* -1: none */
	char name[64];
};

/* A walk through all entries. */
struct store_walk {
	DIR *dir;     /* of the folder, or NULL */
	int folder;   /* from 0 */
	bool skipped; /* a folder could not be read */
};

enum store_step {
	STORE_STEP_ENTRY,  /* one was found */
	STORE_STEP_OTHER,  /* something else was */
	STORE_STEP_FOLDER, /* a folder has come to its end */
	STORE_STEP_DONE,   /* so have all */
};

/* An entry that was found. */
struct store_found {
	unsigned char key[ANSWER_KEY_SIZE];
	unsigned char folder;
	uint64_t size;
	uint64_t written_s;
};

/* Opens the directory of the store.  Returns false, with d->fault set, if it
 * cannot be used, or if others than lighttpd's user could write in it. */
bool store_dir_open(struct store_dir *d);

/* Opens the directory if it is not open or has been removed, but looks only
 * once a second.  Returns whether it can be used. */
bool store_dir_check(struct store_dir *d, uint64_t now_ms);

/* Closes the directory if it is open. */
void store_dir_close(struct store_dir *d);

/* Opens an entry for reading, if it is a file of this process's user, and sets
 * *file to what is known of it.  Returns its descriptor, or -1 with errno. */
int store_dir_read(const struct store_dir *d,
    const unsigned char key[static ANSWER_KEY_SIZE], struct stat *file);

/*
 * Whether nobody has written to the file, removed or renamed it since *file was
 * set.  fd is open on it: to find it by its path would take four times as long.
 */
bool store_dir_is_same(int fd, const struct stat *file);

/*
 * Whether the entry with this key still has the file that *file describes, and
 * nobody has written to it.  The file, or its folder, may have been replaced by
 * another.
 */
bool store_dir_has_same(const struct store_dir *d,
    const unsigned char key[static ANSWER_KEY_SIZE], const struct stat *file);

/* Removes an entry; returns whether there was one. */
bool store_dir_remove(
    const struct store_dir *d, const unsigned char key[static ANSWER_KEY_SIZE]);

/* Begins to write the entry with this key, as a draft: a file whose name no
 * reader looks for, and which is locked while its process lives.  Sets *draft.
 * Returns 0, or -1 with errno. */
int store_dir_begin(struct store_dir *d, struct store_draft *draft,
    const unsigned char key[static ANSWER_KEY_SIZE]);

/* Gives the draft the name of its entry, in place of a file that has it.
 * Returns 0, or -1 with errno. */
int store_dir_commit(struct store_dir *d, struct store_draft *draft,
    const unsigned char key[static ANSWER_KEY_SIZE]);

/* Removes the draft and closes it.  Does nothing if the draft is not open. */
void store_dir_abandon(const struct store_dir *d, struct store_draft *draft);

/*
 * Looks at the next file of w, a walk through all folders, which is zeroed
 * before the first step.  On the way, removes the drafts of processes that were
 * killed.  Returns STORE_STEP_ENTRY and sets *found for a result.  Returns
 * STORE_STEP_FOLDER and sets found->folder at the end of a folder,
 * STORE_STEP_DONE at the end of the walk, and STORE_STEP_OTHER for anything
 * else.
 */
enum store_step store_dir_step(
    const struct store_dir *d, struct store_walk *w, struct store_found *found);
void store_dir_end_walk(struct store_walk *w);

#endif
