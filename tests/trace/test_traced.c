/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Every slot passes on what it gets and gives, and leaves a line with exactly its fields. */

#include "trace/traced_fixture.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

static FakeDriver *fake;
static Trace *trace;
static Traced traced;
static AudioServerPlugInDriverRef driver;
static const AudioServerPlugInClientInfo client = {.mClientID = FAKE_CLIENT,
                                                   .mProcessID = FAKE_PROCESS};

static void start(void)
{
    fake = fake_driver_reset();
    trace = kept_trace(TRACE_FORMAT_JSON);
    driver = traced_init(&traced, (void *)fake, trace);
}

static void end(void)
{
    kept_lines_free();
}

TestSuite(traced, .init = start, .fini = end);

/* Call every slot of both interfaces with what the fixture expects. */
static void call_all(OSStatus expected)
{
    AudioServerPlugInDriverInterface *slots = *driver;
    LPVOID interface = NULL;
    const CFUUIDBytes id = CFUUIDGetUUIDBytes(kAudioServerPlugInDriverInterfaceUUID);
    AudioObjectID device = 0;
    Boolean yes[2] = {false, true};
    UInt32 size = 0;
    Float64 sample_time = 0;
    UInt64 times[2] = {0};
    const AudioObjectPropertyAddress news[2] = {fake_property,
                                                {'oChn', kAudioObjectPropertyScopeGlobal, 0}};
    CFPropertyListRef data = NULL;
    UInt32 process = FAKE_PROCESS;
    cr_expect_eq(slots->QueryInterface(driver, id, &interface), expected);
    cr_expect_eq(slots->AddRef(driver), 2);
    cr_expect_eq(slots->Initialize(driver, &fake->host), expected);
    cr_expect_eq(slots->CreateDevice(driver, NULL, &client, &device), expected);
    cr_expect_eq(device, FAKE_DEVICE);
    cr_expect_eq(slots->DestroyDevice(driver, FAKE_DEVICE), expected);
    cr_expect_eq(slots->AddDeviceClient(driver, FAKE_DEVICE, &client), expected);
    cr_expect_eq(slots->RemoveDeviceClient(driver, FAKE_DEVICE, &client), expected);
    cr_expect_eq(
        slots->PerformDeviceConfigurationChange(driver, FAKE_DEVICE, FAKE_ACTION, fake_value),
        expected);
    cr_expect_eq(
        slots->AbortDeviceConfigurationChange(driver, FAKE_DEVICE, FAKE_ACTION, fake_value),
        expected);
    cr_expect_eq(slots->HasProperty(driver, FAKE_DEVICE, (pid_t)process, &fake_property),
                 expected == 0);
    cr_expect_eq(
        slots->IsPropertySettable(driver, FAKE_DEVICE, (pid_t)process, &fake_property, yes),
        expected);
    cr_expect(yes[0]);
    cr_expect_eq(slots->GetPropertyDataSize(driver, FAKE_DEVICE, (pid_t)process, &fake_property, 4,
                                            fake_value, &size),
                 expected);
    cr_expect_eq(size, 8);
    size = 0;
    cr_expect_eq(slots->GetPropertyData(driver, FAKE_DEVICE, (pid_t)process, &fake_property, 4,
                                        fake_value, sizeof fake_value, &size, fake_value),
                 expected);
    cr_expect_eq(size, 8);
    cr_expect_eq(slots->SetPropertyData(driver, FAKE_DEVICE, (pid_t)process, &fake_property, 4,
                                        fake_value, 8, fake_value),
                 expected);
    cr_expect_eq(slots->StartIO(driver, FAKE_DEVICE, FAKE_CLIENT), expected);
    cr_expect_eq(slots->GetZeroTimeStamp(driver, FAKE_DEVICE, FAKE_CLIENT, &sample_time, &times[0],
                                         &times[1]),
                 expected);
    cr_expect_float_eq(sample_time, 16384.5, 0);
    cr_expect_eq(times[0], 1000);
    cr_expect_eq(times[1], FAKE_SEED);
    cr_expect_eq(slots->WillDoIOOperation(driver, FAKE_DEVICE, FAKE_CLIENT, FAKE_OPERATION, &yes[0],
                                          &yes[1]),
                 expected);
    cr_expect(yes[0] && !yes[1]);
    cr_expect_eq(slots->BeginIOOperation(driver, FAKE_DEVICE, FAKE_CLIENT, FAKE_OPERATION,
                                         FAKE_FRAMES, &fake_cycle),
                 expected);
    cr_expect_eq(slots->DoIOOperation(driver, FAKE_DEVICE, FAKE_STREAM, FAKE_CLIENT, FAKE_OPERATION,
                                      FAKE_FRAMES, &fake_cycle, fake_value, fake_value + 1),
                 expected);
    cr_expect_eq(slots->EndIOOperation(driver, FAKE_DEVICE, FAKE_CLIENT, FAKE_OPERATION,
                                       FAKE_FRAMES, &fake_cycle),
                 expected);
    cr_expect_eq(slots->StopIO(driver, FAKE_DEVICE, FAKE_CLIENT), expected);
    AudioServerPlugInHostRef host = fake->given_host;
    cr_expect_neq(host, &fake->host, "the driver's calls are traced too");
    cr_expect_eq(host->PropertiesChanged(host, FAKE_DEVICE, 2, news), expected);
    cr_expect_eq(host->CopyFromStorage(host, CFSTR("a \"key\"\n\\"), &data), expected);
    cr_expect_not_null(data);
    cr_expect_eq(host->WriteToStorage(host, CFSTR("key"), data), expected);
    cr_expect_eq(host->DeleteFromStorage(host, CFSTR("key")), expected);
    cr_expect_eq(host->RequestDeviceConfigurationChange(host, FAKE_DEVICE, FAKE_ACTION, fake_value),
                 expected);
    cr_expect_eq(slots->Release(driver), 1);
    cr_expect_eq(fake->calls, 22);
    cr_expect_eq(fake->host_calls, 5);
}

