/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "faults/usage.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void usage_adopt_orphans(void)
{
    cr_assert_eq(prctl(PR_SET_CHILD_SUBREAPER, 1UL, 0UL, 0UL, 0UL), 0);
}

void usage_bury_orphans(void)
{
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
}

static size_t count_entries(const char *folder)
{
    size_t count = 0;
    DIR *const listing = opendir(folder);
    cr_assert_not_null(listing);
    for (const struct dirent *entry = readdir(listing); entry; entry = readdir(listing))
        count += entry->d_name[0] != '.';
    (void)closedir(listing);
    return count;
}

static void count_mappings(Usage *usage)
{
    char line[512];
    FILE *const maps = fopen("/proc/self/maps", "re");
    cr_assert_not_null(maps);
    while (fgets(line, sizeof line, maps)) {
        const char *const access = strchr(line, ' ');
        usage->mappings++;
        usage->shared += access && strnlen(access, 5) == 5 && access[4] == 's';
    }
    (void)fclose(maps);
}

/* What isn't shared with others. */
static size_t resident(void)
{
    char line[256];
    size_t kilobytes = 0;
    FILE *const status = fopen("/proc/self/status", "re");
    cr_assert_not_null(status);
    while (fgets(line, sizeof line, status)) {
        size_t of_one = 0;
        if (sscanf(line, "RssAnon: %zu", &of_one) == 1 || /* NOLINT(cert-err34-c): the kernel's */
            sscanf(line, "RssFile: %zu", &of_one) == 1)   /* NOLINT(cert-err34-c): the kernel's */
            kilobytes += of_one;
    }
    (void)fclose(status);
    return kilobytes * 1024;
}

static pid_t parent_of(const char *process)
{
    char path[300];
    char line[512];
    int parent = 0;
    (void)snprintf(path, sizeof path, "/proc/%s/stat", process);
    FILE *const file = fopen(path, "re");
    if (!file)
        return 0; /* it has ended meanwhile */
    if (fgets(line, sizeof line, file)) {
        const char *const name_end = strrchr(line, ')');
        if (name_end)
            (void)sscanf(name_end, ") %*c %d", &parent); /* NOLINT(cert-err34-c): the kernel's */
    }
    (void)fclose(file);
    return parent;
}

static size_t count_processes(void)
{
    size_t count = 0;
    DIR *const listing = opendir("/proc");
    cr_assert_not_null(listing);
    for (const struct dirent *entry = readdir(listing); entry; entry = readdir(listing))
        count += isdigit((unsigned char)entry->d_name[0]) && parent_of(entry->d_name) == getpid();
    (void)closedir(listing);
    return count;
}

Usage usage_now(void)
{
    Usage usage = {0};
    const struct mallinfo2 heap = mallinfo2();
    usage.heap_bytes = heap.uordblks + heap.hblkhd;
    usage.resident_bytes = resident();
    usage.descriptors = count_entries("/proc/self/fd");
    usage.threads = count_entries("/proc/self/task");
    usage.processes = count_processes();
    count_mappings(&usage);
    return usage;
}

void usage_assert_same(const Usage *before, const Usage *after, size_t bytes)
{
    if (!IS_SANITIZED) {
        cr_assert_leq(after->heap_bytes, before->heap_bytes + bytes);
        cr_assert_leq(after->resident_bytes, before->resident_bytes + bytes);
    }
    cr_assert_leq(after->shared, before->shared);
    cr_assert_leq(after->descriptors, before->descriptors);
    cr_assert_leq(after->threads, before->threads);
    cr_assert_leq(after->processes, before->processes);
}
