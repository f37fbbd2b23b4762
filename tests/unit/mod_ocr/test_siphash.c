/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SipHash-2-4 gives what the program of its authors gives.
 */
#include "tests/lib/test.h"

#include "mod_ocr/siphash.h"

/* The hashes of 0, 1, 2, … bytes 00 01 02 … with the key 00 01 … 0f. */
static void
gives_the_published_values(void **state)
{
	static const struct {
		size_t size;
		uint64_t hash;
	} table[] = {
	    {0, UINT64_C(0x726fdb47dd0e0e31)},
	    {1, UINT64_C(0x74f839c593dc67fd)},
	    {2, UINT64_C(0x0d6c8009d9a94f5a)},
	    {3, UINT64_C(0x85676696d7fb7e2d)},
	    {7, UINT64_C(0xab0200f58b01d137)},
	    {8, UINT64_C(0x93f5f5799a932462)},
	    {15, UINT64_C(0xa129ca6149be45e5)},
	};
	unsigned char key[SIPHASH_KEY_SIZE], data[16];

	(void)state;
	for (unsigned char i = 0; i < 16; i++)
		key[i] = data[i] = i;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (siphash(key, data, table[i].size) != table[i].hash)
			fail_msg("of %zu bytes", table[i].size);
}

static void
depends_on_each_bit_of_the_key(void **state)
{
	unsigned char key[SIPHASH_KEY_SIZE] = {0};
	uint64_t plain = siphash(key, "10.0.0.1", 8);

	(void)state;
	for (int bit = 0; bit < 128; bit++) {
		key[bit / 8] ^= (unsigned char)(1 << bit % 8);
		assert_int_not_equal(siphash(key, "10.0.0.1", 8), plain);
		key[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(gives_the_published_values),
	    cmocka_unit_test(depends_on_each_bit_of_the_key),
	};

	return cmocka_run_group_tests_name("siphash", tests, NULL, NULL);
}
