/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Threads. Darwin's objects begin with eight bytes of signature, which static initializers set, and
 * go on with zeros. Behind the signature there is room for Linux's objects, whose static
 * initializers are zeros, so that those stand there; a condition and a thread's attributes have no
 * room for that. */

#include "macho/adapters.h"

#include <errno.h>
#include <linux/futex.h>
#include <mach/mach_time.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SIGNATURE_SIZE = 8 };
_Static_assert(sizeof(pthread_mutex_t) <= 56 && sizeof(pthread_mutexattr_t) <= 8 &&
                   sizeof(pthread_once_t) <= 8 && sizeof(pthread_attr_t) <= 64 &&
                   sizeof(pthread_rwlock_t) <= 192 && sizeof(pthread_cond_t) <= 48,
               "room in Darwin's objects");

#define DARWIN_CONDITION_STATIC UINT64_C(0x3CB0B1BB)

static void *inside(void *object)
{
    return object != NULL ? (char *)object + SIGNATURE_SIZE : NULL;
}

static const void *inside_constant(const void *object)
{
    return object != NULL ? (const char *)object + SIGNATURE_SIZE : NULL;
}

static int adapt_mutex_init(void *mutex, const void *attributes)
{
    return pthread_mutex_init(inside(mutex), inside_constant(attributes));
}

static int adapt_mutex_destroy(void *mutex)
{
    return pthread_mutex_destroy(inside(mutex));
}

static int adapt_mutex_lock(void *mutex)
{
    return pthread_mutex_lock(inside(mutex));
}

static int adapt_mutex_trylock(void *mutex)
{
    return pthread_mutex_trylock(inside(mutex));
}

static int adapt_mutex_unlock(void *mutex)
{
    return pthread_mutex_unlock(inside(mutex));
}

static int adapt_mutexattr_init(void *attributes)
{
    return pthread_mutexattr_init(inside(attributes));
}

static int adapt_mutexattr_destroy(void *attributes)
{
    return pthread_mutexattr_destroy(inside(attributes));
}

/* Darwin counts normal, error-checking, recursive. */
static int adapt_mutexattr_settype(void *attributes, int type)
{
    static const int types[] = {PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ERRORCHECK,
                                PTHREAD_MUTEX_RECURSIVE};
    return type >= 0 && type <= 2 ? pthread_mutexattr_settype(inside(attributes), types[type])
                                  : EINVAL;
}

/* The whole object is Linux's; one that was initialized statically becomes that first. */
static pthread_cond_t *condition_of(void *condition)
{
    uint64_t expected = DARWIN_CONDITION_STATIC;
    (void)atomic_compare_exchange_strong((_Atomic(uint64_t) *)condition, &expected, 0);
    return condition;
}

static int adapt_cond_init(void *condition, const void *attributes)
{
    (void)attributes; /* none of Darwin's says what matters here */
    return pthread_cond_init(condition, NULL);
}

static int adapt_cond_destroy(void *condition)
{
    return pthread_cond_destroy(condition_of(condition));
}

static int adapt_cond_wait(void *condition, void *mutex)
{
    return pthread_cond_wait(condition_of(condition), inside(mutex));
}

static int adapt_cond_timedwait(void *condition, void *mutex, const struct timespec *deadline)
{
    const int result = pthread_cond_timedwait(condition_of(condition), inside(mutex), deadline);
    return adapters_errno_to_darwin(result);
}

static int adapt_cond_timedwait_relative(void *condition, void *mutex, const struct timespec *time)
{
    struct timespec deadline;
    (void)clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += time->tv_sec;
    deadline.tv_nsec += time->tv_nsec;
    if (deadline.tv_nsec >= 1000000000) {
        deadline.tv_nsec -= 1000000000;
        deadline.tv_sec++;
    }
    return adapt_cond_timedwait(condition, mutex, &deadline);
}

static int adapt_cond_signal(void *condition)
{
    return pthread_cond_signal(condition_of(condition));
}

static int adapt_cond_broadcast(void *condition)
{
    return pthread_cond_broadcast(condition_of(condition));
}

static int adapt_once(void *once, void (*function)(void))
{
    return pthread_once(inside(once), function);
}

static int adapt_rwlock_init(void *lock, const void *attributes)
{
    (void)attributes;
    return pthread_rwlock_init(inside(lock), NULL);
}

static int adapt_rwlock_destroy(void *lock)
{
    return pthread_rwlock_destroy(inside(lock));
}

static int adapt_rwlock_rdlock(void *lock)
{
    return pthread_rwlock_rdlock(inside(lock));
}

static int adapt_rwlock_wrlock(void *lock)
{
    return pthread_rwlock_wrlock(inside(lock));
}

static int adapt_rwlock_unlock(void *lock)
{
    return pthread_rwlock_unlock(inside(lock));
}

/* The whole object is Linux's: there are no static ones. */
static int adapt_attr_init(pthread_attr_t *attributes)
{
    return pthread_attr_init(attributes);
}

