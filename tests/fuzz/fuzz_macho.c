/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* A Mach-O file, whatever becomes of its bytes, is read and mapped, or refused, without a look
 * outside of it. The file ends at a page that nobody may read. The input says which file, and which
 * of its bytes become what: libFuzzer and AFL find their way by that, too. */

#include "fuzz/fuzz.h"
#include "macho/exports.h"
#include "macho/file.h"
#include "macho/fixups.h"
#include "macho/format.h"
#include "macho/make.h"
#include "macho/mapping.h"
#include "macho/signature.h"

#include <stdlib.h>
#include <string.h>

static const MachoRecipe recipes[] = {
    {.has_chains = false},
    {.has_chains = true},
    {.has_chains = true, .chains_format = MACHO_CHAINS_IMPORT_ADDEND_64},
    {.cpu = MACHO_CPU_ARM64, .is_weak = true},
    {.cpu = MACHO_CPU_ARM64, .has_chains = true, .chains_format = MACHO_CHAINS_IMPORT_ADDEND},
    {.is_unsigned = true, .second_export = "_another"},
};
enum { RECIPE_COUNT = sizeof recipes / sizeof *recipes, MOST_CHANGES = 6 };

static void *find_nothing(const char *library, const char *symbol)
{
    static int anything;
    (void)library;
    return *symbol == '_' ? &anything : NULL;
}

/* All that is done with an image, but running it. What the error says has to end. */
static void use_image(const MachoImage *image, Error *error)
{
    MachoFixups fixups;
    MachoExports exports;
    MachoMapping mapping;
    MachoSignature signature;
    MachoSymbol symbol;
    (void)macho_fixups_read(&fixups, image, error);
    macho_fixups_cleanup(&fixups);
    (void)macho_exports_read(&exports, image, error);
    macho_exports_cleanup(&exports);
    for (size_t i = 0; i < image->symbol_count; i++)
        (void)macho_symbol_read(image, i, &symbol, error);
    (void)macho_signature_check(&signature, image, error);
    (void)macho_mapping_make(&mapping, image, find_nothing, error);
    macho_mapping_unmap(&mapping);
}

static void use_file(Bytes bytes)
{
    static const uint32_t cpus[] = {MACHO_CPU_X86_64, MACHO_CPU_ARM64};
    Error error = {.status = STATUS_OK};
    Bytes file;
    if (macho_file_guard(bytes, &file, &error) != STATUS_OK)
        return;
    for (size_t i = 0; i < sizeof cpus / sizeof *cpus; i++) {
        MachoImage image;
        Bytes slice;
        if (macho_file_slice(file, cpus[i], "m", &slice, &error) == STATUS_OK &&
            macho_image_read(&image, slice, "m", &error) == STATUS_OK)
            use_image(&image, &error);
        if (memchr(error.message, '\0', sizeof error.message) == NULL)
            abort();
    }
    macho_file_unmap(file);
}

/* Where a change is worth most: the header with its commands, and what they lead to. */
static size_t choose_place(const MachoMade *made, const uint8_t *input)
{
    enum { COMMANDS_END = 0x600 };
    const size_t number = (size_t)(input[1] | input[2] << 8);
    const size_t data = made->page_size;
    switch (input[0] % 4) {
    case 0:
    case 1:
        return number % COMMANDS_END;
    case 2:
        return 2 * data + number % (made->size - 2 * data);
    default:
        return data + number % 32;
    }
}

/* Five bytes of input are one change. */
static void change(MachoMade *made, const uint8_t *input)
{
    static const uint64_t numbers[] = {0,   1,        0x7f,       0x80,           0xff,   0x1000,
                                       ~0U, 1U << 31, UINT64_MAX, UINT64_MAX - 7, 0x8000, 0x4000};
    static const size_t sizes[] = {1, 2, 4, 8};
    const size_t at = choose_place(made, input);
    const uint64_t number = input[3] % 2 == 0 ? numbers[input[4] % (sizeof numbers / 8)] : input[4];
    const size_t size = sizes[input[3] / 2 % 4];
    if (at + size <= made->size)
        macho_put(made->bytes + at, number, size);
}

static void use_made(MachoMade *made, uint8_t choice)
{
    static MachoFat fat;
    static MachoMade other;
    if (choice % 4 != 0) {
        use_file(macho_made_bytes(made));
        return;
    }
    macho_make(&other, &recipes[3]);
    macho_make_fat(&fat, made, &other);
    for (size_t i = 0; i < choice / 4 % 8; i++) /* into the fat header */
        fat.bytes[(size_t)choice * (i + 1) % 48] ^= (uint8_t)(1U << i);
    use_file((Bytes){fat.bytes, fat.size});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { HEAD = 4, CHANGE = 5 };
    static MachoMade made;
    use_file((Bytes){data, size});
    if (size < HEAD)
        return 0;
    macho_make(&made, &recipes[data[0] % RECIPE_COUNT]);
    const size_t changes = 1 + data[1] % MOST_CHANGES;
    for (size_t i = 0; i < changes && HEAD + (i + 1) * CHANGE <= size; i++)
        change(&made, data + HEAD + i * CHANGE);
    if (data[2] % 8 == 0)
        made.size = made.size * data[3] / 256;
    use_made(&made, data[2] / 8);
    return 0;
}
