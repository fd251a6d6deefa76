/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Files and folders, whose flags and structures have other numbers and layouts on Darwin. */

#include "macho/adapters.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct DarwinTime {
    int64_t seconds;
    int64_t nanoseconds;
} DarwinTime;

/* struct stat with inode numbers of 64 bits. */
typedef struct DarwinStat {
    int32_t device;
    uint16_t mode;
    uint16_t links;
    uint64_t inode;
    uint32_t user;
    uint32_t group;
    int32_t special_device;
    uint32_t padding;
    DarwinTime accessed, modified, changed, born;
    int64_t size;
    int64_t blocks;
    int32_t block_size;
    uint32_t flags;
    uint32_t generation;
    int32_t spare;
    int64_t spares[2];
} DarwinStat;
_Static_assert(sizeof(DarwinStat) == 144 && offsetof(DarwinStat, size) == 96, "Darwin's layout");

/* struct dirent with inode numbers of 64 bits. */
typedef struct DarwinEntry {
    uint64_t inode;
    uint64_t seek_offset;
    uint16_t record_length;
    uint16_t name_length;
    uint8_t type;
    char name[1024];
} DarwinEntry;
_Static_assert(offsetof(DarwinEntry, name) == 21, "Darwin's layout");
_Static_assert(sizeof((DarwinEntry *)0)->name > sizeof((struct dirent *)0)->d_name,
               "room for any name");

/* Between a DIR of Darwin's code and ours. */
typedef struct DarwinFolder {
    DIR *folder;
    DarwinEntry entry;
} DarwinFolder;

enum { DARWIN_AT_FDCWD = -2, DARWIN_AT_SYMLINK_NOFOLLOW = 0x20, DARWIN_AT_REMOVEDIR = 0x80 };

typedef struct Flag {
    int darwin_bit;
    int linux_bit;
} Flag;

static const Flag open_flags[] = {
    {0x1, O_WRONLY},     {0x2, O_RDWR},           {0x4, O_NONBLOCK},
    {0x8, O_APPEND},     {0x100, O_NOFOLLOW},     {0x200, O_CREAT},
    {0x400, O_TRUNC},    {0x800, O_EXCL},         {0x8000, 0 /* for events only */},
    {0x20000, O_NOCTTY}, {0x100000, O_DIRECTORY}, {0x1000000, O_CLOEXEC},
};
#define FLAG_COUNT(flags) (sizeof(flags) / sizeof *(flags))

/* A bit that isn't in the table stops the program: what it asks for wouldn't happen. */
static int to_linux(int bits, const Flag *flags, size_t count)
{
    int result = 0;
    for (size_t i = 0; i < count; i++) {
        if ((bits & flags[i].darwin_bit) != 0)
            result |= flags[i].linux_bit;
        bits &= ~flags[i].darwin_bit;
    }
    if (bits != 0)
        abort();
    return result;
}

static int to_darwin(int bits, const Flag *flags, size_t count)
{
    int result = 0;
    for (size_t i = 0; i < count; i++)
        if (flags[i].linux_bit != 0 && (bits & flags[i].linux_bit) == flags[i].linux_bit)
            result |= flags[i].darwin_bit;
    return result;
}

static int folder_to_linux(int folder)
{
    return folder == DARWIN_AT_FDCWD ? AT_FDCWD : folder;
}

int adapters_openat(int folder, const char *path, int flags, mode_t mode)
{
    return openat(folder_to_linux(folder), path,
                  to_linux(flags, open_flags, FLAG_COUNT(open_flags)), mode);
}

int adapters_open(const char *path, int flags, mode_t mode)
{
    return open(path, to_linux(flags, open_flags, FLAG_COUNT(open_flags)), mode);
}

enum { DARWIN_F_GETPATH = 50, DARWIN_F_DUPFD_CLOEXEC = 67 };

static int get_path(int file, char *path)
{
    char name[64];
    (void)snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    const ssize_t length = readlink(name, path, 1023); /* as long as Darwin's PATH_MAX */
    if (length < 0)
        return -1;
    path[length] = '\0';
    return 0;
}

int adapters_fcntl(int file, int command, void *argument)
{
    const int number = (int)(intptr_t)argument;
    switch (command) {
    case F_GETFD:
        return fcntl(file, F_GETFD);
    case F_SETFD:
        return fcntl(file, F_SETFD, number);
    case F_GETFL:
        return to_darwin(fcntl(file, F_GETFL), open_flags, FLAG_COUNT(open_flags));
    case F_SETFL:
        return fcntl(file, F_SETFL, to_linux(number, open_flags, FLAG_COUNT(open_flags)));
    case DARWIN_F_DUPFD_CLOEXEC:
        return fcntl(file, F_DUPFD_CLOEXEC, number);
    case DARWIN_F_GETPATH:
        return get_path(file, argument);
    default:
        errno = EINVAL;
        return -1;
    }
}

