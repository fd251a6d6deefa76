/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker/call_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#define ARCHITECTURE 0
#endif

/* Calls without which nothing works, or that only look, or that touch only what the process has.
 * Those of older systems have gone from newer processors. */
static const uint16_t allowed[] = {
    /* while sound runs */
    SYS_futex,
    SYS_sched_yield,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    /* memory */
    SYS_brk,
    SYS_madvise,
    SYS_membarrier,
    SYS_mincore,
    SYS_mlock,
    SYS_mlock2,
    SYS_mlockall,
    SYS_mmap,
    SYS_mprotect,
    SYS_mremap,
    SYS_msync,
    SYS_munlock,
    SYS_munlockall,
    SYS_munmap,
    /* files that are open, and looking at others */
    SYS_close,
    SYS_close_range,
    SYS_dup,
    SYS_dup3,
    SYS_epoll_create1,
    SYS_epoll_ctl,
    SYS_epoll_pwait,
    SYS_eventfd2,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_fadvise64,
    SYS_fstat,
    SYS_fstatfs,
    SYS_getcwd,
    SYS_getdents64,
    SYS_lseek,
    SYS_newfstatat,
    SYS_pipe2,
    SYS_ppoll,
    SYS_pread64,
    SYS_preadv,
    SYS_pselect6,
    SYS_pwrite64,
    SYS_read,
    SYS_readlinkat,
    SYS_readv,
    SYS_recvmsg,
    SYS_sendmsg,
    SYS_statfs,
    SYS_statx,
    SYS_timerfd_create,
    SYS_timerfd_gettime,
    SYS_timerfd_settime,
    SYS_write,
    SYS_writev,
    /* the process and its threads */
    SYS_clock_getres,
    SYS_exit,
    SYS_exit_group,
    SYS_get_robust_list,
    SYS_getcpu,
    SYS_getegid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getgroups,
    SYS_getitimer,
    SYS_getpgid,
    SYS_getpid,
    SYS_getppid,
    SYS_getpriority,
    SYS_getrandom,
    SYS_getrlimit,
    SYS_getrusage,
    SYS_getsid,
    SYS_gettid,
    SYS_getuid,
    SYS_restart_syscall,
    SYS_rseq,
    SYS_rt_sigaction,
    SYS_rt_sigpending,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_rt_sigsuspend,
    SYS_rt_sigtimedwait,
    SYS_sched_get_priority_max,
    SYS_sched_get_priority_min,
    SYS_sched_getaffinity,
    SYS_sched_getparam,
    SYS_sched_getscheduler,
    SYS_sched_rr_get_interval,
    SYS_set_robust_list,
    SYS_set_tid_address,
    SYS_setitimer,
    SYS_sigaltstack,
    SYS_sysinfo,
    SYS_times,
    SYS_uname,
#ifdef __x86_64__
    SYS_access,
    SYS_alarm,
    SYS_arch_prctl,
    SYS_dup2,
    SYS_epoll_create,
    SYS_epoll_wait,
    SYS_eventfd,
    SYS_getpgrp,
    SYS_lstat,
    SYS_pause,
    SYS_pipe,
    SYS_poll,
    SYS_readlink,
    SYS_select,
    SYS_stat,
    SYS_time,
#endif
};

/* A call that is allowed if (argument & mask) == value. */
typedef struct Condition {
    uint16_t call;
    uint16_t argument;
    uint32_t mask;
    uint32_t value;
} Condition;

#define ALL       UINT32_MAX
#define OWN       UINT32_MAX /* as value: this process */
#define TO_CHANGE (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY))
#define APART                                                                                      \
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |  \
     CLONE_NEWNET)

static const Condition conditions[] = {
    {SYS_openat, 2, TO_CHANGE, 0}, /* only to read */
#ifdef __x86_64__
    {SYS_open, 1, TO_CHANGE, 0},
#endif
    {SYS_clone, 0, CLONE_THREAD | APART, CLONE_THREAD}, /* a thread, not a process */
    {SYS_kill, 0, ALL, OWN},
    {SYS_tgkill, 0, ALL, OWN},
    {SYS_prlimit64, 0, ALL, 0},
    {SYS_prlimit64, 0, ALL, OWN},
    {SYS_fcntl, 1, ALL, F_DUPFD},
    {SYS_fcntl, 1, ALL, F_DUPFD_CLOEXEC},
    {SYS_fcntl, 1, ALL, F_GETFD},
    {SYS_fcntl, 1, ALL, F_SETFD},
    {SYS_fcntl, 1, ALL, F_GETFL},
    {SYS_fcntl, 1, ALL, F_GET_SEALS},
    {SYS_prctl, 0, ALL, PR_SET_NAME},
    {SYS_prctl, 0, ALL, PR_GET_NAME},
    {SYS_prctl, 0, ALL, PR_SET_VMA},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))
enum {
    HEAD_STEPS = 4,
    ALLOWED_STEPS = 2,
    CONDITION_STEPS = 6,
    TAIL_STEPS = 4,
    STEPS = HEAD_STEPS + ALLOWED_STEPS * COUNT(allowed) + CONDITION_STEPS * COUNT(conditions) +
            TAIL_STEPS,
};

typedef struct Program {
    struct sock_filter steps[STEPS];
    unsigned short count;
} Program;

static void load(Program *program, size_t offset)
{
    program->steps[program->count++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

/* Go on if the loaded value is `value`, else skip `otherwise` steps. */
static void expect(Program *program, uint32_t value, uint8_t otherwise)
{
    program->steps[program->count++] =
        (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, otherwise);
}

static void answer(Program *program, uint32_t what)
{
    program->steps[program->count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what);
}

/* The lower half of an argument: it holds all of what is asked for here, and the kernel looks at no
 * more of it. */
static void add_condition(Program *program, const Condition *condition)
{
    const size_t argument = offsetof(struct seccomp_data, args) + 8 * (size_t)condition->argument;
    load(program, offsetof(struct seccomp_data, nr));
    expect(program, condition->call, CONDITION_STEPS - 2);
    load(program, argument);
    program->steps[program->count++] =
        (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, condition->mask);
    expect(program, condition->value == OWN ? (uint32_t)getpid() : condition->value, 1);
    answer(program, SECCOMP_RET_ALLOW);
}

static void write_program(Program *program)
{
    load(program, offsetof(struct seccomp_data, arch));
    program->steps[program->count++] =
        (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    answer(program, SECCOMP_RET_ERRNO | EPERM);
    load(program, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < COUNT(allowed); i++) {
        expect(program, allowed[i], 1);
        answer(program, SECCOMP_RET_ALLOW);
    }
    for (size_t i = 0; i < COUNT(conditions); i++)
        add_condition(program, &conditions[i]);
    load(program, offsetof(struct seccomp_data, nr));
    expect(program, SYS_clone3, 1); /* libc then uses clone, whose flags can be seen */
    answer(program, SECCOMP_RET_ERRNO | ENOSYS);
    answer(program, SECCOMP_RET_ERRNO | EPERM);
}

bool call_filter_install(void)
{
    Program program = {.count = 0};
    write_program(&program);
    const struct sock_fprog filter = {.len = program.count, .filter = program.steps};
    return ARCHITECTURE != 0 &&
           syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0;
}