#define PROPERTY                                                                                   \
    "'from':'hal','object':7,'process':1234,'selector':'kAudioDevicePropertyNominalSampleRate',"   \
    "'scope':'output','element':2"
#define IO        "'from':'io','device':7,'client':3"
#define OPERATION IO ",'operation':'ReadInput','frames':512,'sampleTime':4096"
#define CLIENT    "'client':3,'process':1234,'bundle':''"

/* What follows the time and comes before the duration, with ' for ". */
static const char *const lines_if_ok[] = {
    "'from':'hal','call':'QueryInterface','result':'ok'",
    "'from':'hal','call':'AddRef','result':2",
    "'from':'hal','call':'Initialize','result':'ok'",
    "'from':'hal','call':'CreateDevice'," CLIENT ",'device':7,'result':'ok'",
    "'from':'hal','call':'DestroyDevice','device':7,'result':'ok'",
    "'from':'hal','call':'AddDeviceClient','device':7," CLIENT ",'result':'ok'",
    "'from':'hal','call':'RemoveDeviceClient','device':7," CLIENT ",'result':'ok'",
    "'from':'hal','call':'PerformDeviceConfigurationChange','device':7,'action':42,'result':'ok'",
    "'from':'hal','call':'AbortDeviceConfigurationChange','device':7,'action':42,'result':'ok'",
    "'call':'HasProperty'," PROPERTY ",'result':true",
    "'call':'IsPropertySettable'," PROPERTY ",'settable':true,'result':'ok'",
    "'call':'GetPropertyDataSize'," PROPERTY ",'qualifierSize':4,'sizeOut':8,'result':'ok'",
    "'call':'GetPropertyData'," PROPERTY ",'qualifierSize':4,'sizeIn':16,'sizeOut':8,'result':'ok'",
    "'call':'SetPropertyData'," PROPERTY ",'qualifierSize':4,'sizeIn':8,'result':'ok'",
    "'from':'hal','call':'StartIO','device':7,'client':3,'result':'ok'",
    "'call':'GetZeroTimeStamp'," IO ",'sampleTime':16384.5,'hostTime':1000,'seed':5,'result':'ok'",
    "'from':'hal','call':'WillDoIOOperation','device':7,'client':3,'operation':'ReadInput',"
    "'willDo':true,'inPlace':false,'result':'ok'",
    "'call':'BeginIOOperation'," OPERATION ",'result':'ok'",
    "'call':'DoIOOperation','stream':9," OPERATION ",'result':'ok'",
    "'call':'EndIOOperation'," OPERATION ",'result':'ok'",
    "'from':'hal','call':'StopIO','device':7,'client':3,'result':'ok'",
    "'from':'driver','call':'PropertiesChanged','object':7,"
    "'selector':'kAudioDevicePropertyNominalSampleRate','scope':'output','element':2,"
    "'addresses':2,'result':'ok'",
    "'from':'driver','call':'PropertiesChanged','object':7,'selector':'oChn','scope':'global',"
    "'element':0,'addresses':2,'result':'ok'",
    "'from':'driver','call':'CopyFromStorage','key':'a \\\"key\\\"\\n\\\\','found':true,"
    "'result':'ok'",
    "'from':'driver','call':'WriteToStorage','key':'key','result':'ok'",
    "'from':'driver','call':'DeleteFromStorage','key':'key','result':'ok'",
    "'from':'driver','call':'RequestDeviceConfigurationChange','device':7,'action':42,"
    "'result':'ok'",
    "'from':'hal','call':'Release','result':1",
};
enum { LINES = sizeof lines_if_ok / sizeof *lines_if_ok };

