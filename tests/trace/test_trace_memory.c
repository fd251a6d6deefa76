/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/fail_each.h"
#include "trace/traced_fixture.h"

static FailedAct make_and_free(void)
{
    FailedAct act = {.error = {.status = STATUS_OK}};
    const TraceOptions options = {.log = &kept_log};
    Trace *trace = trace_new(&options, &act.error);
    act.succeeded = trace != NULL;
    trace_free(trace);
    return act;
}

Test(trace_memory, each_allocation_may_fail)
{
    if (!failing_malloc_works())
        cr_skip("this build can't let allocations fail");
    cr_assert_geq(fail_each(make_and_free, false), 2);
}
