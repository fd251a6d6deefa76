/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <pthread.h>

COUNTED_SUITE(cf_uuid);

static const char type_text[] = "443ABAB8-E7B3-491A-B985-BEB9187030DB";

Test(cf_uuid, text_and_bytes_tell_the_same)
{
    const CFUUIDRef uuid =
        CFUUIDCreateFromString(NULL, CFSTR("443abab8-e7b3-491A-B985-beb9187030db"));
    const CFUUIDBytes bytes = CFUUIDGetUUIDBytes(uuid);
    cr_assert_eq(bytes.byte0, 0x44);
    cr_assert_eq(bytes.byte15, 0xDB);
    assert_made(CFUUIDCreateString(NULL, uuid), type_text);
    const CFUUIDRef same = CFUUIDCreateFromUUIDBytes(NULL, bytes);
    cr_assert(CFEqual(uuid, same));
    cr_assert_eq(CFHash(uuid), CFHash(same));
    cr_assert(CFEqual(uuid, kAudioServerPlugInTypeUUID));
    cr_assert_not(CFEqual(uuid, kAudioServerPlugInDriverInterfaceUUID));
    CFRelease(uuid);
    CFRelease(same);
}

Test(cf_uuid, the_uuids_of_the_interface_are_apples)
{
    assert_made(CFUUIDCreateString(NULL, kAudioServerPlugInTypeUUID), type_text);
    assert_made(CFUUIDCreateString(NULL, kAudioServerPlugInDriverInterfaceUUID),
                "EEA5773D-CC43-49F1-8E00-8F96E7D23B17");
    assert_made(CFUUIDCreateString(NULL, IUnknownUUID), "00000000-0000-0000-C000-000000000046");
}

Test(cf_uuid, text_that_is_no_uuid_is_refused)
{
    static const char *const texts[] = {
        "",
        "443ABAB8-E7B3-491A-B985-BEB9187030D",
        "443ABAB8-E7B3-491A-B985-BEB9187030DB0",
        "443ABAB8-E7B3-491A-B985-BEB9187030DG",
        "443ABAB8E-7B3-491A-B985-BEB9187030DB",
        "443ABAB8 E7B3 491A B985 BEB9187030DB",
        "{43ABAB8-E7B3-491A-B985-BEB9187030D}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const CFStringRef string = make(texts[i]);
        cr_assert_null(CFUUIDCreateFromString(NULL, string), "%s", texts[i]);
        CFRelease(string);
    }
}

Test(cf_uuid, new_ones_are_random)
{
    const CFUUIDRef one = CFUUIDCreate(NULL);
    const CFUUIDRef other = CFUUIDCreate(NULL);
    const CFUUIDBytes bytes = CFUUIDGetUUIDBytes(one);
    cr_assert_not(CFEqual(one, other));
    cr_assert_eq(bytes.byte6 & 0xF0, 0x40);
    cr_assert_eq(bytes.byte8 & 0xC0, 0x80);
    CFRelease(one);
    CFRelease(other);
}

static void *get_constant(void *result)
{
    *(CFUUIDRef *)result = IUnknownUUID;
    return NULL;
}

Test(cf_uuid, a_constant_is_one_object_for_all_threads)
{
    CFUUIDRef found[4];
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, get_constant, &found[i]), 0);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(found[i], IUnknownUUID);
    CFRelease(found[0]);
    assert_made(CFUUIDCreateString(NULL, found[0]), "00000000-0000-0000-C000-000000000046");
}
