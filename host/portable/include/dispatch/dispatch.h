/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file dispatch.h
 * Work for other threads, as far as audio drivers use it. None of this is for the I/O thread.
 *
 * The calls that take blocks exist where the compiler has blocks (clang -fblocks); the code that
 * uses them then links to the blocks runtime (-lBlocksRuntime). */

#ifndef OSSICLE_PORTABLE_DISPATCH_DISPATCH_H
#define OSSICLE_PORTABLE_DISPATCH_DISPATCH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DISPATCH_EXPORT extern __attribute__((visibility("default")))

typedef struct dispatch_queue_s *dispatch_queue_t;
typedef struct dispatch_queue_attr_s *dispatch_queue_attr_t;
typedef void (*dispatch_function_t)(void *context);
typedef intptr_t dispatch_once_t;

#define DISPATCH_QUEUE_PRIORITY_HIGH       2
#define DISPATCH_QUEUE_PRIORITY_DEFAULT    0
#define DISPATCH_QUEUE_PRIORITY_LOW        (-2)
#define DISPATCH_QUEUE_PRIORITY_BACKGROUND INT16_MIN

#define DISPATCH_QUEUE_SERIAL ((dispatch_queue_attr_t)0)

/** The queue on which everything runs at once, each piece of work on a thread of its own. */
DISPATCH_EXPORT dispatch_queue_t dispatch_get_global_queue(intptr_t identifier, uintptr_t flags);
/** A queue on which one piece of work runs after the other. NULL if memory is short. */
DISPATCH_EXPORT dispatch_queue_t dispatch_queue_create(const char *label,
                                                       dispatch_queue_attr_t attr);
/** A queue lives until its last work has run, and nobody holds it. The global one is not counted.
 */
DISPATCH_EXPORT void dispatch_retain(dispatch_queue_t queue);
DISPATCH_EXPORT void dispatch_release(dispatch_queue_t queue);
/** Return at once; the work runs later on another thread. */
DISPATCH_EXPORT void dispatch_async_f(dispatch_queue_t queue, void *context,
                                      dispatch_function_t work);
/** Return when the work has run. */
DISPATCH_EXPORT void dispatch_sync_f(dispatch_queue_t queue, void *context,
                                     dispatch_function_t work);
/** Run the work if nothing has yet run for `predicate`, which starts as 0; return when it has run.
 */
DISPATCH_EXPORT void dispatch_once_f(dispatch_once_t *predicate, void *context,
                                     dispatch_function_t work);

#ifdef __BLOCKS__
typedef void (^dispatch_block_t)(void);

/* The blocks runtime's, as in its <Block.h>. */
extern void *_Block_copy(const void *block);
extern void _Block_release(const void *block);

static inline __attribute__((unused)) void portable_run_block(void *block)
{
    ((dispatch_block_t)block)();
}

static inline __attribute__((unused)) void portable_run_and_release_block(void *block)
{
    ((dispatch_block_t)block)();
    _Block_release(block);
}

static inline __attribute__((unused)) void dispatch_async(dispatch_queue_t queue,
                                                          dispatch_block_t block)
{
    dispatch_async_f(queue, _Block_copy((const void *)block), portable_run_and_release_block);
}

static inline __attribute__((unused)) void dispatch_sync(dispatch_queue_t queue,
                                                         dispatch_block_t block)
{
    dispatch_sync_f(queue, (void *)block, portable_run_block);
}

static inline __attribute__((unused)) void dispatch_once(dispatch_once_t *predicate,
                                                         dispatch_block_t block)
{
    dispatch_once_f(predicate, (void *)block, portable_run_block);
}
#endif

#ifdef __cplusplus
}
#endif

#endif
