/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A copy of fcgi-worker in a directory of its own.
 */
#include "tests/lib/program_copy.h"

#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/lib/page.h"
#include "tests/lib/pool.h"
#include "tests/lib/pool_fixture.h"
#include "tests/lib/process.h"

char program_copy_dir[DIR_MAX], program_copy[DIR_MAX + 32];

int
program_copy_setup(void **state)
{
	const char *copy[] = {"cp", pool_program(), program_copy, NULL};
	char tmp[DIR_MAX + 32];
	struct process_result r;
	int status;

	(void)state;
	if (dir_make(program_copy_dir) < 0)
		return -1;
	snprintf(program_copy, sizeof(program_copy), "%s/fcgi-worker",
	    program_copy_dir);
	snprintf(tmp, sizeof(tmp), "%s/tmp", program_copy_dir);
	if (mkdir(tmp, 0777) < 0 || process_run(copy, POOL_FIXTURE_MS, &r) < 0)
		return -1;
	status = r.status;
	process_result_clear(&r);
	setenv("OCR_WORKER", program_copy, 1);
	setenv("TMPDIR", tmp, 1);
	return status == 0 ? 0 : -1;
}

int
program_copy_teardown(void **state)
{
	int rc = pool_fixture_teardown(state);

	unsetenv("TMPDIR");
	unsetenv("OCR_WORKER");
	dir_remove(program_copy_dir);
	return rc;
}

void
program_copy_run(const char *command)
{
	const char *argv[] = {"sh", "-c", command, program_copy_dir, NULL};
	struct process_result r;

	assert_int_equal(process_run(argv, POOL_FIXTURE_MS, &r), 0);
	if (r.status != 0)
		fail_msg("%s: %s", command, r.err);
	process_result_clear(&r);
}

void
program_copy_replace(const char *script)
{
	struct page_file file = {.data = NULL};
	char text[1024];

	file.data = (unsigned char *)text;
	file.len = (size_t)snprintf(text, sizeof(text),
	    "#!/bin/sh\ndir=%s\nreal=$dir/real\n%s\n", program_copy_dir,
	    script);
	program_copy_run("mv $0/fcgi-worker $0/real");
	assert_int_equal(page_file_write(&file, program_copy), 0);
	assert_int_equal(chmod(program_copy, 0755), 0);
}

void
program_copy_take_tmp(void)
{
	program_copy_run("rm -r $0/tmp && touch $0/tmp");
}

void
program_copy_give_tmp(void)
{
	program_copy_run("rm $0/tmp && mkdir $0/tmp");
}
