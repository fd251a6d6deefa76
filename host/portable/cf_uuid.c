/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include <CoreFoundation/CFUUID.h>

#include "cf_runtime.h"
#include "cf_string.h"

#include <CoreFoundation/CFString.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

struct __CFUUID {
    CFObject base;
    CFUUIDBytes bytes;
    const struct __CFUUID *next; /* constant ones: the list of them all */
};

static pthread_mutex_t constants_lock = PTHREAD_MUTEX_INITIALIZER;
static const struct __CFUUID *constants;

static bool uuid_equal(CFTypeRef a, CFTypeRef b)
{
    return memcmp(&((CFUUIDRef)a)->bytes, &((CFUUIDRef)b)->bytes, sizeof(CFUUIDBytes)) == 0;
}

static CFHashCode uuid_hash(CFTypeRef object)
{
    return cf_hash_bytes(&((CFUUIDRef)object)->bytes, sizeof(CFUUIDBytes));
}

static CFStringRef uuid_copy_description(CFTypeRef object)
{
    return CFUUIDCreateString(NULL, object);
}

const CFClass cf_uuid_class = {
    .type = CF_TYPE_UUID,
    .name = "CFUUID",
    .equal = uuid_equal,
    .hash = uuid_hash,
    .copy_description = uuid_copy_description,
};

CFTypeID CFUUIDGetTypeID(void)
{
    return CF_TYPE_UUID;
}

static struct __CFUUID *new_uuid(CFUUIDBytes bytes)
{
    struct __CFUUID *const uuid = cf_new(&cf_uuid_class, sizeof *uuid);
    if (uuid)
        uuid->bytes = bytes;
    return uuid;
}

CFUUIDRef CFUUIDCreateFromUUIDBytes(CFAllocatorRef alloc, CFUUIDBytes bytes)
{
    return new_uuid(bytes);
}

CFUUIDRef CFUUIDCreate(CFAllocatorRef alloc)
{
    CFUUIDBytes bytes;
    if (getentropy(&bytes, sizeof bytes) != 0)
        return NULL;
    bytes.byte6 = (UInt8)((bytes.byte6 & 0x0F) | 0x40);
    bytes.byte8 = (UInt8)((bytes.byte8 & 0x3F) | 0x80);
    return new_uuid(bytes);
}

CFUUIDRef CFUUIDCreateWithBytes(CFAllocatorRef alloc, UInt8 byte0, UInt8 byte1, UInt8 byte2,
                                UInt8 byte3, UInt8 byte4, UInt8 byte5, UInt8 byte6, UInt8 byte7,
                                UInt8 byte8, UInt8 byte9, UInt8 byte10, UInt8 byte11, UInt8 byte12,
                                UInt8 byte13, UInt8 byte14, UInt8 byte15)
{
    return new_uuid((CFUUIDBytes){byte0, byte1, byte2, byte3, byte4, byte5, byte6, byte7, byte8,
                                  byte9, byte10, byte11, byte12, byte13, byte14, byte15});
}

/** The constant UUID of these bytes. The lock is held. */
static CFUUIDRef find_constant(const CFUUIDBytes *bytes)
{
    for (CFUUIDRef uuid = constants; uuid; uuid = uuid->next)
        if (memcmp(&uuid->bytes, bytes, sizeof *bytes) == 0)
            return uuid;
    struct __CFUUID *const made = new_uuid(*bytes);
    if (!made)
        return NULL;
    cf_make_immortal(made);
    cf_uncount(1);
    made->next = constants;
    constants = made;
    return made;
}

CFUUIDRef CFUUIDGetConstantUUIDWithBytes(CFAllocatorRef alloc, UInt8 byte0, UInt8 byte1,
                                         UInt8 byte2, UInt8 byte3, UInt8 byte4, UInt8 byte5,
                                         UInt8 byte6, UInt8 byte7, UInt8 byte8, UInt8 byte9,
                                         UInt8 byte10, UInt8 byte11, UInt8 byte12, UInt8 byte13,
                                         UInt8 byte14, UInt8 byte15)
{
    const CFUUIDBytes bytes = {byte0, byte1, byte2,  byte3,  byte4,  byte5,  byte6,  byte7,
                               byte8, byte9, byte10, byte11, byte12, byte13, byte14, byte15};
    pthread_mutex_lock(&constants_lock);
    const CFUUIDRef uuid = find_constant(&bytes);
    pthread_mutex_unlock(&constants_lock);
    return uuid;
}

CFUUIDBytes CFUUIDGetUUIDBytes(CFUUIDRef uuid)
{
    cf_require(uuid, &cf_uuid_class, __func__);
    return uuid->bytes;
}

/* Where a UUID's text has its hyphens. */
static bool is_hyphen_place(size_t place)
{
    return place == 8 || place == 13 || place == 18 || place == 23;
}

CFStringRef CFUUIDCreateString(CFAllocatorRef alloc, CFUUIDRef uuid)
{
    cf_require(uuid, &cf_uuid_class, __func__);
    const UInt8 *const bytes = (const UInt8 *)&uuid->bytes;
    Text text = {0};
    for (size_t i = 0; i < sizeof uuid->bytes; i++) {
        text_append(&text, "-", is_hyphen_place(text.size));
        text_append_format(&text, "%02X", bytes[i]);
    }
    return cf_string_adopt(&text);
}

/** The value of a hexadecimal digit, -1 if it is none. */
static int digit_value(char digit)
{
    static const char digits[] = "0123456789abcdef";
    const char lower = (char)(digit >= 'A' && digit <= 'F' ? digit - 'A' + 'a' : digit);
    const char *const at = lower ? strchr(digits, lower) : NULL;
    return at ? (int)(at - digits) : -1;
}

CFUUIDRef CFUUIDCreateFromString(CFAllocatorRef alloc, CFStringRef uuidStr)
{
    const StringView view = cf_string_view(uuidStr, __func__);
    UInt8 bytes[sizeof(CFUUIDBytes)] = {0};
    size_t digits = 0;
    if (view.size != 36)
        return NULL;
    for (size_t i = 0; i < view.size; i++) {
        const int value = digit_value(view.bytes[i]);
        if (is_hyphen_place(i) ? view.bytes[i] != '-' : value < 0)
            return NULL;
        if (is_hyphen_place(i))
            continue;
        bytes[digits / 2] = (UInt8)(bytes[digits / 2] << 4 | value);
        digits++;
    }
    CFUUIDBytes packed;
    memcpy(&packed, bytes, sizeof packed);
    return new_uuid(packed);
}
