/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "driver/client_table.h"

#include <criterion/criterion.h>

static AudioServerPlugInClientInfo info_of(UInt32 id)
{
    return (AudioServerPlugInClientInfo){.mClientID = id, .mProcessID = (pid_t)id + 1000};
}

static Status add(ClientTable *table, UInt32 id)
{
    const AudioServerPlugInClientInfo info = info_of(id);
    return client_table_add(table, &info);
}

static ClientTable table;
static Engine *engine;

static void set_up(void)
{
    const EngineConfig config = {.channels = 2, .sample_rate_hz = 48000, .ring_frames = 16384};
    engine = engine_new(&config, NULL);
    cr_assert_not_null(engine);
    cr_assert_eq(client_table_init(&table), STATUS_OK);
}

static void tear_down(void)
{
    client_table_cleanup(&table);
    engine_free(engine);
}

TestSuite(client_table, .init = set_up, .fini = tear_down);

Test(client_table, remembers_who_a_client_is)
{
    CFStringRef bundle_id =
        CFStringCreateWithCString(NULL, "org.example.player", kCFStringEncodingUTF8);
    AudioServerPlugInClientInfo info = info_of(5);
    info.mBundleID = bundle_id;
    cr_assert_eq(client_table_add(&table, &info), STATUS_OK);
    cr_assert_eq(CFGetRetainCount(bundle_id), 2);
    cr_assert_eq(client_table_find(&table, 5)->process_id, 1005);
    cr_assert_eq(client_table_find(&table, 5)->bundle_id, bundle_id);
    cr_assert_eq(client_table_remove(&table, 5), STATUS_OK);
    cr_assert_eq(CFGetRetainCount(bundle_id), 1);
    cr_assert_null(client_table_find(&table, 5));
    CFRelease(bundle_id);
}

Test(client_table, lets_go_of_all_at_the_end)
{
    CFStringRef bundle_id =
        CFStringCreateWithCString(NULL, "org.example.player", kCFStringEncodingUTF8);
    for (UInt32 i = 1; i < 4; i++) {
        AudioServerPlugInClientInfo info = info_of(i);
        info.mBundleID = bundle_id;
        cr_assert_eq(client_table_add(&table, &info), STATUS_OK);
    }
    client_table_cleanup(&table);
    cr_assert_eq(CFGetRetainCount(bundle_id), 1);
    CFRelease(bundle_id);
}

Test(client_table, adds_each_client_once)
{
    cr_assert_eq(add(&table, 5), STATUS_OK);
    cr_assert_eq(add(&table, 5), STATUS_BAD_ARGUMENT);
    cr_assert_eq(add(&table, kAudioServerPlugInHostClientID), STATUS_BAD_ARGUMENT);
    cr_assert_eq(client_table_remove(&table, 6), STATUS_NOT_FOUND);
    cr_assert_eq(client_table_remove(&table, kAudioServerPlugInHostClientID), STATUS_NOT_FOUND);
}

Test(client_table, says_when_it_is_full_and_uses_what_gets_free)
{
    for (UInt32 i = 1; i < CLIENT_CAPACITY; i++)
        cr_assert_eq(add(&table, 1000 + i), STATUS_OK);
    cr_assert_eq(add(&table, 5000), STATUS_BUSY);
    cr_assert_eq(client_table_remove(&table, 1100), STATUS_OK);
    cr_assert_eq(add(&table, 5000), STATUS_OK);
    cr_assert_eq(add(&table, 5001), STATUS_BUSY);
    cr_assert_not_null(client_table_find(&table, 5000));
}

Test(client_table, goes_through_clients_by_their_ids)
{
    cr_assert_eq(client_table_next(&table, 0), 0, "the host isn't one that was added");
    cr_assert_eq(add(&table, 30), STATUS_OK);
    cr_assert_eq(add(&table, UINT32_MAX), STATUS_OK);
    cr_assert_eq(add(&table, 7), STATUS_OK);
    cr_assert_eq(client_table_next(&table, 0), 7);
    cr_assert_eq(client_table_next(&table, 7), 30);
    cr_assert_eq(client_table_next(&table, 29), 30);
    cr_assert_eq(client_table_next(&table, 30), UINT32_MAX);
    cr_assert_eq(client_table_next(&table, UINT32_MAX), 0);
    cr_assert_eq(client_table_remove(&table, 30), STATUS_OK);
    cr_assert_eq(client_table_next(&table, 7), UINT32_MAX);
}

Test(client_table, counts_starts_of_each_client)
{
    cr_assert_eq(add(&table, 1), STATUS_OK);
    cr_assert_eq(add(&table, 2), STATUS_OK);
    cr_assert_eq(client_table_start(&table, 1, engine), STATUS_OK);
    cr_assert_eq(client_table_start(&table, 1, engine), STATUS_OK);
    cr_assert_eq(client_table_start(&table, 2, engine), STATUS_OK);
    cr_assert_eq(table.running, 2);
    cr_assert_eq(client_table_stop(&table, 1), STATUS_OK);
    cr_assert_eq(table.running, 2, "it started twice");
    cr_assert_eq(client_table_stop(&table, 1), STATUS_OK);
    cr_assert_eq(table.running, 1);
    cr_assert_eq(client_table_stop(&table, 1), STATUS_NOT_FOUND);
    cr_assert_eq(client_table_stop(&table, 9), STATUS_NOT_FOUND);
    cr_assert_eq(client_table_start(&table, 9, engine), STATUS_NOT_FOUND);
    cr_assert_eq(table.running, 1);
    cr_assert_eq(client_table_remove(&table, 2), STATUS_OK);
    cr_assert_eq(table.running, 0, "whoever is gone doesn't run");
}

Test(client_table, refuses_a_start_too_many)
{
    cr_assert_eq(client_table_start(&table, 0, engine), STATUS_OK);
    table.clients[0].starts = UINT32_MAX;
    cr_assert_eq(client_table_start(&table, 0, engine), STATUS_BUSY);
    cr_assert_eq(table.clients[0].starts, UINT32_MAX);
}

Test(client_table, gives_each_client_a_reader_of_its_own)
{
    cr_assert_eq(add(&table, 7), STATUS_OK);
    cr_assert_eq(add(&table, 8), STATUS_OK);
    Reader *seven = client_table_reader(&table, 7);
    Reader *eight = client_table_reader(&table, 8);
    Reader *host = client_table_reader(&table, kAudioServerPlugInHostClientID);
    cr_assert(seven != eight && seven != host && eight != host);
    cr_assert_eq(client_table_reader(&table, 9), host);
    cr_assert_eq(client_table_remove(&table, 7), STATUS_OK);
    cr_assert_eq(client_table_reader(&table, 7), host);
    cr_assert_eq(client_table_reader(&table, kAudioServerPlugInHostClientID), host);
    cr_assert_eq(client_table_reader(&table, 8), eight);
}

Test(client_table, makes_readers_ready_at_the_start)
{
    cr_assert_eq(add(&table, 7), STATUS_OK);
    cr_assert_eq(client_table_start(&table, 7, engine), STATUS_OK);
    cr_assert_eq(client_table_reader(&table, 7)->engine.gain.state, GAIN_UNITY);
    cr_assert_eq(client_table_reader(&table, 0)->engine.gain.state, GAIN_UNITY,
                 "the reader for clients that were never added, too");
    cr_assert_eq((uintptr_t)client_table_reader(&table, 7) % CACHE_LINE, 0);
}
