/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * EXIF data say how the camera was held; they are also read when they are cut
 * at any byte.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/input/exif.h"

#define BYTES(s) s, sizeof(s) - 1

#define EXIF(value)                                                            \
	"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" value "\0\0\0\0\0\0"

/* The data may have the head that they have in a JPEG, or not. */
static void
test_orientation(void **state)
{
	static const struct {
		const char *data;
		size_t size;
		unsigned want;
	} table[] = {
	    {BYTES(EXIF("\x06")), 6},
	    {BYTES("Exif\0\0" EXIF("\x03")), 3},
	    {BYTES(EXIF("\x09")), 1},
	    {BYTES(EXIF("\0")), 1},
	    {BYTES("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0"),
		8},
	    {BYTES("II*\0\x08\0\0\0\x01\0\x12\x01\x04\0\x01\0\0\0\x05\0\0\0"),
		5},
	    {BYTES("II*\0\x08\0\0\0\x01\0\x12\x01\x02\0\x01\0\0\0\x05\0\0\0"),
		1},
	    {BYTES("MM\0*\xff\xff\xff\xff\0\x01\x01\x12"), 1},
	};
	unsigned char *exact;
	struct bytes b;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		b.data = (const unsigned char *)table[i].data;
		b.size = table[i].size;
		assert_int_equal(exif_orientation(&b), table[i].want);
		/* Of data that are cut anywhere, no byte behind the cut is
		 * read. */
		for (size_t n = 0; n < table[i].size; n++) {
			exact = malloc(n + 1);
			assert_non_null(exact);
			memcpy(exact + 1, table[i].data, n);
			b = (struct bytes){exact + 1, n};
			assert_in_range(exif_orientation(&b), 1, 8);
			free(exact);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_orientation),
	};

	return cmocka_run_group_tests_name("exif", tests, NULL, NULL);
}
