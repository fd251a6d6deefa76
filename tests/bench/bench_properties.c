/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What a property call costs through the interface, beyond an empty call: over all objects and
 * selectors, and for the fixed-size properties that a HAL asks for most, with few devices and many.
 * And what devices cost before they do anything. */

#include "bench/side_by_side.h"
#include "driver/driver.h"
#include "support/fake_host.h"

#include <malloc.h>
#include <string.h>

enum { CALLS = 1u << 14, IDLE_BYTES = 64 * 1024 };

typedef struct Call {
    AudioObjectID object;
    AudioObjectPropertyAddress address;
} Call;

typedef struct Calls {
    AudioServerPlugInDriverRef driver;
    Call calls[CALLS];
} Calls;

enum { GLOBAL = kAudioObjectPropertyScopeGlobal, OUTPUT = kAudioObjectPropertyScopeOutput };

/* By index within the device: itself, its input and output streams, the first volume. */
static const struct {
    UInt32 index;
    AudioObjectPropertySelector selector;
    AudioObjectPropertyScope scope;
} popular[] = {
    {0, kAudioObjectPropertyClass, GLOBAL},
    {0, kAudioObjectPropertyBaseClass, GLOBAL},
    {0, kAudioObjectPropertyOwner, GLOBAL},
    {0, kAudioDevicePropertyTransportType, GLOBAL},
    {0, kAudioDevicePropertyDeviceIsAlive, GLOBAL},
    {0, kAudioDevicePropertyDeviceIsRunning, GLOBAL},
    {0, kAudioDevicePropertyLatency, OUTPUT},
    {0, kAudioDevicePropertySafetyOffset, OUTPUT},
    {0, kAudioDevicePropertyNominalSampleRate, GLOBAL},
    {0, kAudioDevicePropertyDeviceCanBeDefaultDevice, OUTPUT},
    {0, kAudioDevicePropertyZeroTimeStampPeriod, GLOBAL},
    {1, kAudioStreamPropertyDirection, GLOBAL},
    {1, kAudioStreamPropertyVirtualFormat, GLOBAL},
    {3, kAudioLevelControlPropertyScalarValue, GLOBAL},
};
enum { POPULAR = sizeof popular / sizeof *popular };
_Static_assert(POPULAR == 14, "the mean is over fourteen");

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void run_get(void *context, uint32_t times)
{
    const Calls *calls = context;
    AudioServerPlugInDriverInterface *interface = *calls->driver;
    _Alignas(16) unsigned char data[4096];
    UInt32 size = 0;
    for (uint32_t i = 0; i < times; i++) {
        const Call *call = &calls->calls[i % CALLS];
        (void)interface->GetPropertyData(calls->driver, call->object, 0, &call->address, 0, NULL,
                                         sizeof data, &size, data);
    }
}

static void run_has(void *context, uint32_t times)
{
    const Calls *calls = context;
    AudioServerPlugInDriverInterface *interface = *calls->driver;
    for (uint32_t i = 0; i < times; i++) {
        const Call *call = &calls->calls[i % CALLS];
        (void)interface->HasProperty(calls->driver, call->object, 0, &call->address);
    }
}

static OSStatus get_nothing(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t process,
                            const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                            const void *qualifier, UInt32 capacity, UInt32 *size, void *data)
{
    return kAudioHardwareNoError;
}

static Boolean has_nothing(AudioServerPlugInDriverRef driver, AudioObjectID object, pid_t process,
                           const AudioObjectPropertyAddress *address)
{
    return false;
}

static AudioServerPlugInDriverInterface empty_table = {
    .GetPropertyData = get_nothing,
    .HasProperty = has_nothing,
};
static AudioServerPlugInDriverInterface *empty_driver = &empty_table;

/* Print how much longer `run` takes with the driver than with one that does nothing. */
static void print_cost(const char *name, void (*run)(void *, uint32_t), Calls *calls, double target)
{
    static Calls empty;
    static double costs[SIDE_ROUNDS];
    empty = *calls;
    empty.driver = &empty_driver;
    for (int i = 0; i < SIDE_ROUNDS; i++)
        costs[i] = side_time(&(Side){run, calls}, CALLS) - side_time(&(Side){run, &empty}, CALLS);
    const double cost = side_median(costs, SIDE_ROUNDS);
    printf("%-52s %9.1f ns", name, cost);
    if (target > 0)
        printf("  %s %.1f", cost <= target ? "PASS, at most" : "over the target of", target);
    printf("\n");
}

static UInt32 list(const FakeHost *host, AudioObjectID owner, AudioObjectPropertySelector selector,
                   UInt32 capacity, AudioObjectID *ids)
{
    const AudioObjectPropertyAddress address = fake_address(selector);
    UInt32 size = 0;
    (void)(*host->driver)
        ->GetPropertyData(host->driver, owner, 0, &address, 0, NULL, capacity * (UInt32)sizeof *ids,
                          &size, ids);
    return size / (UInt32)sizeof *ids;
}

