/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/supervisor.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

static Supervisor *new_supervisor(void)
{
    Error error = {0};
    Supervisor *supervisor = supervisor_new(&error);
    cr_assert_not_null(supervisor, "%s", error.message);
    return supervisor;
}

/* A semaphore: macOS has none without a name. */
typedef struct Tokens {
    pthread_mutex_t mutex;
    pthread_cond_t more;
    unsigned count;
} Tokens;

static void init_tokens(Tokens *tokens)
{
    tokens->count = 0;
    cr_assert_eq(pthread_mutex_init(&tokens->mutex, NULL), 0);
    cr_assert_eq(pthread_cond_init(&tokens->more, NULL), 0);
}

static void give_token(Tokens *tokens)
{
    (void)pthread_mutex_lock(&tokens->mutex);
    tokens->count++;
    (void)pthread_cond_signal(&tokens->more);
    (void)pthread_mutex_unlock(&tokens->mutex);
}

static void take_token(Tokens *tokens)
{
    (void)pthread_mutex_lock(&tokens->mutex);
    while (tokens->count == 0)
        (void)pthread_cond_wait(&tokens->more, &tokens->mutex);
    tokens->count--;
    (void)pthread_mutex_unlock(&tokens->mutex);
}

/* A task that notes each run. */
typedef struct Noting {
    Supervisor *supervisor;
    SupervisorTask task;
    Tokens has_run;
    atomic_int runs;
    int read_from;   /* one byte in each run; -1: nothing */
    int runs_wanted; /* sets itself due until then */
} Noting;

static void note(void *context)
{
    Noting *noting = context;
    char byte;
    if (noting->read_from >= 0 && read(noting->read_from, &byte, 1) < 0)
        return;
    if (atomic_fetch_add(&noting->runs, 1) + 1 < noting->runs_wanted)
        supervisor_set_due(noting->supervisor, &noting->task, supervisor_now_ns());
    give_token(&noting->has_run);
}

static void prepare(Noting *noting, Supervisor *supervisor, int descriptor, uint64_t due_ns)
{
    *noting = (Noting){.supervisor = supervisor, .read_from = descriptor};
    noting->task = (SupervisorTask){
        .descriptor = descriptor, .due_ns = due_ns, .run = note, .context = noting};
    init_tokens(&noting->has_run);
}

static void wait_for_run(Noting *noting)
{
    take_token(&noting->has_run);
}

Test(supervisor, runs_a_task_that_is_due_once)
{
    Supervisor *supervisor = new_supervisor();
    Noting due;
    Noting never;
    prepare(&due, supervisor, -1, 0);
    prepare(&never, supervisor, -1, SUPERVISOR_NEVER);
    cr_assert_eq(supervisor_add(supervisor, &never.task), STATUS_OK);
    cr_assert_eq(supervisor_add(supervisor, &due.task), STATUS_OK);
    wait_for_run(&due);
    supervisor_set_due(supervisor, &due.task, supervisor_now_ns() + 1000000);
    wait_for_run(&due);
    supervisor_remove(supervisor, &due.task);
    supervisor_remove(supervisor, &never.task);
    cr_assert_eq(due.runs, 2);
    cr_assert_eq(never.runs, 0);
    supervisor_free(supervisor);
}

Test(supervisor, a_task_may_set_itself_due)
{
    Supervisor *supervisor = new_supervisor();
    Noting noting;
    prepare(&noting, supervisor, -1, SUPERVISOR_NEVER);
    noting.runs_wanted = 5;
    cr_assert_eq(supervisor_add(supervisor, &noting.task), STATUS_OK);
    supervisor_set_due(supervisor, &noting.task, 0);
    for (int i = 0; i < 5; i++)
        wait_for_run(&noting);
    supervisor_remove(supervisor, &noting.task);
    cr_assert_eq(noting.runs, 5);
    supervisor_free(supervisor);
}

Test(supervisor, runs_a_task_whose_descriptor_can_be_read)
{
    Supervisor *supervisor = new_supervisor();
    Noting noting;
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    prepare(&noting, supervisor, ends[0], SUPERVISOR_NEVER);
    cr_assert_eq(supervisor_add(supervisor, &noting.task), STATUS_OK);
    for (int i = 1; i <= 3; i++) {
        cr_assert_eq(write(ends[1], "x", 1), 1);
        wait_for_run(&noting);
        cr_assert_eq(noting.runs, i);
    }
    cr_assert_eq(close(ends[1]), 0);
    wait_for_run(&noting); /* the end is something to look at */
    supervisor_remove(supervisor, &noting.task);
    cr_assert_eq(close(ends[0]), 0);
    supervisor_free(supervisor);
}

