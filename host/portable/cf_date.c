/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include <CoreFoundation/CFDate.h>

#include "cf_runtime.h"
#include "cf_string.h"

#include <math.h>
#include <time.h>

struct __CFDate {
    CFObject base;
    CFAbsoluteTime time;
};

const CFTimeInterval kCFAbsoluteTimeIntervalSince1970 = 978307200.0;

static bool date_equal(CFTypeRef a, CFTypeRef b)
{
    return CFDateCompare(a, b, NULL) == kCFCompareEqualTo;
}

static CFHashCode date_hash(CFTypeRef object)
{
    const double time = ((CFDateRef)object)->time + 0.0; /* -0.0 is equal to 0.0 */
    return cf_hash_bytes(&time, sizeof time);
}

static CFStringRef date_copy_description(CFTypeRef object)
{
    const double unix_time = ((CFDateRef)object)->time + kCFAbsoluteTimeIntervalSince1970;
    /* Years of four digits: nothing that a property list can write is cut. */
    const bool printable = unix_time > -62135596800.0 && unix_time < 253402300800.0;
    const time_t seconds = printable ? (time_t)floor(unix_time) : 0;
    struct tm fields;
    char digits[32] = "";
    if (printable && gmtime_r(&seconds, &fields))
        (void)strftime(digits, sizeof digits, "%Y-%m-%d %H:%M:%S +0000", &fields);
    Text text = {0};
    if (digits[0])
        text_append_c_string(&text, digits);
    else
        text_append_double(&text, ((CFDateRef)object)->time);
    return cf_string_adopt(&text);
}

const CFClass cf_date_class = {
    .type = CF_TYPE_DATE,
    .name = "CFDate",
    .equal = date_equal,
    .hash = date_hash,
    .copy_description = date_copy_description,
};

CFTypeID CFDateGetTypeID(void)
{
    return CF_TYPE_DATE;
}

CFAbsoluteTime CFAbsoluteTimeGetCurrent(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec - kCFAbsoluteTimeIntervalSince1970 + (double)now.tv_nsec * 1e-9;
}

CFDateRef CFDateCreate(CFAllocatorRef allocator, CFAbsoluteTime at)
{
    struct __CFDate *const date = cf_new(&cf_date_class, sizeof *date);
    if (date)
        date->time = at;
    return date;
}

CFAbsoluteTime CFDateGetAbsoluteTime(CFDateRef theDate)
{
    cf_require(theDate, &cf_date_class, __func__);
    return theDate->time;
}

CFComparisonResult CFDateCompare(CFDateRef theDate, CFDateRef otherDate, void *context)
{
    const CFAbsoluteTime a = CFDateGetAbsoluteTime(theDate);
    const CFAbsoluteTime b = CFDateGetAbsoluteTime(otherDate);
    return a < b ? kCFCompareLessThan : a > b ? kCFCompareGreaterThan : kCFCompareEqualTo;
}
