/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <time.h>

COUNTED_SUITE(cf_date);

Test(cf_date, dates_compare_by_time)
{
    const CFDateRef early = CFDateCreate(NULL, -1.5);
    const CFDateRef late = CFDateCreate(NULL, 0.0);
    const CFDateRef also_late = CFDateCreate(NULL, -0.0);
    cr_assert_eq(CFDateGetAbsoluteTime(early), -1.5);
    cr_assert_eq(CFDateCompare(early, late, NULL), kCFCompareLessThan);
    cr_assert_eq(CFDateCompare(late, early, NULL), kCFCompareGreaterThan);
    cr_assert(CFEqual(late, also_late));
    cr_assert_eq(CFHash(late), CFHash(also_late));
    cr_assert_not(CFEqual(early, late));
    CFRelease(early);
    CFRelease(late);
    CFRelease(also_late);
}

Test(cf_date, time_counts_from_2001)
{
    const CFDateRef zero = CFDateCreate(NULL, 0.0);
    assert_made(CFCopyDescription(zero), "2001-01-01 00:00:00 +0000");
    CFRelease(zero);
    const CFDateRef absurd = CFDateCreate(NULL, 1e300);
    assert_made(CFCopyDescription(absurd), "1e+300");
    CFRelease(absurd);
    const double before = (double)time(NULL) - kCFAbsoluteTimeIntervalSince1970;
    cr_assert_geq(CFAbsoluteTimeGetCurrent(), before);
}