static int adapt_attr_destroy(pthread_attr_t *attributes)
{
    return pthread_attr_destroy(attributes);
}

static int adapt_attr_setstacksize(pthread_attr_t *attributes, size_t size)
{
    return pthread_attr_setstacksize(attributes, size);
}

static int adapt_attr_setdetachstate(pthread_attr_t *attributes, int state)
{
    enum { DARWIN_DETACHED = 2 };
    return pthread_attr_setdetachstate(
        attributes, state == DARWIN_DETACHED ? PTHREAD_CREATE_DETACHED : PTHREAD_CREATE_JOINABLE);
}

static int adapt_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                        void *argument)
{
    const int result = pthread_create(thread, attributes, start, argument);
    return adapters_errno_to_darwin(result);
}

static int adapt_setname(const char *name)
{
    return pthread_setname_np(pthread_self(), name);
}

/* Keys have the size of a pointer on Darwin. */
static int adapt_key_create(unsigned long *key, void (*destroy)(void *))
{
    pthread_key_t made;
    const int result = pthread_key_create(&made, destroy);
    *key = made;
    return result;
}

static int adapt_key_delete(unsigned long key)
{
    return pthread_key_delete((pthread_key_t)key);
}

static void *adapt_getspecific(unsigned long key)
{
    return pthread_getspecific((pthread_key_t)key);
}

static int adapt_setspecific(unsigned long key, const void *value)
{
    return pthread_setspecific((pthread_key_t)key, value);
}

/* The thread stands for its Mach port, for which there is no priority to be had. */
static uint32_t adapt_mach_thread(pthread_t thread)
{
    (void)thread;
    return 1;
}

static int adapt_thread_policy_set(uint32_t thread, uint32_t flavor, const int *policy,
                                   uint32_t count)
{
    enum { KERN_POLICY_LIMIT = 41 };
    (void)thread;
    (void)flavor;
    (void)policy;
    (void)count;
    return KERN_POLICY_LIMIT;
}

static long futex(const void *address, int operation, uint32_t value, const struct timespec *time)
{
    return syscall(SYS_futex, address, operation, value, time, NULL, FUTEX_BITSET_MATCH_ANY);
}

/* Returns how many others wait, which nobody here asks for: none. */
static int adapt_wait_on_address(const void *address, uint64_t expected, size_t size,
                                 uint32_t flags)
{
    (void)flags;
    if (size != sizeof(uint32_t)) {
        errno = EINVAL;
        return -1;
    }
    return futex(address, FUTEX_WAIT, (uint32_t)expected, NULL) == 0 || errno == EAGAIN ? 0 : -1;
}

static int wait_for(const void *address, uint64_t expected, size_t size, uint64_t nanoseconds)
{
    if (size != sizeof(uint32_t)) {
        errno = EINVAL;
        return -1;
    }
    const struct timespec time = {(time_t)(nanoseconds / 1000000000),
                                  (long)(nanoseconds % 1000000000)};
    return futex(address, FUTEX_WAIT, (uint32_t)expected, &time) == 0 || errno == EAGAIN ? 0 : -1;
}

static int adapt_wait_with_timeout(const void *address, uint64_t expected, size_t size,
                                   uint32_t flags, uint32_t clock, uint64_t nanoseconds)
{
    (void)flags;
    (void)clock;
    return wait_for(address, expected, size, nanoseconds);
}

/* The only clock that is asked for is that of host time, whose ticks are nanoseconds here. */
static int adapt_wait_with_deadline(const void *address, uint64_t expected, size_t size,
                                    uint32_t flags, uint32_t clock, uint64_t deadline)
{
    const uint64_t now = mach_absolute_time();
    (void)flags;
    (void)clock;
    return wait_for(address, expected, size, deadline > now ? deadline - now : 0);
}

static int adapt_wake_all(const void *address, size_t size, uint32_t flags)
{
    (void)size;
    (void)flags;
    return (int)futex(address, FUTEX_WAKE, INT32_MAX, NULL);
}

static int adapt_wake_any(const void *address, size_t size, uint32_t flags)
{
    (void)size;
    (void)flags;
    return (int)futex(address, FUTEX_WAKE, 1, NULL);
}

/* The older primitive. Its lowest byte says what to compare; 1 is a number of 32 bits, 3 the same
 * in memory that processes share. A time of 0 is none. */
enum { ULOCK_OPERATION = 0xff, ULOCK_WAKE_ALL = 0x100, ULOCK_NO_ERRNO = 0x1000000 };

static int give_ulock(int result, uint32_t operation)
{
    if (result >= 0 || (operation & ULOCK_NO_ERRNO) == 0)
        return result;
    const int number = adapters_errno_to_darwin(errno);
    return -number;
}

static int adapt_ulock_wait(uint32_t operation, void *address, uint64_t expected,
                            uint32_t microseconds)
{
    const int result =
        microseconds == 0
            ? adapt_wait_on_address(address, expected, sizeof(uint32_t), 0)
            : wait_for(address, expected, sizeof(uint32_t), (uint64_t)microseconds * 1000);
    return give_ulock(result, operation);
}

