/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How a camera was held, wherever a file says it, also when it is cut at any
 * byte.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/input/exif.h"
#include "fcgi-worker/base/bytes.h"

#define BYTES(s) s, sizeof(s) - 1

#define EXIF(value)                                                            \
	"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" value "\0\0\0\0\0\0"

/* Where each kind of file keeps how the camera was held. */
static void
test_orientation(void **state)
{
	static const struct {
		const char *data;
		size_t size;
		enum sniff_type type;
		unsigned want;
	} table[] = {
	    {BYTES("\xff\xd8\xff\xe0\0\x04xx\xff\xe1\0\x22"
		   "Exif\0\0" EXIF("\x06") "\xff\xda"),
		SNIFF_JPEG, 6},
	    {BYTES("\xff\xd8\xff\xe1\0\x22"
		   "Exif\0\0" EXIF("\x09") "\xff\xda"),
		SNIFF_JPEG, 1},
	    {BYTES("\xff\xd8\xff\xda\0\x02\xff\xe1\0\x22"
		   "Exif\0\0" EXIF("\x06")),
		SNIFF_JPEG, 1},
	    {BYTES("\x89PNG\r\n\x1a\n\0\0\0\x01IHDRxabcd\0\0\0\x1a"
		   "eXIf" EXIF("\x03") "abcd"),
		SNIFF_PNG, 3},
	    {BYTES("RIFF\0\0\0\0WEBPVP8 \x01\0\0\0x\0EXIF\x1a\0\0\0" EXIF(
		 "\x08")),
		SNIFF_WEBP, 8},
	};
	struct bytes b;
	unsigned char *exact;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		b.data = (const unsigned char *)table[i].data;
		b.size = table[i].size;
		assert_int_equal(sniff_type(&b), table[i].type);
		assert_int_equal(
		    exif_orientation(&b, table[i].type), table[i].want);
		/* Cut anywhere, nothing behind the cut is read. */
		for (n = 12; n < table[i].size; n++) {
			exact = malloc(n);
			assert_non_null(exact);
			memcpy(exact, table[i].data, n);
			b.data = exact;
			b.size = n;
			exif_orientation(&b, table[i].type);
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
