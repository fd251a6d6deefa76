/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Where Darwin differs, its code gets what it expects. */

#include "macho/adapters.h"
#include "support/module_folder.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A function as Darwin's code finds it. */
static void find(const char *symbol, void *function, size_t size)
{
    void *const found = adapters_find("libSystem.B.dylib", symbol);
    cr_assert_not_null(found, "%s", symbol);
    memcpy(function, &found, size);
}
#define FIND(symbol, function) find(symbol, &(function), sizeof(function))

Test(macho_adapters, names_have_an_underscore_and_variants)
{
    cr_expect_not_null(adapters_find("libSystem.B.dylib", "_strlen"));
    cr_expect_null(adapters_find("libSystem.B.dylib", "strlen"));
    cr_expect_null(adapters_find("libSystem.B.dylib", "_strlen_"));
    cr_expect_null(adapters_find("libSystem.B.dylib", "_strle"));
    cr_expect_null(adapters_find("libc.so.6", "_strlen"));
    cr_expect_eq(adapters_find("libSystem.B.dylib", "_fstat$INODE64"),
                 adapters_find("libSystem.B.dylib", "_fstat"));
    cr_expect_not_null(adapters_find("libSystem.B.dylib", "dyld_stub_binder"));
    cr_expect_null(adapters_find("libSystem.B.dylib", "_CFRetain"));
    cr_expect_not_null(adapters_find("CoreFoundation", "_CFRetain"));
}

Test(macho_adapters, numbers_of_errors)
{
    cr_expect_eq(adapters_errno_to_darwin(ENOENT), 2);
    cr_expect_eq(adapters_errno_to_darwin(EAGAIN), 35);
    cr_expect_eq(adapters_errno_to_darwin(ETIMEDOUT), 60);
    cr_expect_eq(adapters_errno_to_darwin(ELOOP), 62);
    cr_expect_eq(adapters_errno_to_darwin(EMEDIUMTYPE), EINVAL, "Darwin has no such error");
    for (int number = 1; number < 134; number++)
        if (adapters_errno_to_darwin(number) != EINVAL)
            cr_expect_eq(adapters_errno_from_darwin(adapters_errno_to_darwin(number)), number);
}

Test(macho_adapters, errno_is_darwins)
{
    int *(*error)(void);
    FIND("___error", error);
    errno = ELOOP;
    cr_expect_eq(*error(), 62);
    cr_expect_eq(*error(), 62, "as long as nothing new happens");
    *error() = 0;
    cr_expect_eq(*error(), 0);
    errno = ELOOP;
    cr_expect_eq(*error(), 62, "the same again");
}

Test(macho_adapters, files)
{
    struct {
        int32_t device;
        uint16_t mode, links;
        uint64_t inode;
        char more[80];
        int64_t size;
        char rest[40];
    } status;
    int (*open_file)(const char *path, int flags, ...);
    int (*fstat_file)(int file, void *status);
    FIND("_open", open_file);
    FIND("_fstat$INODE64", fstat_file);
    char *const folder = module_folder_new();
    char *const path = module_folder_path(folder, "file");
    enum { DARWIN_CREATE_NEW_TO_WRITE = 0x200 | 0x800 | 0x1 };
    const int file = open_file(path, DARWIN_CREATE_NEW_TO_WRITE, 0600);
    cr_assert_geq(file, 0);
    cr_expect_eq(open_file(path, DARWIN_CREATE_NEW_TO_WRITE, 0600), -1, "it is there already");
    cr_assert_eq(write(file, "12345", 5), 5);
    cr_assert_eq(fstat_file(file, &status), 0);
    struct stat expected;
    cr_assert_eq(fstat(file, &expected), 0);
    cr_expect_eq(status.size, 5);
    cr_expect_eq(status.mode, S_IFREG | 0600);
    cr_expect_eq(status.inode, expected.st_ino);
    cr_expect_eq(status.links, 1);
    (void)close(file);
    free(path);
    module_folder_free(folder);
}

Test(macho_adapters, flags_that_are_unknown_stop_the_program, .signal = SIGABRT)
{
    int (*open_file)(const char *path, int flags, ...);
    FIND("_open", open_file);
    (void)open_file("/dev/null", 0x40000000);
}

typedef struct DarwinEntry {
    uint64_t inode, offset;
    uint16_t record, length;
    uint8_t type;
    char name[1024];
} DarwinEntry;

