/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "cf_string.h"

#include <limits.h>
#include <string.h>

/** One encoding. Reading returns the size of what was read, 0 if it is not valid; writing the size
 * of what was written (at most 4), 0 if the encoding lacks the code point. */
typedef struct Encoding {
    CFStringEncoding encoding;
    size_t (*read)(const UInt8 *bytes, size_t size, uint32_t *code_point);
    size_t (*write)(uint32_t code_point, UInt8 *bytes);
    CFIndex bytes_per_unit; /**< at most, for one UTF-16 unit */
    CFIndex mark_size;      /**< of the byte order mark that an external representation has */
} Encoding;

static bool is_surrogate(uint32_t code_point)
{
    return is_high_surrogate(code_point) || is_low_surrogate(code_point);
}

static size_t read_utf8(const UInt8 *bytes, size_t size, uint32_t *code_point)
{
    const size_t count = utf8_decode((const char *)bytes, size, code_point);
    return count && is_surrogate(*code_point) ? 0 : count;
}

static size_t write_utf8(uint32_t code_point, UInt8 *bytes)
{
    return is_surrogate(code_point) ? 0 : utf8_encode(code_point, (char *)bytes);
}

static size_t read_ascii(const UInt8 *bytes, size_t size, uint32_t *code_point)
{
    *code_point = bytes[0];
    return bytes[0] < 0x80;
}

static size_t write_ascii(uint32_t code_point, UInt8 *bytes)
{
    bytes[0] = (UInt8)code_point;
    return code_point < 0x80;
}

static size_t read_latin1(const UInt8 *bytes, size_t size, uint32_t *code_point)
{
    *code_point = bytes[0];
    return 1;
}

static size_t write_latin1(uint32_t code_point, UInt8 *bytes)
{
    bytes[0] = (UInt8)code_point;
    return code_point < 0x100;
}

/* Single units are read: text joins the pairs. */
static size_t read_utf16be(const UInt8 *bytes, size_t size, uint32_t *code_point)
{
    if (size < 2)
        return 0;
    *code_point = (uint32_t)bytes[0] << 8 | bytes[1];
    return 2;
}

static size_t read_utf16le(const UInt8 *bytes, size_t size, uint32_t *code_point)
{
    if (size < 2)
        return 0;
    *code_point = (uint32_t)bytes[1] << 8 | bytes[0];
    return 2;
}

static size_t write_utf16(uint32_t code_point, UInt8 *bytes, int high)
{
    uint32_t units[2] = {code_point, 0};
    size_t count = 1;
    if (code_point >= 0x10000) {
        units[0] = 0xD800 + ((code_point - 0x10000) >> 10);
        units[1] = 0xDC00 + (code_point & 0x3FF);
        count = 2;
    }
    for (size_t i = 0; i < count; i++) {
        bytes[2 * i + (size_t)high] = (UInt8)(units[i] >> 8);
        bytes[2 * i + (size_t)!high] = (UInt8)units[i];
    }
    return 2 * count;
}

static size_t write_utf16be(uint32_t code_point, UInt8 *bytes)
{
    return write_utf16(code_point, bytes, 0);
}

static size_t write_utf16le(uint32_t code_point, UInt8 *bytes)
{
    return write_utf16(code_point, bytes, 1);
}

/* Native order is little-endian on every machine that the facts about layouts cover. */
static const Encoding encodings[] = {
    {kCFStringEncodingUTF8, read_utf8, write_utf8, 3, 0},
    {kCFStringEncodingASCII, read_ascii, write_ascii, 1, 0},
    {kCFStringEncodingMacRoman, read_ascii, write_ascii, 1, 0},
    {kCFStringEncodingISOLatin1, read_latin1, write_latin1, 1, 0},
    {kCFStringEncodingUTF16, read_utf16le, write_utf16le, 2, 2},
    {kCFStringEncodingUTF16BE, read_utf16be, write_utf16be, 2, 0},
    {kCFStringEncodingUTF16LE, read_utf16le, write_utf16le, 2, 0},
};

