/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each test builds bundles in a folder of its own. */
static char folder[PATH_MAX];

static void make_folder(void)
{
    const char *const base = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/ossicle-bundle-XXXXXX", base ? base : "/tmp");
    cr_assert(mkdtemp(folder));
}

static void remove_folder(void)
{
    char command[PATH_MAX + 16];
    (void)snprintf(command, sizeof command, "rm -r '%s'", folder);
    cr_assert_eq(system(command), 0);
    assert_all_released();
}

TestSuite(cf_bundle, .init = make_folder, .fini = remove_folder);

static const char *path_of(const char *name)
{
    static char path[PATH_MAX + 256];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const char *text)
{
    FILE *const file = fopen(path_of(name), "we");
    cr_assert(file);
    cr_assert_geq(fputs(text, file), 0);
    cr_assert_eq(fclose(file), 0);
}

static CFBundleRef open_bundle(void)
{
    const CFURLRef url = CFURLCreateFromFileSystemRepresentation(
        NULL, (const UInt8 *)path_of("A.driver"), (CFIndex)strlen(path_of("A.driver")), true);
    const CFBundleRef bundle = CFBundleCreate(NULL, url);
    CFRelease(url);
    return bundle;
}

/** A.driver with folders, and this Info.plist unless NULL. */
static CFBundleRef make_bundle(const char *info)
{
    static const char *const folders[] = {"A.driver", "A.driver/Contents",
                                          "A.driver/Contents/Linux"};
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(mkdir(path_of(folders[i]), 0700), 0);
    if (info)
        write_file("A.driver/Contents/Info.plist", info);
    return open_bundle();
}

#define INFO(executable)                                                                           \
    "<plist version=\"1.0\"><dict><key>CFBundleIdentifier</key><string>org.example.a</string>"     \
    "<key>CFBundleExecutable</key><string>" executable "</string></dict></plist>"

/** The description of an error, which is released. */
static void assert_error(CFErrorRef error, const char *reason)
{
    cr_assert(error);
    const CFStringRef text = CFErrorCopyDescription(error);
    const char *const bytes = CFStringGetCStringPtr(text, kCFStringEncodingUTF8);
    cr_assert(strstr(bytes, reason), "%s", bytes);
    cr_assert(strstr(bytes, folder), "%s", bytes);
    CFRelease(text);
    CFRelease(error);
}

Test(cf_bundle, info_is_read)
{
    const CFBundleRef bundle = make_bundle(INFO("A"));
    assert_text(CFBundleGetIdentifier(bundle), "org.example.a");
    cr_assert_eq(CFDictionaryGetCount(CFBundleGetInfoDictionary(bundle)), 2);
    assert_text((CFStringRef)CFBundleGetValueForInfoDictionaryKey(bundle, kCFBundleExecutableKey),
                "A");
    cr_assert_null(CFBundleGetValueForInfoDictionaryKey(bundle, kCFBundleNameKey));
    assert_made(CFCopyDescription(bundle), path_of("A.driver"));
    CFRelease(bundle);
}

Test(cf_bundle, a_missing_or_broken_info_is_empty)
{
    const char *const infos[] = {NULL, "junk", "<plist><array/></plist>", ""};
    CFBundleRef bundle = make_bundle(NULL);
    for (size_t i = 0; i < 4; i++) {
        if (infos[i]) {
            write_file("A.driver/Contents/Info.plist", infos[i]);
            bundle = open_bundle();
        }
        cr_assert_eq(CFDictionaryGetCount(CFBundleGetInfoDictionary(bundle)), 0);
        cr_assert_null(CFBundleGetIdentifier(bundle));
        const CFURLRef url = CFBundleCopyBundleURL(bundle);
        cr_assert_null(CFBundleCopyInfoDictionaryInDirectory(url));
        CFRelease(url);
        CFRelease(bundle);
    }
}

Test(cf_bundle, an_identifier_that_is_no_string_is_none)
{
    const CFBundleRef bundle = make_bundle(
        "<plist><dict><key>CFBundleIdentifier</key><integer>1</integer></dict></plist>");
    cr_assert_null(CFBundleGetIdentifier(bundle));
    cr_assert_null(CFBundleGetBundleWithIdentifier(CFSTR("1")));
    CFRelease(bundle);
}

Test(cf_bundle, what_is_no_folder_is_no_bundle)
{
    cr_assert_null(open_bundle());
    write_file("A.driver", "a file");
    cr_assert_null(open_bundle());
}

Test(cf_bundle, a_folder_is_one_object_while_held)
{
    const CFBundleRef bundle = make_bundle(INFO("A"));
    const CFBundleRef again = open_bundle();
    cr_assert_eq(again, bundle);
    cr_assert_eq(CFGetRetainCount(bundle), 2);
    cr_assert_eq(CFBundleGetBundleWithIdentifier(CFSTR("org.example.a")), bundle);
    cr_assert_null(CFBundleGetBundleWithIdentifier(CFSTR("org.example.b")));
    CFRelease(again);
    CFRelease(bundle);
    cr_assert_null(CFBundleGetBundleWithIdentifier(CFSTR("org.example.a")));
}

