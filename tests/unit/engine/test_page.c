/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A struct page takes little memory, stays whole, and tells when memory ran
 * out.
 */
#include "tests/lib/test.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi-worker/engine/page.h"

#define WORDS 20000
#define WORDS_A_LINE 10
/* So much memory there is beyond what the program has. */
#define LITTLE (64UL << 20)

/* Adds so many words to p.  Returns how many there are: fewer if memory runs
 * out. */
static unsigned
fill(struct page *p, unsigned words)
{
	struct page_block *b = page_add_block(p);
	struct page_paragraph *a = b == NULL ? NULL : page_add_paragraph(p, b);
	struct page_line *line = NULL;
	struct page_word *w;
	unsigned n;

	for (n = 0; a != NULL && n < words; n++) {
		if (n % WORDS_A_LINE == 0)
			line = page_add_line(p, a);
		w = line == NULL ? NULL : page_add_word(p, line);
		if (w == NULL)
			break;
		w->text = page_copy(p, "extraordinary");
		if (w->text == NULL)
			break;
		w->confidence = (float)(n % 100);
	}
	return n;
}

static void
test_size(void **state)
{
	size_t before = mallinfo2().uordblks, after, words = 0;
	struct page *p = page_create();

	(void)state;
	assert_non_null(p);
	assert_int_equal(fill(p, WORDS), WORDS);
	assert_false(p->failed);
	after = mallinfo2().uordblks + mallinfo2().hblkhd;
	print_message("page_bytes_a_word %zu B\n", (after - before) / WORDS);
	assert_true(after - before < 10000000);
	for (struct page_line *l = p->blocks->paragraphs->lines; l; l = l->next)
		for (struct page_word *w = l->words; w; w = w->next) {
			assert_string_equal(w->text, "extraordinary");
			assert_int_equal(w->confidence, words++ % 100);
		}
	assert_int_equal(words, WORDS);
	page_free(p);
	assert_true(mallinfo2().uordblks <= before + 4096);
}

/* Runs fill() with little memory.  Returns 0 if it ended early, and the page
 * says so. */
static int
fill_little(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	struct rlimit limit;
	struct page *p = page_create();
	unsigned long pages;
	unsigned words;

	if (file == NULL || fscanf(file, "%lu", &pages) != 1)
		return 1;
	limit.rlim_cur = pages * (unsigned long)getpagesize() + LITTLE;
	limit.rlim_max = limit.rlim_cur;
	if (setrlimit(RLIMIT_AS, &limit) == -1)
		return 1;
	words = fill(p, 10000000);
	return words > WORDS && words < 10000000 && p->failed ? 0 : 1;
}

static void
test_no_memory(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	/* A sanitizer needs more address space than the limit leaves it. */
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	pid = fork();
	if (pid == 0)
		_exit(fill_little());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
test_impossible_size(void **state)
{
	struct page *p = page_create();

	(void)state;
	assert_null(page_alloc(p, SIZE_MAX - 8));
	assert_true(p->failed);
	page_free(p);
	page_free(NULL);
}

static void
test_large_and_small(void **state)
{
	struct page *p = page_create();
	char *large, *small;

	(void)state;
	small = page_alloc(p, 1);
	large = page_alloc(p, 1000000);
	assert_non_null(small);
	assert_non_null(large);
	for (size_t i = 0; i < 1000000; i++)
		assert_int_equal(large[i], 0);
	memset(large, 1, 1000000);
	assert_int_equal(*small, 0);
	assert_int_equal(
	    (uintptr_t)page_alloc(p, 3) % _Alignof(max_align_t), 0);
	assert_null(page_copy(p, NULL));
	assert_false(p->failed);
	page_free(p);
}

static void
test_blank(void **state)
{
	struct page *p = page_create();
	struct page_line *l;

	(void)state;
	assert_true(page_is_blank(p));
	fill(p, 2);
	l = p->blocks->paragraphs->lines;
	assert_true(page_is_blank(p));
	l->words->confidence = 0.99F;
	assert_true(page_is_blank(p));
	l->words->confidence = 2;
	assert_false(page_is_blank(p));
	page_free(p);
}

static void
test_copies_of_words(void **state)
{
	struct page *p = page_create();
	struct page_line *l;
	struct page_word *first, *second;

	(void)state;
	fill(p, 1);
	l = p->blocks->paragraphs->lines;
	first = l->words;
	second = page_add_copy(p, l, first);
	assert_ptr_equal(first->next, second);
	assert_ptr_equal(l->last, second);
	assert_null(second->next);
	assert_string_equal(second->text, first->text);
	assert_ptr_equal(page_add_copy(p, l, first)->next, second);
	assert_ptr_equal(l->last, second);
	page_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_size),
	    cmocka_unit_test(test_no_memory),
	    cmocka_unit_test(test_impossible_size),
	    cmocka_unit_test(test_large_and_small),
	    cmocka_unit_test(test_blank),
	    cmocka_unit_test(test_copies_of_words),
	};

	return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
