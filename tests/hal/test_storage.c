/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/storage.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[256];
static char path[300];
static char broken[320];

static void setup(void)
{
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/ossicle-XXXXXX", tmp != NULL ? tmp : "/tmp");
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/a.plist", folder);
    (void)snprintf(broken, sizeof broken, "%s.broken", path);
}

/* Nothing else may be left in the folder: no unfinished file, no lock. */
static void teardown(void)
{
    (void)remove(path);
    (void)remove(broken);
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
    Storage *storage = storage_new(NULL, NULL, NULL);
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
    Storage *storage = storage_new(path, NULL, NULL);
    cr_assert_eq(storage_write(storage, CFSTR("list"), array, NULL), STATUS_OK);
    storage_free(storage);
    storage = storage_new(path, NULL, NULL);
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
    Storage *storage = storage_new(NULL, NULL, NULL);
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
    Storage *storage = storage_new(path, NULL, NULL);
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
    Storage *storage = storage_new(NULL, NULL, NULL);
    Error error = {0};
    cr_assert_eq(storage_write(storage, CFSTR("a"), uuid, &error), STATUS_BAD_ARGUMENT);
    assert_value(storage, CFSTR("a"), NULL);
    storage_free(storage);
    CFRelease(uuid);
}

static char logged[1024];
static unsigned log_count;

static void keep_line(void *context, LogLevel level, const char *line)
{
    cr_assert_eq(level, LOG_LEVEL_WARNING);
    (void)snprintf(logged, sizeof logged, "%s", line);
    log_count++;
}

static void write_file(const char *text)
{
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    cr_assert_geq(fputs(text, file), 0);
    cr_assert_eq(fclose(file), 0);
}

static void assert_kept_aside(const char *text)
{
    char found[256] = {0};
    FILE *file = fopen(broken, "r");
    cr_assert_not_null(file);
    cr_assert_eq(fread(found, 1, sizeof found - 1, file), strlen(text));
    cr_assert_eq(fclose(file), 0);
    cr_assert_str_eq(found, text);
}

/* The file begins anew, and what was in it isn't lost: the last of it, if it happens again. */
Test(storage, a_file_without_settings_is_kept_aside)
{
    const Log log = {keep_line, NULL};
    static const char no_dictionary[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                        "<plist version=\"1.0\"><string>x</string></plist>";
    const char *const texts[] = {"no property list", no_dictionary, ""};
    for (unsigned i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        write_file(texts[i]);
        Error error = {0};
        Storage *storage = storage_new(path, &log, &error);
        cr_assert_not_null(storage, "%s", error.message);
        cr_assert_eq(log_count, i + 1);
        cr_assert_not_null(strstr(logged, path));
        cr_assert_not_null(strstr(logged, broken));
        assert_kept_aside(texts[i]);
        assert_value(storage, CFSTR("a"), NULL);
        cr_assert_eq(access(path, F_OK), -1);
        cr_assert_eq(storage_write(storage, CFSTR("a"), CFSTR("1"), NULL), STATUS_OK);
        storage_free(storage);
        storage = storage_new(path, &log, NULL);
        assert_value(storage, CFSTR("a"), CFSTR("1"));
        storage_free(storage);
        cr_assert_eq(log_count, i + 1);
    }
}

Test(storage, what_cannot_be_kept_aside_is_refused_and_stays)
{
    cr_assert_eq(mkdir(broken, 0700), 0); /* a folder can't be replaced by a file */
    write_file("no property list");
    Error error = {0};
    cr_assert_null(storage_new(path, NULL, &error));
    cr_assert_not_null(strstr(error.message, "can't be kept aside"), "%s", error.message);
    cr_assert_eq(access(path, F_OK), 0);
}

Test(storage, a_second_one_of_the_same_file_is_refused)
{
    Storage *first = storage_new(path, NULL, NULL);
    cr_assert_not_null(first);
    Error error = {0};
    cr_assert_null(storage_new(path, NULL, &error));
    cr_assert_eq(error.status, STATUS_BUSY);
    cr_assert_not_null(strstr(error.message, path), "%s", error.message);
    cr_assert_not_null(strstr(error.message, "in use by another HAL"), "%s", error.message);
    cr_assert_eq(storage_write(first, CFSTR("a"), CFSTR("1"), NULL), STATUS_OK);
    storage_free(first);
    Storage *second = storage_new(path, NULL, &error);
    cr_assert_not_null(second, "%s", error.message);
    assert_value(second, CFSTR("a"), CFSTR("1"));
    storage_free(second);
}

Test(storage, a_folder_that_is_not_there_is_named)
{
    char nowhere[400];
    (void)snprintf(nowhere, sizeof nowhere, "%s/nowhere/a.plist", folder);
    Error error = {0};
    cr_assert_null(storage_new(nowhere, NULL, &error));
    cr_assert_eq(error.status, STATUS_NOT_FOUND);
    cr_assert_not_null(strstr(error.message, nowhere), "%s", error.message);
}

Test(storage, free_takes_null)
{
    storage_free(NULL);
}
