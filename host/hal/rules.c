/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/rules.h"

#include "trace/four_chars.h"

#include <assert.h>
#include <string.h>

static const char *const texts[] = {
    [RULE_HAS_AND_GET_AGREE] =
        "HasProperty and GetPropertyData agree on whether there is such a property",
    [RULE_HAS_AND_SIZE_AGREE] =
        "HasProperty and GetPropertyDataSize agree on whether there is such a property",
    [RULE_HAS_AND_SETTABLE_AGREE] =
        "HasProperty and IsPropertySettable agree on whether there is such a property",
    [RULE_SETTABLE_AND_SET_AGREE] =
        "SetPropertyData succeeds only for what IsPropertySettable calls settable",
    [RULE_SIZE_AND_GET_AGREE] =
        "GetPropertyData gives as many bytes as GetPropertyDataSize says, if there is room",
    [RULE_GET_STAYS_IN_BUFFER] = "GetPropertyData doesn't write past the buffer that it is given",
    [RULE_SIZE_IS_WHOLE_ITEMS] = "the size of a list of objects is a whole number of items",
    [RULE_ZERO_TIME_STAMP_SUCCEEDS] = "GetZeroTimeStamp succeeds while I/O runs",
    [RULE_ZERO_SAMPLE_TIME_GROWS] = "zero sample times never go backwards under the same seed",
    [RULE_ZERO_SAMPLE_TIME_PERIOD] =
        "zero sample times are whole numbers of kAudioDevicePropertyZeroTimeStampPeriod apart",
    [RULE_ZERO_HOST_TIME_GROWS] = "zero host times grow when zero sample times do",
    [RULE_ZERO_HOST_TIME_IS_PAST] = "a zero host time isn't in the future",
    [RULE_REQUIRED_OPERATION] =
        "ReadInput is done by a device with input streams, WriteMix by one with output streams",
    [RULE_OPERATION_SUCCEEDS] = "an I/O operation succeeds",
    [RULE_OPERATION_STAYS_IN_BUFFER] = "an I/O operation doesn't write past its buffer",
    [RULE_NOTIFIES_OFF_IO_THREAD] = "PropertiesChanged isn't called on the I/O thread",
};
static_assert(sizeof texts / sizeof texts[0] == RULE_COUNT, "a rule lacks its text");

enum SlotState { SLOT_FREE, SLOT_TAKEN, SLOT_NEW, SLOT_LOGGED };

void rules_init(Rules *rules, const Log *log, Wake *wake)
{
    memset(rules, 0, sizeof *rules);
    rules->log = log;
    rules->wake = wake;
    rules->logging = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}

static bool is_same(const RuleSlot *slot, Rule rule, AudioObjectID object,
                    UInt32 selector) OSSICLE_REALTIME
{
    return slot->rule == rule && slot->object == object && slot->selector == selector;
}

void rules_broken(Rules *rules, Rule rule, AudioObjectID object, UInt32 selector, double expected,
                  double found) OSSICLE_REALTIME
{
    atomic_fetch_add_explicit(&rules->violations, 1, memory_order_relaxed);
    for (int i = 0; i < RULES_SLOTS; i++) {
        RuleSlot *slot = &rules->slots[i];
        unsigned state = atomic_load_explicit(&slot->state, memory_order_acquire);
        if (state >= SLOT_NEW && is_same(slot, rule, object, selector))
            return;
        if (state != SLOT_FREE || !atomic_compare_exchange_strong(&slot->state, &state, SLOT_TAKEN))
            continue;
        slot->rule = rule;
        slot->object = object;
        slot->selector = selector;
        slot->expected = expected;
        slot->found = found;
        atomic_store_explicit(&slot->state, SLOT_NEW, memory_order_release);
        wake_signal(rules->wake);
        return;
    }
}

static void log_slot(const Rules *rules, const RuleSlot *slot)
{
    char selector[FOUR_CHARS_TEXT_SIZE];
    log_write(rules->log, LOG_LEVEL_WARNING,
              "the driver broke a rule: object %u, %s: %s (expected %.17g, found %.17g)",
              (unsigned)slot->object,
              slot->selector != 0 ? four_chars_text(slot->selector, selector) : "clock",
              texts[slot->rule], slot->expected, slot->found);
}

void rules_log_new(Rules *rules)
{
    pthread_mutex_lock(&rules->logging);
    for (int i = 0; i < RULES_SLOTS; i++) {
        unsigned expected = SLOT_NEW;
        if (atomic_compare_exchange_strong(&rules->slots[i].state, &expected, SLOT_LOGGED))
            log_slot(rules, &rules->slots[i]);
        else if (expected == SLOT_FREE)
            break;
    }
    pthread_mutex_unlock(&rules->logging);
}

uint64_t rules_violations(const Rules *rules)
{
    return atomic_load_explicit(&rules->violations, memory_order_relaxed);
}

const char *rule_text(Rule rule)
{
    return rule >= 0 && rule < RULE_COUNT ? texts[rule] : "no such rule";
}
