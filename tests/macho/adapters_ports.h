/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file adapters_ports.h
 * What stands for Mach's rights on Linux. A port is a pair of sockets: who receives has both, who
 * may send has the other end, and whoever receives no more has closed his. Memory and files are
 * descriptors as well, so that all of them cross to other processes as descriptors do. [any] */

#ifndef OSSICLE_TESTS_MACHO_ADAPTERS_PORTS_H
#define OSSICLE_TESTS_MACHO_ADAPTERS_PORTS_H

#include <stdbool.h>
#include <stdint.h>

enum { KERN_SUCCESS = 0, KERN_NO_SPACE = 3, KERN_FAILURE = 5, KERN_INVALID_NAME = 15 };

typedef enum RightKind {
    RIGHT_NONE,
    RIGHT_PORT,   /**< to receive, to send, or both */
    RIGHT_SET,    /**< of one port, for a kqueue */
    RIGHT_OBJECT, /**< memory or a file */
} RightKind;

/** Descriptors that aren't there are -1. */
typedef struct Right {
    RightKind kind;
    int receive;
    int send; /**< or the object */
    uint32_t member;
    int queue;        /**< of a set */
    uint32_t watched; /**< whose end is told of here, once */
    bool has_told;
} Right;

/** Keep a right with its descriptors; its name, or 0 and they are closed if there are too many. */
uint32_t adapters_right_add(Right right);

/** What is behind a name; of kind RIGHT_NONE if nothing is. */
Right adapters_right(uint32_t name);

/** The same as a descriptor of its own, to be sent along; -1 if there is nothing to send. */
int adapters_right_descriptor(uint32_t name);

/** Close and forget. */
void adapters_right_remove(uint32_t name);

/** Change what is told at a port: the end of `watched`, or that it has been told. */
void adapters_right_watch(uint32_t name, uint32_t watched, bool has_told);

/** True if nobody receives what is sent there. */
bool adapters_right_has_ended(uint32_t name);

#endif