static int adapt_ulock_wait2(uint32_t operation, void *address, uint64_t expected,
                             uint64_t nanoseconds, uint64_t second_value)
{
    (void)second_value;
    const int result = nanoseconds == 0
                           ? adapt_wait_on_address(address, expected, sizeof(uint32_t), 0)
                           : wait_for(address, expected, sizeof(uint32_t), nanoseconds);
    return give_ulock(result, operation);
}

static int adapt_ulock_wake(uint32_t operation, void *address, uint64_t value)
{
    (void)value;
    const bool all = (operation & ULOCK_WAKE_ALL) != 0;
    const int woken = (int)futex(address, FUTEX_WAKE, all ? INT32_MAX : 1, NULL);
    if (woken > 0)
        return 0;
    errno = ENOENT; /* nobody waited */
    return give_ulock(-1, operation);
}

const Adapter adapters_threads[] = {
    ADAPTER_OWN("pthread_mutex_init", adapt_mutex_init),
    ADAPTER_OWN("pthread_mutex_destroy", adapt_mutex_destroy),
    ADAPTER_OWN("pthread_mutex_lock", adapt_mutex_lock),
    ADAPTER_OWN("pthread_mutex_trylock", adapt_mutex_trylock),
    ADAPTER_OWN("pthread_mutex_unlock", adapt_mutex_unlock),
    ADAPTER_OWN("pthread_mutexattr_init", adapt_mutexattr_init),
    ADAPTER_OWN("pthread_mutexattr_destroy", adapt_mutexattr_destroy),
    ADAPTER_OWN("pthread_mutexattr_settype", adapt_mutexattr_settype),
    ADAPTER_OWN("pthread_cond_init", adapt_cond_init),
    ADAPTER_OWN("pthread_cond_destroy", adapt_cond_destroy),
    ADAPTER_OWN("pthread_cond_wait", adapt_cond_wait),
    ADAPTER_OWN("pthread_cond_timedwait", adapt_cond_timedwait),
    ADAPTER_OWN("pthread_cond_timedwait_relative_np", adapt_cond_timedwait_relative),
    ADAPTER_OWN("pthread_cond_signal", adapt_cond_signal),
    ADAPTER_OWN("pthread_cond_broadcast", adapt_cond_broadcast),
    ADAPTER_OWN("pthread_once", adapt_once),
    ADAPTER_OWN("pthread_rwlock_init", adapt_rwlock_init),
    ADAPTER_OWN("pthread_rwlock_destroy", adapt_rwlock_destroy),
    ADAPTER_OWN("pthread_rwlock_rdlock", adapt_rwlock_rdlock),
    ADAPTER_OWN("pthread_rwlock_wrlock", adapt_rwlock_wrlock),
    ADAPTER_OWN("pthread_rwlock_unlock", adapt_rwlock_unlock),
    ADAPTER_OWN("pthread_attr_init", adapt_attr_init),
    ADAPTER_OWN("pthread_attr_destroy", adapt_attr_destroy),
    ADAPTER_OWN("pthread_attr_setstacksize", adapt_attr_setstacksize),
    ADAPTER_OWN("pthread_attr_setdetachstate", adapt_attr_setdetachstate),
    ADAPTER_OWN("pthread_create", adapt_create),
    ADAPTER_SAME(pthread_join),
    ADAPTER_SAME(pthread_detach),
    ADAPTER_SAME(pthread_self),
    ADAPTER_SAME(pthread_equal),
    ADAPTER_OWN("pthread_setname_np", adapt_setname),
    ADAPTER_OWN("pthread_key_create", adapt_key_create),
    ADAPTER_OWN("pthread_key_delete", adapt_key_delete),
    ADAPTER_OWN("pthread_getspecific", adapt_getspecific),
    ADAPTER_OWN("pthread_setspecific", adapt_setspecific),
    ADAPTER_OWN("pthread_mach_thread_np", adapt_mach_thread),
    ADAPTER_OWN("thread_policy_set", adapt_thread_policy_set),
    ADAPTER_OWN("os_sync_wait_on_address", adapt_wait_on_address),
    ADAPTER_OWN("os_sync_wait_on_address_with_timeout", adapt_wait_with_timeout),
    ADAPTER_OWN("os_sync_wait_on_address_with_deadline", adapt_wait_with_deadline),
    ADAPTER_OWN("os_sync_wake_by_address_all", adapt_wake_all),
    ADAPTER_OWN("os_sync_wake_by_address_any", adapt_wake_any),
    ADAPTER_OWN("__ulock_wait", adapt_ulock_wait),
    ADAPTER_OWN("__ulock_wait2", adapt_ulock_wait2),
    ADAPTER_OWN("__ulock_wake", adapt_ulock_wake),
    ADAPTER_END,
};
