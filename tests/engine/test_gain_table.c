/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/gain_table.h"

#include <criterion/criterion.h>
#include <pthread.h>

enum { CHANNELS = 256, ROUNDS = 20000 };

static GainTable table;

Test(gain_table, begins_at_unity)
{
    float gains[CHANNELS] = {0};
    uint32_t version = 0;
    cr_assert_eq(gain_table_init(&table, 3, 48000), STATUS_OK);
    cr_assert(gain_table_copy(&table, gains, &version));
    cr_assert_eq(version, gain_table_version(&table));
    for (int c = 0; c < CHANNELS; c++)
        cr_assert_eq(gains[c], c < 3 ? 1 : 0);
    gain_table_cleanup(&table);
}

Test(gain_table, gives_what_was_set_last)
{
    float gains[2];
    uint32_t before = 0;
    uint32_t after = 0;
    cr_assert_eq(gain_table_init(&table, 2, 48000), STATUS_OK);
    for (int i = 0; i < 5; i++) {
        before = gain_table_version(&table);
        gain_table_set(&table, (float[]){(float)i, (float)-i});
        cr_assert(gain_table_copy(&table, gains, &after));
        cr_assert_neq(after, before);
        cr_assert_eq(gains[0], (float)i);
        cr_assert_eq(gains[1], (float)-i);
    }
    gain_table_cleanup(&table);
}

/* Every row that is set holds one number only. */
static void *set_rows(void *context)
{
    float gains[CHANNELS];
    (void)context;
    for (int i = 0; i < ROUNDS; i++) {
        for (int c = 0; c < CHANNELS; c++)
            gains[c] = (float)i;
        gain_table_set(&table, gains);
    }
    return NULL;
}

Test(gain_table, never_mixes_two_rows)
{
    pthread_t threads[2];
    float gains[CHANNELS];
    uint32_t version = 0;
    cr_assert_eq(gain_table_init(&table, CHANNELS, 48000), STATUS_OK);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, set_rows, NULL), 0);
    while (version != 1 + 2 * ROUNDS) {
        if (!gain_table_copy(&table, gains, &version))
            continue;
        for (int c = 1; c < CHANNELS; c++)
            cr_assert_eq(gains[c], gains[0]);
    }
    for (int i = 0; i < 2; i++)
        cr_assert_eq(pthread_join(threads[i], NULL), 0);
    cr_assert_eq(gains[0], ROUNDS - 1);
    gain_table_cleanup(&table);
}
