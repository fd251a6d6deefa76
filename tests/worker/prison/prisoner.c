/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A module that tries what it mustn't, when it is activated, and logs what came of each: "WHAT: the
 * name of the error", or "WHAT: done". PRISONER_FILE is a file that it would write to. */

#include <errno.h>
#include <fcntl.h>
#include <module-api.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Prisoner {
    const ossicle_host *host;
} Prisoner;

static long call_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static long call_unix_socket(void)
{
    return socket(AF_UNIX, SOCK_DGRAM, 0);
}

static long open_to_write(void)
{
    return open(PRISONER_FILE, O_WRONLY);
}

static long open_to_make(void)
{
    return open(PRISONER_FILE ".new", O_RDWR | O_CREAT, 0644);
}

static long truncate_file(void)
{
    return truncate(PRISONER_FILE, 0);
}

static long remove_file(void)
{
    return unlink(PRISONER_FILE);
}

static long make_folder(void)
{
    return mkdir(PRISONER_FILE ".folder", 0755);
}

static long call_fork(void)
{
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    return child;
}

static long call_vfork(void)
{
    return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static long call_exec(void)
{
    char *const arguments[] = {NULL};
    return execve("/bin/true", arguments, arguments);
}

static long call_ptrace(void)
{
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static long kill_parent(void)
{
    return kill(getppid(), SIGTERM);
}

static long signal_parent_thread(void)
{
    return syscall(SYS_tgkill, getppid(), getppid(), SIGTERM);
}

static long call_mount(void)
{
    return mount("none", "/mnt", "tmpfs", 0, NULL);
}

static long call_unshare(void)
{
    return unshare(CLONE_NEWUSER);
}

static long live_longer(void)
{
    return prctl(PR_SET_PDEATHSIG, 0);
}

static long limit_parent(void)
{
    struct rlimit limit = {0, 0};
    return syscall(SYS_prlimit64, getppid(), RLIMIT_CPU, &limit, NULL);
}

static long schedule_parent(void)
{
    const struct sched_param parameters = {.sched_priority = 0};
    return sched_setscheduler(getppid(), SCHED_IDLE, &parameters);
}

static long call_bpf(void)
{
    return syscall(SYS_bpf, 0, NULL, 0);
}

static long call_keyctl(void)
{
    return syscall(SYS_keyctl, 0, 0, 0, 0, 0);
}

static long call_io_uring(void)
{
    return syscall(SYS_io_uring_setup, 1, NULL);
}

static long own_signals(void)
{
    return fcntl(0, F_SETOWN, getppid());
}

static long read_file(void)
{
    return open(PRISONER_FILE, O_RDONLY);
}

static long raise_harmless(void)
{
    return raise(SIGURG);
}

static const struct {
    const char *what;
    long (*attempt)(void);
} attempts[] = {
    {"socket", call_socket},
    {"unix socket", call_unix_socket},
    {"open to write", open_to_write},
    {"open to make", open_to_make},
    {"truncate", truncate_file},
    {"unlink", remove_file},
    {"mkdir", make_folder},
    {"fork", call_fork},
    {"clone", call_vfork},
    {"execve", call_exec},
    {"ptrace", call_ptrace},
    {"kill", kill_parent},
    {"tgkill", signal_parent_thread},
    {"mount", call_mount},
    {"unshare", call_unshare},
    {"prctl", live_longer},
    {"prlimit", limit_parent},
    {"sched_setscheduler", schedule_parent},
    {"bpf", call_bpf},
    {"keyctl", call_keyctl},
    {"io_uring", call_io_uring},
    {"fcntl", own_signals},
    {"read", read_file},
    {"raise", raise_harmless},
};

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    (void)module;
    Prisoner *const self = malloc(sizeof *self);
    if (!self)
        return OSSICLE_NO_MEMORY;
    self->host = host;
    *instance = self;
    return OSSICLE_OK;
}

static ossicle_status activate(void *instance, const ossicle_activation *activation)
{
    const Prisoner *const self = instance;
    char line[128];
    (void)activation;
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        errno = 0;
        const long result = attempts[i].attempt();
        const char *const error = result >= 0 ? "done" : strerrorname_np(errno);
        (void)snprintf(line, sizeof line, "%s: %s", attempts[i].what, error);
        self->host->log(self->host, OSSICLE_LOG_WARNING, line);
    }
    (void)snprintf(line, sizeof line, "environment: %s", environ[0] ? environ[0] : "empty");
    self->host->log(self->host, OSSICLE_LOG_WARNING, line);
    return OSSICLE_OK;
}

static ossicle_status process(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime)
{
    (void)instance;
    (void)block;
    (void)realtime;
    return OSSICLE_FAILED; /* the sound passes it by */
}

static const ossicle_module prisoner = {
    .struct_size = sizeof prisoner,
    .id = "org.ossicle.test.prisoner",
    .name = "Prisoner",
    .vendor = "The Ossicle authors",
    .version = "1",
    .kind = OSSICLE_KIND_EFFECT,
    .min_channels = 1,
    .max_channels = OSSICLE_MAX_CHANNELS,
    .create = create,
    .destroy = free,
    .activate = activate,
    .process = process,
};

OSSICLE_EXPORT const ossicle_library *ossicle_entry(uint32_t host_abi_version)
{
    static const ossicle_module *const modules[] = {&prisoner};
    static const ossicle_library library = {
        .struct_size = sizeof library,
        .abi_version = OSSICLE_ABI_VERSION,
        .module_count = 1,
        .modules = modules,
    };
    (void)host_abi_version;
    return &library;
}
