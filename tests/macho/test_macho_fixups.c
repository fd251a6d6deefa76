/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/fixups.h"
#include "macho/format.h"
#include "macho/make.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static MachoMade made;
static MachoImage image;
static MachoFixups fixups;
static Error error;

static void make(const MachoRecipe *recipe)
{
    macho_make(&made, recipe);
    cr_assert_eq(macho_image_read(&image, macho_made_bytes(&made), "m", &error), STATUS_OK, "%s",
                 error.message);
}

static Status read_fixups(void)
{
    const Status status = macho_fixups_read(&fixups, &image, &error);
    if (status != STATUS_OK)
        macho_fixups_cleanup(&fixups);
    return status;
}

static void teardown(void)
{
    macho_fixups_cleanup(&fixups);
}

TestSuite(macho_fixups, .fini = teardown);

static const MachoFixup *at(uint64_t address)
{
    for (size_t i = 0; i < fixups.count; i++)
        if (fixups.items[i].address == address)
            return &fixups.items[i];
    cr_assert_fail("no fixup at 0x%llx", (unsigned long long)address);
    return NULL;
}

static void expect_those_of_the_recipe(uint64_t data, bool is_weak)
{
    cr_assert_eq(fixups.count, 3);
    cr_expect_str_eq(at(data)->symbol, "_strlen");
    cr_expect_eq(at(data)->library, 1);
    cr_expect_eq(at(data)->addend, 0);
    cr_expect_eq(at(data)->may_be_missing, is_weak);
    cr_expect_null(at(data + 8)->symbol);
    cr_expect_eq(at(data + 8)->target, 0x840);
    cr_expect_eq(at(data + 16)->target, data + 24);
}

Test(macho_fixups, opcodes_and_chains_say_the_same)
{
    static const MachoRecipe recipes[] = {
        {.has_chains = false},
        {.is_weak = true},
        {.cpu = MACHO_CPU_ARM64},
        {.has_chains = true},
        {.has_chains = true, .is_weak = true},
        {.has_chains = true, .chains_format = MACHO_CHAINS_IMPORT_ADDEND},
        {.has_chains = true, .chains_format = MACHO_CHAINS_IMPORT_ADDEND_64, .is_weak = true},
        {.has_chains = true, .cpu = MACHO_CPU_ARM64},
    };
    for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
        make(&recipes[i]);
        cr_assert_eq(read_fixups(), STATUS_OK, "case %zu: %s", i, error.message);
        expect_those_of_the_recipe(made.page_size, recipes[i].is_weak);
        cr_expect_str_eq(macho_fixup_library(&image, at(made.page_size)), "libSystem.B.dylib");
        macho_fixups_cleanup(&fixups);
    }
}

/* Bytes in place of the opcodes of a program. */
typedef struct Program {
    uint8_t bytes[24];
    const char *message;
} Program;

#define SEGMENT(n)  (MACHO_BIND_SET_SEGMENT | (n))
#define RSEGMENT(n) (MACHO_REBASE_SET_SEGMENT | (n))

static const Program rebase_programs[] = {
    {{MACHO_REBASE_DO_COUNT | 1}, "an opcode comes before any segment is named"},
    {{RSEGMENT(3), 0}, "an opcode names a segment that isn't there"},
    {{RSEGMENT(1), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01},
     "an opcode of its fixups is cut off or has too large a number"},
    {{RSEGMENT(1), 4, MACHO_REBASE_DO_COUNT | 1},
     "the pointer at 0x1004 leads to 0x84000000000, outside the image"},
    {{RSEGMENT(0), 0x90, 0x0a, MACHO_REBASE_DO_COUNT | 1}, "a fixup at 0x510 lies in __TEXT"},
    {{RSEGMENT(1), 0xf9, 0x1f, MACHO_REBASE_DO_COUNT | 1}, "a fixup lies outside its segment"},
    {{RSEGMENT(1), 8, MACHO_REBASE_DO_ULEB_COUNT, 0xff, 0xff, 0xff, 0xff, 0x7f},
     "a fixup lies outside its segment"},
    /* Again and again the same place. */
    {{RSEGMENT(1), 8, MACHO_REBASE_DO_COUNT_SKIP, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xf8, 0xff, 0xff,
      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01},
     "more fixups than can be meant"},
    {{MACHO_REBASE_SET_TYPE | 2}, "a rebase of something other than a pointer"},
    {{0xf0}, "an opcode of its fixups is unknown here"},
};

