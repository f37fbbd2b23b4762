/* SPDX-License-Identifier: BSD-3-Clause */
/* PDFs are decoded as images are, but with a corpus of their own. */
#include "tests/fuzz/fuzz_image.c"
