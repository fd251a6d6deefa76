/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_string.h"

static CFMutableStringRef require_mutable(CFMutableStringRef string, const char *function)
{
    cf_require(string, &cf_string_class, function);
    if (cf_is_literal(string) || !string->mutable_)
        cf_fatal(function, "the string is immutable");
    return string;
}

CFMutableStringRef CFStringCreateMutable(CFAllocatorRef alloc, CFIndex maxLength)
{
    Text text = {0};
    const CFMutableStringRef string = cf_string_adopt(&text);
    if (string)
        string->mutable_ = true;
    return string;
}

CFMutableStringRef CFStringCreateMutableCopy(CFAllocatorRef alloc, CFIndex maxLength,
                                             CFStringRef theString)
{
    const StringView view = cf_string_view(theString, __func__);
    Text text = {0};
    text_append(&text, view.bytes, view.size);
    const CFMutableStringRef string = cf_string_adopt(&text);
    if (string)
        string->mutable_ = true;
    return string;
}

/** Append `more`, wholly or not at all, and free it. */
static void append_and_free(CFMutableStringRef string, Text *more)
{
    if (!more->failed && text_reserve(more, 0) && text_reserve(&string->text, more->size)) {
        text_append(&string->text, more->bytes, more->size);
        string->length = cf_utf16_length(string->text.bytes, string->text.size);
    }
    string->text.failed = false;
    text_free(more);
}

void CFStringAppend(CFMutableStringRef theString, CFStringRef appendedString)
{
    const StringView view = cf_string_view(appendedString, __func__);
    Text more = {0}; /* a copy: the string may be appended to itself */
    text_append(&more, view.bytes, view.size);
    append_and_free(require_mutable(theString, __func__), &more);
}

void CFStringAppendCString(CFMutableStringRef theString, const char *cStr,
                           CFStringEncoding encoding)
{
    (void)require_mutable(theString, __func__);
    const CFStringRef appended = CFStringCreateWithCString(NULL, cStr, encoding);
    if (!appended)
        return;
    CFStringAppend(theString, appended);
    CFRelease(appended);
}

void CFStringAppendCharacters(CFMutableStringRef theString, const UniChar *chars, CFIndex numChars)
{
    Text more = {0};
    for (CFIndex i = 0; i < numChars; i++)
        text_append_code_point(&more, chars[i]);
    append_and_free(require_mutable(theString, __func__), &more);
}

void CFStringAppendFormat(CFMutableStringRef theString, CFDictionaryRef formatOptions,
                          CFStringRef format, ...)
{
    const StringView view = cf_string_view(format, __func__);
    Text more = {0};
    va_list arguments;
    va_start(arguments, format);
    cf_text_append_cf_format(&more, view.bytes, view.size, arguments);
    va_end(arguments);
    append_and_free(require_mutable(theString, __func__), &more);
}

void CFStringReplaceAll(CFMutableStringRef theString, CFStringRef replacement)
{
    const StringView view = cf_string_view(replacement, __func__);
    Text text = {0};
    text_append(&text, view.bytes, view.size);
    (void)require_mutable(theString, __func__);
    if (text_reserve(&text, 0)) {
        const Text before = theString->text;
        theString->text = text;
        theString->length = view.length;
        text = before;
    }
    text_free(&text);
}
