/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* The layout of all that crosses the line between host and modules, on 64-bit systems. A line that
 * fails to compile here is a break of the ABI. */

#include <module-api.h>

#include <assert.h>
#include <criterion/criterion.h>

#define AT(type, field, offset) static_assert(offsetof(type, field) == (offset), #type "." #field)
#define SIZE(type, size)        static_assert(sizeof(type) == (size), #type)

static_assert(sizeof(void *) == 8, "these are the layouts of 64-bit systems");
SIZE(ossicle_status, 4);

SIZE(ossicle_parameter, 72);
AT(ossicle_parameter, struct_size, 0);
AT(ossicle_parameter, flags, 4);
AT(ossicle_parameter, id, 8);
AT(ossicle_parameter, name, 16);
AT(ossicle_parameter, unit, 24);
AT(ossicle_parameter, minimum, 32);
AT(ossicle_parameter, maximum, 40);
AT(ossicle_parameter, default_value, 48);
AT(ossicle_parameter, scale, 56);
AT(ossicle_parameter, label_count, 60);
AT(ossicle_parameter, labels, 64);

SIZE(ossicle_event, 24);
AT(ossicle_event, struct_size, 0);
AT(ossicle_event, frame_offset, 4);
AT(ossicle_event, parameter, 8);
AT(ossicle_event, reserved, 12);
AT(ossicle_event, value, 16);

SIZE(ossicle_block, 64);
AT(ossicle_block, struct_size, 0);
AT(ossicle_block, flags, 4);
AT(ossicle_block, frames, 8);
AT(ossicle_block, channels, 12);
AT(ossicle_block, sample_time, 16);
AT(ossicle_block, host_time_ns, 24);
AT(ossicle_block, inputs, 32);
AT(ossicle_block, outputs, 40);
AT(ossicle_block, events, 48);
AT(ossicle_block, event_count, 56);
AT(ossicle_block, reserved, 60);

SIZE(ossicle_activation, 32);
AT(ossicle_activation, struct_size, 0);
AT(ossicle_activation, channels, 4);
AT(ossicle_activation, sample_rate_hz, 8);
AT(ossicle_activation, max_frames, 16);
AT(ossicle_activation, parameter_count, 20);
AT(ossicle_activation, values, 24);

SIZE(ossicle_host, 48);
AT(ossicle_host, struct_size, 0);
AT(ossicle_host, abi_version, 4);
AT(ossicle_host, name, 8);
AT(ossicle_host, version, 16);
AT(ossicle_host, context, 24);
AT(ossicle_host, log, 32);
AT(ossicle_host, extension, 40);

SIZE(ossicle_realtime, 40);
AT(ossicle_realtime, struct_size, 0);
AT(ossicle_realtime, reserved, 4);
AT(ossicle_realtime, context, 8);
AT(ossicle_realtime, log, 16);
AT(ossicle_realtime, meter, 24);
AT(ossicle_realtime, latency_changed, 32);

SIZE(ossicle_module, 152);
AT(ossicle_module, struct_size, 0);
AT(ossicle_module, kind, 4);
AT(ossicle_module, id, 8);
AT(ossicle_module, name, 16);
AT(ossicle_module, vendor, 24);
AT(ossicle_module, version, 32);
AT(ossicle_module, min_channels, 40);
AT(ossicle_module, max_channels, 44);
AT(ossicle_module, parameter_count, 48);
AT(ossicle_module, reserved, 52);
AT(ossicle_module, parameters, 56);
AT(ossicle_module, create, 64);
AT(ossicle_module, destroy, 72);
AT(ossicle_module, activate, 80);
AT(ossicle_module, deactivate, 88);
AT(ossicle_module, reset, 96);
AT(ossicle_module, process, 104);
AT(ossicle_module, latency_frames, 112);
AT(ossicle_module, tail_frames, 120);
AT(ossicle_module, save, 128);
AT(ossicle_module, load, 136);
AT(ossicle_module, extension, 144);

SIZE(ossicle_library, 24);
AT(ossicle_library, struct_size, 0);
AT(ossicle_library, abi_version, 4);
AT(ossicle_library, module_count, 8);
AT(ossicle_library, reserved, 12);
AT(ossicle_library, modules, 16);

/* Numbers that are compiled into modules. */
static_assert(OSSICLE_OK == 0 && OSSICLE_FAILED == 1 && OSSICLE_NO_MEMORY == 2 &&
                  OSSICLE_UNSUPPORTED == 3,
              "status");
static_assert(OSSICLE_KIND_EFFECT == 0 && OSSICLE_KIND_GENERATOR == 1 && OSSICLE_KIND_SINK == 2,
              "kind");
static_assert(OSSICLE_SCALE_LINEAR == 0 && OSSICLE_SCALE_LOGARITHMIC == 1 &&
                  OSSICLE_SCALE_DECIBEL == 2,
              "scale");
static_assert(OSSICLE_PARAMETER_TOGGLE == 1 && OSSICLE_PARAMETER_STEPPED == 2 &&
                  OSSICLE_PARAMETER_ENUMERATION == 4 && OSSICLE_PARAMETER_OUTPUT == 8,
              "parameter flags");
static_assert(OSSICLE_LOG_ERROR == 0 && OSSICLE_LOG_WARNING == 1 && OSSICLE_LOG_INFO == 2 &&
                  OSSICLE_LOG_DEBUG == 3,
              "log levels");
static_assert(OSSICLE_BLOCK_DISCONTINUITY == 1, "block flags");
static_assert(OSSICLE_TAIL_INFINITE == 0xffffffffu, "tail");
static_assert(OSSICLE_MAX_CHANNELS == 256, "limits");
static_assert(OSSICLE_MAX_PARAMETERS == 1024, "limits");
static_assert(OSSICLE_MAX_MODULES == 1024, "limits");
static_assert(OSSICLE_MAX_TEXT == 1023, "limits");
static_assert(OSSICLE_ABI_VERSION == 9 && OSSICLE_ABI_MAJOR == 0 && OSSICLE_ABI_MINOR == 9,
              "version 0.9");

Test(version, is_taken_apart_as_it_was_put_together)
{
    const uint32_t versions[] = {0, 9, 0x10000, 0x1ffff, 0xffff0000u, 0xffffffffu};
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        const uint32_t major = OSSICLE_ABI_MAJOR_OF(versions[i]);
        const uint32_t minor = OSSICLE_ABI_MINOR_OF(versions[i]);
        cr_expect_eq(major << 16 | minor, versions[i]);
        cr_expect_leq(major, 0xffff);
        cr_expect_leq(minor, 0xffff);
    }
    cr_expect_eq(OSSICLE_ABI_MAJOR_OF(OSSICLE_ABI_VERSION), OSSICLE_ABI_MAJOR);
    cr_expect_eq(OSSICLE_ABI_MINOR_OF(OSSICLE_ABI_VERSION), OSSICLE_ABI_MINOR);
}

Test(entry, has_the_name_that_the_header_declares)
{
    const ossicle_library *(*const entry)(uint32_t) = (ossicle_entry_function)NULL;
    cr_expect_null(entry);
    cr_expect_str_eq(OSSICLE_ENTRY_SYMBOL, "ossicle_entry");
}
