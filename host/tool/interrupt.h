/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file interrupt.h
 * The user's wish to stop (Ctrl-C, or the end of the session), so that nothing is left half done.
 */

#ifndef OSSICLE_TOOL_INTERRUPT_H
#define OSSICLE_TOOL_INTERRUPT_H

#include <stdbool.h>

/** [control] From now on the first such signal is only remembered; a second of its kind kills. */
void interrupt_catch(void);

/** [control] The same, before any thread is started: the signals come to a thread of their own, so
 * that no other is ever held up by one. */
void interrupt_catch_apart(void);

/** [any, io too] Whether one came. */
bool interrupt_pending(void);

/** [control] End the process by the signal that came, as its parent expects; nothing if none did.
 */
void interrupt_finish(void);

#endif