Test(cf_bundle, places_exist_or_are_null)
{
    const CFBundleRef bundle = make_bundle(INFO("A"));
    cr_assert_null(CFBundleCopyExecutableURL(bundle));
    cr_assert_null(CFBundleCopyBuiltInPlugInsURL(bundle));
    cr_assert_null(CFBundleCopyResourcesDirectoryURL(bundle));
    cr_assert_eq(mkdir(path_of("A.driver/Contents/PlugIns"), 0700), 0);
    cr_assert_eq(mkdir(path_of("A.driver/Contents/Resources"), 0700), 0);
    cr_assert_eq(mkdir(path_of("A.driver/Contents/Resources/sub"), 0700), 0);
    write_file("A.driver/Contents/Resources/sub/icon.icns", "");
    const CFURLRef plug_ins = CFBundleCopyBuiltInPlugInsURL(bundle);
    assert_made(CFURLCopyFileSystemPath(plug_ins, 0), path_of("A.driver/Contents/PlugIns"));
    const CFURLRef resources = CFBundleCopyResourcesDirectoryURL(bundle);
    cr_assert(CFURLHasDirectoryPath(resources));
    const CFURLRef icon =
        CFBundleCopyResourceURL(bundle, CFSTR("icon"), CFSTR("icns"), CFSTR("sub"));
    assert_made(CFURLCopyFileSystemPath(icon, 0),
                path_of("A.driver/Contents/Resources/sub/icon.icns"));
    cr_assert_null(CFBundleCopyResourceURL(bundle, CFSTR("icon.icns"), NULL, NULL));
    CFRelease(plug_ins);
    CFRelease(resources);
    CFRelease(icon);
    CFRelease(bundle);
}

Test(cf_bundle, an_executable_outside_of_the_bundle_is_refused)
{
    CFErrorRef error = NULL;
    write_file("outside", "");
    const CFBundleRef bundle = make_bundle(INFO("../../../outside"));
    cr_assert_null(CFBundleCopyExecutableURL(bundle));
    cr_assert_not(CFBundleLoadExecutableAndReturnError(bundle, &error));
    assert_error(error, "there is no executable");
    CFRelease(bundle);
}

Test(cf_bundle, a_failed_load_says_why)
{
    CFErrorRef error = NULL;
    const CFBundleRef bundle = make_bundle(INFO("A"));
    cr_assert_not(CFBundleLoadExecutableAndReturnError(bundle, &error));
    cr_assert_eq(CFErrorGetCode(error), kCFBundleExecutableNotFoundError);
    assert_error(error, "there is no executable");
    static const char *const files[][2] = {
        {"\177ELF", "file too short"},
        {"this is no library, though it is as long as the beginning of one must be at least",
         "invalid ELF header"},
    };
    for (size_t i = 0; i < 2; i++) {
        write_file("A.driver/Contents/Linux/A", files[i][0]);
        error = NULL;
        cr_assert_not(CFBundleLoadExecutableAndReturnError(bundle, &error));
        cr_assert_eq(CFErrorGetCode(error), kCFBundleExecutableLoadError);
        assert_error(error, files[i][1]);
    }
    cr_assert_not(CFBundleLoadExecutable(bundle));
    cr_assert_not(CFBundleIsExecutableLoaded(bundle));
    cr_assert_null(CFBundleGetFunctionPointerForName(bundle, CFSTR("TonePipe_Create")));
    CFRelease(bundle);
}

/** The bundle of the driver that others wrote. */
static CFBundleRef make_driver_bundle(const char *info)
{
    const CFBundleRef bundle = make_bundle(info);
    const char *const driver = getenv("THIRD_PARTY_DRIVER");
    cr_assert(driver);
    cr_assert_eq(symlink(driver, path_of("A.driver/Contents/Linux/A")), 0);
    return bundle;
}

Test(cf_bundle, code_is_loaded_and_looked_up)
{
    const CFBundleRef bundle = make_driver_bundle("<plist><dict/></plist>");
    CFErrorRef error = NULL;
    cr_assert_not(CFBundleIsExecutableLoaded(bundle));
    cr_assert(CFBundleLoadExecutableAndReturnError(bundle, &error)); /* by the bundle's name */
    cr_assert_null(error);
    cr_assert(CFBundleIsExecutableLoaded(bundle));
    cr_assert(CFBundleLoadExecutable(bundle));
    cr_assert(CFBundleGetFunctionPointerForName(bundle, CFSTR("TonePipe_Create")));
    cr_assert(CFBundleGetDataPointerForName(bundle, CFSTR("TonePipe_Create")));
    cr_assert_null(CFBundleGetFunctionPointerForName(bundle, CFSTR("NoSuchFactory")));
    CFBundleUnloadExecutable(bundle);
    cr_assert(CFBundleIsExecutableLoaded(bundle));
    CFRelease(bundle);
}

Test(cf_bundle, the_main_bundle_holds_the_program)
{
    const CFBundleRef bundle = CFBundleGetMainBundle();
    cr_assert(bundle);
    cr_assert_eq(CFBundleGetMainBundle(), bundle);
    CFRelease(bundle);
    cr_assert_eq(CFGetTypeID(bundle), CFBundleGetTypeID());
    assert_made(CFBundleCopyLocalizedString(bundle, CFSTR("key"), CFSTR("value"), NULL), "value");
    assert_made(CFCopyLocalizedString(CFSTR("key"), "comment"), "key");
    assert_made(CFBundleCopyLocalizedString(bundle, CFSTR("key"), NULL, NULL), "key");
}
