/* SPDX-License-Identifier: BSD-3-Clause */
/* PDF: the same, with a corpus of its own. */
#include "tests/fuzz/fuzz_image.c"
