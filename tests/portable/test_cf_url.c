/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "portable/portable_tests.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

COUNTED_SUITE(cf_url);

static CFURLRef make_url(const char *path, bool is_directory)
{
    const CFStringRef string = make(path);
    const CFURLRef url =
        CFURLCreateWithFileSystemPath(NULL, string, kCFURLPOSIXPathStyle, is_directory);
    CFRelease(string);
    return url;
}

Test(cf_url, paths_become_urls)
{
    static const struct {
        const char *path;
        bool is_directory;
        const char *back, *text;
    } rows[] = {
        {"/a/b", false, "/a/b", "file:///a/b"},
        {"/a/b", true, "/a/b", "file:///a/b/"},
        {"/a/b//", true, "/a/b", "file:///a/b/"},
        {"/", true, "/", "file:///"},
        {"/a b%é#?", false, "/a b%é#?", "file:///a%20b%25%C3%A9%23%3F"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const CFURLRef url = make_url(rows[i].path, rows[i].is_directory);
        assert_text(CFURLGetString(url), rows[i].text);
        assert_made(CFURLCopyFileSystemPath(url, kCFURLPOSIXPathStyle), rows[i].back);
        assert_made(CFURLCopyPath(url), rows[i].text + strlen("file://"));
        cr_assert_eq(CFURLHasDirectoryPath(url), rows[i].is_directory);
        const CFURLRef again = CFURLCreateWithString(NULL, CFURLGetString(url), NULL);
        cr_assert(CFEqual(url, again));
        cr_assert_eq(CFHash(url), CFHash(again));
        CFRelease(again);
        CFRelease(url);
    }
}

Test(cf_url, relative_paths_start_where_the_process_works)
{
    char here[PATH_MAX];
    char expected[PATH_MAX + 8];
    cr_assert(getcwd(here, sizeof here));
    (void)snprintf(expected, sizeof expected, "%s/x", here);
    const CFURLRef url = make_url("x", false);
    assert_made(CFURLCopyFileSystemPath(url, kCFURLPOSIXPathStyle), expected);
    CFRelease(url);
}

Test(cf_url, what_is_no_file_is_refused)
{
    static const char *const texts[] = {"http://example.org/", "/a", "file:a",       "file:///a%2",
                                        "file:///a%00b",       "",   "file://host/a"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const CFStringRef string = make(texts[i]);
        cr_assert_null(CFURLCreateWithString(NULL, string, NULL), "%s", texts[i]);
        CFRelease(string);
    }
    cr_assert_null(CFURLCreateWithFileSystemPath(NULL, CFSTR("a:b"), kCFURLHFSPathStyle, false));
    cr_assert_null(make_url("", false));
    cr_assert_null(CFURLCreateFromFileSystemRepresentation(NULL, (const UInt8 *)"/\xFF", 2, false));
    cr_assert_null(CFURLCreateFromFileSystemRepresentation(NULL, (const UInt8 *)"/\0a", 3, false));
}

Test(cf_url, a_local_host_is_no_other_host)
{
    const CFURLRef url = CFURLCreateWithString(NULL, CFSTR("file://localhost/a"), NULL);
    assert_made(CFURLCopyFileSystemPath(url, kCFURLPOSIXPathStyle), "/a");
    CFRelease(url);
}

Test(cf_url, components_are_added_and_taken_away)
{
    const CFURLRef url = make_url("/a", true);
    const CFURLRef below = CFURLCreateCopyAppendingPathComponent(NULL, url, CFSTR("b.txt"), false);
    assert_text(CFURLGetString(below), "file:///a/b.txt");
    assert_made(CFURLCopyLastPathComponent(below), "b.txt");
    assert_made(CFURLCopyPathExtension(below), "txt");
    cr_assert_null(CFURLCopyPathExtension(url));
    const CFURLRef above = CFURLCreateCopyDeletingLastPathComponent(NULL, below);
    cr_assert(CFEqual(above, url));
    const CFURLRef root = CFURLCreateCopyDeletingLastPathComponent(NULL, url);
    assert_text(CFURLGetString(root), "file:///");
    assert_made(CFURLCopyLastPathComponent(root), "/");
    const CFURLRef absolute = CFURLCopyAbsoluteURL(root);
    cr_assert_eq(absolute, root);
    CFRelease(absolute);
    CFRelease(url);
    CFRelease(below);
    CFRelease(above);
    CFRelease(root);
}

Test(cf_url, a_path_needs_room_for_its_nul)
{
    const CFURLRef url = make_url("/abc", false);
    UInt8 bytes[8] = {0};
    cr_assert_not(CFURLGetFileSystemRepresentation(url, true, bytes, 4));
    cr_assert_not(CFURLGetFileSystemRepresentation(url, true, bytes, -1));
    cr_assert(CFURLGetFileSystemRepresentation(url, true, bytes, 5));
    cr_assert_str_eq((const char *)bytes, "/abc");
    CFRelease(url);
}
