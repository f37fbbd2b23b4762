/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * start_warnings: what the log warns of when the pool starts.
 */
#include "master/start_warnings.h"

#include <stdint.h>

#include "base/log.h"
#include "base/memory_cgroup.h"
#include "sandbox/seccomp.h"

/*
 * The memory that a worker takes for a page of fifty megapixels, and that the
 * pool takes besides its workers.
 */
#define WORKER_BYTES (UINT64_C(400) << 20)
#define POOL_BYTES (UINT64_C(200) << 20)

void
start_warnings_log(const struct options *o, int processors)
{
	uint64_t memory = memory_cgroup_limit();
	uint64_t needed = POOL_BYTES + (uint64_t)o->workers * WORKER_BYTES;
	json_t *missing = seccomp_missing();

	if (o->workers > processors)
		log_write("warning", "more workers than processors",
		    json_pack("{s:i,s:i}", "workers", o->workers, "processors",
			processors));
	if (memory > 0 && memory < needed)
		log_write("warning", "little memory",
		    json_pack("{s:I,s:i,s:I}", "limit_bytes",
			(json_int_t)memory, "workers", o->workers,
			"needed_bytes", (json_int_t)needed));
	if (json_array_size(missing) > 0)
		log_write("warning", "protections are missing",
		    json_pack("{s:O}", "missing", missing));
	json_decref(missing);
}