static json_t *expected_json(const char *text)
{
    char json[512];
    (void)snprintf(json, sizeof json, "{%s}", text);
    for (char *character = json; *character; character++) {
        if (*character == '\'')
            *character = '"';
    }
    json_t *object = json_loads(json, 0, NULL);
    cr_assert_not_null(object, "%s", json);
    return object;
}

/* The line without what differs each time, which must be there and make sense. */
static json_t *kept_json(size_t i)
{
    json_error_t error;
    json_t *object = json_loads(kept_lines.lines[i], JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(object, "%s: %s", kept_lines.lines[i], error.text);
    cr_expect_gt(json_number_value(json_object_get(object, "time")), 0);
    const double duration = json_number_value(json_object_get(object, "duration"));
    cr_expect(json_is_real(json_object_get(object, "duration")) && duration >= 0 && duration < 60,
              "%s", kept_lines.lines[i]);
    (void)json_object_del(object, "time");
    (void)json_object_del(object, "duration");
    return object;
}

Test(traced, each_call_has_a_line_with_its_fields)
{
    call_all(kAudioHardwareNoError);
    trace_free(trace);
    cr_assert_eq(kept_lines.count, LINES);
    for (size_t i = 0; i < LINES; i++) {
        json_t *expected = expected_json(lines_if_ok[i]);
        json_t *kept = kept_json(i);
        cr_expect(json_equal(expected, kept), "%s\nis not\n%s", kept_lines.lines[i],
                  lines_if_ok[i]);
        json_decref(expected);
        json_decref(kept);
    }
}

Test(traced, failures_say_so_and_give_nothing)
{
    fake->status = kAudioHardwareBadObjectError;
    call_all(kAudioHardwareBadObjectError);
    trace_free(trace);
    cr_assert_eq(kept_lines.count, LINES);
    static const char *const outputs[] = {"sizeOut", "sampleTime", "hostTime", "seed"};
    for (size_t i = 0; i < LINES; i++) {
        json_t *kept = kept_json(i);
        const json_t *result = json_object_get(kept, "result");
        cr_expect(!json_is_string(result) || strcmp(json_string_value(result), "!obj") == 0, "%s",
                  kept_lines.lines[i]);
        for (size_t k = 0; k < sizeof outputs / sizeof *outputs; k++) {
            const json_t *output = json_object_get(kept, outputs[k]);
            cr_expect(json_object_get(kept, "operation") || !output ||
                          json_number_value(output) == 0,
                      "%s", kept_lines.lines[i]);
        }
        json_decref(kept);
    }
}

Test(traced, the_same_reference_comes_back)
{
    const CFUUIDBytes id = CFUUIDGetUUIDBytes(IUnknownUUID);
    LPVOID interface = NULL;
    cr_expect_eq((*driver)->QueryInterface(driver, id, &interface), S_OK);
    cr_expect_eq(interface, driver, "calls through it are traced too");
    trace_free(trace);
}

Test(traced, null_arguments_are_passed_on)
{
    AudioServerPlugInDriverInterface *slots = *driver;
    const pid_t process = FAKE_PROCESS;
    const CFUUIDBytes id = CFUUIDGetUUIDBytes(IUnknownUUID);
    const AudioObjectID object = FAKE_DEVICE;
    cr_expect_eq(slots->QueryInterface(driver, id, NULL), 0);
    cr_expect_eq(slots->Initialize(driver, NULL), 0);
    cr_expect_null(fake->given_host);
    cr_expect_eq(slots->CreateDevice(driver, NULL, NULL, NULL), 0);
    cr_expect_eq(slots->AddDeviceClient(driver, object, NULL), 0);
    cr_expect_eq(slots->RemoveDeviceClient(driver, object, NULL), 0);
    cr_expect(slots->HasProperty(driver, object, process, NULL));
    cr_expect_eq(slots->IsPropertySettable(driver, object, process, NULL, NULL), 0);
    cr_expect_eq(slots->GetPropertyDataSize(driver, object, process, NULL, 4, fake_value, NULL), 0);
    cr_expect_eq(slots->GetPropertyData(driver, object, process, NULL, 4, fake_value,
                                        sizeof fake_value, NULL, NULL),
                 0);
    cr_expect_eq(slots->SetPropertyData(driver, object, process, NULL, 4, fake_value, 8, NULL), 0);
    cr_expect_eq(slots->GetZeroTimeStamp(driver, object, FAKE_CLIENT, NULL, NULL, NULL), 0);
    cr_expect_eq(slots->WillDoIOOperation(driver, object, FAKE_CLIENT, FAKE_OPERATION, NULL, NULL),
                 0);
    cr_expect_eq(
        slots->BeginIOOperation(driver, object, FAKE_CLIENT, FAKE_OPERATION, FAKE_FRAMES, NULL), 0);
    cr_expect_eq(slots->DoIOOperation(driver, object, FAKE_STREAM, FAKE_CLIENT, FAKE_OPERATION,
                                      FAKE_FRAMES, NULL, NULL, NULL),
                 0);
    cr_expect_eq(slots->Initialize(driver, &fake->host), 0);
    AudioServerPlugInHostRef host = fake->given_host;
    cr_expect_eq(host->PropertiesChanged(host, FAKE_DEVICE, 0, NULL), 0);
    cr_expect_eq(host->PropertiesChanged(host, FAKE_DEVICE, 2, NULL), 0);
    cr_expect_eq(host->CopyFromStorage(host, NULL, NULL), 0);
    cr_expect_eq(host->WriteToStorage(host, NULL, NULL), 0);
    cr_expect_eq(host->DeleteFromStorage(host, NULL), 0);
    trace_free(trace);
    cr_assert_eq(kept_lines.count, 20);
    for (size_t i = 0; i < kept_lines.count; i++)
        json_decref(kept_json(i));
}

Test(traced, no_reference_reaches_no_driver)
{
    AudioServerPlugInDriverInterface *slots = *driver;
    const OSStatus bad = kAudioHardwareBadObjectError;
    const CFUUIDBytes id = CFUUIDGetUUIDBytes(IUnknownUUID);
    cr_expect_eq(slots->QueryInterface(NULL, id, NULL), bad);
    cr_expect_eq(slots->AddRef(NULL), 0);
    cr_expect_eq(slots->Release(NULL), 0);
    cr_expect_eq(slots->Initialize(NULL, NULL), bad);
    cr_expect_eq(slots->CreateDevice(NULL, NULL, NULL, NULL), bad);
    cr_expect_eq(slots->DestroyDevice(NULL, 1), bad);
    cr_expect_eq(slots->AddDeviceClient(NULL, 1, NULL), bad);
    cr_expect_eq(slots->RemoveDeviceClient(NULL, 1, NULL), bad);
    cr_expect_eq(slots->PerformDeviceConfigurationChange(NULL, 1, 0, NULL), bad);
    cr_expect_eq(slots->AbortDeviceConfigurationChange(NULL, 1, 0, NULL), bad);
    cr_expect_not(slots->HasProperty(NULL, 1, 0, NULL));
    cr_expect_eq(slots->IsPropertySettable(NULL, 1, 0, NULL, NULL), bad);
    cr_expect_eq(slots->GetPropertyDataSize(NULL, 1, 0, NULL, 0, NULL, NULL), bad);
    cr_expect_eq(slots->GetPropertyData(NULL, 1, 0, NULL, 0, NULL, 0, NULL, NULL), bad);
    cr_expect_eq(slots->SetPropertyData(NULL, 1, 0, NULL, 0, NULL, 0, NULL), bad);
    cr_expect_eq(slots->StartIO(NULL, 1, 0), bad);
    cr_expect_eq(slots->StopIO(NULL, 1, 0), bad);
    cr_expect_eq(slots->GetZeroTimeStamp(NULL, 1, 0, NULL, NULL, NULL), bad);
    cr_expect_eq(slots->WillDoIOOperation(NULL, 1, 0, 0, NULL, NULL), bad);
    cr_expect_eq(slots->BeginIOOperation(NULL, 1, 0, 0, 0, NULL), bad);
    cr_expect_eq(slots->DoIOOperation(NULL, 1, 2, 0, 0, 0, NULL, NULL, NULL), bad);
    cr_expect_eq(slots->EndIOOperation(NULL, 1, 0, 0, 0, NULL), bad);
    cr_expect_eq(fake->calls, 0);
    trace_free(trace);
    cr_expect_eq(kept_lines.count, 0);
}

Test(traced, a_driver_can_switch_its_own_on_and_off)
{
    const AudioServerPlugInDriverInterface *plain = &fake->table;
    Traced own;
    traced_embed(&own, &plain);
    AudioServerPlugInDriverInterface *kept = own.interface; /* a HAL may keep it */
    cr_expect_eq(memcmp(kept, plain, sizeof *kept), 0, "as if there were no trace");
    traced_switch(&own, trace);
    cr_expect_neq(kept->HasProperty, plain->HasProperty);
    AudioServerPlugInHostRef host = traced_host_init(&own.host, &fake->host);
    cr_expect_eq(host->DeleteFromStorage(host, NULL), 0);
    traced_switch(&own, NULL);
    cr_expect_eq(memcmp(kept, plain, sizeof *kept), 0);
    cr_expect_eq(host->DeleteFromStorage(host, NULL), 0);
    trace_free(trace);
    cr_expect_eq(kept_lines.count, 1);
    cr_expect_eq(fake->host_calls, 2);
}
