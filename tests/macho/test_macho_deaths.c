/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Modules that take the worker process for macOS down, in the driver for macOS, while sound runs:
 * every sample is processed or dry, another worker comes, and a module that goes on like that is
 * kept out. As the driver ships: with pauses before it tries again. */

#include "driver/custom_properties.h"
#include "faults/bed.h"
#include "macho/bundle.h"
#include "support/module_folder.h"

#include <stdio.h>
#include <stdlib.h>

/* How often what a dead worker has left is looked for, every 50 us, before it counts as lost. */
enum { LAST_LOOKS = 400000 };

enum { IS_WET, IS_DRY };

static const HeardSource sources[] = {{.gain = -1}, {.gain = 1}};

static Bed bed;
static char *folder;

static void start_host(void)
{
    folder = module_folder_new();
    char *const bundle = macho_bundle_copy(folder);
    macho_bundle_use_worker(bundle, RUNNER);
    macho_bundle_add_faults(bundle, "crash.dylib");
    macho_bundle_add_faults(bundle, "hang.dylib");
    bed_init(&bed, &(BedOptions){.bundle = bundle,
                                 .mode = "isolated",
                                 .chain = "",
                                 .sources = sources,
                                 .source_count = 2});
    free(bundle);
}

static void end_host(void)
{
    bed_cleanup(&bed);
    macho_bundle_remove_folder(folder);
    free(folder);
}

TestSuite(macho_deaths, .init = start_host, .fini = end_host, .timeout = BED_TIMEOUT_S);

/* Among so many blocks that some of them are heard before, wherever it happens. */
static void set_faulty_chain(const char *module, int blocks)
{
    char chain[128];
    (void)snprintf(chain, sizeof chain, "org.ossicle.fault.%s(after=%d)", module, blocks);
    bed_set_chain(&bed, chain);
}

/* Descriptors stand for all rights that the driver has of a worker's, but for those of memory,
 * which lanes keep. */
static size_t rights(void)
{
    const Usage usage = usage_now();
    return usage.descriptors - usage.shared;
}

/* Dry sound after the death, and then processed sound from another worker. */
static void take_down(const char *module)
{
    char line[128];
    (void)snprintf(line, sizeof line, "module 'org.ossicle.fault.%s' died (1 time so far)", module);
    set_faulty_chain(module, 200);
    bed_play(&bed);
    while (bed_errors_with(&bed, line) == 0)
        bed_pause();
    bed_hear(&bed, IS_DRY, 512);
    bed_hear(&bed, IS_WET, 512);
    bed_stop(&bed);
    bed_assert_heard(&bed);
    bed_set_chain(&bed, "");
}

Test(macho_deaths, cost_the_effect_alone)
{
    take_down("null-write");
    const size_t before = rights();
    take_down("bus");
    take_down("loop");
    for (int looks = 0; rights() > before && looks < LAST_LOOKS; looks++)
        bed_pause();
    cr_assert_leq(rights(), before, "nothing is left of those that died");
    cr_assert_geq(bed_errors_with(&bed, "in module 'org.ossicle.fault.bus' the worker process "
                                        "died: it ended"),
                  1);
}

Test(macho_deaths, end_in_quarantine)
{
    set_faulty_chain("null-write", 20);
    bed_play(&bed);
    while (bed_errors_with(&bed, "'org.ossicle.fault.null-write' is in quarantine") == 0)
        bed_pause();
    cr_assert_eq(bed_errors_with(&bed, "is in quarantine after 5 deaths: in module "
                                       "'org.ossicle.fault.null-write'"),
                 1);
    cr_assert_eq(bed_errors_with(&bed, "'org.ossicle.fault.null-write' died ("), 4);
    bed_run(&bed, UINT64_C(40) * 512);
    const uint64_t wet = bed_frames_of(&bed, IS_WET);
    bed_run(&bed, UINT64_C(40) * 512);
    cr_assert_eq(bed_frames_of(&bed, IS_WET), wet, "it isn't tried any more");
}
