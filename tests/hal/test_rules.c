/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "hal/hal_fixture.h"
#include "hal/rules.h"

#include <pthread.h>
#include <string.h>

static Wake wake;
static Rules rules;

static void setup(void)
{
    wake_init(&wake);
    rules_init(&rules, &fixture_log, &wake);
}

TestSuite(rules, .init = setup);

Test(rules, every_rule_has_a_text)
{
    for (int i = 0; i < RULE_COUNT; i++)
        cr_assert_gt(strlen(rule_text((Rule)i)), 10);
    cr_assert_str_eq(rule_text(RULE_COUNT), "no such rule");
    cr_assert_str_eq(rule_text((Rule)-1), "no such rule");
}

Test(rules, nothing_is_logged_before_it_is_asked_for)
{
    const uint32_t ticket = wake_ticket(&wake);
    rules_broken(&rules, RULE_OPERATION_SUCCEEDS, 2, 'read', 0, 5);
    cr_assert_eq(fixture_logged("broke"), 0);
    wake_wait(&wake, ticket); /* whoever logs was woken: this returns */
    rules_log_new(&rules);
    cr_assert_eq(fixture_logged("broke a rule: object 2, 'read': an I/O operation succeeds "
                                "(expected 0, found 5)"),
                 1);
    rules_log_new(&rules);
    cr_assert_eq(fixture_logged("broke"), 1);
}

Test(rules, each_rule_object_and_selector_counts_by_itself)
{
    for (int i = 0; i < 3; i++) {
        rules_broken(&rules, RULE_OPERATION_SUCCEEDS, 2, 'read', 0, 5);
        rules_broken(&rules, RULE_OPERATION_SUCCEEDS, 3, 'read', 0, 5);
        rules_broken(&rules, RULE_OPERATION_SUCCEEDS, 2, 'rite', 0, 5);
        rules_broken(&rules, RULE_HAS_AND_GET_AGREE, 2, 'read', 0, 5);
        rules_log_new(&rules);
    }
    cr_assert_eq(fixture_logged("broke"), 4);
    cr_assert_eq(rules_violations(&rules), 12);
}

Test(rules, what_holds_is_not_broken)
{
    rules_check(&rules, true, RULE_OPERATION_SUCCEEDS, 2, 0, 0, 0);
    cr_assert_eq(rules_violations(&rules), 0);
    rules_check(&rules, false, RULE_OPERATION_SUCCEEDS, 2, 0, 0, 0);
    cr_assert_eq(rules_violations(&rules), 1);
}

Test(rules, more_than_there_is_room_for_are_still_counted)
{
    for (UInt32 i = 0; i < RULES_SLOTS + 10; i++)
        rules_broken(&rules, RULE_OPERATION_SUCCEEDS, i, 'read', 0, 5);
    rules_log_new(&rules);
    cr_assert_eq(rules_violations(&rules), RULES_SLOTS + 10);
    cr_assert_eq(rules.slots[RULES_SLOTS - 1].object, RULES_SLOTS - 1);
}

static void *break_rules(void *context)
{
    for (UInt32 i = 0; i < 1000; i++) {
        rules_broken(&rules, RULE_OPERATION_SUCCEEDS, i % 50, 'read', 0, 5);
        rules_log_new(&rules);
    }
    return NULL;
}

Test(rules, may_be_broken_by_several_threads)
{
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, break_rules, NULL), 0);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    cr_assert_eq(rules_violations(&rules), 3000);
    cr_assert_geq(fixture_logged("broke"), 50);
}
