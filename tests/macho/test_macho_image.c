/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/file.h"
#include "macho/format.h"
#include "macho/image.h"
#include "macho/make.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static MachoMade made;
static MachoImage image;
static Error error;

static void setup(void)
{
    macho_make(&made, &(MachoRecipe){.has_chains = false});
}

TestSuite(macho_image, .init = setup);

static Status read_made(void)
{
    Bytes slice;
    const Status status =
        macho_file_slice(macho_made_bytes(&made), MACHO_CPU_X86_64, "m", &slice, &error);
    return status == STATUS_OK ? macho_image_read(&image, slice, "m", &error) : status;
}

Test(macho_image, says_what_is_in_a_file)
{
    cr_assert_eq(read_made(), STATUS_OK, "%s", error.message);
    cr_expect_eq(image.segment_count, 3);
    cr_expect_str_eq(image.segments[1].name, "__DATA");
    cr_expect_eq(image.base, 0);
    cr_expect_eq(image.span, 0x3000);
    cr_expect_eq(image.section_count, 4);
    cr_expect_eq(image.library_count, 1);
    cr_expect_str_eq(image.libraries[0], "/usr/lib/libSystem.B.dylib");
    cr_expect_str_eq(image.install_name, "@rpath/made.dylib");
    cr_expect_eq(image.platform, MACHO_PLATFORM_MACOS);
    cr_expect_eq(image.minimum_system, 0x000b0000);
    cr_expect_eq(memcmp(image.uuid.data, "a UUID of a test", 16), 0);
    cr_expect_eq(image.symbol_count, 3);
    cr_expect_eq((size_t)(image.signature.data - image.bytes.data), made.signature);
    cr_expect_str_eq(macho_image_section(&image, MACHO_SECTION_INITIALIZERS, NULL)->name,
                     "__mod_init_func");
}

Test(macho_image, finds_the_segment_of_an_address)
{
    cr_assert_eq(read_made(), STATUS_OK);
    cr_expect_eq(macho_image_segment_at(&image, 0x1000, 8), &image.segments[1]);
    cr_expect_eq(macho_image_segment_at(&image, 0x1ff8, 8), &image.segments[1]);
    cr_expect_null(macho_image_segment_at(&image, 0x1ff9, 8), "over its end");
    cr_expect_null(macho_image_segment_at(&image, 0x2fff, 1), "in memory, but not in the file");
    cr_expect_null(macho_image_segment_at(&image, UINT64_MAX, 8));
}

Test(macho_image, notices_wherever_a_file_was_cut)
{
    const size_t whole = made.size;
    for (made.size = whole; made.size-- > 0;)
        cr_assert_neq(read_made(), STATUS_OK, "%zu of %zu bytes", made.size, whole);
}

/* A number to write at an offset from the begin of a load command (0: the header). */
typedef struct Change {
    uint32_t command;
    unsigned index;
    size_t offset;
    size_t size;
    uint64_t value;
    const char *message; /* how it begins */
} Change;