static DarwinTime to_darwin_time(struct timespec time)
{
    return (DarwinTime){time.tv_sec, time.tv_nsec};
}

static int give_stat(int result, const struct stat *from, DarwinStat *to)
{
    if (result != 0)
        return result;
    memset(to, 0, sizeof *to);
    to->device = (int32_t)from->st_dev;
    to->mode = (uint16_t)from->st_mode; /* the bits of S_IFMT and of permissions are the same */
    to->links = (uint16_t)from->st_nlink;
    to->inode = from->st_ino;
    to->user = from->st_uid;
    to->group = from->st_gid;
    to->accessed = to_darwin_time(from->st_atim);
    to->modified = to_darwin_time(from->st_mtim);
    to->changed = to_darwin_time(from->st_ctim);
    to->size = from->st_size;
    to->blocks = from->st_blocks;
    to->block_size = (int32_t)from->st_blksize;
    return 0;
}

static int adapt_fstat(int file, DarwinStat *status)
{
    struct stat found;
    return give_stat(fstat(file, &found), &found, status);
}

static int adapt_stat(const char *path, DarwinStat *status)
{
    struct stat found;
    return give_stat(stat(path, &found), &found, status);
}

static int adapt_lstat(const char *path, DarwinStat *status)
{
    struct stat found;
    return give_stat(lstat(path, &found), &found, status);
}

static int adapt_fstatat(int folder, const char *path, DarwinStat *status, int flags)
{
    struct stat found;
    const int linux_flags = (flags & DARWIN_AT_SYMLINK_NOFOLLOW) != 0 ? AT_SYMLINK_NOFOLLOW : 0;
    return give_stat(fstatat(folder_to_linux(folder), path, &found, linux_flags), &found, status);
}

static int adapt_unlinkat(int folder, const char *path, int flags)
{
    const int linux_flags = (flags & DARWIN_AT_REMOVEDIR) != 0 ? AT_REMOVEDIR : 0;
    return unlinkat(folder_to_linux(folder), path, linux_flags);
}

static int adapt_mkdirat(int folder, const char *path, mode_t mode)
{
    return mkdirat(folder_to_linux(folder), path, mode);
}

static int adapt_renameat(int from, const char *path, int to, const char *name)
{
    return renameat(folder_to_linux(from), path, folder_to_linux(to), name);
}

static DarwinFolder *give_folder(DIR *folder)
{
    DarwinFolder *const result = folder != NULL ? calloc(1, sizeof *result) : NULL;
    if (result != NULL)
        result->folder = folder;
    return result;
}

static DarwinFolder *adapt_fdopendir(int file)
{
    return give_folder(fdopendir(file));
}

static DarwinFolder *adapt_opendir(const char *path)
{
    return give_folder(opendir(path));
}

static int adapt_closedir(DarwinFolder *folder)
{
    const int result = closedir(folder->folder);
    free(folder);
    return result;
}

static int adapt_dirfd(DarwinFolder *folder)
{
    return dirfd(folder->folder);
}

static DarwinEntry *adapt_readdir(DarwinFolder *folder)
{
    const struct dirent *const found = readdir(folder->folder);
    if (found == NULL)
        return NULL;
    DarwinEntry *const entry = &folder->entry;
    const size_t length = strlen(found->d_name);
    entry->inode = found->d_ino;
    entry->name_length = (uint16_t)length;
    entry->record_length = (uint16_t)sizeof *entry;
    entry->type = found->d_type; /* the numbers are the same */
    memcpy(entry->name, found->d_name, length);
    entry->name[length] = '\0';
    return entry;
}

static const Flag map_flags[] = {
    {0x1, MAP_SHARED},     {0x2, MAP_PRIVATE},      {0x10, MAP_FIXED},
    {0x40, MAP_NORESERVE}, {0x1000, MAP_ANONYMOUS},
};

static void *adapt_mmap(void *address, size_t size, int protection, int flags, int file,
                        off_t offset)
{
    return mmap(address, size, protection, to_linux(flags, map_flags, FLAG_COUNT(map_flags)), file,
                offset);
}

const Adapter adapters_files[] = {
    ADAPTER_OWN("stat", adapt_stat),           ADAPTER_OWN("lstat", adapt_lstat),
    ADAPTER_OWN("fstat", adapt_fstat),         ADAPTER_OWN("fstatat", adapt_fstatat),
    ADAPTER_OWN("unlinkat", adapt_unlinkat),   ADAPTER_OWN("mkdirat", adapt_mkdirat),
    ADAPTER_OWN("renameat", adapt_renameat),   ADAPTER_OWN("opendir", adapt_opendir),
    ADAPTER_OWN("fdopendir", adapt_fdopendir), ADAPTER_OWN("closedir", adapt_closedir),
    ADAPTER_OWN("readdir", adapt_readdir),     ADAPTER_OWN("dirfd", adapt_dirfd),
    ADAPTER_OWN("mmap", adapt_mmap),           ADAPTER_END,
};
