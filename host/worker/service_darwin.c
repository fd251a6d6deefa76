/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker/service_darwin.h"

#include "engine/mach_packet_darwin.h"

#include <limits.h>
#include <mach-o/dyld.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

#define DRIVERS_USER "_coreaudiod"

extern kern_return_t bootstrap_check_in(mach_port_t bootstrap, const char *name, mach_port_t *port);
extern int posix_spawnattr_set_registered_ports_np(posix_spawnattr_t *attributes,
                                                   mach_port_t ports[], uint32_t count);

/* The kernel says who sent it, behind the message. */
static bool is_allowed(const MachPacketIn *in)
{
    const char *const end = (const char *)in + in->packet.header.msgh_size;
    const mach_msg_audit_trailer_t *const trailer = (const void *)end;
    const uid_t user = trailer->msgh_audit.val[1];
    const struct passwd *const drivers = getpwnam(DRIVERS_USER);
    return user == 0 || (drivers && user == drivers->pw_uid);
}

/* The new process inherits the right to send to the host, and nothing else of ours. */
static void start_worker(char *program, mach_port_t host)
{
    posix_spawnattr_t attributes;
    char *const arguments[] = {program, NULL};
    char *const environment[] = {NULL};
    pid_t process = 0;
    if (posix_spawnattr_init(&attributes) != 0)
        return;
    if (posix_spawnattr_setflags(&attributes, POSIX_SPAWN_CLOEXEC_DEFAULT | POSIX_SPAWN_SETSID) ==
            0 &&
        posix_spawnattr_set_registered_ports_np(&attributes, &host, 1) == 0 &&
        posix_spawn(&process, program, NULL, &attributes, arguments, environment) != 0)
        (void)fprintf(stderr, "ossicle-worker: %s can't be started\n", program);
    (void)posix_spawnattr_destroy(&attributes);
}

int service_run(const char *name)
{
    char program[PATH_MAX];
    uint32_t size = sizeof program;
    mach_port_t service = MACH_PORT_NULL;
    if (_NSGetExecutablePath(program, &size) != 0 ||
        bootstrap_check_in(bootstrap_port, name, &service) != KERN_SUCCESS) {
        (void)fprintf(stderr, "ossicle-worker: launchd gives no service %s\n", name);
        return EXIT_FAILURE;
    }
    (void)signal(SIGCHLD, SIG_IGN); /* the hosts learn of ends */
    for (;;) {
        MachPacketIn in;
        if (mach_packet_receive(&in, service, MACH_PACKET_CONNECT, LINK_FOREVER) != STATUS_OK)
            continue;
        if (is_allowed(&in))
            start_worker(program, in.packet.right.name);
        mach_msg_destroy(&in.packet.header);
    }
}