static const Change changes[] = {
    {0, 0, 0, 4, 0x12345678, "m: no Mach-O file"},
    {0, 0, 4, 4, MACHO_CPU_ARM64, "m: for arm64, expected x86_64"},
    {0, 0, 4, 4, 7, "m: for a processor that is unknown here, expected x86_64"},
    {0, 0, 12, 4, 1, "m: x86_64: neither library, bundle nor program (type 1)"},
    {0, 0, 16, 4, 1, "m: x86_64: its load commands take "},
    {0, 0, 16, 4, 100, "m: x86_64: load command 11 has a size of 0"},
    {0, 0, 20, 4, UINT32_MAX, "m: x86_64: truncated: its load commands take 4294967295 bytes"},
    {MACHO_LOAD_UUID, 0, 4, 4, 20, "m: x86_64: load command 8 has a size of 20"},
    {MACHO_LOAD_UUID, 0, 4, 4, 16, "m: x86_64: LC_UUID has 16 bytes, expected 24"},
    {MACHO_LOAD_UUID, 0, 0, 4, MACHO_LOAD_DYSYMTAB, "m: x86_64: LC_DYSYMTAB has 24 bytes"},
    {MACHO_LOAD_UUID, 0, 0, 4, MACHO_LOAD_SYMTAB, "m: x86_64: LC_SYMTAB is there twice"},
    {MACHO_LOAD_UUID, 0, 0, 4, 0x80000099, "m: x86_64: load command 0x80000099 is unknown here"},
    {MACHO_LOAD_DYLIB, 0, 8, 4, 999, "m: x86_64: a library's name lies outside"},
    {MACHO_LOAD_ID, 0, 8, 4, 999, "m: x86_64: its own name lies outside"},
    {MACHO_LOAD_SEGMENT, 0, 64, 4, 2, "m: x86_64: segment __TEXT promises 2 sections"},
    {MACHO_LOAD_SEGMENT, 1, 24, 8, 0, "m: x86_64: section __got lies outside its segment"},
    {MACHO_LOAD_SEGMENT, 1, 24, 8, UINT64_MAX - 0xfff, "m: x86_64: segment __DATA lies beyond"},
    {MACHO_LOAD_SEGMENT, 1, 24, 8, 0x1008, "m: x86_64: segment __DATA doesn't begin at a page"},
    {MACHO_LOAD_SEGMENT, 1, 32, 8, 8, "m: x86_64: segment __DATA has more bytes in the file"},
    {MACHO_LOAD_SEGMENT, 1, 32, 8, UINT64_MAX, "m: x86_64: segment __DATA lies beyond 1 GiB"},
    {MACHO_LOAD_SEGMENT, 1, 40, 8, 0x100000, "m: x86_64: segment __DATA ends at "},
    {MACHO_LOAD_SEGMENT, 1, 48, 8, UINT64_MAX, "m: x86_64: segment __DATA ends at "},
    {MACHO_LOAD_SEGMENT, 1, 60, 4, 7, "m: x86_64: segment __DATA may at first do more than ever"},
    {MACHO_LOAD_SEGMENT, 2, 24, 8, 0x1000, "m: x86_64: segment __LINKEDIT overlaps another one"},
    {MACHO_LOAD_SEGMENT, 0, 40, 8, 0x1000, "m: x86_64: section __text has another place"},
    {MACHO_LOAD_SEGMENT, 1, 72 + 32, 8, 0x3000, "m: x86_64: section __got lies outside"},
    {MACHO_LOAD_SEGMENT, 1, 72 + 40, 8, UINT64_MAX, "m: x86_64: section __got lies outside"},
    {MACHO_LOAD_SEGMENT, 1, 72 + 48, 4, 0x1800, "m: x86_64: section __got has another place"},
    {MACHO_LOAD_SEGMENT, 1, 72 + 60, 4, 1, "m: x86_64: section __got has relocations"},
    {MACHO_LOAD_SYMTAB, 0, 8, 4, UINT32_MAX, "m: x86_64: the symbols lie outside"},
    {MACHO_LOAD_SYMTAB, 0, 12, 4, UINT32_MAX, "m: x86_64: the symbols lie outside"},
    {MACHO_LOAD_SYMTAB, 0, 20, 4, UINT32_MAX, "m: x86_64: the symbols' names end at "},
    {MACHO_LOAD_DYSYMTAB, 0, 12, 4, 4, "m: x86_64: a group of symbols ends behind the last"},
    {MACHO_LOAD_DYSYMTAB, 0, 60, 4, UINT32_MAX, "m: x86_64: the indirect symbols lie outside"},
    {MACHO_LOAD_DYLD_INFO, 0, 8, 4, UINT32_MAX, "m: x86_64: the rebase opcodes end at "},
    {MACHO_LOAD_DYLD_INFO, 0, 36, 4, UINT32_MAX, "m: x86_64: the lazy bind opcodes end at "},
    {MACHO_LOAD_DYLD_INFO, 0, 44, 4, UINT32_MAX, "m: x86_64: the exports end at "},
    {MACHO_LOAD_SIGNATURE, 0, 12, 4, 0x10000, "m: x86_64: the signatures end at "},
};

Test(macho_image, refuses_what_leads_outside)
{
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const Change *const change = &changes[i];
        setup();
        const size_t at =
            change->command != 0 ? macho_made_command(&made, change->command, change->index) : 0;
        macho_put(made.bytes + at + change->offset, change->value, change->size);
        cr_expect_neq(read_made(), STATUS_OK, "case %zu", i);
        cr_expect_eq(strncmp(error.message, change->message, strlen(change->message)), 0,
                     "case %zu: %s", i, error.message);
    }
}

Test(macho_image, code_that_can_be_written_is_refused)
{
    const size_t at = macho_made_command(&made, MACHO_LOAD_SEGMENT, 1);
    macho_put(made.bytes + at + 56, 7, 4);
    macho_put(made.bytes + at + 60, 7, 4);
    cr_expect_eq(read_made(), STATUS_BAD_FORMAT);
    cr_expect_str_eq(error.message, "m: x86_64: segment __DATA can be both written and executed");
}

Test(macho_image, the_load_commands_belong_to_the_first_segment)
{
    const size_t at = macho_made_command(&made, MACHO_LOAD_SEGMENT, 0);
    macho_put(made.bytes + at + 48, 0x100, 8);
    macho_put(made.bytes + at + 64, 0, 4); /* no sections */
    cr_expect_eq(read_made(), STATUS_BAD_FORMAT);
    cr_expect_str_eq(error.message, "m: x86_64: its first segment ends before its load commands");
}

