/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* What a host answers, line by line, with Ossicle's driver behind it. */

#include "tool/control_protocol.h"
#include "tool/control_requests.h"
#include "tool/session.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Session session;
static ControlHost host;

static void open_session(void)
{
    const SessionSettings settings = {.driver = BUNDLE};
    Error error;
    cr_assert_eq(session_open(&session, &settings, true, &error), STATUS_OK, "%s", error.message);
    host = (ControlHost){.hal = session.hal, .name = "main", .driver = "the driver"};
}

static void close_session(void)
{
    session_close(&session);
}

TestSuite(control_requests, .init = open_session, .fini = close_session);

static void expect_answer_to(const char *request, size_t size, const char *expected)
{
    char *const answer = control_answer(&host, request, size);
    cr_assert_not_null(answer);
    const size_t length = strlen(answer);
    cr_expect_eq(strchr(answer, '\n'), answer + length - 1, "one line: %s", answer);
    answer[length - 1] = '\0';
    cr_expect_str_eq(answer, expected);
    free(answer);
}

static void expect_answer(const char *request, const char *expected)
{
    expect_answer_to(request, strlen(request), expected);
}

static void expect_refusal(const char *request, const char *reason)
{
    char expected[1024];
    (void)snprintf(expected, sizeof expected, "{\"ok\":false,\"error\":\"%s\"}", reason);
    expect_answer(request, expected);
}

Test(control_requests, what_is_no_json_is_refused)
{
    static const char *const texts[] = {
        "",
        " ",
        "x",
        "{",
        "{\"a\":1}}",
        "\xff",
        "\"\\",
        "{'a':1}",
        "{\"request\":\"host\",\"request\":\"host\"}",
        "[1,",
        "1e999",
        "{\"channel\":99999999999999999999}",
        "nul",
        "\"\xc3\x28\"",
        "GET / HTTP/1.1\r",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *const answer = control_answer(&host, texts[i], strlen(texts[i]));
        cr_expect_not_null(strstr(answer, "\"error\":\"the request is no JSON: byte "), "%s: %s",
                           texts[i], answer);
        free(answer);
    }
    static const char with_nul[] = "{\"request\":\"host\"\0}";
    char *const answer = control_answer(&host, with_nul, sizeof with_nul - 1);
    cr_expect_not_null(strstr(answer, "\"ok\":false"));
    free(answer);
}

Test(control_requests, what_is_too_deep_is_refused_before_it_is_parsed)
{
    enum { DEPTH = 500000 };
    char *const text = malloc(DEPTH);
    for (int i = 0; i < 2; i++) {
        memset(text, i ? '{' : '[', DEPTH);
        expect_answer_to(text, DEPTH,
                         "{\"ok\":false,\"error\":\"the request has arrays and objects more than "
                         "32 deep in each other\"}");
    }
    free(text);
    expect_refusal("{\"request\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"}",
                   "the request's request: expected host, devices, get, set or apply");
}

