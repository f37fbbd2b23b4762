/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cmocka, with the headers that it wants to have been included before it.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