static const Program bind_programs[] = {
    {{SEGMENT(1), 0, MACHO_BIND_DO}, "a bind comes before any symbol is named"},
    {{MACHO_BIND_SET_SYMBOL, 'a', 0, MACHO_BIND_DO}, "an opcode comes before any segment is named"},
    {{SEGMENT(1), 0, MACHO_BIND_SET_SYMBOL, 'a', 0, MACHO_BIND_SET_LIBRARY | 2, MACHO_BIND_DO},
     "a is to come from library 2 of 1"},
    {{MACHO_BIND_SET_ULEB_LIBRARY, 0x7f}, "a bind names a library that isn't there"},
    {{SEGMENT(1), 0, MACHO_BIND_SET_SYMBOL, 'a', 0, MACHO_BIND_SET_SPECIAL_LIBRARY | 0xc,
      MACHO_BIND_DO},
     "a is to come from library -4 of 1"},
    {{MACHO_BIND_SET_TYPE | 3}, "a bind of something other than a pointer"},
    {{0xd0}, "an opcode of its fixups is unknown here"},
};

static void expect_refused(Bytes *part, const Program *programs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char expected[128];
        make(&(MachoRecipe){.has_chains = false});
        image.lazy_binds = (Bytes){NULL, 0};
        *part = (Bytes){programs[i].bytes, sizeof programs[i].bytes};
        (void)snprintf(expected, sizeof expected, "m: x86_64: %s", programs[i].message);
        cr_expect_eq(read_fixups(), STATUS_BAD_FORMAT, "case %zu", i);
        cr_expect_eq(strncmp(error.message, expected, strlen(expected)), 0, "case %zu: %s", i,
                     error.message);
    }
}

Test(macho_fixups, rebase_opcodes_that_lead_astray_are_refused)
{
    expect_refused(&image.rebases, rebase_programs,
                   sizeof rebase_programs / sizeof *rebase_programs);
}

Test(macho_fixups, bind_opcodes_that_lead_astray_are_refused)
{
    expect_refused(&image.binds, bind_programs, sizeof bind_programs / sizeof *bind_programs);
}

Test(macho_fixups, a_name_without_end_is_refused)
{
    static const uint8_t program[] = {MACHO_BIND_SET_SYMBOL, 'a', 'b'};
    make(&(MachoRecipe){.has_chains = false});
    image.binds = (Bytes){program, sizeof program};
    cr_expect_eq(read_fixups(), STATUS_BAD_FORMAT);
}

Test(macho_fixups, each_opcode_moves_as_it_says)
{
    static const uint8_t rebases[] = {MACHO_REBASE_SET_TYPE | MACHO_TYPE_POINTER,
                                      RSEGMENT(1),
                                      16,
                                      MACHO_REBASE_DO_ADD,
                                      8,
                                      MACHO_REBASE_ADD,
                                      8,
                                      MACHO_REBASE_ADD_SCALED | 2,
                                      MACHO_REBASE_DO_ULEB_COUNT,
                                      2,
                                      MACHO_REBASE_DO_COUNT_SKIP,
                                      2,
                                      8,
                                      MACHO_REBASE_DONE,
                                      0xf0};
    static const uint8_t binds[] = {MACHO_BIND_SET_TYPE | MACHO_TYPE_POINTER,
                                    SEGMENT(1),
                                    0x80,
                                    2,
                                    MACHO_BIND_SET_SYMBOL,
                                    'b',
                                    0,
                                    MACHO_BIND_SET_SPECIAL_LIBRARY,
                                    MACHO_BIND_SET_ADDEND,
                                    0x7f,
                                    MACHO_BIND_DO_ADD,
                                    8,
                                    MACHO_BIND_DO_ADD_SCALED | 1,
                                    MACHO_BIND_SET_ULEB_LIBRARY,
                                    1,
                                    MACHO_BIND_ADD,
                                    16,
                                    MACHO_BIND_DO_COUNT_SKIP,
                                    2,
                                    8,
                                    MACHO_BIND_DONE,
                                    0xf0};
    static const uint64_t expected[] = {0x1010, 0x1038, 0x1040, 0x1048, 0x1058,
                                        0x1100, 0x1110, 0x1130, 0x1140};
    make(&(MachoRecipe){.has_chains = false});
    image.rebases = (Bytes){rebases, sizeof rebases};
    image.binds = (Bytes){binds, sizeof binds};
    image.lazy_binds = (Bytes){NULL, 0};
    cr_assert_eq(read_fixups(), STATUS_OK, "%s", error.message);
    cr_assert_eq(fixups.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < fixups.count; i++)
        cr_expect_eq(fixups.items[i].address, expected[i], "%zu: 0x%llx", i,
                     (unsigned long long)fixups.items[i].address);
    cr_expect_eq(fixups.items[5].addend, -1);
    cr_expect_eq(fixups.items[5].library, MACHO_LIBRARY_SELF);
    cr_expect_str_eq(macho_fixup_library(&image, &fixups.items[5]), "itself");
    cr_expect_eq(fixups.items[8].library, 1);
}

