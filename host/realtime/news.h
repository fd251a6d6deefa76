/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file news.h
 * What an I/O thread has to tell that takes locks to hear: not what it is, only that there is
 * something to look at. News of one kind that come faster than they are told are told once. */

#ifndef OSSICLE_REALTIME_NEWS_H
#define OSSICLE_REALTIME_NEWS_H

#include "base/status.h"
#include "realtime/realtime.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/** One kind of news of one teller. Embedded; `tell` and `context` are the owner's to fill in. */
typedef struct News {
    void (*tell)(void *context); /**< [control, the list's thread] */
    void *context;
    _Atomic bool is_due;
    bool is_being_told;
    struct News *next;
} News;

typedef struct NewsList {
    pthread_mutex_t lock;
    pthread_cond_t is_told;
    News *first;
} NewsList;

/** [control] */
Status news_list_init(NewsList *list);

/** [control] All news are removed before. */
void news_list_cleanup(NewsList *list);

/** [control] From now on these news are told. */
void news_list_add(NewsList *list, News *news);

/** [control] They aren't told any more when this returns: waits while they are. Nothing happens if
 * they weren't added. Not from `tell`, and not with a lock held that `tell` takes. */
void news_list_remove(NewsList *list, News *news);

/** [control, one thread] Tell all that is due. No lock is held meanwhile. */
void news_list_tell(NewsList *list);

/** [any, io] There is something new; wake the thread that tells afterwards. */
static inline void news_mark(News *news) OSSICLE_REALTIME
{
    atomic_store_explicit(&news->is_due, true, memory_order_release);
}

#endif
