/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file plist_text.h
 * Property lists as a test writes them:
 *
 *     plist_create(DICT(KEY("uid", TEXT("a")) KEY("rates", ARRAY(REAL("8000") REAL("48000"))))) */

#ifndef OSSICLE_TESTS_SUPPORT_PLIST_TEXT_H
#define OSSICLE_TESTS_SUPPORT_PLIST_TEXT_H

#include <CoreFoundation/CoreFoundation.h>
#include <criterion/criterion.h>
#include <string.h>

#define DICT(entries)   "<dict>" entries "</dict>"
#define ARRAY(items)    "<array>" items "</array>"
#define KEY(key, value) "<key>" key "</key>" value
#define TEXT(text)      "<string>" text "</string>"
#define WHOLE(number)   "<integer>" number "</integer>"
#define REAL(number)    "<real>" number "</real>"
#define TRUE_           "<true/>"

/** The property list of this XML, to be released. */
static inline CFTypeRef plist_create(const char *xml)
{
    static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><plist version=\"1.0\">";
    static const char tail[] = "</plist>";
    CFMutableDataRef data = CFDataCreateMutable(NULL, 0);
    CFDataAppendBytes(data, (const UInt8 *)head, sizeof head - 1);
    CFDataAppendBytes(data, (const UInt8 *)xml, (CFIndex)strlen(xml));
    CFDataAppendBytes(data, (const UInt8 *)tail, sizeof tail - 1);
    CFTypeRef list = CFPropertyListCreateWithData(NULL, data, 0, NULL, NULL);
    CFRelease(data);
    cr_assert_not_null(list, "%s", xml);
    return list;
}

#endif