/* A number in the chained fixups, from their begin on, or in the data. */
static const struct {
    bool in_data;
    size_t offset;
    uint64_t value;
    size_t size;
    const char *message;
} chain_changes[] = {
    {false, 0, 1, 4, "chained fixups of a version that is unknown here"},
    {false, 24, 1, 4, "chained fixups of a version that is unknown here"},
    {false, 20, 4, 4, "imports of format 4 are unknown here"},
    {false, 20, 0, 4, "imports of format 0 are unknown here"},
    {false, 8, UINT32_MAX, 4, "its imports lie outside its chained fixups"},
    {false, 12, UINT32_MAX, 4, "its imports lie outside its chained fixups"},
    {false, 16, UINT32_MAX, 4, "its imports lie outside its chained fixups"},
    {false, 16, 0, 4, "a chain names import 0 of 0"},
    {false, 4, 0xfffffff0, 4, "chains for 0 segments"},
    {false, 28, 4, 4, "chains for 4 segments"},
    {false, 28 + 8, 0xfff0, 4, "the chains of __DATA lie outside"},
    {false, 52, 4, 4, "the chains of __DATA lie outside"},
    {false, 52, UINT32_MAX, 4, "the chains of __DATA lie outside"},
    {false, 52 + 4, 3, 2, "chains over pages of 3 bytes"},
    {false, 52 + 6, 1, 2, "pointers of format 1 are unknown here"},
    {false, 52 + 8, 0x2000, 8, "the chains of __DATA are another segment's"},
    {false, 52 + 20, 2, 2, "__DATA has no chains for 2 pages"},
    {false, 52 + 22, 0x8000, 2, "a chain begins behind its page"},
    {false, 52 + 22, 0x1000, 2, "a chain begins behind its page"},
    {false, 52 + 22, 0xff9, 2, "a chain leaves its segment"},
    {false, 76, UINT32_C(0xfffffe01), 4, "the name of import 0 lies outside"},
    {false, 76, 2 | 1 << 9, 4, "_strlen is to come from library 2 of 1"},
    {true, 8, UINT64_C(0xfff) << 51 | 0x840, 8, "a chain leaves its segment"},
    {true, 8, 0x123456789, 8, "the pointer at 0x1008 leads to 0x123456789, outside the image"},
    {true, 0, UINT64_C(1) << 63 | 7, 8, "a chain names import 7 of 1"},
};

Test(macho_fixups, chains_that_lead_astray_are_refused)
{
    for (size_t i = 0; i < sizeof chain_changes / sizeof *chain_changes; i++) {
        char expected[128];
        make(&(MachoRecipe){.has_chains = true});
        uint8_t *const chains = made.bytes + (image.chains.data - image.bytes.data);
        uint8_t *const data = made.bytes + made.page_size;
        macho_put((chain_changes[i].in_data ? data : chains) + chain_changes[i].offset,
                  chain_changes[i].value, chain_changes[i].size);
        (void)snprintf(expected, sizeof expected, "m: x86_64: %s", chain_changes[i].message);
        cr_expect_eq(read_fixups(), STATUS_BAD_FORMAT, "case %zu", i);
        cr_expect_eq(strncmp(error.message, expected, strlen(expected)), 0, "case %zu: %s", i,
                     error.message);
    }
}

Test(macho_fixups, a_page_may_have_no_chain)
{
    make(&(MachoRecipe){.has_chains = true});
    macho_put(made.bytes + (image.chains.data - image.bytes.data) + 52 + 22, MACHO_CHAINS_NO_PAGE,
              2);
    cr_assert_eq(read_fixups(), STATUS_OK, "%s", error.message);
    cr_expect_eq(fixups.count, 0);
}

Test(macho_fixups, addends_are_added_up)
{
    make(&(MachoRecipe){.has_chains = true, .chains_format = MACHO_CHAINS_IMPORT_ADDEND_64});
    macho_put(made.bytes + (image.chains.data - image.bytes.data) + 76 + 8, (uint64_t)-3, 8);
    macho_put(made.bytes + made.page_size + 3, 5, 1);
    cr_assert_eq(read_fixups(), STATUS_OK, "%s", error.message);
    cr_expect_eq(at(made.page_size)->addend, 2);
}
