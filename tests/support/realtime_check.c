/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/realtime_check.h"

#include <linux/futex.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

const bool realtime_check_is_active = !IS_SANITIZED;

/* More stack than an I/O function may use, touched beforehand. */
#define STACK_BYTES 65536u

static _Thread_local bool is_io;
static const char *_Atomic caught_call;
static atomic_int caught_system_call = -1;
static atomic_long page_faults;

/* End this thread, past everything that libc would do. */
static void end_thread(void)
{
    (void)syscall(SYS_exit, 0);
}

#if !IS_SANITIZED

#include <dlfcn.h>
#include <errno.h>

static void catch_call(const char *name)
{
    if (!is_io)
        return;
    is_io = false;
    atomic_store(&caught_call, name);
    end_thread();
}

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name,bugprone-macro-parentheses): the
 * names are libc's own, and types take no parentheses. */

/* In place of libc's, for the libraries that the program loads too. */
#define CAUGHT __attribute__((visibility("default")))

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

CAUGHT void *malloc(size_t size)
{
    catch_call("malloc");
    return __libc_malloc(size);
}

CAUGHT void *calloc(size_t count, size_t size)
{
    catch_call("calloc");
    return __libc_calloc(count, size);
}

CAUGHT void *realloc(void *memory, size_t size)
{
    catch_call("realloc");
    return __libc_realloc(memory, size);
}

CAUGHT void free(void *memory)
{
    catch_call("free");
    __libc_free(memory);
}

CAUGHT void *aligned_alloc(size_t alignment, size_t size)
{
    catch_call("aligned_alloc");
    return __libc_memalign(alignment, size);
}

CAUGHT int posix_memalign(void **memory, size_t alignment, size_t size)
{
    catch_call("posix_memalign");
    void *made = __libc_memalign(alignment, size);
    if (!made)
        return ENOMEM;
    *memory = made;
    return 0;
}

/* pthread functions of one argument, passed on to libc's own. */
#define CATCH_LOCK(name, type)                                                                     \
    CAUGHT int name(type *lock)                                                                    \
    {                                                                                              \
        static void *_Atomic real;                                                                 \
        void *found = atomic_load(&real);                                                          \
        int (*next)(type *);                                                                       \
        catch_call(#name);                                                                         \
        if (!found) {                                                                              \
            found = dlsym(RTLD_NEXT, #name);                                                       \
            atomic_store(&real, found);                                                            \
        }                                                                                          \
        memcpy(&next, &found, sizeof next); /* C has no cast from data to function */              \
        return next(lock);                                                                         \
    }

CATCH_LOCK(pthread_mutex_lock, pthread_mutex_t)
CATCH_LOCK(pthread_mutex_trylock, pthread_mutex_t)
CATCH_LOCK(pthread_rwlock_rdlock, pthread_rwlock_t)
CATCH_LOCK(pthread_rwlock_wrlock, pthread_rwlock_t)

/* NOLINTEND(readability-inconsistent-declaration-parameter-name,bugprone-macro-parentheses) */

#endif

static void catch_system_call(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    is_io = false;
    atomic_store(&caught_system_call, info->si_syscall);
    end_thread();
}

static bool permit_little(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
    if (!filter)
        return false;
    const bool is_loaded =
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(futex), 1,
                         SCMP_A1(SCMP_CMP_MASKED_EQ, (scmp_datum_t)FUTEX_CMD_MASK & 0xffffffffu,
                                 FUTEX_WAKE)) == 0 &&
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(getrusage), 0) == 0 &&
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(exit), 0) == 0 &&
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(rt_sigreturn), 0) == 0 &&
        seccomp_load(filter) == 0;
    seccomp_release(filter);
    return is_loaded;
}

static long count_page_faults(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_minflt + usage.ru_majflt;
}

static void touch_stack(void)
{
    volatile char stack[STACK_BYTES];
    for (size_t i = 0; i < sizeof stack; i += 1024)
        stack[i] = 1;
}

typedef struct Run {
    void (*io)(void *context);
    void *context;
} Run;

static void *run(void *context)
{
    const Run *what = context;
    touch_stack();
    if (realtime_check_is_active && !permit_little()) {
        atomic_store(&caught_call, "nothing, but the filter for system calls can't be loaded");
        return NULL;
    }
    (void)count_page_faults();
    const long before = count_page_faults();
    is_io = realtime_check_is_active;
    what->io(what->context);
    is_io = false;
    atomic_store(&page_faults, count_page_faults() - before);
    if (realtime_check_is_active)
        end_thread();
    return NULL;
}

static const char *describe_system_call(int number)
{
    static char text[64];
    char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
    (void)snprintf(text, sizeof text, "system call %s", name ? name : "of no known name");
    free(name);
    return text;
}

RealtimeCheck realtime_check_run(void (*io)(void *context), void *context)
{
    Run what = {io, context};
    struct sigaction action = {.sa_sigaction = catch_system_call, .sa_flags = SA_SIGINFO};
    struct sigaction before;
    pthread_t thread;
    atomic_store(&caught_call, NULL);
    atomic_store(&caught_system_call, -1);
    atomic_store(&page_faults, 0);
    (void)sigaction(SIGSYS, &action, &before);
    if (pthread_create(&thread, NULL, run, &what) != 0)
        return (RealtimeCheck){.violation = "nothing, but there is no thread to check"};
    (void)pthread_join(thread, NULL);
    (void)sigaction(SIGSYS, &before, NULL);
    const int number = atomic_load(&caught_system_call);
    return (RealtimeCheck){
        .violation = number >= 0 ? describe_system_call(number) : atomic_load(&caught_call),
        .page_faults = atomic_load(&page_faults),
    };
}
