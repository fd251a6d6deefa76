/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "worker/sandbox.h"

#include "worker/call_filter.h"

#include <linux/capability.h>
#include <linux/landlock.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* More than modules that open files need. */
#define MOST_FILES 256

/* Rights that newer kernels know, by the version that brought them. */
#define RIGHT_REFER     (1ULL << 13) /* 2 */
#define RIGHT_TRUNCATE  (1ULL << 14) /* 3 */
#define RIGHT_IOCTL_DEV (1ULL << 15) /* 5 */

static uint64_t address_space_now(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return 0;
    const int count = fscanf(file, "%lu", &pages);
    (void)fclose(file);
    return count == 1 ? (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static bool limit(__rlimit_resource_t what, uint64_t most)
{
    const struct rlimit both = {.rlim_cur = most, .rlim_max = most};
    return setrlimit(what, &both) == 0;
}

/* Half of the machine's memory, besides what there is: a module that asks for all of it is to fail
 * before others do. */
static bool limit_resources(void)
{
    const uint64_t memory = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
    return limit(RLIMIT_AS, address_space_now() + memory / 2) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, MOST_FILES);
}

/* All ways to change files, none of them allowed anywhere. */
static bool make_files_read_only(void)
{
    const long version =
        syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct {
        uint64_t files;
    } rights = {LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM};
    if (version < 1)
        return false;
    rights.files |= version >= 2 ? RIGHT_REFER : 0;
    rights.files |= version >= 3 ? RIGHT_TRUNCATE : 0;
    rights.files |= version >= 5 ? RIGHT_IOCTL_DEV : 0;
    const int rules = (int)syscall(SYS_landlock_create_ruleset, &rights, sizeof rights, 0);
    if (rules < 0)
        return false;
    const long result = syscall(SYS_landlock_restrict_self, rules, 0);
    (void)close(rules);
    return result == 0;
}

void sandbox_begin(Sandbox *sandbox)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)prctl(PR_SET_DUMPABLE, 0);
    sandbox->has_no_network = unshare(CLONE_NEWNET) == 0;
    sandbox->has_limits = limit_resources();
    sandbox->has_read_only = make_files_read_only();
}

void sandbox_drop_privileges(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[2] = {{.effective = 0}};
    (void)syscall(SYS_capset, &header, none);
}

void sandbox_close(Sandbox *sandbox)
{
    sandbox->has_call_filter = call_filter_install();
}
