/* SPDX-License-Identifier: BSD-3-Clause */
/* What a worker sends is read alike, as a whole and byte by byte. */
#include "mod_ocr/worker_records.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct worker_records whole = {.head_len = 0}, pieces = whole;
	bool passes = worker_records_read(&whole, (const char *)data, size);
	size_t at = 0;

	while (at < size &&
	       worker_records_read(&pieces, (const char *)data + at, 1))
		at++;
	if ((at == size) != passes)
		abort();
	if (passes &&
	    (whole.answer != pieces.answer || whole.log != pieces.log ||
		whole.framing != pieces.framing ||
		whole.answer + whole.log + whole.framing != size))
		abort();
	return 0;
}
