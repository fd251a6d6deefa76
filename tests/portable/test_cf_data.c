/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <signal.h>
#include <stdlib.h>

COUNTED_SUITE(cf_data);

static void assert_bytes(CFDataRef data, const char *expected)
{
    cr_assert_eq(CFDataGetLength(data), (CFIndex)strlen(expected));
    cr_assert_arr_eq(CFDataGetBytePtr(data), expected, strlen(expected));
}

static CFMutableDataRef make_mutable(const char *bytes)
{
    const CFMutableDataRef data = CFDataCreateMutable(NULL, 0);
    CFDataAppendBytes(data, (const UInt8 *)bytes, (CFIndex)strlen(bytes));
    return data;
}

Test(cf_data, bytes_are_copied)
{
    UInt8 bytes[] = "abc";
    const CFDataRef data = CFDataCreate(NULL, bytes, 3);
    bytes[0] = 'x';
    assert_bytes(data, "abc");
    UInt8 part[2] = {0};
    CFDataGetBytes(data, CFRangeMake(1, 2), part);
    cr_assert_arr_eq(part, "bc", 2);
    assert_made(CFCopyDescription(data), "<616263>");
    CFRelease(data);
    cr_assert_null(CFDataCreate(NULL, bytes, -1));
}

Test(cf_data, bytes_are_taken_over)
{
    const CFDataRef freed = CFDataCreateWithBytesNoCopy(NULL, (UInt8 *)strdup("abc"), 3, NULL);
    assert_bytes(freed, "abc");
    CFRelease(freed);
    static const UInt8 kept[] = "abc";
    const CFDataRef data = CFDataCreateWithBytesNoCopy(NULL, kept, 3, kCFAllocatorNull);
    cr_assert_eq(CFDataGetBytePtr(data), kept);
    CFRelease(data);
}

Test(cf_data, bytes_come_and_go)
{
    const CFMutableDataRef data = make_mutable("abc");
    CFDataReplaceBytes(data, CFRangeMake(1, 1), (const UInt8 *)"XYZ", 3);
    assert_bytes(data, "aXYZc");
    CFDataReplaceBytes(data, CFRangeMake(0, 4), (const UInt8 *)"-", 1);
    assert_bytes(data, "-c");
    CFDataDeleteBytes(data, CFRangeMake(0, 1));
    assert_bytes(data, "c");
    CFDataGetMutableBytePtr(data)[0] = 'd';
    CFDataIncreaseLength(data, 2);
    cr_assert_eq(CFDataGetLength(data), 3);
    cr_assert_arr_eq(CFDataGetBytePtr(data), "d\0\0", 3);
    CFDataSetLength(data, 1);
    assert_bytes(data, "d");
    CFRelease(data);
}

Test(cf_data, a_range_out_of_bounds_changes_nothing)
{
    const CFMutableDataRef data = make_mutable("abc");
    CFDataDeleteBytes(data, CFRangeMake(2, 2));
    CFDataDeleteBytes(data, CFRangeMake(-1, 2));
    CFDataReplaceBytes(data, CFRangeMake(0, 1), NULL, -1);
    CFDataSetLength(data, -1);
    assert_bytes(data, "abc");
    CFRelease(data);
}

Test(cf_data, a_capacity_is_the_limit)
{
    const CFMutableDataRef data = CFDataCreateMutable(NULL, 2);
    CFDataAppendBytes(data, (const UInt8 *)"ab", 2);
    CFDataAppendBytes(data, (const UInt8 *)"c", 1);
    assert_bytes(data, "ab");
    CFRelease(data);
}

Test(cf_data, data_equal_by_their_bytes)
{
    const CFMutableDataRef one = make_mutable("abc");
    const CFDataRef other = CFDataCreateCopy(NULL, one);
    cr_assert_neq((CFTypeRef)one, (CFTypeRef)other);
    cr_assert(CFEqual(one, other));
    cr_assert_eq(CFHash(one), CFHash(other));
    CFDataSetLength(one, 2);
    cr_assert_not(CFEqual(one, other));
    const CFDataRef same = CFDataCreateCopy(NULL, other);
    cr_assert_eq(same, other);
    CFRelease(same);
    CFRelease(one);
    CFRelease(other);
}

Test(cf_data, bytes_out_of_range_stop_the_program, .signal = SIGABRT)
{
    UInt8 bytes[4];
    CFDataGetBytes(make_mutable("abc"), CFRangeMake(1, 3), bytes);
}

Test(cf_data, immutable_data_cannot_change, .signal = SIGABRT)
{
    CFDataSetLength(changeable(CFDataCreate(NULL, NULL, 0)), 1);
}
