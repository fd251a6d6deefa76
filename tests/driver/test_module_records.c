/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What is remembered against modules, where it is stored, and what happens if it can't be. */

#include "driver/cf.h"
#include "driver/custom_properties.h"
#include "driver/module_records.h"
#include "support/fail_each.h"
#include "support/fake_host.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY CFSTR(OSSICLE_STORAGE_QUARANTINE)

static const ossicle_module reverb = {.id = "org.test.reverb", .version = "1.2"};
static const ossicle_module delay = {.id = "org.test.delay"};

static FakeHost *host;
static ModuleRecords records;
static char lines[4][512];
static int line_count;

static void remember(void *context, LogLevel level, const char *line)
{
    (void)context;
    (void)level;
    if (line_count < 4)
        (void)snprintf(lines[line_count++], sizeof lines[0], "%s", line);
}

static const Log test_log = {remember, NULL};

static void set_up(void)
{
    host = fake_host_new(2);
    module_records_init(&records, &test_log);
    module_records_restore(&records, &host->interface);
}

static void tear_down(void)
{
    module_records_cleanup(&records);
    fake_host_free(host);
}

TestSuite(module_records, .init = set_up, .fini = tear_down);

/* As the next process finds what this one has stored. */
static void restart(void)
{
    module_records_cleanup(&records);
    line_count = 0;
    module_records_init(&records, &test_log);
    module_records_restore(&records, &host->interface);
}

static void begin(const ossicle_module *module, const char *hash)
{
    Error error = {0};
    cr_assert_eq(module_records_begin(&records, module, hash, &error), STATUS_OK, "%s",
                 error.message);
}

static void hold(const ossicle_module *module, const char *hash)
{
    Error error = {0};
    cr_assert_eq(module_records_hold(&records, module, hash, 5, "it died", &error), STATUS_OK, "%s",
                 error.message);
}

static CFIndex stored_count(void)
{
    CFArrayRef array = CFDictionaryGetValue(host->storage, KEY);
    return array ? CFArrayGetCount(array) : 0;
}

/* NULL: it isn't in quarantine. */
static void expect_reason(const ossicle_module *module, const char *hash, const char *expected)
{
    char *reason = module_records_reason(&records, module, hash);
    if (expected)
        cr_assert_str_eq(reason, expected);
    else
        cr_assert_null(reason, "%s", reason);
    free(reason);
}

static const char ended[] = OSSICLE_REASON_ENDED;

Test(module_records, convict_a_module_whose_mark_is_found)
{
    begin(&reverb, "aa");
    cr_assert_eq(stored_count(), 1);
    expect_reason(&reverb, "aa", NULL);
    restart();
    expect_reason(&reverb, "aa", ended);
    cr_assert_eq(line_count, 1);
    cr_assert_str_eq(
        lines[0], "module 'org.test.reverb' is in quarantine: the process ended while it ran for "
                  "the first time, or before it had run for long; let it in again with: ossicle "
                  "modules --release org.test.reverb");
    restart();
    expect_reason(&reverb, "aa", ended);
    cr_assert_eq(line_count, 0, "it is said once");
    CFArrayRef copy = module_records_copy(&records);
    CFTypeRef entry = CFArrayGetValueAtIndex(copy, 0);
    int64_t deaths = 0;
    cr_assert(cf_get_integer(entry, OSSICLE_KEY_DEATHS, &deaths));
    cr_assert_eq(deaths, 1);
    cr_assert(CFEqual(cf_get(entry, OSSICLE_KEY_VERSION), CFSTR("1.2")));
    cr_assert(CFEqual(cf_get(entry, OSSICLE_KEY_HASH), CFSTR("aa")));
    char *when = cf_copy_text(cf_get(entry, OSSICLE_KEY_WHEN));
    cr_assert_eq(strlen(when), strlen("2026-01-01T00:00:00Z"));
    cr_assert_eq(when[19], 'Z');
    free(when);
    CFRelease(copy);
}

Test(module_records, forget_a_mark_when_all_have_settled)
{
    begin(&reverb, "aa");
    begin(&reverb, "aa");
    begin(&delay, "");
    cr_assert_eq(stored_count(), 2);
    module_records_settle(&records, &reverb, "aa");
    cr_assert_eq(stored_count(), 2, "another chain's");
    module_records_settle(&records, &reverb, "aa");
    cr_assert_eq(stored_count(), 1);
    module_records_settle(&records, &delay, "");
    module_records_settle(&records, &delay, ""); /* once too often is nothing */
    cr_assert_eq(stored_count(), 0);
    restart();
    expect_reason(&reverb, "aa", NULL);
    cr_assert_eq(line_count, 0);
}

Test(module_records, hold_a_version_until_it_is_released)
{
    hold(&reverb, "aa");
    hold(&delay, "bb");
    expect_reason(&reverb, "aa", "it died");
    restart();
    expect_reason(&reverb, "aa", "it died");
    cr_assert_eq(module_records_release(&records, "org.test.reverb", NULL), STATUS_OK);
    expect_reason(&reverb, "aa", NULL);
    restart();
    expect_reason(&reverb, "aa", NULL);
    expect_reason(&delay, "bb", "it died");
    Error error;
    cr_assert_eq(module_records_release(&records, "org.test.reverb", &error), STATUS_NOT_FOUND);
    cr_assert_str_eq(error.message, "no module 'org.test.reverb' is in quarantine");
}

