/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_url.h"

#include "cf_runtime.h"
#include "cf_string.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct __CFURL {
    CFObject base;
    CFStringRef path; /* absolute, without a slash at the end unless it is the root */
    CFStringRef text; /* file://… */
    bool is_directory;
};

static void url_finalize(void *object)
{
    const struct __CFURL *const url = object;
    if (url->path)
        CFRelease(url->path);
    if (url->text)
        CFRelease(url->text);
}

static bool url_equal(CFTypeRef a, CFTypeRef b)
{
    return CFEqual(((CFURLRef)a)->text, ((CFURLRef)b)->text);
}

static CFHashCode url_hash(CFTypeRef object)
{
    return CFHash(((CFURLRef)object)->text);
}

static CFStringRef url_copy_description(CFTypeRef object)
{
    return CFRetain(((CFURLRef)object)->text);
}

const CFClass cf_url_class = {
    .type = CF_TYPE_URL,
    .name = "CFURL",
    .finalize = url_finalize,
    .equal = url_equal,
    .hash = url_hash,
    .copy_description = url_copy_description,
};

CFTypeID CFURLGetTypeID(void)
{
    return CF_TYPE_URL;
}

/** The path as a URL: what is not plain in one becomes %XX. */
static CFStringRef make_text(StringView path, bool is_directory)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-._~!$&'()*+,:=@/";
    Text text = {0};
    text_append_c_string(&text, "file://");
    for (size_t i = 0; i < path.size; i++) {
        if (path.bytes[i] && strchr(plain, path.bytes[i]))
            text_append(&text, path.bytes + i, 1);
        else
            text_append_format(&text, "%%%02X", (unsigned char)path.bytes[i]);
    }
    text_append(&text, "/", is_directory && path.size > 1);
    return cf_string_adopt(&text);
}

/** Takes the text of an absolute path over. */
static CFURLRef url_adopt(Text *path, bool is_directory)
{
    while (path->size > 1 && path->bytes[path->size - 1] == '/')
        path->bytes[--path->size] = 0;
    const CFStringRef string = cf_string_adopt(path);
    if (!string)
        return NULL;
    struct __CFURL *const url = cf_new(&cf_url_class, sizeof *url);
    if (!url) {
        CFRelease(string);
        return NULL;
    }
    url->path = string;
    url->is_directory = is_directory;
    url->text = make_text(cf_string_view(string, __func__), is_directory);
    if (url->text)
        return url;
    CFRelease(url);
    return NULL;
}

CFURLRef cf_url_from_path(const char *path, bool is_directory)
{
    char here[PATH_MAX];
    Text text = {0};
    if (path[0] != '/') {
        if (!getcwd(here, sizeof here))
            return NULL;
        text_append_c_string(&text, here);
        text_append(&text, "/", 1);
    }
    text_append_c_string(&text, path);
    return url_adopt(&text, is_directory);
}

const char *cf_url_path(CFURLRef url, const char *function)
{
    cf_require(url, &cf_url_class, function);
    return cf_string_view(url->path, function).bytes;
}

CFURLRef cf_url_below(CFURLRef url, const char *name, bool is_directory)
{
    const char *const path = cf_url_path(url, __func__);
    Text text = {0};
    text_append_c_string(&text, path);
    text_append(&text, "/", path[1] != 0);
    text_append_c_string(&text, name);
    return url_adopt(&text, is_directory);
}

CFURLRef CFURLCreateWithFileSystemPath(CFAllocatorRef allocator, CFStringRef filePath,
                                       CFURLPathStyle pathStyle, Boolean isDirectory)
{
    const StringView view = cf_string_view(filePath, __func__);
    if (pathStyle != kCFURLPOSIXPathStyle || view.size == 0 || strlen(view.bytes) != view.size)
        return NULL;
    return cf_url_from_path(view.bytes, isDirectory);
}

CFURLRef CFURLCreateFromFileSystemRepresentation(CFAllocatorRef allocator, const UInt8 *buffer,
                                                 CFIndex bufLen, Boolean isDirectory)
{
    const CFStringRef path =
        CFStringCreateWithBytes(allocator, buffer, bufLen, kCFStringEncodingUTF8, false);
    if (!path)
        return NULL;
    const CFURLRef url =
        CFURLCreateWithFileSystemPath(allocator, path, kCFURLPOSIXPathStyle, isDirectory);
    CFRelease(path);
    return url;
}

