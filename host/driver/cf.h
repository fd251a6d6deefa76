/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file cf.h
 * Between C values and CoreFoundation objects. [control]
 *
 * cf_put_* add to a dictionary; running out of memory leaves the entry out. cf_get_* return false,
 * and leave the value alone, if the entry is missing or of another type. */

#ifndef OSSICLE_DRIVER_CF_H
#define OSSICLE_DRIVER_CF_H

#include <CoreFoundation/CoreFoundation.h>
#include <stdbool.h>
#include <stdint.h>

/** A string, the caller's to release. Text that isn't UTF-8 (a file's name may be anything) is
 * taken as Latin 1. NULL: no memory. */
CFStringRef cf_create_string(const char *text);

/** The text of `string` as UTF-8, the caller's to free(). NULL if it is no string, or no memory. */
char *cf_copy_text(CFTypeRef string);

/** An empty dictionary or array, the caller's to release. @{ */
CFMutableDictionaryRef cf_create_dictionary(void);
CFMutableArrayRef cf_create_array(void);
/** @} */

/** Add `value` and release it. NULL is fine. @{ */
void cf_put(CFMutableDictionaryRef dictionary, const char *key, CFTypeRef CF_CONSUMED value);
void cf_append(CFMutableArrayRef array, CFTypeRef CF_CONSUMED value);
/** @} */

void cf_put_text(CFMutableDictionaryRef dictionary, const char *key, const char *value);
void cf_put_number(CFMutableDictionaryRef dictionary, const char *key, double value);
void cf_put_integer(CFMutableDictionaryRef dictionary, const char *key, int64_t value);
void cf_put_boolean(CFMutableDictionaryRef dictionary, const char *key, bool value);

/** The entry under `key`, not retained; NULL if `dictionary` is none or has no such entry. */
CFTypeRef cf_get(CFTypeRef dictionary, const char *key);
/** The value of a number; false, and nothing, for what is none. */
bool cf_number(CFTypeRef number, double *value);

bool cf_get_number(CFTypeRef dictionary, const char *key, double *value);
bool cf_get_integer(CFTypeRef dictionary, const char *key, int64_t *value);
bool cf_get_boolean(CFTypeRef dictionary, const char *key, bool *value);

#endif
