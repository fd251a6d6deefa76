/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Parameters that four threads change as fast as they can while sound runs. */

#include "faults/bed.h"
#include "faults/usage.h"

#include <criterion/parameterized.h>
#include <math.h>
#include <stdlib.h>

enum { THREADS = 4 };

/* Of all threads together. */
#ifdef IS_LONG
#define CHANGES 100000
#else
#define CHANGES 2000
#endif

/* How far the process may grow: what many changes leave behind would be more. */
#define NOISE_BYTES (CHANGES > 50000 ? (size_t)CHANGES * 4 : (size_t)1 << 20)

static Bed bed;

TestSuite(parameter_storm, .timeout = BED_TIMEOUT_S);

typedef struct Changer {
    pthread_t thread;
    unsigned index;
    void (*change)(const struct Changer *changer, unsigned i);
} Changer;

static void *change_often(void *context)
{
    const Changer *const changer = context;
    for (unsigned i = 1; i <= CHANGES / THREADS; i++)
        changer->change(changer, i);
    return NULL;
}

static void change_from_all_threads(void (*change)(const Changer *changer, unsigned i))
{
    Changer changers[THREADS];
    for (unsigned t = 0; t < THREADS; t++) {
        changers[t] = (Changer){.index = t, .change = change};
        cr_assert_eq(pthread_create(&changers[t].thread, NULL, change_often, &changers[t]), 0);
    }
    for (unsigned t = 0; t < THREADS; t++)
        cr_assert_eq(pthread_join(changers[t].thread, NULL), 0);
}

/* Twice, the first time to warm up. */
static void storm(void (*change)(const Changer *changer, unsigned i))
{
    change_from_all_threads(change);
    const Usage before = bed_usage_before();
    change_from_all_threads(change);
    const Usage after = bed_usage_after(&bed, &before);
    usage_assert_same(&before, &after, NOISE_BYTES);
}

/* Each thread has a parameter of its own, which rises with each change and never falls. */
static void count_up(const Changer *changer, unsigned i)
{
    static _Atomic unsigned counts[THREADS];
    const char parameter[] = {(char)('a' + (char)changer->index), '\0'};
    (void)i;
    cr_assert(bed_set_parameter(&bed, 0, parameter, ++counts[changer->index]));
}

static void assert_in_order(const char *mode)
{
    static const HeardSource sources[] = {{.gain = -1}, {.gain = 1}};
    static const char *const meters[THREADS] = {"last-a", "last-b", "last-c", "last-d"};
    bed_init(&bed, &(BedOptions){.mode = mode,
                                 .chain = "org.ossicle.test.ordered",
                                 .sources = sources,
                                 .source_count = 2});
    bed_play(&bed);
    bed_hear(&bed, 0, 1);
    storm(count_up);
    for (unsigned t = 0; t < THREADS; t++) {
        while (bed_parameter(&bed, 0, meters[t]) != 2.0 * CHANGES / THREADS)
            bed_pause(); /* the last one is never lost */
    }
    bed_run(&bed, 4096);
    cr_assert_eq(bed_engine_number(&bed, CFSTR("failedBlocks")), 0);
    bed_cleanup(&bed);
}

Test(parameter_storm, comes_in_order_in_worker_mode)
{
    assert_in_order("worker");
}

Test(parameter_storm, comes_in_order_in_isolated_mode)
{
    assert_in_order("isolated");
}

Test(parameter_storm, comes_in_order_in_inline_mode)
{
    assert_in_order("inline");
}

/* Up to 0 dB and down to -20 dB, glided by the module within 10 ms. */
static void turn_gain(const Changer *changer, unsigned i)
{
    const double decibels = -(double)((i * 7 + changer->index * 3) % 21);
    cr_assert(bed_set_parameter(&bed, 0, "gain", decibels));
}

Test(parameter_storm, is_heard_without_a_click)
{
    bed_init(&bed, &(BedOptions){.modules = SHIPPED_MODULES,
                                 .mode = "inline", /* all is processed: nothing is joined */
                                 .chain = "org.ossicle.gain"});
    bed_play(&bed);
    bed_run(&bed, 4096);
    storm(turn_gain);
    bed_stop(&bed);
    for (unsigned c = 0; c < SOUND_CHANNELS; c++)
        cr_assert_leq(bed.heard.largest_step[c], sound_slope(c) + SOUND_PEAK / 480);
    bed_cleanup(&bed);
}
