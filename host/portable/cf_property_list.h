/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file cf_property_list.h
 * Between property lists here and those of libplist. */

#ifndef OSSICLE_PORTABLE_CF_PROPERTY_LIST_H
#define OSSICLE_PORTABLE_CF_PROPERTY_LIST_H

#include <CoreFoundation/CFPropertyList.h>
#include <stdbool.h>

/** Containers in containers, at most: recursion stays within a thread's stack. */
#define PROPERTY_LIST_DEPTH 128

#endif
