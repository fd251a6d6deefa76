/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/make.h"

#include "base/sha256.h"
#include "macho/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where things are. In __TEXT: */
enum { CODE = 0x800, CODE_SIZE = 0x80, INITIALIZER = 0x840 };
/* In __DATA, from its begin: the import, the initializer, a pointer to the number, the number. */
enum { IMPORT = 0, POINTER_TO_CODE = 8, POINTER = 16, NUMBER = 24, DATA_SIZE = 32 };
/* In __LINKEDIT, from its begin. */
enum {
    REBASES = 0,
    BINDS = 0x20,
    EXPORTS = 0x80,
    CHAINS = 0x100,
    SYMBOLS = 0x200,
    STRINGS = 0x280,
    STRINGS_SIZE = 0x80,
    SIGNATURE = 0x300,
    SIGNATURE_SIZE = 0x400,
    DIRECTORY = 0x18, /* from the signature's begin */
    HASHES = 0x40,    /* from the directory's */
    LINKEDIT_SIZE = SIGNATURE + SIGNATURE_SIZE,
};
#define IDENTIFIER "made"

/* A file while it is made. */
typedef struct Maker {
    const MachoRecipe *recipe;
    MachoMade *made;
    size_t at; /* of the next load command */
    uint32_t commands;
} Maker;

void macho_put(uint8_t *at, uint64_t value, size_t size)
{
    memcpy(at, &value, size);
}

static void put_network(uint8_t *at, uint32_t value)
{
    macho_put(at, __builtin_bswap32(value), 4);
}

static uint8_t *linkedit(const Maker *maker, size_t offset)
{
    return maker->made->bytes + 2 * maker->made->page_size + offset;
}

/* Room for a load command, with its first two fields. */
static uint8_t *add_command(Maker *maker, uint32_t number, size_t size)
{
    uint8_t *const command = maker->made->bytes + maker->at;
    macho_put(command, number, 4);
    macho_put(command + 4, size, 4);
    maker->at += size;
    maker->commands++;
    return command;
}

/* Names of up to 16 characters have no end if they fill their field. */
static void put_name(uint8_t *at, const char *name)
{
    while (*name != '\0')
        *at++ = (uint8_t)*name++;
}

typedef struct Section {
    const char *name;
    uint64_t address;
    uint64_t size;
    uint32_t flags;
} Section;

static void add_segment(Maker *maker, const char *name, uint64_t address, uint64_t size,
                        uint32_t protection, const Section *sections, size_t count)
{
    uint8_t *const command =
        add_command(maker, MACHO_LOAD_SEGMENT, MACHO_SEGMENT_SIZE + count * MACHO_SECTION_SIZE);
    put_name(command + 8, name);
    macho_put(command + 24, address, 8);
    macho_put(command + 32, maker->made->page_size, 8);
    macho_put(command + 40, address, 8);
    macho_put(command + 48, size, 8);
    macho_put(command + 56, protection, 4);
    macho_put(command + 60, protection, 4);
    macho_put(command + 64, count, 4);
    for (size_t i = 0; i < count; i++) {
        uint8_t *const section = command + MACHO_SEGMENT_SIZE + i * MACHO_SECTION_SIZE;
        put_name(section, sections[i].name);
        put_name(section + 16, name);
        macho_put(section + 32, sections[i].address, 8);
        macho_put(section + 40, sections[i].size, 8);
        macho_put(section + 48, sections[i].address, 4);
        macho_put(section + 64, sections[i].flags, 4);
    }
}

static void add_segments(Maker *maker)
{
    const uint64_t data = maker->made->page_size;
    const Section text[] = {{"__text", CODE, CODE_SIZE, 0}};
    const Section sections[] = {
        {"__got", data + IMPORT, 8, 0x6},
        {"__mod_init_func", data + POINTER_TO_CODE, 8, MACHO_SECTION_INITIALIZERS},
        {"__data", data + POINTER, DATA_SIZE - POINTER, 0},
    };
    add_segment(maker, "__TEXT", 0, data, MACHO_READ | MACHO_EXECUTE, text, 1);
    add_segment(maker, "__DATA", data, data, MACHO_READ | MACHO_WRITE, sections, 3);
    add_segment(maker, "__LINKEDIT", 2 * data,
                maker->recipe->is_unsigned ? SIGNATURE : LINKEDIT_SIZE, MACHO_READ, NULL, 0);
}

