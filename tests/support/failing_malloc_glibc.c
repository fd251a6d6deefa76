/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "support/failing_malloc.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* glibc's own functions under the names by which it lets others replace the usual ones. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

static _Thread_local size_t countdown; /* 0: not armed, or done */
static _Thread_local bool failed;
static _Thread_local long balance;
enum { CALLERS = 32, SPARED = 4 };

static const char *spared[SPARED];
static size_t spared_count;

bool failing_malloc_works(void)
{
    return true;
}

void failing_malloc_arm(size_t n)
{
    balance = 0;
    failed = false;
    countdown = n;
}

bool failing_malloc_disarm(void)
{
    countdown = 0;
    return failed;
}

long failing_malloc_balance(void)
{
    return balance;
}

size_t failing_malloc_bytes(void)
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

void failing_malloc_spare(const char *library)
{
    void *callers[CALLERS];
    if (spared_count == SPARED)
        abort();
    spared[spared_count++] = library;
    (void)backtrace(callers, CALLERS); /* which allocates the first time */
}

static bool is_spared(void)
{
    void *callers[CALLERS];
    const int count = spared_count ? backtrace(callers, CALLERS) : 0;
    for (int i = 0; i < count; i++) {
        Dl_info caller;
        if (dladdr(callers[i], &caller) == 0)
            continue;
        for (size_t s = 0; s < spared_count; s++) {
            if (strstr(caller.dli_fname, spared[s]))
                return true;
        }
    }
    return false;
}

static bool fails(void)
{
    if (countdown == 0 || --countdown > 0)
        return false;
    if (is_spared()) { /* the next one, then */
        countdown = 1;
        return false;
    }
    failed = true;
    errno = ENOMEM;
    return true;
}

static void *counted(void *memory)
{
    balance += memory != NULL;
    return memory;
}

#define REPLACES __attribute__((visibility("default")))

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the header has its own. */
REPLACES void *malloc(size_t size)
{
    return fails() ? NULL : counted(__libc_malloc(size));
}

REPLACES void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : counted(__libc_calloc(count, size));
}

REPLACES void *realloc(void *old, size_t size)
{
    if (fails())
        return NULL;
    void *const memory = __libc_realloc(old, size);
    balance += !old && memory;
    return memory;
}

REPLACES void *memalign(size_t alignment, size_t size)
{
    return fails() ? NULL : counted(__libc_memalign(alignment, size));
}

REPLACES void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

REPLACES int posix_memalign(void **memory, size_t alignment, size_t size)
{
    void *const result = memalign(alignment, size);
    if (!result)
        return ENOMEM;
    *memory = result;
    return 0;
}

REPLACES void free(void *memory)
{
    balance -= memory != NULL;
    __libc_free(memory);
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