Test(macho_adapters, folders)
{
    void *(*open_folder)(const char *path);
    DarwinEntry *(*read_folder)(void *folder);
    int (*close_folder)(void *folder);
    FIND("_opendir$INODE64", open_folder);
    FIND("_readdir$INODE64", read_folder);
    FIND("_closedir", close_folder);
    char *const path = module_folder_new();
    char *const inner = module_folder_path(path, "inner");
    FILE *const file = fopen(inner, "w");
    cr_assert_not_null(file);
    (void)fclose(file);
    void *const folder = open_folder(path);
    unsigned found = 0;
    for (const DarwinEntry *entry = read_folder(folder); entry; entry = read_folder(folder)) {
        cr_expect_eq(entry->length, strlen(entry->name));
        if (strcmp(entry->name, "inner") == 0)
            found += entry->type == 8 /* a file */;
    }
    cr_expect_eq(found, 1);
    cr_expect_eq(close_folder(folder), 0);
    cr_expect_null(open_folder("/no/such/folder"));
    free(inner);
    module_folder_free(path);
}

typedef struct DarwinEvent {
    uint64_t identity;
    int16_t filter;
    uint16_t flags;
    uint32_t notes;
    int64_t data;
    void *user_data;
} DarwinEvent;

Test(macho_adapters, watches_of_folders)
{
    static const struct timespec at_once = {0, 0};
    int (*new_queue)(void);
    int (*events_of)(int queue, const DarwinEvent *changes, int change_count, DarwinEvent *events,
                     int event_count, const struct timespec *limit);
    FIND("_kqueue", new_queue);
    FIND("_kevent", events_of);
    char *const path = module_folder_new();
    const int folder = open(path, O_RDONLY | O_DIRECTORY);
    const int queue = new_queue();
    cr_assert_geq(queue, 0);
    DarwinEvent event = {.identity = (uint64_t)folder, .filter = -4, .flags = 0x21, .notes = 2};
    cr_assert_eq(events_of(queue, &event, 1, NULL, 0, NULL), 0);
    cr_expect_eq(events_of(queue, NULL, 0, &event, 1, &at_once), 0);
    module_folder_write(path, "file", "x", 1);
    struct pollfd file = {.fd = queue, .events = POLLIN};
    cr_expect_eq(poll(&file, 1, 0), 1);
    cr_expect_eq(events_of(queue, NULL, 0, &event, 1, &at_once), 1);
    cr_expect_eq(events_of(queue, NULL, 0, &event, 1, &at_once), 0);
    event.filter = -1; /* what can be read from a file */
    cr_expect_eq(events_of(queue, &event, 1, NULL, 0, NULL), -1);
    (void)close(queue);
    (void)close(folder);
    module_folder_free(path);
}

/* As Darwin's headers initialize them. */
typedef struct DarwinObject {
    int64_t signature;
    char opaque[56];
} DarwinObject;
static DarwinObject mutex = {0x32AAABA7, {0}};
static DarwinObject condition = {0x3CB0B1BB, {0}};
static struct {
    int64_t signature;
    char opaque[8];
} once = {0x30B1BCBA, {0}};
static bool is_ready;
static int once_count;

static int (*lock)(void *mutex);
static int (*unlock)(void *mutex);
static int (*wait_for)(void *condition, void *mutex);
static int (*broadcast)(void *condition);

static void *get_ready(void *argument)
{
    (void)argument;
    (void)lock(&mutex);
    is_ready = true;
    (void)broadcast(&condition);
    (void)unlock(&mutex);
    return NULL;
}

static void count_once(void)
{
    once_count++;
}

Test(macho_adapters, threads)
{
    int (*create)(pthread_t * thread, const void *attributes, void *(*start)(void *),
                  void *argument);
    int (*call_once)(void *once, void (*function)(void));
    int (*lock_at_once)(void *mutex);
    FIND("_pthread_mutex_lock", lock);
    FIND("_pthread_mutex_trylock", lock_at_once);
    FIND("_pthread_mutex_unlock", unlock);
    FIND("_pthread_cond_wait", wait_for);
    FIND("_pthread_cond_broadcast", broadcast);
    FIND("_pthread_create", create);
    FIND("_pthread_once", call_once);
    pthread_t thread;
    cr_assert_eq(lock(&mutex), 0);
    cr_expect_eq(lock_at_once(&mutex), EBUSY);
    cr_assert_eq(create(&thread, NULL, get_ready, NULL), 0);
    while (!is_ready)
        cr_assert_eq(wait_for(&condition, &mutex), 0);
    cr_assert_eq(unlock(&mutex), 0);
    cr_assert_eq(pthread_join(thread, NULL), 0);
    cr_expect_eq(mutex.signature, 0x32AAABA7);
    cr_expect_eq(call_once(&once, count_once), 0);
    cr_expect_eq(call_once(&once, count_once), 0);
    cr_expect_eq(once_count, 1);
}

