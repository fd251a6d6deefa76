/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file box.h
 * The box: what all devices of the driver are in. Whoever releases it takes them all away, whoever
 * acquires it again brings them back, the same ones. Its name and whether it is acquired are kept
 * in the host's storage. [control, no lock held] */

#ifndef OSSICLE_DRIVER_BOX_H
#define OSSICLE_DRIVER_BOX_H

#include "driver/driver_state.h"

#define BOX_UID "org.ossicle.box"

/** The key in the host's storage. */
#define BOX_STORAGE_KEY "box"

/** Make the object; of everything else the driver frees what is made. */
void box_init(Driver *driver);
void box_cleanup(Driver *driver);

/** Take up what was stored, before there are devices. */
void box_restore(Driver *driver);

/** The name by configuration, copied; NULL: as the driver says. Where it is another than before it
 * replaces the name that people gave. Announced, but for the first one. Fails for lack of memory.
 */
Status box_configure(Driver *driver, const char *name, Error *error);

/** The present name, to be freed. NULL: no memory. */
char *box_copy_name(Driver *driver);

/** Announced and stored. @{ */
OSStatus box_set_name(Driver *driver, const char *name);
OSStatus box_set_acquired(Driver *driver, bool is_acquired);
/** @} */

#endif