Test(supervisor, looks_after_many_tasks)
{
    enum { TASKS = 100 };
    Supervisor *supervisor = new_supervisor();
    static Noting notings[TASKS];
    int ends[TASKS][2];
    for (int i = 0; i < TASKS; i++) {
        cr_assert_eq(pipe(ends[i]), 0);
        prepare(&notings[i], supervisor, ends[i][0], SUPERVISOR_NEVER);
        cr_assert_eq(supervisor_add(supervisor, &notings[i].task), STATUS_OK);
    }
    for (int i = TASKS - 1; i >= 0; i--) {
        cr_assert_eq(write(ends[i][1], "x", 1), 1);
        wait_for_run(&notings[i]);
    }
    for (int i = 0; i < TASKS; i++) {
        supervisor_remove(supervisor, &notings[i].task);
        cr_assert_eq(notings[i].runs, 1);
        cr_assert_eq(close(ends[i][0]), 0);
        cr_assert_eq(close(ends[i][1]), 0);
    }
    supervisor_free(supervisor);
}

/* A task that removes and frees itself. */
typedef struct Leaving {
    Supervisor *supervisor;
    SupervisorTask task;
    Tokens *is_gone;
} Leaving;

static void leave(void *context)
{
    Leaving *leaving = context;
    Tokens *is_gone = leaving->is_gone;
    supervisor_remove(leaving->supervisor, &leaving->task);
    free(leaving);
    give_token(is_gone);
}

Test(supervisor, a_task_may_remove_and_free_itself)
{
    Supervisor *supervisor = new_supervisor();
    Tokens is_gone;
    init_tokens(&is_gone);
    Leaving *leaving = malloc(sizeof *leaving);
    cr_assert_not_null(leaving);
    *leaving =
        (Leaving){supervisor, {.descriptor = -1, .run = leave, .context = leaving}, &is_gone};
    cr_assert_eq(supervisor_add(supervisor, &leaving->task), STATUS_OK);
    take_token(&is_gone);
    supervisor_free(supervisor);
}

/* A task that takes long: until it is let go. */
typedef struct Slow {
    SupervisorTask task;
    Tokens has_begun;
    Tokens may_end;
    atomic_bool has_ended;
} Slow;

static void be_slow(void *context)
{
    Slow *slow = context;
    give_token(&slow->has_begun);
    take_token(&slow->may_end);
    atomic_store(&slow->has_ended, true);
}

static void *let_go(void *context)
{
    Slow *slow = context;
    give_token(&slow->may_end);
    return NULL;
}

Test(supervisor, removing_waits_for_the_run)
{
    Supervisor *supervisor = new_supervisor();
    Slow slow = {.task = {.descriptor = -1, .run = be_slow, .context = &slow}};
    pthread_t thread;
    init_tokens(&slow.has_begun);
    init_tokens(&slow.may_end);
    cr_assert_eq(supervisor_add(supervisor, &slow.task), STATUS_OK);
    take_token(&slow.has_begun);
    cr_assert_eq(pthread_create(&thread, NULL, let_go, &slow), 0);
    supervisor_remove(supervisor, &slow.task);
    cr_assert(atomic_load(&slow.has_ended));
    cr_assert_eq(pthread_join(thread, NULL), 0);
    supervisor_free(supervisor);
}

static void note_thread(void *context)
{
    *(pthread_t *)context = pthread_self();
}

Test(supervisor, calls_on_one_thread_that_runs_no_tasks)
{
    Supervisor *supervisor = new_supervisor();
    Slow slow = {.task = {.descriptor = -1, .run = be_slow, .context = &slow}};
    pthread_t first = pthread_self();
    pthread_t second = pthread_self();
    init_tokens(&slow.has_begun);
    init_tokens(&slow.may_end);
    cr_assert_eq(supervisor_add(supervisor, &slow.task), STATUS_OK);
    take_token(&slow.has_begun);
    cr_assert_eq(supervisor_call(supervisor, note_thread, &first), STATUS_OK);
    cr_assert_eq(supervisor_call(supervisor, note_thread, &second), STATUS_OK);
    cr_assert_not(atomic_load(&slow.has_ended), "it runs all the time");
    cr_assert(pthread_equal(first, second));
    cr_assert_not(pthread_equal(first, pthread_self()));
    give_token(&slow.may_end);
    supervisor_remove(supervisor, &slow.task);
    supervisor_free(supervisor);
}

Test(supervisor, freeing_none_is_fine)
{
    supervisor_free(NULL);
}
