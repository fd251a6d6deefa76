/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file slots.h
 * What the slots of both interfaces have in common. Private to trace/. */

#ifndef OSSICLE_TRACE_SLOTS_H
#define OSSICLE_TRACE_SLOTS_H

#include "trace/trace_call.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <string.h>

/** Note which property a call is about. NULL is fine. */
static inline void slot_take_address(CallUnderWay *call, const AudioObjectPropertyAddress *address)
{
    if (address)
        call->record.address = *address;
}

/** [control] Note a string if it fits. NULL is fine. */
static inline void slot_take_text(CallUnderWay *call, CFStringRef text)
{
    if (call->trace && text &&
        !CFStringGetCString(text, call->record.text, TRACE_TEXT_SIZE, kCFStringEncodingUTF8))
        call->record.text[0] = '\0';
}

#endif