Test(control_requests, what_is_no_request_is_refused)
{
    static const struct {
        const char *request;
        const char *reason;
    } rows[] = {
        {"[]", "a request is a JSON object"},
        {"{}", "the request's request: expected text"},
        {"{\"request\":1}", "the request's request: expected text"},
        {"{\"request\":\"quit\"}",
         "the request's request: expected host, devices, get, set or apply"},
        {"{\"request\":\"host\",\"x\":1}", "the request has no member x"},
        {"{\"request\":\"devices\",\"device\":\"a\"}", "the request has no member device"},
        {"{\"request\":\"get\",\"device\":1}", "the request's device: expected text"},
        {"{\"request\":\"get\",\"device\":\"sea\"}",
         "no device has the UID sea: see what there is with: ossicle devices"},
        {"{\"request\":\"get\",\"scope\":\"sea\"}",
         "the request's scope: expected input or output"},
        {"{\"request\":\"get\",\"channel\":-1}",
         "the request's channel: expected a whole number from 0 to 65535"},
        {"{\"request\":\"get\",\"channel\":1.0}",
         "the request's channel: expected a whole number from 0 to 65535"},
        {"{\"request\":\"get\",\"words\":\"rate\"}",
         "the request's words: expected an array of texts"},
        {"{\"request\":\"get\",\"words\":[1]}", "the request's words: expected an array of texts"},
        {"{\"request\":\"get\",\"words\":[\"rate\",\"sea\"]}",
         "sea: no such word, property or module of the chain; the chain has none"},
        {"{\"request\":\"set\",\"word\":\"rate\"}",
         "the request's value: expected anything but null"},
        {"{\"request\":\"set\",\"word\":\"rate\",\"value\":null}",
         "the request's value: expected anything but null"},
        {"{\"request\":\"set\",\"value\":1}", "the request's word: expected text"},
        {"{\"request\":\"set\",\"word\":\"uid\",\"value\":1}", "uid: it can only be read"},
        {"{\"request\":\"set\",\"word\":\"volume\",\"value\":{}}",
         "volume: expected a number, not {}"},
        {"{\"request\":\"set\",\"word\":\"volume\",\"value\":1,\"channel\":9}",
         "volume: the device has none for that channel"},
        {"{\"request\":\"set\",\"word\":\"mode\",\"value\":\"sideways\"}",
         "chain mode 'sideways' is unknown: it is 'worker' or 'inline'"},
        {"{\"request\":\"set\",\"word\":\"kAudioDevicePropertyDeviceUID\",\"value\":\"x\"}",
         "kAudioDevicePropertyDeviceUID: it can only be read"},
        {"{\"request\":\"set\",\"word\":\"a.b\",\"value\":1}",
         "a.b: no such word, property or module of the chain; the chain has none"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_refusal(rows[i].request, rows[i].reason);
}

Test(control_requests, says_who_it_is)
{
    char expected[256];
    (void)snprintf(expected, sizeof expected,
                   "{\"ok\":true,\"name\":\"main\",\"processID\":%d,\"version\":\"" OSSICLE_VERSION
                   "\",\"driver\":\"the driver\"}",
                   (int)getpid());
    expect_answer("{\"request\":\"host\"}", expected);
}

Test(control_requests, values_are_read)
{
    expect_answer(
        "{\"request\":\"get\",\"words\":[\"uid\",\"direction\",\"channels\",\"rate\",\"mute\"]}",
        "{\"ok\":true,\"values\":{\"uid\":\"org.ossicle.device.main\",\"direction\":"
        "\"both\",\"channels\":{\"input\":2,\"output\":2},\"rate\":48000.0,\"mute\":"
        "false}}");
    expect_answer("{\"request\":\"get\",\"device\":\"org.ossicle.device.main\",\"words\":[\"nsrt\","
                  "\"'nsrt'\",\"kAudioDevicePropertyNominalSampleRate\"]}",
                  "{\"ok\":true,\"values\":{\"nsrt\":48000.0,\"'nsrt'\":48000.0,"
                  "\"kAudioDevicePropertyNominalSampleRate\":48000.0}}");
}

Test(control_requests, values_are_set_and_read_back)
{
    static const struct {
        const char *word;
        const char *value;
        const char *now;
    } rows[] = {
        {"volume", "0.5", "0.5"},
        {"volume", "\"0.25\"", "0.25"},
        {"mute", "true", "true"},
        {"mute", "\"off\"", "false"},
        {"rate", "96000", "96000.0"},
        {"rate", "\"44100\"", "44100.0"},
        {"mode", "\"inline\"", "\"inline\""},
        {"chain", "\"org.ossicle.gain( gain = -6 )\"", "\"org.ossicle.gain(gain=-6)\""},
        {"chain", "\"\"", "\"\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char request[256];
        char answer[256];
        (void)snprintf(request, sizeof request,
                       "{\"request\":\"set\",\"word\":\"%s\",\"value\":%s}", rows[i].word,
                       rows[i].value);
        (void)snprintf(answer, sizeof answer, "{\"ok\":true,\"values\":{\"%s\":%s}}", rows[i].word,
                       rows[i].now);
        expect_answer(request, answer);
    }
}

Test(control_requests, a_refused_value_leaves_the_old_one)
{
    expect_answer("{\"request\":\"set\",\"word\":\"chain\",\"value\":\"org.ossicle.gain\"}",
                  "{\"ok\":true,\"values\":{\"chain\":\"org.ossicle.gain(gain=0)\"}}");
    static const char request[] = "{\"request\":\"set\",\"word\":\"chain\",\"value\":\"sea\"}";
    for (int i = 0; i < 2; i++) { /* the second time its line in the list of errors is the same */
        char *const answer = control_answer(&host, request, sizeof request - 1);
        cr_expect_not_null(strstr(answer, "there is no module 'sea'; there are: org.ossicle.gain"),
                           "%s", answer);
        free(answer);
    }
    expect_answer("{\"request\":\"get\",\"words\":[\"chain\"]}",
                  "{\"ok\":true,\"values\":{\"chain\":\"org.ossicle.gain(gain=0)\"}}");
}

static void set_chain(const char *chain)
{
    char request[256];
    const int size = snprintf(request, sizeof request,
                              "{\"request\":\"set\",\"word\":\"chain\",\"value\":\"%s\"}", chain);
    char *const answer = control_answer(&host, request, (size_t)size);
    cr_assert_not_null(strstr(answer, "\"ok\":true"), "%s", answer);
    free(answer);
}

/* Set a parameter and expect what the chain is then. */
static void expect_chain_after(const char *word, const char *value, const char *chain)
{
    char request[256];
    char expected[256];
    const int size = snprintf(request, sizeof request,
                              "{\"request\":\"set\",\"word\":\"%s\",\"value\":%s}", word, value);
    char *const answer = control_answer(&host, request, (size_t)size);
    cr_expect_not_null(strstr(answer, "\"ok\":true"), "%s", answer);
    free(answer);
    (void)snprintf(expected, sizeof expected, "{\"ok\":true,\"values\":{\"chain\":\"%s\"}}", chain);
    expect_answer("{\"request\":\"get\",\"words\":[\"chain\"]}", expected);
}

Test(control_requests, parameters_are_named_by_module_or_place)
{
    set_chain("org.ossicle.gain,org.ossicle.gain");
    expect_chain_after("1.gain", "-3", "org.ossicle.gain(gain=0),org.ossicle.gain(gain=-3)");
    expect_refusal("{\"request\":\"set\",\"word\":\"org.ossicle.gain.gain\",\"value\":1}",
                   "org.ossicle.gain.gain: the chain has that module more than once: say which by "
                   "its place: 0.gain or 1.gain");
    expect_refusal("{\"request\":\"get\",\"words\":[\"2.gain\"]}",
                   "2.gain: no such word, property or module of the chain; the chain has "
                   "org.ossicle.gain, org.ossicle.gain");
    expect_refusal("{\"request\":\"get\",\"words\":[\"0.sea\"]}",
                   "0.sea: module org.ossicle.gain has no such parameter; it has gain");
    set_chain("org.ossicle.gain");
    expect_chain_after("org.ossicle.gain.gain", "\"-6\"", "org.ossicle.gain(gain=-6)");
    expect_refusal("{\"request\":\"set\",\"word\":\"0.gain\",\"value\":\"loud\"}",
                   "0.gain: expected a number");
    expect_refusal("{\"request\":\"set\",\"word\":\"0.gain\",\"value\":99}",
                   "parameter 'gain': 99 is out of range; give a value from -96 to 24 dB");
}

Test(control_requests, devices_are_listed)
{
    char *const answer = control_answer(&host, "{\"request\":\"devices\"}", 21);
    json_t *const json = json_loads(answer, 0, NULL);
    const char *uid = NULL;
    json_t *clients = NULL;
    cr_assert_eq(json_unpack(json, "{s:[{s:s, s:o}]}", "devices", "uid", &uid, "clients", &clients),
                 0, "%s", answer);
    cr_expect_str_eq(uid, "org.ossicle.device.main");
    cr_expect(json_is_array(clients));
    cr_expect_eq(json_array_size(clients), 0);
    json_decref(json);
    free(answer);
}

Test(control_requests, the_drivers_own_properties_have_four_characters_too)
{
    expect_answer("{\"request\":\"set\",\"word\":\"oChn\",\"value\":\"org.ossicle.gain\"}",
                  "{\"ok\":true,\"values\":{\"oChn\":\"org.ossicle.gain(gain=0)\"}}");
    expect_answer("{\"request\":\"get\",\"words\":[\"'oMde'\",\"oTrc\",\"oErr\"]}",
                  "{\"ok\":true,\"values\":{\"'oMde'\":\"worker\",\"oTrc\":\"off\",\"oErr\":[]}}");
    expect_refusal("{\"request\":\"set\",\"word\":\"oErr\",\"value\":[]}",
                   "oErr: it can only be read");
}

Test(control_requests, a_box_takes_its_devices_away_and_brings_them_back)
{
    static const char none[] = "the driver has no device that is the default";
    expect_answer("{\"request\":\"get\",\"words\":[\"box\",\"bxon\"]}",
                  "{\"ok\":true,\"values\":{\"box\":true,\"bxon\":true}}");
    expect_answer("{\"request\":\"set\",\"word\":\"box\",\"value\":\"off\"}",
                  "{\"ok\":true,\"values\":{\"box\":false}}");
    expect_answer("{\"request\":\"devices\"}", "{\"ok\":true,\"devices\":[]}");
    expect_refusal("{\"request\":\"get\",\"words\":[\"rate\"]}", none);
    expect_refusal("{\"request\":\"get\",\"words\":[\"id\"]}", none);
    expect_refusal("{\"request\":\"get\",\"words\":[\"nsrt\"]}", none);
    expect_refusal("{\"request\":\"set\",\"word\":\"rate\",\"value\":44100}", none);
    expect_refusal("{\"request\":\"set\",\"word\":\"0.gain\",\"value\":1}", none);
    expect_answer("{\"request\":\"set\",\"word\":\"box-name\",\"value\":\"Rack\"}",
                  "{\"ok\":true,\"values\":{\"box-name\":\"Rack\"}}");
    expect_answer("{\"request\":\"set\",\"word\":\"box\",\"value\":true}",
                  "{\"ok\":true,\"values\":{\"box\":true}}");
    expect_answer("{\"request\":\"get\",\"words\":[\"uid\"]}",
                  "{\"ok\":true,\"values\":{\"uid\":\"org.ossicle.device.main\"}}");
}
