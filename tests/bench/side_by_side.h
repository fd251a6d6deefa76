/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file side_by_side.h
 * Compares two ways of doing something in one run: they take turns, so that whatever else the
 * machine does hits both, and what counts is the ratio of their medians. */

#ifndef OSSICLE_BENCH_SIDE_BY_SIDE_H
#define OSSICLE_BENCH_SIDE_BY_SIDE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SIDE_ROUNDS 401

typedef struct Side {
    /** Do it `times` times. */
    void (*run)(void *context, uint32_t times);
    void *context;
} Side;

static inline uint64_t side_now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline int side_compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

static inline double side_median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, side_compare);
    return values[count / 2];
}

static inline double side_time(const Side *side, uint32_t times)
{
    const uint64_t before = side_now_ns();
    side->run(side->context, times);
    return (double)(side_now_ns() - before) / times;
}

/** Print the ratio of `ours` to `bare`, and whether it is within `target`; 0: there is none. Never
 * fails: a busy machine is no defect. */
static inline double side_by_side(const char *name, const Side *ours, const Side *bare,
                                  uint32_t times, double target)
{
    static double our_times[SIDE_ROUNDS];
    static double bare_times[SIDE_ROUNDS];
    (void)side_time(ours, times);
    (void)side_time(bare, times);
    for (int i = 0; i < SIDE_ROUNDS; i++) {
        our_times[i] = side_time(ours, times);
        bare_times[i] = side_time(bare, times);
    }
    const double our = side_median(our_times, SIDE_ROUNDS);
    const double their = side_median(bare_times, SIDE_ROUNDS);
    const double ratio = our / their;
    printf("%-52s %9.1f ns / %9.1f ns = %.2f", name, our, their, ratio);
    if (target > 0)
        printf("  %s %.2f", ratio <= target ? "PASS, at most" : "over the target of", target);
    printf("\n");
    return ratio;
}

#endif
