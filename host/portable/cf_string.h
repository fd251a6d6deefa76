/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file cf_string.h
 * Inside strings: for the files that implement them, and those that need their bytes. */

#ifndef OSSICLE_PORTABLE_CF_STRING_H
#define OSSICLE_PORTABLE_CF_STRING_H

#include "cf_runtime.h"
#include "text.h"

#include <CoreFoundation/CFString.h>

struct __CFString {
    CFObject base;
    Text text;
    CFIndex length; /* in UTF-16 units */
    bool mutable_;
};

/** What a string holds, until it changes. */
typedef struct StringView {
    const char *bytes; /**< ended by a NUL that `size` leaves out */
    size_t size;
    CFIndex length; /**< in UTF-16 units */
} StringView;

StringView cf_string_view(CFStringRef string, const char *function);

static inline bool string_view_is_ascii(StringView view)
{
    return (size_t)view.length == view.size;
}

/** A string that takes over the text; NULL, and the text is freed, if either failed. */
CFMutableStringRef cf_string_adopt(Text *text);

/** A string from a C string in UTF-8; bytes that aren't become U+FFFD. */
CFStringRef cf_string_from_c(const char *c_string);

/** Append a C string in which bytes that are not UTF-8 become U+FFFD. At most `count` code points.
 */
void cf_text_append_foreign(Text *text, const char *c_string, size_t count);

/** Append what the object is to people. In a container, strings stand in quotes. */
void cf_text_append_object(Text *text, CFTypeRef object, bool in_container);

/** Append as CFStringCreateWithFormat does. Options in braces ("%{public}s") are skipped. */
void cf_text_append_cf_format(Text *text, const char *format, size_t size, va_list arguments);

/** How many UTF-16 units the bytes hold. */
CFIndex cf_utf16_length(const char *bytes, size_t size);

/** Walks over a string in UTF-16 units. */
typedef struct UnitCursor {
    const char *bytes;
    size_t size;
    uint32_t pending; /**< the second half of a pair, or 0 */
} UnitCursor;

/** A cursor that has passed `location` units. */
UnitCursor unit_cursor_at(StringView view, CFIndex location);
/** The next unit; 0 at the end. */
UniChar unit_cursor_next(UnitCursor *cursor);

#endif