/* Where the UUID was stands where the program begins. */
Test(macho_image, a_program_begins_in_its_code)
{
    static const struct {
        uint64_t entry;
        Status status;
    } cases[] = {{0x800, STATUS_OK},
                 {0x1000, STATUS_BAD_FORMAT},
                 {0x100000, STATUS_BAD_FORMAT},
                 {UINT64_MAX, STATUS_BAD_FORMAT}};
    const size_t at = macho_made_command(&made, MACHO_LOAD_UUID, 0);
    macho_put(made.bytes + 12, MACHO_TYPE_EXECUTE, 4);
    macho_put(made.bytes + at, MACHO_LOAD_MAIN, 4);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        macho_put(made.bytes + at + 8, cases[i].entry, 8);
        cr_expect_eq(read_made(), cases[i].status, "case %zu: %s", i, error.message);
        if (cases[i].status == STATUS_OK)
            cr_expect_eq(image.entry, cases[i].entry);
        else
            cr_expect_str_eq(error.message, "m: x86_64: it begins outside of its code");
    }
}

static MachoFat *fat_new(void)
{
    static MachoMade arm64;
    MachoFat *const fat = calloc(1, sizeof *fat);
    macho_make(&arm64, &(MachoRecipe){.cpu = MACHO_CPU_ARM64});
    macho_make_fat(fat, &made, &arm64);
    return fat;
}

static Status find_slice(const MachoFat *fat, uint32_t cpu, Bytes *slice)
{
    return macho_file_slice((Bytes){fat->bytes, fat->size}, cpu, "f", slice, &error);
}

Test(macho_image, a_universal_file_has_a_slice_for_each)
{
    MachoFat *const fat = fat_new();
    Bytes slice;
    cr_assert_eq(find_slice(fat, MACHO_CPU_X86_64, &slice), STATUS_OK, "%s", error.message);
    cr_expect_eq(slice.data, fat->bytes + 0x1000);
    cr_expect_eq(slice.size, made.size);
    cr_expect_eq(macho_image_read(&image, slice, "f", &error), STATUS_OK, "%s", error.message);
    cr_assert_eq(find_slice(fat, MACHO_CPU_ARM64, &slice), STATUS_OK);
    cr_expect_eq(slice.data + slice.size, fat->bytes + fat->size);
    cr_expect_eq(macho_image_read(&image, slice, "f", &error), STATUS_OK, "%s", error.message);
    free(fat);
}

Test(macho_image, a_universal_file_that_is_broken_is_refused)
{
    static const struct {
        size_t offset;
        uint8_t bytes[4];
        const char *message;
    } cases[] = {
        {4, {0, 0, 0, 0}, "f: its fat header promises 0 slices"},
        {4, {0xff, 0, 0, 0}, "f: its fat header promises 4278190080 slices"},
        {4, {0, 0, 0, 1}, "f: has no slice for arm64"},
        {8 + 8, {0, 0, 0x10, 1}, "f: the slice for x86_64 isn't aligned as it says"},
        {8 + 16, {0, 0, 0, 32}, "f: the slice for x86_64 isn't aligned as it says"},
        {8 + 12, {0xff, 0xff, 0xff, 0xff}, "f: truncated: the slice for x86_64 ends at 4294971391"},
        {8 + 20 + 8, {0, 0, 0x10, 0}, "f: its slices overlap"},
        {8 + 8, {0, 0, 0, 0}, "f: its slices overlap"},
        {8 + 20, {1, 2, 3, 4}, "f: has no slice for arm64"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        MachoFat *const fat = fat_new();
        Bytes slice;
        memcpy(fat->bytes + cases[i].offset, cases[i].bytes, 4);
        cr_expect_neq(find_slice(fat, MACHO_CPU_ARM64, &slice), STATUS_OK, "case %zu", i);
        cr_expect_eq(strncmp(error.message, cases[i].message, strlen(cases[i].message)), 0,
                     "case %zu: %s", i, error.message);
        cr_expect_null(slice.data);
        free(fat);
    }
}

Test(macho_image, a_cut_universal_file_is_truncated)
{
    MachoFat *const fat = fat_new();
    Bytes slice;
    fat->size--;
    cr_expect_eq(find_slice(fat, MACHO_CPU_X86_64, &slice), STATUS_BAD_FORMAT);
    cr_expect_eq(strncmp(error.message, "f: truncated: the slice for arm64", 33), 0, "%s",
                 error.message);
    free(fat);
}