Test(module_records, let_in_a_new_file_that_a_chain_is_made_of)
{
    hold(&reverb, "aa");
    hold(&delay, "bb");
    expect_reason(&reverb, "ab", NULL);
    cr_assert_eq(stored_count(), 1);
    expect_reason(&delay, "bb", "it died");
    cr_assert_eq(line_count, 1);
    expect_reason(&reverb, "aa", NULL);
}

Test(module_records, let_in_a_new_file)
{
    hold(&reverb, "aa");
    begin(&reverb, "bb");
    cr_assert_eq(stored_count(), 1);
    cr_assert_eq(line_count, 1);
    cr_assert_str_eq(lines[0], "module 'org.test.reverb' is let in again: its file is another one");
    module_records_settle(&records, &reverb, "bb");
    cr_assert_eq(stored_count(), 0);
}

Test(module_records, say_what_is_not_stored)
{
    Error error;
    hold(&delay, "bb");
    host->storage_fails = true;
    cr_assert_eq(module_records_begin(&records, &reverb, "aa", &error), STATUS_IO);
    cr_assert_str_eq(error.message,
                     "module 'org.test.reverb' has no mark while it runs for the first time: if it "
                     "ends this process, nobody will know: input or output failed");
    module_records_settle(&records, &reverb, "aa");
    cr_assert_str_eq(lines[0], "what is remembered of modules can't be stored: the mark of module "
                               "'org.test.reverb' stays");
    cr_assert_eq(module_records_hold(&records, &reverb, "aa", 5, "it died", &error), STATUS_IO);
    expect_reason(&reverb, "aa", "it died"); /* for this process at least */
    cr_assert_eq(module_records_release(&records, "org.test.delay", &error), STATUS_IO);
    expect_reason(&delay, "bb", "it died");
    host->storage_fails = false;
    restart();
    expect_reason(&delay, "bb", "it died");
    expect_reason(&reverb, "aa", NULL);
}

/* A record with one member changed, or left out if `value` is NULL. */
static CFDictionaryRef record_with(CFStringRef key, CFTypeRef value)
{
    CFMutableDictionaryRef record = cf_create_dictionary();
    cf_put_text(record, OSSICLE_KEY_ID, "org.test.broken");
    cf_put_text(record, OSSICLE_KEY_HASH, "cc");
    cf_put_text(record, OSSICLE_KEY_REASON, "x");
    cf_put_text(record, OSSICLE_KEY_VERSION, "1");
    cf_put_text(record, OSSICLE_KEY_WHEN, "");
    cf_put_integer(record, OSSICLE_KEY_DEATHS, 1);
    cf_put_boolean(record, OSSICLE_KEY_MARK, false);
    if (value)
        CFDictionarySetValue(record, key, value);
    else
        CFDictionaryRemoveValue(record, key);
    return record;
}

static void must_ignore(CFTypeRef entry)
{
    const void *entries[] = {entry, record_with(CFSTR(OSSICLE_KEY_ID), CFSTR("org.test.reverb"))};
    CFArrayRef array = CFArrayCreate(NULL, entries, 2, &kCFTypeArrayCallBacks);
    CFDictionarySetValue(host->storage, KEY, array);
    CFRelease(array);
    CFRelease(entries[1]);
    restart();
    cr_assert_eq(line_count, 1);
    cr_assert_str_eq(lines[0],
                     "entry 0 of the stored quarantine is ignored: it is no record of a module");
    expect_reason(&reverb, "cc", "x");
    CFRelease(entry);
}

Test(module_records, ignore_what_is_broken)
{
    static const int64_t below = -1;
    CFNumberRef number = CFNumberCreate(NULL, kCFNumberSInt64Type, &below);
    must_ignore(CFRetain(CFSTR("a text")));
    must_ignore(record_with(CFSTR(OSSICLE_KEY_ID), NULL));
    must_ignore(record_with(CFSTR(OSSICLE_KEY_ID), kCFBooleanTrue));
    must_ignore(record_with(CFSTR(OSSICLE_KEY_HASH), NULL));
    must_ignore(record_with(CFSTR(OSSICLE_KEY_REASON), NULL));
    must_ignore(record_with(CFSTR(OSSICLE_KEY_VERSION), NULL));
    must_ignore(record_with(CFSTR(OSSICLE_KEY_WHEN), NULL));
    must_ignore(record_with(CFSTR(OSSICLE_KEY_DEATHS), CFSTR("1")));
    must_ignore(record_with(CFSTR(OSSICLE_KEY_DEATHS), number));
    must_ignore(record_with(CFSTR(OSSICLE_KEY_MARK), CFSTR("no")));
    CFRelease(number);
    CFDictionarySetValue(host->storage, KEY, CFSTR("rubbish"));
    restart();
    cr_assert_str_eq(lines[0], "the stored quarantine is ignored: it is no array");
}

static FailedAct mark_and_hold(void)
{
    FailedAct did = {.succeeded = false};
    ModuleRecords own;
    module_records_init(&own, NULL);
    module_records_restore(&own, &host->interface);
    Status status = module_records_begin(&own, &reverb, "aa", &did.error);
    module_records_settle(&own, &reverb, "aa");
    if (status == STATUS_OK)
        status = module_records_hold(&own, &reverb, "aa", 5, "it died", &did.error);
    if (status == STATUS_OK)
        status = module_records_release(&own, reverb.id, &did.error);
    module_records_cleanup(&own);
    (void)host->interface.DeleteFromStorage(&host->interface, KEY);
    did.succeeded = status == STATUS_OK;
    return did;
}

Test(module_records, fail_whole_without_memory)
{
    if (!failing_malloc_works())
        cr_skip_test("this build can't let allocations fail");
    cr_assert_gt(fail_each(mark_and_hold, true), 10);
}
