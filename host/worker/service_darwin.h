/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/** @file service_darwin.h
 * launchd's job, at whose Mach service a driver asks for a worker: see engine/link_darwin.c. */

#ifndef OSSICLE_WORKER_SERVICE_DARWIN_H
#define OSSICLE_WORKER_SERVICE_DARWIN_H

/** [main] Start a worker for whoever asks at the service `name`, if that is root or the user of
 * coreaudiod's drivers. Returns the exit status if launchd doesn't give the service. */
int service_run(const char *name);

#endif
