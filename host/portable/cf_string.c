/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_string.h"

#include <stdlib.h>
#include <string.h>

static void string_finalize(void *object)
{
    text_free(&((struct __CFString *)object)->text);
}

static bool string_equal(CFTypeRef a, CFTypeRef b)
{
    const StringView left = cf_string_view(a, __func__);
    const StringView right = cf_string_view(b, __func__);
    return left.size == right.size && memcmp(left.bytes, right.bytes, left.size) == 0;
}

static CFHashCode string_hash(CFTypeRef object)
{
    const StringView view = cf_string_view(object, __func__);
    return cf_hash_bytes(view.bytes, view.size);
}

static CFStringRef string_copy_description(CFTypeRef object)
{
    return CFStringCreateCopy(NULL, object);
}

const CFClass cf_string_class = {
    .type = CF_TYPE_STRING,
    .name = "CFString",
    .finalize = string_finalize,
    .equal = string_equal,
    .hash = string_hash,
    .copy_description = string_copy_description,
};

CFTypeID CFStringGetTypeID(void)
{
    return CF_TYPE_STRING;
}

CFIndex cf_utf16_length(const char *bytes, size_t size)
{
    /* One unit for each byte that begins a code point, one more for those of four bytes. */
    CFIndex length = 0;
    for (size_t i = 0; i < size; i++) {
        const unsigned char byte = (unsigned char)bytes[i];
        length += ((byte & 0xC0) != 0x80) + (byte >= 0xF0);
    }
    return length;
}

static StringView constant_view(const CFConstantString *string, const char *function)
{
    if (string->flags != CF_CONSTANT_ASCII)
        cf_fatal(function, "constant strings other than ASCII are unknown here");
    return (StringView){string->bytes, (size_t)string->length, string->length};
}

StringView cf_string_view(CFStringRef string, const char *function)
{
    cf_require(string, &cf_string_class, function);
    if (cf_is_constant(string))
        return constant_view((const CFConstantString *)(const void *)string, function);
    if (cf_is_literal(string)) {
        const char *const bytes = (const char *)(const void *)string + strlen("CFString");
        const size_t size = strlen(bytes);
        return (StringView){bytes, size, cf_utf16_length(bytes, size)};
    }
    return (StringView){string->text.bytes, string->text.size, string->length};
}

CFMutableStringRef cf_string_adopt(Text *text)
{
    CFMutableStringRef string = NULL;
    if (text_reserve(text, 0))
        string = cf_new(&cf_string_class, sizeof *string);
    if (!string) {
        text_free(text);
        return NULL;
    }
    string->text = *text;
    string->length = cf_utf16_length(text->bytes, text->size);
    return string;
}

void cf_text_append_foreign(Text *text, const char *c_string, size_t count)
{
    for (; *c_string && count; count--) {
        uint32_t code_point = 0;
        /* strnlen, not strlen: the whole string would be measured at every step. */
        size_t size = utf8_decode(c_string, strnlen(c_string, 4), &code_point);
        if (size == 0 || is_high_surrogate(code_point) || is_low_surrogate(code_point)) {
            code_point = 0xFFFD;
            size = size ? size : 1;
        }
        text_append_code_point(text, code_point);
        c_string += size;
    }
}

CFStringRef cf_string_from_c(const char *c_string)
{
    Text text = {0};
    cf_text_append_foreign(&text, c_string, SIZE_MAX);
    return cf_string_adopt(&text);
}

CFStringRef CFStringCreateCopy(CFAllocatorRef alloc, CFStringRef theString)
{
    const StringView view = cf_string_view(theString, __func__);
    if (cf_is_literal(theString) || !theString->mutable_)
        return CFRetain(theString);
    Text text = {0};
    text_append(&text, view.bytes, view.size);
    return cf_string_adopt(&text);
}

CFStringRef CFStringCreateWithCharacters(CFAllocatorRef alloc, const UniChar *chars,
                                         CFIndex numChars)
{
    Text text = {0};
    for (CFIndex i = 0; i < numChars; i++)
        text_append_code_point(&text, chars[i]);
    return cf_string_adopt(&text);
}

CFIndex CFStringGetLength(CFStringRef theString)
{
    return cf_string_view(theString, __func__).length;
}

UnitCursor unit_cursor_at(StringView view, CFIndex location)
{
    UnitCursor cursor = {view.bytes, view.size, 0};
    if (string_view_is_ascii(view)) {
        cursor.bytes += location;
        cursor.size -= (size_t)location;
        return cursor;
    }
    for (CFIndex i = 0; i < location; i++)
        (void)unit_cursor_next(&cursor);
    return cursor;
}

UniChar unit_cursor_next(UnitCursor *cursor)
{
    uint32_t code_point = cursor->pending;
    cursor->pending = 0;
    if (code_point)
        return (UniChar)code_point;
    const size_t size = utf8_decode(cursor->bytes, cursor->size, &code_point);
    cursor->bytes += size;
    cursor->size -= size;
    if (code_point < 0x10000)
        return (UniChar)code_point;
    cursor->pending = 0xDC00 + (code_point & 0x3FF);
    return (UniChar)(0xD800 + ((code_point - 0x10000) >> 10));
}

/** Stop the program if the range isn't inside the string. */
static void require_range(StringView view, CFRange range, const char *function)
{
    if (range.location < 0 || range.length < 0 || range.location > view.length ||
        range.length > view.length - range.location)
        cf_fatal(function, "range %ld, %ld is outside of a string of %ld", (long)range.location,
                 (long)range.length, (long)view.length);
}

void CFStringGetCharacters(CFStringRef theString, CFRange range, UniChar *buffer)
{
    const StringView view = cf_string_view(theString, __func__);
    require_range(view, range, __func__);
    UnitCursor cursor = unit_cursor_at(view, range.location);
    for (CFIndex i = 0; i < range.length; i++)
        buffer[i] = unit_cursor_next(&cursor);
}

UniChar CFStringGetCharacterAtIndex(CFStringRef theString, CFIndex idx)
{
    UniChar unit = 0;
    CFStringGetCharacters(theString, CFRangeMake(idx, 1), &unit);
    return unit;
}

const UniChar *CFStringGetCharactersPtr(CFStringRef theString)
{
    cf_require(theString, &cf_string_class, __func__);
    return NULL;
}

CFStringRef CFStringCreateWithSubstring(CFAllocatorRef alloc, CFStringRef str, CFRange range)
{
    const StringView view = cf_string_view(str, __func__);
    require_range(view, range, __func__);
    UnitCursor cursor = unit_cursor_at(view, range.location);
    Text text = {0};
    for (CFIndex i = 0; i < range.length; i++)
        text_append_code_point(&text, unit_cursor_next(&cursor));
    return cf_string_adopt(&text);
}

CFStringRef CFStringCreateByCombiningStrings(CFAllocatorRef alloc, CFArrayRef theArray,
                                             CFStringRef separatorString)
{
    const StringView separator = cf_string_view(separatorString, __func__);
    Text text = {0};
    for (CFIndex i = 0; i < CFArrayGetCount(theArray); i++) {
        const StringView part = cf_string_view(CFArrayGetValueAtIndex(theArray, i), __func__);
        if (i)
            text_append(&text, separator.bytes, separator.size);
        text_append(&text, part.bytes, part.size);
    }
    return cf_string_adopt(&text);
}
