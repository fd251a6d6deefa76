/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "realtime/news.h"

#include <stddef.h>

Status news_list_init(NewsList *list)
{
    list->first = NULL;
    int result = pthread_mutex_init(&list->lock, NULL);
    if (result != 0)
        return status_from_errno(result);
    result = pthread_cond_init(&list->is_told, NULL);
    if (result != 0)
        pthread_mutex_destroy(&list->lock);
    return status_from_errno(result);
}

void news_list_cleanup(NewsList *list)
{
    pthread_cond_destroy(&list->is_told);
    pthread_mutex_destroy(&list->lock);
}

void news_list_add(NewsList *list, News *news)
{
    pthread_mutex_lock(&list->lock);
    news->is_being_told = false;
    news->next = list->first;
    list->first = news;
    pthread_mutex_unlock(&list->lock);
}

void news_list_remove(NewsList *list, News *news)
{
    pthread_mutex_lock(&list->lock);
    while (news->is_being_told)
        pthread_cond_wait(&list->is_told, &list->lock);
    for (News **at = &list->first; *at; at = &(*at)->next) {
        if (*at == news) {
            *at = news->next;
            break;
        }
    }
    pthread_mutex_unlock(&list->lock);
}

/* One that is due, which is now being told; or NULL. */
static News *take_due(NewsList *list)
{
    for (News *news = list->first; news; news = news->next) {
        if (atomic_exchange_explicit(&news->is_due, false, memory_order_acquire)) {
            news->is_being_told = true;
            return news;
        }
    }
    return NULL;
}

void news_list_tell(NewsList *list)
{
    pthread_mutex_lock(&list->lock);
    for (News *news = take_due(list); news; news = take_due(list)) {
        pthread_mutex_unlock(&list->lock);
        news->tell(news->context);
        pthread_mutex_lock(&list->lock);
        news->is_being_told = false;
        pthread_cond_broadcast(&list->is_told);
    }
    pthread_mutex_unlock(&list->lock);
}
