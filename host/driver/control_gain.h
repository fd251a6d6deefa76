/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file control_gain.h
 * What the controls of a device do to its samples: a factor for each channel, by which whoever
 * reads from the device hears it. All that act on a channel multiply, those of the input as well as
 * those of the output. One on the main element acts on every channel of its side, one on a channel
 * on that alone:
 *
 *  - volume: 10 ^ (decibels / 20), 0 at the bottom of its range
 *  - LFE volume: the same on the LFE channel, the fourth of a device with six or eight; others have
 *    none
 *  - mute, LFE mute: 0
 *  - solo: if any channel of a side is soloed, the others of it are silent
 *  - jack: silence while nothing is plugged in
 *  - phase invert: -1
 *  - talkback, listenback: while on, all channels of the side but its own are dimmed by 20 dB
 *  - data source: Silence is that; data destination: to Nowhere is silence
 *  - line level: consumer is -10 dBV where professional is +4 dBu, 11.78 dB less
 *  - pan: off the centre, the channel on the other side falls in a straight line, to silence at the
 *    end; the one that it moves to stays as it is
 *
 * Phantom power has nothing to power, and the clip light, the clock's controls and the high-pass
 * filter change no level. */

#ifndef OSSICLE_DRIVER_CONTROL_GAIN_H
#define OSSICLE_DRIVER_CONTROL_GAIN_H

#include "driver/control.h"

/** [control] Put the factor of each channel into `gains`, configuration->channels of them. All are
 * 1 on a device that is unity-gain. */
void control_gains(const Control *controls, UInt32 count, const DeviceConfiguration *configuration,
                   float *gains);

#endif
