/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Programs: a service that launchd would start, whose program is a Mach-O file, and what it starts
 * itself. MACHO_RUNNER names a program that runs such files, MACHO_WORKER the service's; without
 * them there is no service. A program has the end of a socket that it begins with as its file 3;
 * MACHO_PORT says what that is. */

#include "macho/adapters.h"
#include "macho/adapters_ports.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FIRST_FILE = 3, BOOTSTRAP_UNKNOWN_SERVICE = 1102 };

static const uint32_t bootstrap_port = 1;

/* Start `program` with `words`, `end` as its first file, and nothing else of ours. */
static int start(pid_t *process, const char *program, char *const *words, int end, const char *what)
{
    const char *const runner = getenv("MACHO_RUNNER");
    char port[32];
    char runner_line[4096];
    char worker_line[4096];
    char *const environment[] = {port, runner_line, worker_line, NULL};
    char *all[8] = {runner_line + strlen("MACHO_RUNNER="), worker_line + strlen("MACHO_WORKER=")};
    posix_spawn_file_actions_t actions;
    if (runner == NULL)
        return ENOENT;
    (void)snprintf(port, sizeof port, "MACHO_PORT=%s", what);
    (void)snprintf(runner_line, sizeof runner_line, "MACHO_RUNNER=%s", runner);
    (void)snprintf(worker_line, sizeof worker_line, "MACHO_WORKER=%s", program);
    for (size_t i = 1; words[i] != NULL && i < 5; i++)
        all[i + 1] = words[i];
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_adddup2(&actions, end, FIRST_FILE);
    const int result = posix_spawn(process, runner, &actions, NULL, all, environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    return result;
}

/* Where to send to the service, which is started once; -1 if there is none. */
static int service = -1;

static void start_service(void)
{
    static char option[] = "--service";
    static char name[] = "org.ossicle.worker";
    char *const words[] = {name, option, name, NULL};
    const char *const program = getenv("MACHO_WORKER");
    int ends[2];
    pid_t process;
    if (program == NULL || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return;
    if (start(&process, program, words, ends[0], "service") == 0)
        service = ends[1];
    (void)close(ends[0]);
}

static int adapt_look_up(uint32_t bootstrap, const char *name, uint32_t *port)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)bootstrap;
    (void)name;
    (void)pthread_once(&once, start_service);
    if (service < 0)
        return BOOTSTRAP_UNKNOWN_SERVICE;
    *port = adapters_right_add(
        (Right){.kind = RIGHT_PORT, .receive = -1, .send = fcntl(service, F_DUPFD_CLOEXEC, 0)});
    return *port != 0 ? KERN_SUCCESS : KERN_NO_SPACE;
}

/* The file that this program began with, if it is that; -1 otherwise. Nobody inherits it. */
static int take_first_file(const char *what)
{
    const char *const port = getenv("MACHO_PORT");
    if (port == NULL || strcmp(port, what) != 0)
        return -1;
    (void)fcntl(FIRST_FILE, F_SETFD, FD_CLOEXEC);
    return FIRST_FILE;
}

static int adapt_check_in(uint32_t bootstrap, const char *name, uint32_t *port)
{
    const int file = take_first_file("service");
    (void)bootstrap;
    (void)name;
    if (file < 0)
        return BOOTSTRAP_UNKNOWN_SERVICE;
    *port = adapters_right_add((Right){.kind = RIGHT_PORT, .receive = file, .send = -1});
    return KERN_SUCCESS;
}

static int adapt_ports_lookup(uint32_t task, uint32_t **names, uint32_t *count)
{
    static uint32_t inherited;
    const int file = take_first_file("registered");
    (void)task;
    *names = &inherited;
    *count = file >= 0 ? 1 : 0;
    if (file >= 0)
        inherited = adapters_right_add((Right){.kind = RIGHT_PORT, .receive = -1, .send = file});
    return KERN_SUCCESS;
}

/* Of a process to be: only which port it inherits counts here. */
static int adapt_attributes_init(uint32_t **attributes)
{
    *attributes = calloc(1, sizeof **attributes);
    return *attributes != NULL ? 0 : ENOMEM;
}