Test(macho_adapters, waiting_for_an_address)
{
    int (*wait_system)(void *address, uint64_t value, size_t size, uint32_t flags);
    int (*wait_until)(void *address, uint64_t value, size_t size, uint32_t flags, uint32_t clock,
                      uint64_t deadline);
    int (*wait_older)(uint32_t operation, void *address, uint64_t value, uint64_t limit,
                      uint64_t value2);
    int (*wake_older)(uint32_t operation, void *address, uint64_t value);
    FIND("_os_sync_wait_on_address", wait_system);
    FIND("_os_sync_wait_on_address_with_deadline", wait_until);
    FIND("___ulock_wait2", wait_older);
    FIND("___ulock_wake", wake_older);
    uint32_t number = 1;
    int *(*error)(void);
    FIND("___error", error);
    cr_expect_eq(wait_system(&number, 2, 4, 0), 0, "it is another number already");
    cr_expect_eq(wait_until(&number, 1, 4, 0, 32, 1), -1, "the deadline is over");
    cr_expect_eq(*error(), 60);
    enum { COMPARE_AND_WAIT = 1, NO_ERRNO = 0x1000000 };
    cr_expect_eq(wait_older(COMPARE_AND_WAIT, &number, 2, 0, 0), 0);
    cr_expect_eq(wait_older(COMPARE_AND_WAIT | NO_ERRNO, &number, 1, 1, 0), -60);
    cr_expect_eq(wake_older(COMPARE_AND_WAIT | NO_ERRNO, &number, 0), -2, "nobody waits");
}

Test(macho_adapters, log_lines)
{
    static const char text[] = "a module";
    uint8_t values[64] = {2, 2, 0x22, 8};
    void (*write_log)(void *library, void *log, uint8_t type, const char *format,
                      const uint8_t *values, uint32_t size);
    FIND("__os_log_impl", write_log);
    const char *const pointer = text;
    const int number = 42;
    memcpy(values + 4, &pointer, 8);
    values[12] = 0;
    values[13] = 4;
    memcpy(values + 14, &number, 4);
    FILE *const kept = tmpfile();
    const int real = dup(STDERR_FILENO);
    (void)dup2(fileno(kept), STDERR_FILENO);
    write_log(NULL, NULL, 0, "ossicle: %{public}s has %d of them", values, 18);
    (void)dup2(real, STDERR_FILENO);
    char line[128] = "";
    rewind(kept);
    cr_expect_not_null(fgets(line, sizeof line, kept));
    cr_expect_str_eq(line, "ossicle: a module has 42 of them\n");
    (void)close(real);
    (void)fclose(kept);
}

Test(macho_adapters, memory_of_mach)
{
    int (*allocate)(uint32_t task, uint64_t * address, uint64_t size, int flags);
    int (*share)(uint32_t task, uint64_t * size, uint64_t offset, int protection, uint32_t *entry,
                 uint32_t parent);
    int (*deallocate)(uint32_t task, uint64_t address, uint64_t size);
    FIND("_mach_vm_allocate", allocate);
    FIND("_mach_make_memory_entry_64", share);
    FIND("_mach_vm_deallocate", deallocate);
    uint64_t address = 0;
    uint64_t size = 100000;
    uint32_t entry = 0;
    cr_assert_eq(allocate(1, &address, size, 1), 0);
    cr_expect_eq(share(1, &size, address, 1, &entry, 0), 0);
    cr_expect_neq(entry, 0);
    cr_expect_eq(deallocate(1, address, size), 0);
    cr_expect_neq(deallocate(1, address + 1, size), 0, "not where a page begins");
}

Test(macho_adapters, what_compilers_call)
{
    void (*fill)(void *to, const void *pattern, size_t size);
    size_t (*copy)(char *to, const char *from, size_t size);
    size_t (*append)(char *to, const char *from, size_t size);
    FIND("_memset_pattern4", fill);
    FIND("_strlcpy", copy);
    FIND("_strlcat", append);
    char text[8];
    fill(text, "abcd", 6);
    cr_expect_eq(memcmp(text, "abcdab", 6), 0);
    cr_expect_eq(copy(text, "123456789", sizeof text), 9);
    cr_expect_str_eq(text, "1234567");
    cr_expect_eq(copy(text, "12345", sizeof text), 5);
    cr_expect_eq(append(text, "6789", sizeof text), 9);
    cr_expect_str_eq(text, "1234567");
}
