/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file hal_fixture.h
 * A bundle of one stamp of plain_driver.c in a folder of its own, a virtual clock, a log that is
 * remembered, and a HAL on them. */

#ifndef OSSICLE_TESTS_HAL_HAL_FIXTURE_H
#define OSSICLE_TESTS_HAL_HAL_FIXTURE_H

#include "hal/discovery.h"
#include "hal/hal.h"
#include "hal/plain_driver.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdbool.h>

typedef struct Fixture {
    char folder[PATH_MAX / 4];
    char bundle[PATH_MAX / 2];
    char storage[PATH_MAX / 2];
    AudioObjectID device; /**< whose players play */
    HostClock *clock;
    Hal *hal;
    Error error; /**< of hal_new */
} Fixture;

/** Make the folder, the bundle and the clock. */
void fixture_make(Fixture *fixture, const char *stamp);

/** The same, and the HAL, which must succeed. */
void fixture_start(Fixture *fixture, const char *stamp);

/** Load build/Ossicle.driver instead, which must succeed. */
void fixture_start_ossicle(Fixture *fixture);

/** Free what there is and remove the folder. */
void fixture_end(Fixture *fixture);

/** Write a file of the bundle, named from the bundle's folder on. */
void fixture_write(const Fixture *fixture, const char *name, const char *text);

/** hal_new for the bundle, with the clock and the log; the result is in `hal` as well. */
Hal *fixture_load(Fixture *fixture);

/** How often a logged line held `text`. */
unsigned fixture_logged(const char *text);

/** A log that remembers lines; for all fixtures of the process. */
extern const Log fixture_log;

/** An address in the global scope. */
AudioObjectPropertyAddress fixture_address(AudioObjectPropertySelector selector);

/** What the driver recorded, for the caller to free. */
PlainEvent *fixture_events(const Fixture *fixture, size_t *count);

/** How many events of a phase there are, of one operation or of any (0). */
size_t fixture_count(const Fixture *fixture, PlainPhase phase, UInt32 operation);

/** Let the driver do something. */
void fixture_poke(const Fixture *fixture, UInt32 what);

/** Set the device's sample rate and wait until it is. */
void fixture_set_rate(const Fixture *fixture, Float64 rate);

/** A client that plays numbers counted up from `first` and keeps what it hears.
 *
 * Sample i that it plays is `gain * (first + i)`, the same in all channels; it ends after `frames`
 * of its cycles' frames. */
typedef struct Player {
    HalClient *client;
    uint64_t frames;       /* to run for; 0: until it is stopped */
    uint64_t done_frames;  /* so far */
    CFStringRef bundle_id; /* may be NULL */
    float gain;
    UInt32 input_channels;
    UInt32 output_channels;
    unsigned jumps;
    float *heard;            /* NULL, or frames * input_channels samples */
    double first_input_time; /* sample times of the first cycle */
    double first_output_time;
    double next_input_time; /* for contiguity */
    uint64_t cycles;
} Player;

/** Make a client for the player, whose other fields are set. */
void player_make(Player *player, const Fixture *fixture, HalStreamUse use);
void player_free(Player *player);

/** Make room for what it hears. */
void player_hears(Player *player);

/** Start all of them in the same cycle, and wait until each has ended. */
void players_run(Player *players, size_t count, const Fixture *fixture);

/** Each frame that the reader heard of a sample time that all writers played for is their sum, in
 * their order, to the last bit. */
void player_assert_heard(const Player *reader, const Player *writers, size_t count);

/** What a player with gain 1 plays as its frame `index`. */
float player_sample(uint64_t index);

#endif