/** Undo %XX; false if a '%' is followed by something else. */
static bool append_unescaped(Text *text, const char *at)
{
    for (; *at; at++) {
        char byte = *at;
        if (byte == '%') {
            if (!isxdigit((unsigned char)at[1]) || !isxdigit((unsigned char)at[2]))
                return false;
            const char digits[] = {at[1], at[2], 0};
            byte = (char)(unsigned char)strtoul(digits, NULL, 16);
            at += 2;
        }
        text_append(text, &byte, 1);
    }
    return true;
}

CFURLRef CFURLCreateWithString(CFAllocatorRef allocator, CFStringRef URLString, CFURLRef baseURL)
{
    const StringView view = cf_string_view(URLString, __func__);
    const char *path = view.bytes;
    static const char *const beginnings[] = {"file://localhost/", "file:///"};
    const char *rest = NULL;
    for (size_t i = 0; i < 2 && !rest; i++)
        if (strncmp(path, beginnings[i], strlen(beginnings[i])) == 0)
            rest = path + strlen(beginnings[i]) - 1;
    Text text = {0};
    if (!rest || !append_unescaped(&text, rest) || text.failed || !text.bytes ||
        strlen(text.bytes) != text.size) {
        text_free(&text);
        return NULL;
    }
    const CFURLRef url = CFURLCreateFromFileSystemRepresentation(
        allocator, (const UInt8 *)text.bytes, (CFIndex)text.size, text.bytes[text.size - 1] == '/');
    text_free(&text);
    return url;
}

CFURLRef CFURLCreateCopyAppendingPathComponent(CFAllocatorRef allocator, CFURLRef url,
                                               CFStringRef pathComponent, Boolean isDirectory)
{
    return cf_url_below(url, cf_string_view(pathComponent, __func__).bytes, isDirectory);
}

CFURLRef CFURLCreateCopyDeletingLastPathComponent(CFAllocatorRef allocator, CFURLRef url)
{
    const char *const path = cf_url_path(url, __func__);
    const size_t size = (size_t)(strrchr(path, '/') - path);
    Text text = {0};
    text_append(&text, path, size ? size : 1);
    return url_adopt(&text, true);
}

CFStringRef CFURLGetString(CFURLRef anURL)
{
    cf_require(anURL, &cf_url_class, __func__);
    return anURL->text;
}

CFStringRef CFURLCopyFileSystemPath(CFURLRef anURL, CFURLPathStyle pathStyle)
{
    cf_require(anURL, &cf_url_class, __func__);
    return pathStyle == kCFURLPOSIXPathStyle ? CFRetain(anURL->path) : NULL;
}

CFStringRef CFURLCopyPath(CFURLRef anURL)
{
    cf_require(anURL, &cf_url_class, __func__);
    const char *const text = cf_string_view(anURL->text, __func__).bytes;
    return cf_string_from_c(text + strlen("file://"));
}

CFStringRef CFURLCopyLastPathComponent(CFURLRef url)
{
    const char *const path = cf_url_path(url, __func__);
    return cf_string_from_c(path[1] ? strrchr(path, '/') + 1 : path);
}

CFStringRef CFURLCopyPathExtension(CFURLRef url)
{
    const char *const name = strrchr(cf_url_path(url, __func__), '/') + 1;
    const char *const dot = strrchr(name, '.');
    return dot && dot != name && dot[1] ? cf_string_from_c(dot + 1) : NULL;
}

Boolean CFURLGetFileSystemRepresentation(CFURLRef url, Boolean resolveAgainstBase, UInt8 *buffer,
                                         CFIndex maxBufLen)
{
    const char *const path = cf_url_path(url, __func__);
    const size_t size = strlen(path) + 1;
    if (maxBufLen < 0 || (size_t)maxBufLen < size)
        return false;
    memcpy(buffer, path, size);
    return true;
}

Boolean CFURLHasDirectoryPath(CFURLRef anURL)
{
    cf_require(anURL, &cf_url_class, __func__);
    return anURL->is_directory;
}

CFURLRef CFURLCopyAbsoluteURL(CFURLRef relativeURL)
{
    cf_require(relativeURL, &cf_url_class, __func__);
    return CFRetain(relativeURL);
}
