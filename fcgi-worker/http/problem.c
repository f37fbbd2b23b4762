/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * problem: why a request is not answered as it was meant to be.  Knows nothing
 * of what can be wrong: problem_types has the types, and whoever finds the
 * fault has the words.
 */
#include "http/problem.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"

/* At most this many bytes of a parameter's name are repeated. */
#define PARAMETER_MAX 71

/*
 * Makes p a problem of this type and forgets what p was before.  The functions
 * below share this.
 */
__attribute__((format(printf, 3, 0))) static void
set(struct problem *p, enum problem_type type, const char *format, va_list ap)
{
	json_decref(p->members);
	p->members = json_object();
	p->type = type;
	p->status = problem_types_status(type);
	vsnprintf(p->detail, sizeof(p->detail), format, ap);
}

int
problem_set(struct problem *p, enum problem_type type, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	set(p, type, format, ap);
	va_end(ap);
	return -1;
}

void
problem_member(struct problem *p, const char *name, json_t *value)
{
	json_object_set_new(p->members, name, value);
}

int
problem_bad_parameter(
    struct problem *p, const char *parameter, const char *format, ...)
{
	char name[PARAMETER_MAX + 1];
	va_list ap;

	va_start(ap, format);
	set(p, PROBLEM_BAD_REQUEST, format, ap);
	va_end(ap);
	snprintf(name, sizeof(name), "%s", parameter);
	problem_member(p, "parameter", utf8_json(name));
	return -1;
}

int
problem_no_memory(struct problem *p, const char *what)
{
	return problem_set(p, PROBLEM_OUT_OF_MEMORY,
	    "There is not enough memory for %s.", what);
}

bool
problem_is_set(const struct problem *p)
{
	return p->type != PROBLEM_NONE;
}

json_t *
problem_make_json(const struct problem *p, const char *id)
{
	json_t *o =
	    problem_types_json(p->type, p->status, utf8_json(p->detail), id);

	if (o != NULL)
		json_object_update_missing(o, p->members);
	return o;
}

void
problem_clear(struct problem *p)
{
	json_decref(p->members);
	*p = (struct problem){.type = PROBLEM_NONE};
}
