/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file rules.h
 * The documented rules that a driver is held to, and how its breaking one is reported: once for
 * each rule, object and selector. Private to hal/. */

#ifndef OSSICLE_HAL_RULES_H
#define OSSICLE_HAL_RULES_H

#include "base/log.h"
#include "realtime/realtime.h"
#include "realtime/wake.h"

#include <CoreAudio/AudioServerPlugIn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** What each means stands in rules.c. */
typedef enum Rule {
    RULE_HAS_AND_GET_AGREE,
    RULE_HAS_AND_SIZE_AGREE,
    RULE_HAS_AND_SETTABLE_AGREE,
    RULE_SETTABLE_AND_SET_AGREE,
    RULE_SIZE_AND_GET_AGREE,
    RULE_GET_STAYS_IN_BUFFER,
    RULE_SIZE_IS_WHOLE_ITEMS,
    RULE_ZERO_TIME_STAMP_SUCCEEDS,
    RULE_ZERO_SAMPLE_TIME_GROWS,
    RULE_ZERO_SAMPLE_TIME_PERIOD,
    RULE_ZERO_HOST_TIME_GROWS,
    RULE_ZERO_HOST_TIME_IS_PAST,
    RULE_REQUIRED_OPERATION,
    RULE_OPERATION_SUCCEEDS,
    RULE_OPERATION_STAYS_IN_BUFFER,
    RULE_NOTIFIES_OFF_IO_THREAD,
    RULE_COUNT,
} Rule;

enum { RULES_SLOTS = 256 };

typedef struct RuleSlot {
    _Atomic unsigned state; /* 0 free, then as in rules.c */
    Rule rule;
    AudioObjectID object;
    UInt32 selector;
    double expected;
    double found;
} RuleSlot;

typedef struct Rules {
    const Log *log;
    Wake *wake; /* of the thread that calls rules_log_new */
    _Atomic uint64_t violations;
    pthread_mutex_t logging;
    RuleSlot slots[RULES_SLOTS];
} Rules;

/** [control] `wake` is signalled when there is something to log; it and `log` outlive the rules. */
void rules_init(Rules *rules, const Log *log, Wake *wake);

/** [any, io] `object` broke a rule; `selector` says where: a property, an I/O operation or 0. What
 * was expected and found is said as numbers. Bounded work, no lock. */
void rules_broken(Rules *rules, Rule rule, AudioObjectID object, UInt32 selector, double expected,
                  double found) OSSICLE_REALTIME;

/** [any, io] The same if `holds` is false. */
static inline void rules_check(Rules *rules, bool holds, Rule rule, AudioObjectID object,
                               UInt32 selector, double expected, double found) OSSICLE_REALTIME
{
    if (REALTIME_UNLIKELY(!holds))
        rules_broken(rules, rule, object, selector, expected, found);
}

/** [any, not io] Log what is new. When this returns, it is logged, be it by another thread. */
void rules_log_new(Rules *rules);

/** [any] How many times rules were broken. */
uint64_t rules_violations(const Rules *rules);

/** What a rule says, for people. */
const char *rule_text(Rule rule);

#endif
