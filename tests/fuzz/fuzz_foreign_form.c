/* SPDX-License-Identifier: BSD-3-Clause */
/* The input is CONTENT_TYPE=... up to the first line end, then a form of
 * another service's callers; each of its values may be base64. */
#include "fcgi-worker/base/base64.h"
#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/handlers/docling.h"
#include "fcgi-worker/handlers/foreign_form.h"
#include "fcgi-worker/handlers/nextcloud.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_init(void)
{
	multipart_init();
}

/* Reads the form as each of the callers' handlers does; each counts the files
 * anew. */
static void
ask(struct foreign_form *f, struct problem *p)
{
	struct docling d;
	const char *name;

	docling_read_form(&d, f, p);
	f->file_count = 0;
	nextcloud_read_options(f, &name, p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes body;
	char *type = fuzz_line(data, size, &body), *params[] = {type, NULL};
	struct request *q = type == NULL ? NULL : request_create(params);
	struct problem problem = {.type = PROBLEM_NONE};
	struct buffer plain = {0};
	struct foreign_form f;

	if (q == NULL) {
		free(type);
		return 0;
	}
	buffer_add(&q->body, body.data, body.size);
	if (foreign_form_open(&f, q, 1 << 20, &problem) == 0)
		for (size_t i = 0; i < f.sent.count; i++) {
			foreign_form_is(&f.sent.parts[i], "true");
			base64_decode(&f.sent.parts[i].bytes, &plain);
			buffer_free(&plain);
		}
	if (f.files != NULL)
		ask(&f, &problem);
	foreign_form_close(&f);
	problem_clear(&problem);
	request_free(q);
	free(type);
	return 0;
}
