/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/storage.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[256];
static char path[300];

static void setup(void)
{
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/ossicle-XXXXXX", tmp != NULL ? tmp : "/tmp");
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/a.plist", folder);
}

/* Nothing else may be left in the folder: no unfinished file. */
static void teardown(void)
{
    (void)remove(path);
    cr_assert_eq(rmdir(folder), 0);
}

TestSuite(storage, .init = setup, .fini = teardown);

static void assert_value(Storage *storage, CFStringRef key, CFTypeRef expected)
{
    CFPropertyListRef value = storage_copy(storage, key);
    if (expected == NULL) {
        cr_assert_null(value);
        return;
    }
    cr_assert_not_null(value);
    cr_assert(CFEqual(value, expected));
    CFRelease(value);
}

Test(storage, keeps_values_in_memory_without_a_path)
{
    Storage *storage = storage_new(NULL, NULL);
    assert_value(storage, CFSTR("a"), NULL);
    cr_assert_eq(storage_write(storage, CFSTR("a"), CFSTR("1"), NULL), STATUS_OK);
    cr_assert_eq(storage_write(storage, CFSTR("b"), CFSTR("2"), NULL), STATUS_OK);
    assert_value(storage, CFSTR("a"), CFSTR("1"));
    cr_assert_eq(storage_delete(storage, CFSTR("a"), NULL), STATUS_OK);
    cr_assert_eq(storage_delete(storage, CFSTR("a"), NULL), STATUS_NOT_FOUND);
    assert_value(storage, CFSTR("a"), NULL);
    assert_value(storage, CFSTR("b"), CFSTR("2"));
    storage_free(storage);
}

Test(storage, keeps_every_type_in_its_file)
{
    const SInt64 number = -1234567890123;
    const Float64 real = 0.1;
    CFTypeRef values[4] = {CFNumberCreate(NULL, kCFNumberSInt64Type, &number),
                           CFNumberCreate(NULL, kCFNumberFloat64Type, &real), kCFBooleanTrue,
                           CFDataCreate(NULL, (const UInt8 *)"\0\1\2", 3)};
    CFArrayRef array = CFArrayCreate(NULL, values, 4, &kCFTypeArrayCallBacks);
    Storage *storage = storage_new(path, NULL);
    cr_assert_eq(storage_write(storage, CFSTR("list"), array, NULL), STATUS_OK);
    storage_free(storage);
    storage = storage_new(path, NULL);
    assert_value(storage, CFSTR("list"), array);
    storage_free(storage);
    CFRelease(array);
    CFRelease(values[0]);
    CFRelease(values[1]);
    CFRelease(values[3]);
}

Test(storage, a_later_change_of_the_object_is_not_seen)
{
    CFMutableArrayRef array = CFArrayCreateMutable(NULL, 0, &kCFTypeArrayCallBacks);
    Storage *storage = storage_new(NULL, NULL);
    cr_assert_eq(storage_write(storage, CFSTR("a"), array, NULL), STATUS_OK);
    CFArrayAppendValue(array, CFSTR("x"));
    CFPropertyListRef value = storage_copy(storage, CFSTR("a"));
    cr_assert_eq(CFArrayGetCount(value), 0);
    CFRelease(value);
    CFRelease(array);
    storage_free(storage);
}

Test(storage, a_failed_write_changes_nothing)
{
    Storage *storage = storage_new(path, NULL);
    cr_assert_eq(storage_write(storage, CFSTR("a"), CFSTR("old"), NULL), STATUS_OK);
    cr_assert_eq(remove(path), 0);
    cr_assert_eq(mkdir(path, 0700), 0); /* a folder can't be replaced by a file */
    Error error = {0};
    cr_assert_neq(storage_write(storage, CFSTR("a"), CFSTR("new"), &error), STATUS_OK);
    cr_assert_neq(storage_delete(storage, CFSTR("a"), &error), STATUS_OK);
    assert_value(storage, CFSTR("a"), CFSTR("old"));
    storage_free(storage);
}

Test(storage, a_value_that_is_no_property_list_is_refused)
{
    CFUUIDRef uuid = CFUUIDCreate(NULL);
    Storage *storage = storage_new(NULL, NULL);
    Error error = {0};
    cr_assert_eq(storage_write(storage, CFSTR("a"), uuid, &error), STATUS_BAD_ARGUMENT);
    assert_value(storage, CFSTR("a"), NULL);
    storage_free(storage);
    CFRelease(uuid);
}

Test(storage, a_file_without_a_dictionary_is_refused)
{
    FILE *file = fopen(path, "w");
    (void)fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<plist version=\"1.0\"><string>x</string></plist>",
                file);
    cr_assert_eq(fclose(file), 0);
    Error error = {0};
    cr_assert_null(storage_new(path, &error));
    cr_assert_eq(error.status, STATUS_BAD_FORMAT);
}

Test(storage, free_takes_null)
{
    storage_free(NULL);
}