static void add_library(Maker *maker, uint32_t number, const char *name)
{
    uint8_t *const command = add_command(maker, number, 24 + (strlen(name) / 8 + 1) * 8);
    macho_put(command + 8, 24, 4);
    memcpy(command + 24, name, strlen(name) + 1);
}

/* A command that says where a part of __LINKEDIT is. */
static void add_part(Maker *maker, uint32_t number, size_t offset, size_t size)
{
    uint8_t *const command = add_command(maker, number, 16);
    macho_put(command + 8, 2 * maker->made->page_size + offset, 4);
    macho_put(command + 12, size, 4);
}

/* A text behind what is there already; returns its end. */
static uint8_t *put_text(uint8_t *at, const char *text)
{
    memcpy(at, text, strlen(text) + 1);
    return at + strlen(text) + 1;
}

static const char *import_of(const Maker *maker)
{
    return maker->recipe->import != NULL ? maker->recipe->import : "_strlen";
}

/* The import is bound as lazy ones are: each entry ends with "done". */
static void add_opcodes(Maker *maker)
{
    uint8_t *const command = add_command(maker, MACHO_LOAD_DYLD_INFO, 48);
    const uint64_t linkedit_offset = 2 * maker->made->page_size;
    const uint8_t rebases[] = {MACHO_REBASE_SET_TYPE | MACHO_TYPE_POINTER,
                               MACHO_REBASE_SET_SEGMENT | 1, POINTER_TO_CODE,
                               MACHO_REBASE_DO_COUNT | 2, MACHO_REBASE_DONE};
    uint8_t *bind = linkedit(maker, BINDS);
    memcpy(linkedit(maker, REBASES), rebases, sizeof rebases);
    *bind++ = MACHO_BIND_SET_SEGMENT | 1;
    *bind++ = IMPORT;
    *bind++ = MACHO_BIND_SET_LIBRARY | 1;
    *bind++ = (uint8_t)(MACHO_BIND_SET_SYMBOL | (maker->recipe->is_weak ? MACHO_WEAK_IMPORT : 0));
    bind = put_text(bind, import_of(maker));
    *bind++ = MACHO_BIND_DO;
    *bind++ = MACHO_BIND_DONE;
    macho_put(command + 8, linkedit_offset + REBASES, 4);
    macho_put(command + 12, sizeof rebases, 4);
    macho_put(command + 32, linkedit_offset + BINDS, 4);
    macho_put(command + 36, (uint64_t)(bind - linkedit(maker, BINDS)), 4);
    macho_put(command + 40, linkedit_offset + EXPORTS, 4);
    macho_put(command + 44, CHAINS - EXPORTS, 4);
}

static void put_import(const Maker *maker, uint8_t *at, uint16_t format)
{
    const uint64_t weak = maker->recipe->is_weak ? 1 : 0;
    if (format == MACHO_CHAINS_IMPORT_ADDEND_64)
        macho_put(at, 1 | weak << 16 | UINT64_C(1) << 32, 8);
    else
        macho_put(at, 1 | weak << 8 | 1 << 9, 4);
}

