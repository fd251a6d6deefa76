/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What configurations are when memory is short: a program of its own, since it replaces malloc. */

#include "driver/configuration.h"

#include "support/fail_each.h"
#include "support/plist_text.h"

static CFTypeRef list;
static Configuration whole;

static void set_up(void)
{
    if (!failing_malloc_works())
        cr_skip("this build's allocations can't be made to fail");
    list = plist_create(DICT(KEY("box", DICT(KEY("name", TEXT("Rack")))) KEY(
        "devices",
        ARRAY(DICT(KEY("uid", TEXT("a"))) DICT(
            KEY("uid", TEXT("b")) KEY("name", TEXT("B")) KEY("mode", TEXT("inline")) KEY(
                "rates", ARRAY(WHOLE("8000") WHOLE("9000"))) KEY("formats", ARRAY(TEXT("int16")))
                KEY("applications",
                    ARRAY(DICT(KEY("bundleID", TEXT("c")) KEY("chain", TEXT(""))))))))));
    cr_assert_eq(configuration_parse(&whole, list, NULL), STATUS_OK);
}

static void tear_down(void)
{
    configuration_cleanup(&whole);
    if (list)
        CFRelease(list);
}

TestSuite(configuration_memory, .init = set_up, .fini = tear_down);

static FailedAct parse(void)
{
    FailedAct act = {0};
    Configuration configuration;
    act.succeeded = configuration_parse(&configuration, list, &act.error) == STATUS_OK;
    cr_assert(act.succeeded || act.error.status == STATUS_NO_MEMORY, "%s", act.error.message);
    configuration_cleanup(&configuration);
    return act;
}

Test(configuration_memory, parsing_fails_whole)
{
    cr_assert_gt(fail_each(parse, false), 10);
}

static FailedAct copy(void)
{
    CFDictionaryRef made = configuration_copy_plist(&whole);
    if (made)
        CFRelease(made);
    return (FailedAct){made != NULL, {STATUS_NO_MEMORY, "no property list"}};
}

Test(configuration_memory, writing_fails_whole)
{
    cr_assert_gt(fail_each(copy, false), 50);
}

Test(configuration_memory, finding_an_unknown_key_takes_some)
{
    Configuration configuration;
    Error error;
    CFTypeRef unknown = plist_create(DICT(KEY("unknown", TRUE_)));
    failing_malloc_arm(1);
    const Status status = configuration_parse(&configuration, unknown, &error);
    cr_assert(failing_malloc_disarm());
    cr_assert_eq(status, STATUS_NO_MEMORY);
    cr_assert_str_eq(error.message, "configuration: out of memory");
    CFRelease(unknown);
}
