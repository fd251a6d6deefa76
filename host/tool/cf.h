/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file cf.h
 * CoreFoundation objects to and from plain C. [control] Each function takes NULL, or an object of
 * another type than it expects, for one that isn't there. */

#ifndef OSSICLE_TOOL_CF_H
#define OSSICLE_TOOL_CF_H

#include <CoreFoundation/CoreFoundation.h>
#include <stdbool.h>
#include <stdint.h>

/** Release; NULL is fine. */
static inline void cf_release(CFTypeRef object)
{
    if (object)
        CFRelease(object);
}

/** A string of UTF-8 text for the caller to release; NULL if it isn't UTF-8. */
CFStringRef cf_copy_string(const char *text);

/** The UTF-8 text of a string for the caller to free(); NULL if there is none. */
char *cf_copy_text(CFTypeRef string);

/** The member of a dictionary, which goes on owning it; NULL if there is none of that type. */
CFTypeRef cf_member(CFTypeRef dictionary, const char *key, CFTypeID type);

/** The UTF-8 text of a member for the caller to free(); NULL if there is none. */
char *cf_copy_member_text(CFTypeRef dictionary, const char *key);

/** A member that is a number or a boolean; `fallback` if there is none. */
double cf_member_number(CFTypeRef dictionary, const char *key, double fallback);
int64_t cf_member_integer(CFTypeRef dictionary, const char *key, int64_t fallback);

/** How many objects an array has; 0 for what isn't an array. */
CFIndex cf_count(CFTypeRef array);

#endif