static const Encoding *find_encoding(CFStringEncoding encoding)
{
    for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++)
        if (encodings[i].encoding == encoding)
            return &encodings[i];
    return NULL;
}

Boolean CFStringIsEncodingAvailable(CFStringEncoding encoding)
{
    return find_encoding(encoding) != NULL;
}

CFStringEncoding CFStringGetSystemEncoding(void)
{
    return kCFStringEncodingUTF8;
}

/** Pass a byte order mark, and choose the order that it tells. */
static const Encoding *skip_mark(const Encoding *encoding, bool external, const UInt8 **bytes,
                                 size_t *size)
{
    size_t mark = 0;
    if (encoding->encoding == kCFStringEncodingUTF16 && *size >= 2) {
        const bool big = (*bytes)[0] == 0xFE && (*bytes)[1] == 0xFF;
        const bool little = (*bytes)[0] == 0xFF && (*bytes)[1] == 0xFE;
        mark = big || little ? 2 : 0;
        encoding = big ? find_encoding(kCFStringEncodingUTF16BE) : encoding;
    } else if (encoding->encoding == kCFStringEncodingUTF8 && external && *size >= 3) {
        mark = memcmp(*bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    }
    *bytes += mark;
    *size -= mark;
    return encoding;
}

CFStringRef CFStringCreateWithBytes(CFAllocatorRef alloc, const UInt8 *bytes, CFIndex numBytes,
                                    CFStringEncoding encoding, Boolean isExternalRepresentation)
{
    const Encoding *found = find_encoding(encoding);
    if (!found || numBytes < 0)
        return NULL;
    size_t left = (size_t)numBytes;
    found = skip_mark(found, isExternalRepresentation, &bytes, &left);
    Text text = {0};
    while (left && !text.failed) {
        uint32_t code_point = 0;
        const size_t size = found->read(bytes, left, &code_point);
        text.failed = size == 0;
        text_append_code_point(&text, code_point);
        bytes += size;
        left -= size;
    }
    return cf_string_adopt(&text);
}

CFStringRef CFStringCreateWithCString(CFAllocatorRef alloc, const char *cStr,
                                      CFStringEncoding encoding)
{
    return CFStringCreateWithBytes(alloc, (const UInt8 *)cStr, (CFIndex)strlen(cStr), encoding,
                                   false);
}

CFStringRef CFStringCreateWithCStringNoCopy(CFAllocatorRef alloc, const char *cStr,
                                            CFStringEncoding encoding,
                                            CFAllocatorRef contentsDeallocator)
{
    const CFStringRef string = CFStringCreateWithCString(alloc, cStr, encoding);
    if (string)
        CFAllocatorDeallocate(contentsDeallocator, cf_mutable(cStr));
    return string;
}

CFStringRef CFStringCreateFromExternalRepresentation(CFAllocatorRef alloc, CFDataRef data,
                                                     CFStringEncoding encoding)
{
    return CFStringCreateWithBytes(alloc, CFDataGetBytePtr(data), CFDataGetLength(data), encoding,
                                   true);
}

/** Where CFStringGetBytes writes: nowhere if the buffer is NULL. */
typedef struct Output {
    UInt8 *buffer;
    CFIndex capacity;
    CFIndex used;
} Output;

static bool output_write(Output *output, const UInt8 *bytes, size_t size)
{
    if (output->buffer && (CFIndex)size > output->capacity - output->used)
        return false;
    if (output->buffer)
        memcpy(output->buffer + output->used, bytes, size);
    output->used += (CFIndex)size;
    return true;
}

/** The next code point of at most `left` units; stores in `units` how many it took. */
static uint32_t next_code_point(UnitCursor *cursor, CFIndex left, CFIndex *units)
{
    const uint32_t first = unit_cursor_next(cursor);
    *units = 1;
    if (!is_high_surrogate(first) || left < 2)
        return first;
    UnitCursor ahead = *cursor;
    const uint32_t second = unit_cursor_next(&ahead);
    if (!is_low_surrogate(second))
        return first;
    *cursor = ahead;
    *units = 2;
    return join_surrogates(first, second);
}

CFIndex CFStringGetBytes(CFStringRef theString, CFRange range, CFStringEncoding encoding,
                         UInt8 lossByte, Boolean isExternalRepresentation, UInt8 *buffer,
                         CFIndex maxBufLen, CFIndex *usedBufLen)
{
    const StringView view = cf_string_view(theString, __func__);
    const Encoding *const found = find_encoding(encoding);
    Output output = {buffer, maxBufLen, 0};
    UnitCursor cursor = unit_cursor_at(view, range.location);
    CFIndex done = 0;
    const bool open = found && (!isExternalRepresentation || found->mark_size == 0 ||
                                output_write(&output, (const UInt8 *)"\xFF\xFE", 2));
    while (open && done < range.length) {
        UInt8 bytes[4];
        CFIndex units = 0;
        const uint32_t code_point = next_code_point(&cursor, range.length - done, &units);
        size_t size = found->write(code_point, bytes);
        if (size == 0 && lossByte)
            size = found->write(lossByte, bytes);
        if (size == 0 || !output_write(&output, bytes, size))
            break;
        done += units;
    }
    if (usedBufLen)
        *usedBufLen = output.used;
    return done;
}

CFDataRef CFStringCreateExternalRepresentation(CFAllocatorRef alloc, CFStringRef theString,
                                               CFStringEncoding encoding, UInt8 lossByte)
{
    const CFRange all = {0, CFStringGetLength(theString)};
    CFIndex size = 0;
    if (!CFStringIsEncodingAvailable(encoding) ||
        CFStringGetBytes(theString, all, encoding, lossByte, true, NULL, 0, &size) < all.length)
        return NULL;
    const CFMutableDataRef data = CFDataCreateMutable(alloc, 0);
    if (!data)
        return NULL;
    CFDataSetLength(data, size);
    if (CFDataGetLength(data) != size) {
        CFRelease(data);
        return NULL;
    }
    (void)CFStringGetBytes(theString, all, encoding, lossByte, true, CFDataGetMutableBytePtr(data),
                           size, NULL);
    return data;
}

Boolean CFStringGetCString(CFStringRef theString, char *buffer, CFIndex bufferSize,
                           CFStringEncoding encoding)
{
    const CFIndex length = CFStringGetLength(theString);
    CFIndex used = 0;
    if (bufferSize < 1)
        return false;
    const CFIndex done = CFStringGetBytes(theString, CFRangeMake(0, length), encoding, 0, false,
                                          (UInt8 *)buffer, bufferSize - 1, &used);
    const bool whole = done == length && CFStringIsEncodingAvailable(encoding);
    buffer[whole ? used : 0] = 0;
    return whole;
}

const char *CFStringGetCStringPtr(CFStringRef theString, CFStringEncoding encoding)
{
    const StringView view = cf_string_view(theString, __func__);
    const Encoding *const found = find_encoding(encoding);
    if (!found || found->bytes_per_unit == 2 || strlen(view.bytes) != view.size)
        return NULL;
    if (string_view_is_ascii(view))
        return view.bytes;
    if (encoding != kCFStringEncodingUTF8)
        return NULL;
    const CFRange all = {0, view.length};
    return CFStringGetBytes(theString, all, encoding, 0, false, NULL, 0, NULL) == view.length
               ? view.bytes
               : NULL;
}

CFIndex CFStringGetMaximumSizeForEncoding(CFIndex length, CFStringEncoding encoding)
{
    const Encoding *const found = find_encoding(encoding);
    if (!found || length > LONG_MAX / found->bytes_per_unit)
        return kCFNotFound;
    return length * found->bytes_per_unit;
}

CFIndex CFStringGetMaximumSizeOfFileSystemRepresentation(CFStringRef string)
{
    return (CFIndex)cf_string_view(string, __func__).size + 1;
}

Boolean CFStringGetFileSystemRepresentation(CFStringRef string, char *buffer, CFIndex maxBufLen)
{
    return CFStringGetCString(string, buffer, maxBufLen, kCFStringEncodingUTF8);
}
