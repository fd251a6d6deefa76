/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* How numbers are computed while modules run: denormals are zero in every block and in every mode,
 * whatever a module did to its thread in the one before, and elsewhere all stays as it was. */

#include "worker_bed.h"

#include <criterion/parameterized.h>
#include <float.h>

static void expect_untouched(void)
{
    volatile float small = FLT_MIN;
    volatile float one = 1;
    volatile float less = FLT_EPSILON / 8;
    small = small / 2;
    one = one - less;
    cr_expect_gt(small, 0);
    cr_expect_eq(one, 1, "it is rounded to the nearest number");
}

static void expect_in_every_block(EngineMode mode)
{
    enum { BLOCKS = 5, COUNT = BLOCKS * ENGINE_BLOCK_FRAMES * BED_CHANNELS };
    static float heard[COUNT];
    WorkerBed bed;
    EngineReader reader;
    int64_t time = 0;
    size_t wrong = 0;
    bed_init(&bed, FAULT_MODULES, NULL, NULL);
    bed_chain(&bed, mode, "org.ossicle.test.arithmetic");
    bed_start(&bed);
    engine_reader_init(&reader, bed.engine);
    bed_write(&bed, &time, BLOCKS);
    engine_read(bed.engine, &reader, 0, BLOCKS * ENGINE_BLOCK_FRAMES, heard);
    for (size_t i = 0; i < COUNT; i++)
        wrong += heard[i] != 1;
    cr_expect_eq(wrong, 0, "%s: %zu samples", engine_mode_text(mode), wrong);
    expect_untouched();
    bed_cleanup(&bed);
}

ParameterizedTestParameters(arithmetic, is_the_same_in_every_block_and_untouched_elsewhere)
{
    static EngineMode modes[] = {ENGINE_MODE_INLINE, ENGINE_MODE_WORKER, ENGINE_MODE_ISOLATED};
    return cr_make_param_array(EngineMode, modes, sizeof modes / sizeof *modes);
}

ParameterizedTest(const EngineMode *mode, arithmetic,
                  is_the_same_in_every_block_and_untouched_elsewhere)
{
    expect_in_every_block(*mode);
}