static int adapt_attributes_destroy(uint32_t **attributes)
{
    free(*attributes);
    return 0;
}

static int adapt_attributes_setflags(uint32_t **attributes, short flags)
{
    (void)attributes;
    (void)flags;
    return 0;
}

static int adapt_attributes_set_ports(uint32_t **attributes, const uint32_t *ports, uint32_t count)
{
    if (count != 1)
        return EINVAL;
    **attributes = ports[0];
    return 0;
}

static int adapt_spawn(pid_t *process, const char *program, const void *actions,
                       uint32_t *const *attributes, char *const *words, char *const *environment)
{
    (void)actions;
    (void)environment;
    return adapters_errno_to_darwin(
        start(process, program, words, adapters_right(**attributes).send, "registered"));
}

static int adapt_executable_path(char *path, uint32_t *size)
{
    const char *const program = getenv("MACHO_WORKER");
    if (program == NULL || strlen(program) >= *size)
        return -1;
    (void)snprintf(path, *size, "%s", program);
    return 0;
}

typedef struct DarwinUser {
    const char *name;
    const char *password;
    uid_t user;
    gid_t group;
    const void *rest[6];
} DarwinUser;
_Static_assert(sizeof(DarwinUser) == 72, "Darwin's layout");

/* Whoever runs this stands for each user that is asked for. */
static const DarwinUser *adapt_getpwnam(const char *name)
{
    static DarwinUser found;
    found = (DarwinUser){.name = name, .user = getuid(), .group = getgid()};
    return &found;
}

static int adapt_setrlimit(int resource, const struct rlimit *limit)
{
    enum { DARWIN_CORE = 4 };
    if (resource == DARWIN_CORE)
        return setrlimit(RLIMIT_CORE, limit);
    errno = EINVAL;
    return -1;
}

/* Those that the programs use; no signal has the number 0. */
static int signal_from_darwin(int number)
{
    static const int signals[] = {[8] = SIGFPE, [10] = SIGBUS, [17] = SIGSTOP, [20] = SIGCHLD};
    const int count = (int)(sizeof signals / sizeof *signals);
    return number >= 0 && number < count ? signals[number] : 0;
}

typedef void (*Handler)(int number);

static Handler adapt_signal(int number, Handler handler)
{
    const int found = signal_from_darwin(number);
    if (found != 0)
        return signal(found, handler);
    errno = EINVAL;
    return SIG_ERR;
}

static int adapt_raise(int number)
{
    const int found = signal_from_darwin(number);
    if (found != 0)
        return raise(found);
    errno = EINVAL;
    return -1;
}

/* There is none of Darwin's kind. */
static int adapt_sandbox_init(const char *profile, uint64_t flags, char **error)
{
    (void)profile;
    (void)flags;
    *error = NULL;
    return -1;
}

const Adapter adapters_jobs[] = {
    ADAPTER_DATA("bootstrap_port", &bootstrap_port),
    ADAPTER_OWN("bootstrap_look_up", adapt_look_up),
    ADAPTER_OWN("bootstrap_check_in", adapt_check_in),
    ADAPTER_OWN("mach_ports_lookup", adapt_ports_lookup),
    ADAPTER_OWN("posix_spawn", adapt_spawn),
    ADAPTER_OWN("posix_spawnattr_init", adapt_attributes_init),
    ADAPTER_OWN("posix_spawnattr_destroy", adapt_attributes_destroy),
    ADAPTER_OWN("posix_spawnattr_setflags", adapt_attributes_setflags),
    ADAPTER_OWN("posix_spawnattr_set_registered_ports_np", adapt_attributes_set_ports),
    ADAPTER_OWN("_NSGetExecutablePath", adapt_executable_path),
    ADAPTER_OWN("getpwnam", adapt_getpwnam),
    ADAPTER_OWN("setrlimit", adapt_setrlimit),
    ADAPTER_OWN("signal", adapt_signal),
    ADAPTER_OWN("raise", adapt_raise),
    ADAPTER_OWN("sandbox_init", adapt_sandbox_init),
    ADAPTER_OWN("sandbox_free_error", free),
    ADAPTER_SAME(_exit),
    ADAPTER_END,
};
