/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Each allocation that the host needs for a worker process fails in turn: no chain, an error that
 * says so, nothing lost, and no process left. */

#include "engine/chain.h"
#include "engine/remote_chain.h"
#include "loader/catalog.h"
#include "support/fail_each.h"

#include <sys/wait.h>

#define CHAIN "org.ossicle.gain(gain=-6),org.ossicle.lowpass"

static Catalog *catalog;
static Supervisor *supervisor;

static FailedAct make_and_free(void)
{
    FailedAct act = {.succeeded = false};
    Chain *chain = NULL;
    ChainSpec spec = {NULL, 0};
    size_t culprit = 0;
    const ChainConfig config = {.channels = 2, .max_frames = 512, .sample_rate_hz = 48000};
    const RemoteConfig remote = {.program = WORKER_PROGRAM,
                                 .supervisor = supervisor,
                                 .patience_ms = 60000,
                                 .culprit = &culprit};
    Status status = chain_spec_parse(&spec, CHAIN, catalog, &act.error);
    if (status == STATUS_OK)
        status = remote_chain_new(&spec, &config, &remote, &chain, &act.error);
    act.succeeded = status == STATUS_OK;
    cr_assert_eq(act.succeeded, chain != NULL);
    chain_free(chain);
    chain_spec_cleanup(&spec);
    cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1, "there is no child");
    return act;
}

Test(remote_chain_memory, each_allocation_may_fail)
{
    Error error = {.status = STATUS_OK};
    if (!failing_malloc_works())
        cr_skip_test("this build has another malloc");
    catalog = catalog_new(NULL);
    supervisor = supervisor_new(&error);
    cr_assert_not_null(supervisor, "%s", error.message);
    cr_assert_eq(catalog_scan(catalog, SHIPPED_MODULES, &error), STATUS_OK, "%s", error.message);
    cr_assert_gt(fail_each(make_and_free, false), 10);
    supervisor_free(supervisor);
    catalog_free(catalog);
}
