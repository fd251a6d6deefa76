/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What the file endpoint does when memory is short: a program of its own, since it replaces malloc.
 */

#include "endpoints/endpoint.h"
#include "support/fail_each.h"
#include "support/sound_files.h"

#include <dirent.h>

static SoundFolder folder;
static char input[PATH_MAX];
static char output[PATH_MAX];
static const char *text; /* NULL: opened by its names */

static void setup(void)
{
    if (!failing_malloc_works())
        cr_skip("this build's allocations can't be made to fail");
    failing_malloc_spare("libsndfile");
    sound_folder_make(&folder);
    (void)snprintf(input, sizeof input, "%s", sound_folder_name(&folder, "in.wav"));
    (void)snprintf(output, sizeof output, "%s", sound_folder_name(&folder, "out.wav"));
    sound_file_make(input, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 2, 100);
}

static void teardown(void)
{
    sound_folder_remove(&folder);
}

TestSuite(file_memory, .init = setup, .fini = teardown);

static size_t count_files(void)
{
    DIR *const listing = opendir(folder.path);
    size_t count = 0;
    while (readdir(listing))
        count++;
    closedir(listing);
    return count;
}

static FailedAct copy(void)
{
    FailedAct did = {.error = {.status = STATUS_OK}};
    float samples[200];
    Endpoint *endpoint = text ? endpoint_open(text, NULL, &did.error)
                              : endpoint_open_file(input, output, NULL, &did.error);
    did.succeeded = endpoint && endpoint_capture(endpoint, samples, 100, &did.error) == 100 &&
                    endpoint_playback(endpoint, samples, 100, &did.error) == STATUS_OK &&
                    endpoint_finish(endpoint, &did.error) == STATUS_OK;
    endpoint_free(endpoint);
    return did;
}

Test(file_memory, a_copy_fails_whole)
{
    cr_assert_gt(fail_each(copy, true), 5);
    cr_expect_eq(count_files(), 4, "., .., in.wav and out.wav");
}

Test(file_memory, so_does_one_named_by_a_text)
{
    char name[2 * PATH_MAX + 8];
    (void)snprintf(name, sizeof name, "file:%s,%s", input, output);
    text = name;
    cr_assert_gt(fail_each(copy, true), 6);
    cr_expect_eq(count_files(), 4, "., .., in.wav and out.wav");
}

static FailedAct open_null(void)
{
    FailedAct did = {.error = {.status = STATUS_OK}};
    Endpoint *endpoint = endpoint_open("null", NULL, &did.error);
    did.succeeded = endpoint != NULL;
    endpoint_free(endpoint);
    return did;
}

Test(file_memory, the_null_endpoint_too)
{
    cr_assert_gt(fail_each(open_null, false), 0);
}
