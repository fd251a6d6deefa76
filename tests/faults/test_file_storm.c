/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A module's file that is replaced again and again while the module runs. */

#include "faults/bed.h"
#include "faults/usage.h"
#include "support/module_folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef IS_LONG
#define REPLACEMENTS (IS_SANITIZED ? 3000 : 10000) /* in each of three modes */
#else
#define REPLACEMENTS (IS_SANITIZED ? 20 : 50)
#endif

/* How far the process may grow: what each replacement leaves behind would be more. */
#define NOISE_BYTES (REPLACEMENTS > 5000 ? (size_t)REPLACEMENTS * 64 : (size_t)2 << 20)

enum { IS_TURNED, IS_HALF };

/* What the two files do, and the dry sound. */
static const char *const files[] = {FAULT_MODULES "/replaced-turned.so.test",
                                    FAULT_MODULES "/replaced-half.so.test"};
static const HeardSource sources[] = {{.gain = -1}, {.gain = 0.5f}, {.gain = 1}};

static Bed bed;

TestSuite(file_storm, .timeout = BED_TIMEOUT_S);
static char *folder;

/* As a package manager does: all there at once. */
static void rename_over(const char *source)
{
    char *const from = module_folder_path(folder, ".new");
    char *const to = module_folder_path(folder, "replaced.so");
    module_folder_copy(folder, source, ".new");
    cr_assert_eq(rename(from, to), 0);
    free(from);
    free(to);
}

/* As a linker does: the same file, from its beginning, piece by piece. */
static void write_over(const char *source)
{
    char *const path = module_folder_path(folder, "replaced.so");
    FILE *const from = fopen(source, "rbe");
    FILE *const to = fopen(path, "wbe");
    cr_assert(from && to);
    for (int byte = fgetc(from); byte != EOF; byte = fgetc(from))
        cr_assert_neq(fputc(byte, to), EOF);
    cr_assert_eq(fclose(to), 0);
    cr_assert_eq(fclose(from), 0);
    free(path);
}

static void replace(unsigned i)
{
    if (i % 3 == 0)
        write_over(files[i % 2]);
    else
        rename_over(files[i % 2]);
    bed_hear(&bed, i % 2 ? IS_HALF : IS_TURNED, 1);
}

static void storm(const char *mode)
{
    folder = module_folder_new();
    rename_over(files[IS_HALF]);
    bed_init(&bed, &(BedOptions){.modules = folder,
                                 .mode = mode,
                                 .chain = "org.ossicle.test.replaced",
                                 .sources = sources,
                                 .source_count = 3});
    bed_play(&bed);
    bed_hear(&bed, IS_HALF, 1);
    for (unsigned i = 0; i < REPLACEMENTS / 5; i++)
        replace(i);
    const Usage before = bed_usage_before();
    for (unsigned i = 0; i < REPLACEMENTS; i++)
        replace(i);
    const Usage after = bed_usage_after(&bed, &before);
    usage_assert_same(&before, &after, NOISE_BYTES);
    bed_stop(&bed);
    cr_assert_eq(bed.heard.jumps, 0);
    bed_cleanup(&bed);
    module_folder_free(folder);
}

Test(file_storm, is_heard_as_fades_in_worker_mode)
{
    storm("worker");
}

Test(file_storm, is_heard_as_fades_in_inline_mode)
{
    storm("inline");
}

Test(file_storm, is_heard_as_fades_in_isolated_mode)
{
    storm("isolated");
}