/* Header, the starts of three segments, those of __DATA, an import, its name. */
static void add_chains(Maker *maker)
{
    enum {
        STARTS = 28,
        DATA_STARTS = 24,
        IMPORTS = STARTS + DATA_STARTS + 24,
        NAMES = IMPORTS + 16
    };
    const uint16_t format =
        maker->recipe->chains_format != 0 ? maker->recipe->chains_format : MACHO_CHAINS_IMPORT;
    uint8_t *const chains = linkedit(maker, CHAINS);
    uint8_t *const data = maker->made->bytes + maker->made->page_size;
    macho_put(chains + 4, STARTS, 4);
    macho_put(chains + 8, IMPORTS, 4);
    macho_put(chains + 12, NAMES, 4);
    macho_put(chains + 16, 1, 4);
    macho_put(chains + 20, format, 4);
    macho_put(chains + STARTS, 3, 4);
    macho_put(chains + STARTS + 8, DATA_STARTS, 4);
    uint8_t *const starts = chains + STARTS + DATA_STARTS;
    macho_put(starts, MACHO_CHAINS_SEGMENT_SIZE + 2, 4);
    macho_put(starts + 4, maker->made->page_size, 2);
    macho_put(starts + 6, MACHO_CHAINS_POINTER_64_OFFSET, 2);
    macho_put(starts + 8, maker->made->page_size, 8);
    macho_put(starts + 20, 1, 2);
    macho_put(starts + 22, IMPORT, 2);
    put_import(maker, chains + IMPORTS, format);
    (void)put_text(chains + NAMES + 1, import_of(maker));
    /* The next one is two steps of four bytes away. */
    macho_put(data + IMPORT, UINT64_C(1) << 63 | UINT64_C(2) << 51, 8);
    macho_put(data + POINTER_TO_CODE, UINT64_C(2) << 51 | INITIALIZER, 8);
    add_part(maker, MACHO_LOAD_CHAINS, CHAINS, SYMBOLS - CHAINS);
    add_part(maker, MACHO_LOAD_EXPORTS_TRIE, EXPORTS, CHAINS - EXPORTS);
}

/* A leaf: the size of what it says, flags, the address in two parts of seven bits, no edges. */
static uint8_t *put_leaf(uint8_t *at, uint32_t address)
{
    const uint8_t leaf[] = {3, 0, (uint8_t)(0x80 | (address & 0x7f)), (uint8_t)(address >> 7), 0};
    memcpy(at, leaf, sizeof leaf);
    return at + sizeof leaf;
}

static void add_exports(const Maker *maker)
{
    enum { FIRST_LEAF = 0x40, SECOND_LEAF = 0x48 };
    const char *const second = maker->recipe->second_export;
    uint8_t *at = linkedit(maker, EXPORTS);
    *at++ = 0; /* no symbol ends here */
    *at++ = second != NULL ? 2 : 1;
    at = put_text(at, "_answer");
    *at++ = FIRST_LEAF;
    (void)put_leaf(linkedit(maker, EXPORTS + FIRST_LEAF), CODE);
    if (second == NULL)
        return;
    at = put_text(at, second);
    *at = SECOND_LEAF;
    (void)put_leaf(linkedit(maker, EXPORTS + SECOND_LEAF), INITIALIZER);
}

static void put_symbol(uint8_t *at, size_t name, uint8_t type, uint8_t section, uint64_t value)
{
    macho_put(at, name, 4);
    at[4] = type;
    at[5] = section;
    macho_put(at + 8, value, 8);
}

static void add_symbols(Maker *maker)
{
    const char *const second = maker->recipe->second_export;
    uint8_t *const strings = linkedit(maker, STRINGS);
    uint8_t *const symbols = linkedit(maker, SYMBOLS);
    uint8_t *const import = put_text(strings + 1, "_answer");
    uint8_t *const last = put_text(import, import_of(maker));
    put_symbol(symbols, 1, MACHO_SYMBOL_IN_SECTION | MACHO_SYMBOL_EXTERNAL, 1, CODE);
    put_symbol(symbols + MACHO_SYMBOL_SIZE, (size_t)(import - strings), MACHO_SYMBOL_EXTERNAL, 0,
               0);
    put_symbol(symbols + (size_t)2 * MACHO_SYMBOL_SIZE, (size_t)(last - strings),
               second != NULL ? MACHO_SYMBOL_IN_SECTION | MACHO_SYMBOL_EXTERNAL
                              : MACHO_SYMBOL_IN_SECTION,
               1, INITIALIZER);
    (void)put_text(last, second != NULL ? second : "_private");
    uint8_t *const command = add_command(maker, MACHO_LOAD_SYMTAB, 24);
    macho_put(command + 8, 2 * maker->made->page_size + SYMBOLS, 4);
    macho_put(command + 12, 3, 4);
    macho_put(command + 16, 2 * maker->made->page_size + STRINGS, 4);
    macho_put(command + 20, STRINGS_SIZE, 4);
    uint8_t *const dynamic = add_command(maker, MACHO_LOAD_DYSYMTAB, 80);
    macho_put(dynamic + 12, 3, 4);
}

