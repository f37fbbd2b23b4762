/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PDF: the same, with a corpus of its own.  What cairo takes without an end for
 * is not a fault here, see rules.mk.
 */
#include "tests/fuzz/fuzz_image.c"
