/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/route.h"
#include "faults/bed.h"

/* How often usage is looked at before something counts as lost: while sound runs, and without, when
 * that takes 50 us each time. */
enum { LAST_LOOKS = 2000, LAST_LOOKS_AT_REST = 400000 };

/* Shared memory of an engine: each lane's two sides, and the dry sound; and of a worker process. */
enum { SHARED_AREAS = 2 * ROUTE_LANES + 1, WORKER_AREAS = 2 };

Usage bed_usage_before(void)
{
    Usage usage = usage_now();
    const size_t areas = SHARED_AREAS + WORKER_AREAS * usage.processes;
    if (usage.shared < areas) {
        usage.descriptors += areas - usage.shared;
        usage.shared = areas;
    }
    return usage;
}

Usage bed_usage_after(Bed *bed, const Usage *before)
{
    Usage usage = usage_now();
    for (int i = 0; i < LAST_LOOKS; i++) {
        if (usage.threads <= before->threads && usage.processes <= before->processes &&
            usage.descriptors <= before->descriptors && usage.shared <= before->shared)
            break;
        bed_run(bed, 512);
        usage = usage_now();
    }
    return usage;
}

Usage bed_usage_at_rest(Bed *bed, bool has_orphans)
{
    bed_stop(bed);
    bed_set_chain(bed, "");
    Usage usage = usage_now();
    for (unsigned i = 0; usage.processes > 0 && i < LAST_LOOKS_AT_REST; i++) {
        if (has_orphans)
            usage_bury_orphans();
        bed_pause();
        usage = usage_now();
    }
    cr_assert_eq(usage.processes, 0);
    cr_assert_leq(usage.shared, SHARED_AREAS);
    usage.descriptors -= usage.shared;
    usage.shared = 0;
    return usage;
}
