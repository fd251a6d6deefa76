/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* How long it takes from handing a block to a chain that sleeps until it is processed, in worker
 * and isolated mode, against the least that waking somebody takes: a futex, to a thread and to a
 * process. All four take turns; between two of them everybody has time to fall asleep. */

#include "bench/lane_loop.h"
#include "bench/plot.h"
#include "bench/side_by_side.h"

#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HAND_OVERS = 4000, FRAMES = 64, CHANNELS = 2, ALL = 4 };

/* Two words in memory that both sides see, in cache lines of their own.
 * NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
typedef struct PingPong {
    _Atomic uint32_t ping;
    _Alignas(128) _Atomic uint32_t pong;
} PingPong;

static PingPong *ping_pong_new(void)
{
    void *const memory =
        mmap(NULL, sizeof(PingPong), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        abort();
    return memory;
}

/* Answer each ping until it is UINT32_MAX. */
static void *answer(void *context)
{
    PingPong *const words = context;
    for (uint32_t seen = 0; seen != UINT32_MAX;) {
        (void)syscall(SYS_futex, &words->ping, FUTEX_WAIT, seen, NULL, NULL, 0);
        const uint32_t now = atomic_load_explicit(&words->ping, memory_order_acquire);
        if (now == seen)
            continue;
        seen = now;
        atomic_store_explicit(&words->pong, seen, memory_order_release);
    }
    return NULL;
}

static void ping(PingPong *words, uint32_t value)
{
    atomic_store_explicit(&words->ping, value, memory_order_release);
    (void)syscall(SYS_futex, &words->ping, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void ping_and_wait(void *context)
{
    PingPong *const words = context;
    const uint32_t value = atomic_load(&words->pong) + 1;
    ping(words, value);
    while (atomic_load_explicit(&words->pong, memory_order_acquire) != value)
        ;
}

static void hand_over_and_wait(void *context)
{
    lane_loop_write(context);
    lane_loop_wait(context);
}

static pid_t answer_in_process(PingPong *words)
{
    const pid_t child = fork();
    if (child == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)answer(words);
        _exit(0);
    }
    return child;
}

typedef struct Way {
    const char *name;
    const char *colour;
    void (*hand_over)(void *context);
    void *context;
    double times_ns[HAND_OVERS];
} Way;

static void measure(Way *ways)
{
    const struct timespec pause = {.tv_nsec = 300000};
    for (unsigned i = 0; i < HAND_OVERS; i++) {
        for (unsigned w = 0; w < ALL; w++) {
            (void)nanosleep(&pause, NULL);
            const uint64_t before = side_now_ns();
            ways[w].hand_over(ways[w].context);
            ways[w].times_ns[i] = (double)(side_now_ns() - before);
        }
    }
    for (unsigned w = 0; w < ALL; w++)
        qsort(ways[w].times_ns, HAND_OVERS, sizeof(double), side_compare);
}

static void print_way(const Way *way, const Way *bare)
{
    static const struct {
        const char *name;
        size_t index;
    } points[] = {{"median", HAND_OVERS / 2},
                  {"99.9th percentile", HAND_OVERS - HAND_OVERS / 1000},
                  {"maximum", HAND_OVERS - 1}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        const double ours = way->times_ns[points[i].index];
        const double theirs = bare->times_ns[points[i].index];
        printf("%-10s %-40s %9.1f us / %9.1f us = %.2f\n", way->name, points[i].name, ours / 1000,
               theirs / 1000, ours / theirs);
    }
}

/* Its name and its figures, for the plot. */
static void describe_way(const Way *way, char *text, size_t size)
{
    (void)snprintf(text, size, "%s: median %.1f µs, 99.9 %% %.0f µs, longest %.0f µs", way->name,
                   way->times_ns[HAND_OVERS / 2] / 1000,
                   way->times_ns[HAND_OVERS - HAND_OVERS / 1000] / 1000,
                   way->times_ns[HAND_OVERS - 1] / 1000);
}

static void plot(const Way *ways)
{
    PlotLine lines[ALL];
    char names[ALL][128];
    for (unsigned w = 0; w < ALL; w++) {
        describe_way(&ways[w], names[w], sizeof names[w]);
        lines[w] = (PlotLine){names[w], ways[w].colour, ways[w].times_ns, HAND_OVERS};
    }
    plot_distribution(PLOT_PATH, "Share of the hand-overs that took longer than a time", lines,
                      ALL);
}

int main(void)
{
    static Way ways[ALL] = {
        {.name = "futex to a thread", .colour = "#888", .hand_over = ping_and_wait},
        {.name = "worker", .colour = "#06c", .hand_over = hand_over_and_wait},
        {.name = "futex to a process", .colour = "#b80", .hand_over = ping_and_wait},
        {.name = "isolated", .colour = "#c03", .hand_over = hand_over_and_wait},
    };
    PingPong *const process_words = ping_pong_new();
    PingPong *const thread_words = ping_pong_new();
    LaneLoop worker;
    LaneLoop isolated;
    pthread_t thread;
    const pid_t process = answer_in_process(process_words); /* while there is one thread */
    if (process < 0 || pthread_create(&thread, NULL, answer, thread_words) != 0)
        return 1;
    lane_loop_init(&worker, SHIPPED_MODULES, "org.ossicle.gain", ENGINE_MODE_WORKER, CHANNELS,
                   FRAMES);
    lane_loop_init(&isolated, SHIPPED_MODULES, "org.ossicle.gain", ENGINE_MODE_ISOLATED, CHANNELS,
                   FRAMES);
    ways[0].context = thread_words;
    ways[1].context = &worker;
    ways[2].context = process_words;
    ways[3].context = &isolated;
    measure(ways);
    printf("from handing over to processed (%d frames), against a bare futex\n", FRAMES);
    print_way(&ways[1], &ways[0]);
    print_way(&ways[3], &ways[2]);
    plot(ways);
    ping(thread_words, UINT32_MAX);
    ping(process_words, UINT32_MAX);
    (void)pthread_join(thread, NULL);
    (void)waitpid(process, NULL, 0);
    lane_loop_cleanup(&worker);
    lane_loop_cleanup(&isolated);
    return 0;
}
