/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file CFAvailability.h
 * Enumerations of a fixed type, and marks that mean nothing here. */

#ifndef OSSICLE_PORTABLE_COREFOUNDATION_CFAVAILABILITY_H
#define OSSICLE_PORTABLE_COREFOUNDATION_CFAVAILABILITY_H

#include <Availability.h>
#include <TargetConditionals.h>

/** @name CF_ENUM(type) { … } and typedef CF_ENUM(type, Name) { … }
 * C++ has enumerations of a fixed type. In C the named type is the integer itself, which has the
 * same layout; __extension__ lets a value be larger than INT_MAX.
 * @{ */
#ifdef __cplusplus
#define PORTABLE_ENUM_NAMED(type, name)                                                            \
    type name;                                                                                     \
    enum : type
#define PORTABLE_ENUM_ANONYMOUS(type) enum : type
#else
#define PORTABLE_ENUM_NAMED(type, name)                                                            \
    type name;                                                                                     \
    __extension__ enum
#define PORTABLE_ENUM_ANONYMOUS(type) __extension__ enum
#endif
#define PORTABLE_ENUM_PICK(first, second, macro, ...) macro
#define CF_ENUM(...)                                                                               \
    PORTABLE_ENUM_PICK(__VA_ARGS__, PORTABLE_ENUM_NAMED, PORTABLE_ENUM_ANONYMOUS, )(__VA_ARGS__)
#define CF_OPTIONS(type, name) PORTABLE_ENUM_NAMED(type, name)
#define CF_CLOSED_ENUM(...)    CF_ENUM(__VA_ARGS__)
/** @} */

#define CF_AVAILABLE(...)
#define CF_AVAILABLE_MAC(...)
#define CF_DEPRECATED(...)
#define CF_DEPRECATED_MAC(...)
#define CF_ENUM_AVAILABLE(...)
#define CF_ENUM_DEPRECATED(...)
#define CF_SWIFT_NAME(...)
#define CF_REFINED_FOR_SWIFT
#define CF_SWIFT_UNAVAILABLE(...)

#endif
