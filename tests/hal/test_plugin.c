/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/hal_fixture.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static Fixture fixture;

static void end(void)
{
    fixture_end(&fixture);
}

TestSuite(plugin, .fini = end);

/* The load fails with one line that names the bundle and holds `reason`. */
static void assert_refused(Status status, const char *reason)
{
    cr_assert_null(fixture_load(&fixture));
    cr_assert_eq(fixture.error.status, status, "%s", fixture.error.message);
    cr_assert_not_null(strstr(fixture.error.message, reason), "%s", fixture.error.message);
    cr_assert_not_null(strstr(fixture.error.message, "Plain.driver"), "%s", fixture.error.message);
    cr_assert_null(strchr(fixture.error.message, '\n'));
}

static void remove_in_bundle(const char *name)
{
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/%s", fixture.bundle, name);
    cr_assert_eq(remove(path), 0);
}

/* An Info.plist with these types and factories. */
static void write_info(const char *types, const char *factories)
{
    char text[4096];
    (void)snprintf(text, sizeof text,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict>"
                   "<key>CFBundleExecutable</key><string>Plain</string>%s%s</dict></plist>",
                   types, factories);
    fixture_write(&fixture, "Contents/Info.plist", text);
}

#define TYPES                                                                                      \
    "<key>CFPlugInTypes</key><dict><key>443ABAB8-E7B3-491A-B985-BEB9187030DB</key><array>"         \
    "<string>4F5C1B6A-7D1E-4C8B-9A55-0D2B3C4D5E6F</string></array></dict>"
#define FACTORIES(name)                                                                            \
    "<key>CFPlugInFactories</key><dict><key>4F5C1B6A-7D1E-4C8B-9A55-0D2B3C4D5E6F</key>" name       \
    "</dict>"

Test(plugin, loads_and_unloads)
{
    fixture_start(&fixture, "good");
}

Test(plugin, loads_a_second_time)
{
    fixture_start(&fixture, "good");
    hal_free(fixture.hal);
    cr_assert_not_null(fixture_load(&fixture), "%s", fixture.error.message);
}

Test(plugin, missing_bundle)
{
    fixture_make(&fixture, "good");
    (void)snprintf(fixture.bundle, sizeof fixture.bundle, "/nonexistent/Plain.driver");
    assert_refused(STATUS_NOT_FOUND, "no such bundle");
}

Test(plugin, missing_info)
{
    fixture_make(&fixture, "good");
    remove_in_bundle("Contents/Info.plist");
    assert_refused(STATUS_NOT_FOUND, "no Contents/Info.plist");
}

Test(plugin, broken_info)
{
    fixture_make(&fixture, "good");
    fixture_write(&fixture, "Contents/Info.plist", "<plist><dict><key>CFPlug");
    assert_refused(STATUS_BAD_FORMAT, "no property list");
}

Test(plugin, info_that_is_no_dictionary)
{
    fixture_make(&fixture, "good");
    fixture_write(&fixture, "Contents/Info.plist",
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<plist version=\"1.0\"><array/></plist>");
    assert_refused(STATUS_BAD_FORMAT, "no dictionary");
}

Test(plugin, no_types)
{
    fixture_make(&fixture, "good");
    write_info("", FACTORIES("<string>plain_factory</string>"));
    assert_refused(STATUS_BAD_FORMAT, "no factory for an AudioServerPlugIn");
}

Test(plugin, types_without_ours)
{
    fixture_make(&fixture, "good");
    write_info("<key>CFPlugInTypes</key><dict><key>00000000-0000-0000-0000-000000000000</key>"
               "<array><string>4F5C1B6A-7D1E-4C8B-9A55-0D2B3C4D5E6F</string></array></dict>",
               FACTORIES("<string>plain_factory</string>"));
    assert_refused(STATUS_BAD_FORMAT, "no factory for an AudioServerPlugIn");
}

Test(plugin, factory_without_a_name)
{
    fixture_make(&fixture, "good");
    write_info(TYPES, "");
    assert_refused(STATUS_BAD_FORMAT, "names no function");
}

Test(plugin, factory_whose_name_is_a_number)
{
    fixture_make(&fixture, "good");
    write_info(TYPES, FACTORIES("<integer>1</integer>"));
    assert_refused(STATUS_BAD_FORMAT, "names no function");
}

Test(plugin, factory_that_is_not_exported)
{
    fixture_make(&fixture, "no_export");
    assert_refused(STATUS_NOT_FOUND, "exports no function plain_factory");
}

Test(plugin, missing_code)
{
    fixture_make(&fixture, "good");
    remove_in_bundle("Contents/" CODE_FOLDER "/Plain");
    assert_refused(STATUS_FAILED, "can't be loaded");
}

Test(plugin, code_that_is_no_library)
{
    fixture_make(&fixture, "good");
    remove_in_bundle("Contents/" CODE_FOLDER "/Plain");
    fixture_write(&fixture, "Contents/" CODE_FOLDER "/Plain", "not a library");
    assert_refused(STATUS_FAILED, "can't be loaded");
}

Test(plugin, factory_that_returns_null)
{
    fixture_make(&fixture, "null_factory");
    assert_refused(STATUS_FAILED, "factory plain_factory returned NULL");
}

Test(plugin, driver_without_the_interface)
{
    fixture_make(&fixture, "refuses_query");
    assert_refused(STATUS_INCOMPATIBLE, "QueryInterface returned 0x80000004");
}

Test(plugin, initialize_that_fails)
{
    fixture_make(&fixture, "initialize_fails");
    assert_refused(STATUS_FAILED, "Initialize returned 'what'");
}
