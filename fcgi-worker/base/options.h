/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * options: what the command line asks for.  Each part of the program reads the
 * options that concern it.
 */
#ifndef FCGI_WORKER_BASE_OPTIONS_H
#define FCGI_WORKER_BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct options {
	int workers;
	unsigned threads;	 /* that recognize in a worker; 0: 1 */
	const char *lang;	 /* Tesseract codes joined by + */
	int quality;		 /* of requests that name none */
	const char *tessdata;	 /* NULL: Tesseract's own default */
	const char *models;	 /* of the second engine, or NULL */
	int detector_side;	 /* pixels of a page's longer side */
	const char *socket;	 /* path of a unix socket, or NULL */
	const char *address;	 /* [HOST:]PORT, or NULL */
	const char *log;	 /* file, or NULL for stderr */
	const char *log_headers; /* names joined by commas, or NULL */
	const char *scoreboard;	 /* file, or NULL: beside the unix socket */
	const char *user, *group, *chroot;
	mode_t mode;
	int backlog;
	int nice;
	size_t max_bytes;  /* of a body */
	size_t max_answer; /* bytes */
	size_t max_pixels;
	unsigned max_pages;
	unsigned max_languages;	  /* kept by a worker beside the pool's */
	unsigned timeout;	  /* seconds, where the gateway names none */
	unsigned slow;		  /* seconds, 0: no request is slow */
	unsigned max_requests;	  /* of one worker, 0: any number */
	unsigned max_age;	  /* of one worker in seconds, 0: any */
	unsigned quarantine_time; /* seconds, 0: no quarantine */
	size_t max_rss;		  /* of an idle worker, 0: any */
	size_t max_memory;	  /* address space of a worker */
	size_t max_scratch;	  /* temporary files of a worker */
	const char *cors_origin;  /* NULL: none */
	bool canary;
	bool json;		 /* --status=json */
	unsigned long long seen; /* a bit for each option given */
};

#endif