/* The fourteen in turn, of one device after another; or in an order that no processor foresees. */
static void fill_popular(const FakeHost *host, bool in_order, Calls *calls)
{
    static AudioObjectID devices[256];
    const UInt32 count =
        list(host, kAudioObjectPlugInObject, kAudioPlugInPropertyDeviceList, 256, devices);
    uint32_t state = 1;
    calls->driver = host->driver;
    for (UInt32 i = 0; i < CALLS; i++) {
        const UInt32 p = (in_order ? i : next_random(&state)) % POPULAR;
        calls->calls[i] = (Call){
            devices[(in_order ? i / POPULAR : next_random(&state)) % count] + popular[p].index,
            {popular[p].selector, popular[p].scope, kAudioObjectPropertyElementMain},
        };
    }
}

/* Every selector in the table of Apple's constants. */
static UInt32 read_selectors(AudioObjectPropertySelector *selectors, UInt32 capacity)
{
    UInt32 count = 0;
    char line[256];
    FILE *file = fopen(TESTS_DATA "/coreaudio/constants.csv", "r");
    while (file && count < capacity && fgets(line, sizeof line, file)) {
        char *name = strchr(line, ',');
        char *value = name ? strchr(name + 1, ',') : NULL;
        if (value && strstr(name, "Property"))
            selectors[count++] = (AudioObjectPropertySelector)strtoul(value + 1, NULL, 10);
    }
    if (!file || count == 0)
        abort();
    (void)fclose(file);
    return count;
}

/* Every object and every selector, in a random order. */
static void fill_all(const FakeHost *host, Calls *calls)
{
    static AudioObjectPropertySelector selectors[1024];
    AudioObjectID objects[64] = {kAudioObjectPlugInObject, FAKE_DEVICE};
    const UInt32 count =
        2 + list(host, FAKE_DEVICE, kAudioObjectPropertyOwnedObjects, 62, objects + 2);
    const UInt32 selector_count = read_selectors(selectors, 1024);
    uint32_t state = 1;
    calls->driver = host->driver;
    for (UInt32 i = 0; i < CALLS; i++)
        calls->calls[i] = (Call){
            objects[next_random(&state) % count],
            {selectors[next_random(&state) % selector_count], GLOBAL, 0},
        };
}

static FakeHost *new_host(UInt32 count)
{
    static DeviceConfiguration devices[256];
    static char uids[256][32];
    for (UInt32 i = 0; i < count; i++) {
        (void)snprintf(uids[i], sizeof uids[i], "org.ossicle.bench.%u", i);
        devices[i] = fake_device(2);
        devices[i].uid = uids[i];
    }
    const DriverConfiguration configuration = {
        .devices = devices, .device_count = count, .modules_folder = BUNDLE_MODULES};
    return fake_host_new_with(&configuration, NULL);
}

/* In use now, large blocks included. */
static size_t heap_bytes(void)
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static int compare_start_up(void)
{
    enum { DEVICES = 256 };
    static double times[21];
    size_t bytes = 0;
    fake_host_free(new_host(DEVICES));
    for (int i = 0; i < 21; i++) {
        const uint64_t before = side_now_ns();
        FakeHost *host = new_host(DEVICES);
        times[i] = (double)(side_now_ns() - before) / 1e6;
        fake_host_free(host);
    }
    FakeHost *one = new_host(1);
    const size_t with_one = heap_bytes();
    fake_host_free(one);
    FakeHost *all = new_host(DEVICES);
    bytes = (heap_bytes() - with_one) / (DEVICES - 1);
    fake_host_free(all);
    printf("start of 256 devices with 2 streams each              %8.1f ms  (at most 50)\n",
           side_median(times, 21));
    printf("bytes of a device before its I/O                     %9zu  (at most %d)\n", bytes,
           IDLE_BYTES);
    return bytes <= IDLE_BYTES ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(void)
{
    static const UInt32 counts[] = {1, 16, 256};
    static Calls calls;
    printf("Property calls beyond an empty call\n");
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        char name[64];
        FakeHost *host = new_host(counts[i]);
        fill_popular(host, true, &calls);
        (void)snprintf(name, sizeof name, "GetPropertyData, fourteen most used, %u devices",
                       counts[i]);
        print_cost(name, run_get, &calls, 12);
        (void)snprintf(name, sizeof name, "HasProperty, the same, %u devices", counts[i]);
        print_cost(name, run_has, &calls, 0);
        fill_popular(host, false, &calls);
        (void)snprintf(name, sizeof name, "GetPropertyData, in random order, %u devices",
                       counts[i]);
        print_cost(name, run_get, &calls, 0);
        if (counts[i] == 1) {
            fill_all(host, &calls);
            print_cost("HasProperty, all objects and selectors", run_has, &calls, 0);
            print_cost("GetPropertyData, all objects and selectors", run_get, &calls, 0);
        }
        fake_host_free(host);
    }
    return compare_start_up();
}
