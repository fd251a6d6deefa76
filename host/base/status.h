/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file status.h
 * How functions of the host say that they failed, and why. */

#ifndef OSSICLE_BASE_STATUS_H
#define OSSICLE_BASE_STATUS_H

/** What a function that can fail returns. One text per value stands in status.c. */
typedef enum Status {
    STATUS_OK = 0,
    STATUS_NO_MEMORY,
    STATUS_BAD_ARGUMENT,  /**< a value that the caller gave is wrong */
    STATUS_NOT_FOUND,     /**< a file, module, parameter or object isn't there */
    STATUS_NOT_PERMITTED, /**< the system or a rule of ours forbids it */
    STATUS_IO,            /**< reading or writing failed */
    STATUS_BAD_FORMAT,    /**< a file or text isn't what it should be */
    STATUS_UNSUPPORTED,   /**< right in itself, but this build or device doesn't do it */
    STATUS_INCOMPATIBLE,  /**< made for another version of the contract */
    STATUS_BUSY,          /**< not in this state; try later */
    STATUS_FAILED,        /**< foreign code (a module, a driver) reported failure */
    STATUS_COUNT,
} Status;

/** A status with the one line that explains it: what, where, why, what to do. */
typedef struct Error {
    Status status;
    char message[1024];
} Error;

/** [any] The text for a status, never NULL, also for a value that is none. */
const char *status_text(Status status);

/** [any] Translate an errno value. */
Status status_from_errno(int error_number);

/** [any, not io] Fill in `error` (may be NULL) and return `status`, so that a failing function can
 * end with `return error_set(error, STATUS_IO, "…", …);`. Line breaks and other control
 * characters, which a file's name may hold, become spaces; a message that is too long is cut. */
Status error_set(Error *error, Status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
