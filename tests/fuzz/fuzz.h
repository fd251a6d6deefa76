/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file fuzz.h
 * A property that holds for any input, under the name by which libFuzzer and AFL call it. In the
 * project's own tests random_inputs.c does:
 *
 *     fuzz_configuration COUNT [SEED] */

#ifndef OSSICLE_TESTS_FUZZ_FUZZ_H
#define OSSICLE_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/** Aborts if the property doesn't hold. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
