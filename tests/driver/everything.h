/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file everything.h
 * A driver that has one object of every kind there is, for tests that go through all of them. */

#ifndef OSSICLE_TESTS_EVERYTHING_H
#define OSSICLE_TESTS_EVERYTHING_H

#include "support/fake_host.h"

/** The UID of the device with every control on every element, and how many channels it has. */
#define EVERYTHING_UID "org.ossicle.test.everything"
enum { EVERYTHING_CHANNELS = 3 };

/** Besides that one: a device that only plays, with six channels; one that only records, with one,
 * at unity gain; a hidden one; a clock. */
FakeHost *everything_new(void);

#endif
