/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "loader/descriptor_check.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static ossicle_status create(const ossicle_module *module, const ossicle_host *host,
                             void **instance)
{
    (void)module;
    (void)host;
    (void)instance;
    return OSSICLE_FAILED;
}

static ossicle_status process(void *instance, const ossicle_block *block,
                              ossicle_realtime *realtime) OSSICLE_REALTIME
{
    (void)instance;
    (void)block;
    (void)realtime;
    return OSSICLE_FAILED;
}

#define GOOD_PARAMETER                                                                             \
    .struct_size = sizeof(ossicle_parameter), .name = "P", .unit = "", .maximum = 1
static const ossicle_parameter parameters[] = {
    {GOOD_PARAMETER, .id = "a"}, {GOOD_PARAMETER, .id = "b"}, {GOOD_PARAMETER, .id = "a"}};

#define GOOD                                                                                       \
    .struct_size = sizeof(ossicle_module), .id = "org.x", .name = "X", .vendor = "",               \
    .version = "", .min_channels = 1, .max_channels = 2, .create = create, .destroy = free,        \
    .process = process

/* Later initializers of one field win: each row is a good module but for what it names. */
#pragma GCC diagnostic ignored "-Woverride-init"
static const struct {
    ossicle_module module;
    const char *message;
} modules[] = {
    {{GOOD}, ""},
    {{GOOD, .struct_size = 0}, "ossicle_module.struct_size is 0, expected 152"},
    {{GOOD, .struct_size = 1u << 31}, "ossicle_module.struct_size is 2147483648, expected 152"},
    {{GOOD, .id = NULL}, "id is NULL, expected a text"},
    {{GOOD, .id = "x"}, "id has 1 bytes, expected 3 to 127"},
    {{GOOD, .name = NULL}, "name is NULL, expected a text"},
    {{GOOD, .name = ""}, "name is empty, expected a text"},
    {{GOOD, .vendor = NULL}, "vendor is NULL, expected a text"},
    {{GOOD, .version = NULL}, "version is NULL, expected a text"},
    {{GOOD, .version = "1\n2"}, "version holds the control character 0x0a"},
    {{GOOD, .kind = OSSICLE_KIND_SINK}, ""},
    {{GOOD, .kind = 3}, "kind is 3, expected effect (0), generator (1) or sink (2)"},
    {{GOOD, .min_channels = 0}, "takes 0 to 2 channels, expected a range within 1 to 256"},
    {{GOOD, .min_channels = 3}, "takes 3 to 2 channels, expected a range within 1 to 256"},
    {{GOOD, .max_channels = 256}, ""},
    {{GOOD, .max_channels = 257}, "takes 1 to 257 channels, expected a range within 1 to 256"},
    {{GOOD, .create = NULL}, "its function create is NULL, but required"},
    {{GOOD, .destroy = NULL}, "its function destroy is NULL, but required"},
    {{GOOD, .process = NULL}, "its function process is NULL, but required"},
    {{GOOD, .reserved = 7}, "ossicle_module.reserved is 7, expected 0"},
    {{GOOD, .parameter_count = 2, .parameters = parameters}, ""},
    {{GOOD, .parameter_count = 1}, "has 1 parameters, but its table of parameters is NULL"},
    {{GOOD, .parameter_count = 1025, .parameters = parameters},
     "has 1025 parameters, expected up to 1024"},
    {{GOOD, .parameter_count = 3, .parameters = parameters},
     "parameters 1 and 3 have the same id 'a'"},
};

Test(module_check, knows_every_rule)
{
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        Error error = {.status = STATUS_OK};
        const Status expected = *modules[i].message ? STATUS_BAD_FORMAT : STATUS_OK;
        cr_expect_eq(module_check(&modules[i].module, &error), expected, "case %zu", i);
        cr_expect_str_eq(error.message, modules[i].message, "case %zu", i);
    }
}

Test(module_check, says_which_parameter_is_wrong)
{
    const ossicle_parameter wrong[] = {{GOOD_PARAMETER, .id = "a"},
                                       {GOOD_PARAMETER, .id = "b", .minimum = 3}};
    const ossicle_module module = {GOOD, .parameter_count = 2, .parameters = wrong};
    Error error;
    cr_expect_eq(module_check(&module, &error), STATUS_BAD_FORMAT);
    cr_expect_str_eq(error.message, "parameter 2 of 2: 'b': minimum 3 isn't below maximum 1");
}

Test(module_check, refuses_a_table_that_is_not_there)
{
    Error error;
    cr_expect_eq(module_check(NULL, &error), STATUS_BAD_FORMAT);
    cr_expect_str_eq(error.message, "its table is NULL");
}

#define VERSION(major, minor) ((uint32_t)(major) << 16 | (uint32_t)(minor))
#define GOOD_LIBRARY                                                                               \
    .struct_size = sizeof(ossicle_library), .abi_version = OSSICLE_ABI_VERSION, .module_count = 1, \
    .modules = list
static const ossicle_module *const list[] = {&modules[0].module};

static const struct {
    ossicle_library library;
    Status status;
    const char *message;
} libraries[] = {
    {{GOOD_LIBRARY}, STATUS_OK, ""},
    {{GOOD_LIBRARY, .abi_version = VERSION(OSSICLE_ABI_MAJOR, 0)}, STATUS_OK, ""},
    {{GOOD_LIBRARY, .abi_version = VERSION(OSSICLE_ABI_MAJOR, 0xffff)}, STATUS_OK, ""},
    {{GOOD_LIBRARY, .abi_version = VERSION(OSSICLE_ABI_MAJOR + 1, 9)},
     STATUS_INCOMPATIBLE,
     "made for module ABI 1.9, this host has 0.9 and needs the same major version; build it with "
     "this host's module-api.h"},
    /* Another major version may have another size: the version is the better reason. */
    {{GOOD_LIBRARY, .abi_version = UINT32_MAX, .struct_size = 32},
     STATUS_INCOMPATIBLE,
     "made for module ABI 65535.65535, this host has 0.9 and needs the same major version; build "
     "it with this host's module-api.h"},
    {{GOOD_LIBRARY, .struct_size = 0, .abi_version = UINT32_MAX},
     STATUS_BAD_FORMAT,
     "ossicle_library.struct_size is 0, expected 24"},
    {{GOOD_LIBRARY, .struct_size = 25},
     STATUS_BAD_FORMAT,
     "ossicle_library.struct_size is 25, expected 24"},
    {{GOOD_LIBRARY, .module_count = 0}, STATUS_BAD_FORMAT, "holds 0 modules, expected 1 to 1024"},
    {{GOOD_LIBRARY, .module_count = 1025},
     STATUS_BAD_FORMAT,
     "holds 1025 modules, expected 1 to 1024"},
    {{GOOD_LIBRARY, .modules = NULL}, STATUS_BAD_FORMAT, "its list of modules is NULL"},
    {{GOOD_LIBRARY, .reserved = 1}, STATUS_BAD_FORMAT, "ossicle_library.reserved is 1, expected 0"},
};

Test(library_check, knows_every_rule)
{
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        Error error = {.status = STATUS_OK};
        cr_expect_eq(library_check(&libraries[i].library, &error), libraries[i].status, "case %zu",
                     i);
        cr_expect_str_eq(error.message, libraries[i].message, "case %zu", i);
    }
}
