/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <errno.h>

COUNTED_SUITE(cf_error);

Test(cf_error, the_text_is_what_the_maker_said)
{
    const void *keys[] = {kCFErrorLocalizedDescriptionKey, kCFErrorLocalizedFailureReasonKey};
    const void *values[] = {CFSTR("it broke"), CFSTR("too old")};
    const CFDictionaryRef info = CFDictionaryCreate(
        NULL, keys, values, 2, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    const CFErrorRef error = CFErrorCreate(NULL, kCFErrorDomainCocoa, 5, info);
    cr_assert(CFEqual(CFErrorGetDomain(error), kCFErrorDomainCocoa));
    cr_assert_eq(CFErrorGetCode(error), 5);
    assert_made(CFErrorCopyDescription(error), "it broke");
    assert_made(CFErrorCopyFailureReason(error), "too old");
    const CFDictionaryRef copy = CFErrorCopyUserInfo(error);
    cr_assert(CFEqual(copy, info));
    CFRelease(copy);
    CFRelease(info);
    CFRelease(error);
}

Test(cf_error, without_a_text_there_is_one_still)
{
    const CFErrorRef error = CFErrorCreate(NULL, kCFErrorDomainPOSIX, ENOENT, NULL);
    const CFErrorRef other = CFErrorCreate(NULL, CFSTR("mine"), 7, NULL);
    assert_made(CFErrorCopyDescription(error),
                "NSPOSIXErrorDomain error 2: No such file or directory");
    assert_made(CFErrorCopyDescription(other), "mine error 7");
    cr_assert_null(CFErrorCopyFailureReason(other));
    const CFDictionaryRef empty = CFErrorCopyUserInfo(other);
    cr_assert_eq(CFDictionaryGetCount(empty), 0);
    cr_assert_not(CFEqual(error, other));
    CFRelease(empty);
    CFRelease(error);
    CFRelease(other);
}

Test(cf_error, errors_equal_by_domain_and_code)
{
    const CFErrorRef one = CFErrorCreate(NULL, CFSTR("mine"), 7, NULL);
    const CFErrorRef other = CFErrorCreate(NULL, CFSTR("mine"), 7, NULL);
    cr_assert(CFEqual(one, other));
    cr_assert_eq(CFHash(one), CFHash(other));
    CFRelease(one);
    CFRelease(other);
}