/* How far it is from the end of an instruction to `offset` in __DATA. */
static uint64_t to_data(const Maker *maker, size_t end, size_t offset)
{
    return maker->made->page_size + offset - end;
}

/* push rbx; call [import]; mov rcx, [pointer]; add eax, [rcx]; pop rbx; ret. And the initializer:
 * mov rcx, [pointer]; mov dword [rcx], 7; ret. */
static void add_code(const Maker *maker)
{
    uint8_t *const code = maker->made->bytes + CODE;
    const uint8_t answer[] = {0x53, 0xff, 0x15, 0, 0, 0,    0,    0x48, 0x8b,
                              0x0d, 0,    0,    0, 0, 0x03, 0x01, 0x5b, 0xc3};
    memcpy(code, answer, sizeof answer);
    macho_put(code + 3, to_data(maker, CODE + 7, IMPORT), 4);
    macho_put(code + 10, to_data(maker, CODE + 14, POINTER), 4);
    uint8_t *const initializer = maker->made->bytes + INITIALIZER;
    const uint8_t initialize[] = {0x48, 0x8b, 0x0d, 0,   0, 0, 0, 0xc7, 0x01, MACHO_MADE_INITIAL,
                                  0,    0,    0,    0xc3};
    memcpy(initializer, initialize, sizeof initialize);
    macho_put(initializer + 3, to_data(maker, INITIALIZER + 7, POINTER), 4);
    uint8_t *const data = maker->made->bytes + maker->made->page_size;
    macho_put(data + POINTER_TO_CODE, INITIALIZER, 8);
    macho_put(data + POINTER, maker->made->page_size + NUMBER, 8);
}

static void add_system(Maker *maker)
{
    uint8_t *const uuid = add_command(maker, MACHO_LOAD_UUID, 24);
    put_name(uuid + 8, "a UUID of a test");
    uint8_t *const version = add_command(maker, MACHO_LOAD_BUILD_VERSION, 24);
    macho_put(version + 8, MACHO_PLATFORM_MACOS, 4);
    macho_put(version + 12, 11 << 16, 4);
    macho_put(version + 16, 11 << 16, 4);
}

static void add_header(const Maker *maker, uint32_t cpu)
{
    uint8_t *const header = maker->made->bytes;
    macho_put(header, MACHO_MAGIC, 4);
    macho_put(header + 4, cpu, 4);
    macho_put(header + 12, MACHO_TYPE_DYLIB, 4);
    macho_put(header + 16, maker->commands, 4);
    macho_put(header + 20, maker->at - MACHO_HEADER_SIZE, 4);
}

void macho_make(MachoMade *made, const MachoRecipe *recipe)
{
    const uint32_t cpu = recipe->cpu != 0 ? recipe->cpu : MACHO_CPU_X86_64;
    memset(made, 0, sizeof *made);
    made->page_size = cpu == MACHO_CPU_ARM64 ? 0x4000 : 0x1000;
    made->signature = recipe->is_unsigned ? 0 : 2 * made->page_size + SIGNATURE;
    made->size = 2 * made->page_size + (recipe->is_unsigned ? SIGNATURE : LINKEDIT_SIZE);
    Maker maker = {.recipe = recipe, .made = made, .at = MACHO_HEADER_SIZE};
    add_segments(&maker);
    add_library(&maker, MACHO_LOAD_ID, "@rpath/made.dylib");
    add_library(&maker, MACHO_LOAD_DYLIB,
                recipe->library != NULL ? recipe->library : "/usr/lib/libSystem.B.dylib");
    add_code(&maker);
    if (recipe->has_chains)
        add_chains(&maker);
    else
        add_opcodes(&maker);
    add_exports(&maker);
    add_symbols(&maker);
    add_system(&maker);
    if (!recipe->is_unsigned)
        add_part(&maker, MACHO_LOAD_SIGNATURE, SIGNATURE, SIGNATURE_SIZE);
    add_header(&maker, cpu);
    if (!recipe->is_unsigned)
        macho_made_sign(made);
}

