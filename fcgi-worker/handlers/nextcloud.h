/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nextcloud: the parameters of OCRmyPDF that Nextcloud's workflow_ocr sends.
 */
#ifndef FCGI_WORKER_HANDLERS_NEXTCLOUD_H
#define FCGI_WORKER_HANDLERS_NEXTCLOUD_H

#include "handlers/foreign_form.h"

/* Reads the file and the parameters of the form f, and sets f's options by
 * them.  Sets *name to the file's name, which is borrowed.  Returns 0, or -1
 * with the problem. */
int nextcloud_read_options(
    struct foreign_form *f, const char **name, struct problem *p);

#endif
