/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * foreign_form: turns the form that a caller of another service posts into a
 * request to this one.
 */
#ifndef FCGI_WORKER_HANDLERS_FOREIGN_FORM_H
#define FCGI_WORKER_HANDLERS_FOREIGN_FORM_H

#include "handlers/handlers.h"
#include "http/body.h"
#include "http/multipart.h"
#include "http/problem.h"
#include "http/request.h"
#include "ocr/params.h"

#define FOREIGN_FORM_OPTIONS_MAX 48

struct foreign_form {
	struct multipart sent; /* the parts as they were posted */
	struct buffer
	    plain; /* what the parts point into, if not into the body */
	bool with_markdown; /* each page gets its Markdown, see
			       json_answer_recognize */
	/* What is recognized, and how. */
	struct body_file *files; /* room for one for each part */
	size_t file_count;
	struct body_field options[FOREIGN_FORM_OPTIONS_MAX];
	size_t option_count;
};

/*
 * Reads the body of q, a form, into f: multipart or
 * application/x-www-form-urlencoded.  Unpacked, the body may have limit bytes.
 * Leaves it to the caller to add files and options.  q is borrowed until
 * foreign_form_close.  Returns 0, or -1 with the problem.  Whatever the result,
 * end with foreign_form_close.
 */
int foreign_form_open(struct foreign_form *f, const struct request *q,
    size_t limit, struct problem *p);

/*
 * Makes the whole body of q the one file of a form; q is borrowed until
 * foreign_form_close.  Unpacked, the body may have limit bytes.  Returns 0, or
 * -1 with the problem.  Whatever the result, end with foreign_form_close.
 */
int foreign_form_open_file(struct foreign_form *f, const struct request *q,
    size_t limit, struct problem *p);

/* Frees what f holds. */
void foreign_form_close(struct foreign_form *f);

/*
 * Adds an option of /ocr, whose name and value are copied.  Returns 0, or -1
 * with the problem.
 */
int foreign_form_add_option(struct foreign_form *f, const char *name,
    const char *value, struct problem *p);

/* Whether the value of part is text; upper and lower case count alike. */
bool foreign_form_is(const struct multipart_part *part, const char *text);

/* Recognizes the files of f as its options say.  Puts the answer, or the
 * problem, into r. */
void foreign_form_run(const struct foreign_form *f, const struct ocr_context *c,
    const struct request *q, struct response *r);

#endif