Bytes macho_made_bytes(const MachoMade *made)
{
    return (Bytes){made->bytes, made->size};
}

size_t macho_made_command(const MachoMade *made, uint32_t command, unsigned index)
{
    const Bytes bytes = macho_made_bytes(made);
    size_t at = MACHO_HEADER_SIZE;
    for (uint32_t i = 0; i < bytes_u32(bytes, 16); i++) {
        if (bytes_u32(bytes, at) == command && index-- == 0)
            return at;
        at += bytes_u32(bytes, at + 4);
    }
    abort();
}

static void put_hash(uint8_t *at, const uint8_t *bytes, size_t size)
{
    Sha256 hash;
    char text[SHA256_TEXT_BYTES];
    sha256_init(&hash);
    sha256_add(&hash, bytes, size);
    sha256_finish(&hash, text);
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        const char digits[] = {text[2 * i], text[2 * i + 1], '\0'};
        at[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
}

void macho_made_sign(MachoMade *made)
{
    enum { PAGE_BITS = 12, PAGE = 1 << PAGE_BITS };
    const uint32_t pages = (uint32_t)((made->signature + PAGE - 1) / PAGE);
    uint8_t *const signature = made->bytes + made->signature;
    uint8_t *const directory = signature + DIRECTORY;
    put_network(signature, MACHO_SIGNATURE_MAGIC);
    put_network(signature + 4, SIGNATURE_SIZE);
    put_network(signature + 8, 1);
    put_network(signature + 12, MACHO_SIGNATURE_CODE_DIRECTORY);
    put_network(signature + 16, DIRECTORY);
    put_network(directory, MACHO_CODE_DIRECTORY_MAGIC);
    put_network(directory + 4, HASHES + pages * SHA256_BYTES);
    put_network(directory + 8, 0x20001);
    put_network(directory + 12, MACHO_CODE_DIRECTORY_ADHOC);
    put_network(directory + 16, HASHES);
    put_network(directory + 20, MACHO_CODE_DIRECTORY_SIZE);
    put_network(directory + 28, pages);
    put_network(directory + 32, (uint32_t)made->signature);
    const uint8_t kinds[] = {SHA256_BYTES, MACHO_HASH_SHA256, 0, PAGE_BITS};
    memcpy(directory + 36, kinds, sizeof kinds);
    (void)put_text(directory + MACHO_CODE_DIRECTORY_SIZE, IDENTIFIER);
    for (uint32_t i = 0; i < pages; i++) {
        const size_t from = (size_t)i * PAGE;
        const size_t left = made->signature - from;
        put_hash(directory + HASHES + (size_t)i * SHA256_BYTES, made->bytes + from,
                 left < PAGE ? left : PAGE);
    }
}

static void put_slice(MachoFat *fat, uint32_t index, uint32_t cpu, size_t offset,
                      const MachoMade *made)
{
    uint8_t *const entry =
        fat->bytes + MACHO_FAT_HEADER_SIZE + index * (size_t)MACHO_FAT_ENTRY_SIZE;
    put_network(entry, cpu);
    put_network(entry + 8, (uint32_t)offset);
    put_network(entry + 12, (uint32_t)made->size);
    put_network(entry + 16, 12);
    memcpy(fat->bytes + offset, made->bytes, made->size);
    fat->size = offset + made->size;
}

void macho_make_fat(MachoFat *fat, const MachoMade *x86_64, const MachoMade *arm64)
{
    memset(fat, 0, sizeof *fat);
    put_network(fat->bytes, MACHO_FAT_MAGIC);
    put_network(fat->bytes + 4, 2);
    put_slice(fat, 0, MACHO_CPU_X86_64, 0x1000, x86_64);
    put_slice(fat, 1, MACHO_CPU_ARM64, (fat->size + 0xfff) / 0x1000 * 0x1000, arm64);
}
