/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* How a worker ends, and that nothing of it is left. */

#include "worker_bed.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static size_t count_descriptors(void)
{
    size_t count = 0;
    for (int i = 0; i < 1024; i++)
        count += fcntl(i, F_GETFD) >= 0;
    return count;
}

static void play_once(void)
{
    WorkerBed bed;
    int64_t time = 0;
    bed_init(&bed, SHIPPED_MODULES, NULL, NULL);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.gain");
    bed_start(&bed);
    bed_write(&bed, &time, 20);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.lowpass");
    bed_write(&bed, &time, 60);
    bed_cleanup(&bed);
}

Test(worker_end, leaves_no_descriptors_and_no_processes)
{
    play_once();
    const size_t before = count_descriptors();
    for (int i = 0; i < 5; i++)
        play_once();
    cr_assert_eq(count_descriptors(), before);
    cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1, "there is no child");
}

/* A host that has a worker with this chain, says which, and waits. */
static void be_host(int say_to, const char *chain, bool is_hanging)
{
    WorkerBed bed;
    float samples[BED_CHANNELS * ENGINE_BLOCK_FRAMES] = {0};
    bed_init(&bed, SHIPPED_MODULES, FAULT_MODULES, NULL);
    bed_chain(&bed, ENGINE_MODE_ISOLATED, chain);
    const int64_t process = bed_process(&bed); /* it may end by itself later */
    bed_start(&bed);
    engine_write(bed.engine, 0, 0, ENGINE_BLOCK_FRAMES, samples);
    if (!is_hanging)
        bed_settle(&bed);
    (void)!write(say_to, &process, sizeof process);
    for (;;)
        (void)pause();
}

static void expect_end_with_host(const char *chain, bool is_hanging)
{
    int ends[2];
    int64_t process = 0;
    if (CAN_FORK == 0)
        cr_skip_test("this build can't start threads after a fork");
    cr_assert_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    cr_assert_eq(pipe(ends), 0);
    const pid_t host = fork();
    cr_assert_geq(host, 0);
    if (host == 0)
        be_host(ends[1], chain, is_hanging);
    cr_assert_eq(read(ends[0], &process, sizeof process), sizeof process);
    cr_assert_gt(process, 0);
    cr_assert_eq(kill(host, SIGKILL), 0);
    cr_assert_eq(waitpid(host, NULL, 0), host);
    while (waitpid(-1, NULL, 0) > 0) /* what it left is ours now, and ends */
        ;
    cr_assert_eq(kill((pid_t)process, 0), -1);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

Test(worker_end, comes_with_the_end_of_the_host)
{
    expect_end_with_host("org.ossicle.gain", false);
}

Test(worker_end, comes_with_the_end_of_the_host_also_if_a_module_hangs)
{
    expect_end_with_host("org.ossicle.fault.loop(after=1)", true);
}

Test(worker_end, comes_with_the_end_of_the_host_also_if_a_module_has_closed_everything)
{
    expect_end_with_host("org.ossicle.fault.close-all(after=1)", false);
}

/* Nothing can be asked of it any more, and nobody hears of its end. */
Test(worker_end, comes_with_its_use_also_if_a_module_has_closed_everything)
{
    WorkerBed bed;
    int64_t time = 0;
    bed_init(&bed, SHIPPED_MODULES, FAULT_MODULES, NULL);
    for (int i = 0; i < 5; i++) {
        bed_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.fault.close-all(after=1)");
        const int64_t process = bed_process(&bed);
        bed_start(&bed);
        bed_write(&bed, &time, 3);
        engine_stop(bed.engine);
        bed_chain(&bed, ENGINE_MODE_ISOLATED, "org.ossicle.gain");
        cr_assert_eq(kill((pid_t)process, 0), -1, "it is gone");
    }
    bed_cleanup(&bed);
    cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1, "there is no child");
}
