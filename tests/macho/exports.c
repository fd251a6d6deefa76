/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/exports.h"

#include "macho/format.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_NAME = 1024 };

/* A walk over the tree whose edges are parts of names. */
typedef struct Walk {
    MachoExports *exports;
    const MachoImage *image;
    uint8_t *visited; /* a node that leads back to one of these is refused: no walk without end */
    char name[LONGEST_NAME];
    Error *error;
} Walk;

static Status add_export(Walk *walk, uint64_t address)
{
    MachoExports *const exports = walk->exports;
    MachoExport *const items =
        reallocarray(exports->items, exports->count + 1, sizeof *exports->items);
    char *const name = strdup(walk->name);
    if (items != NULL)
        exports->items = items;
    if (items == NULL || name == NULL) {
        free(name);
        return error_set(walk->error, STATUS_NO_MEMORY, "%s: no memory for its exports",
                         walk->image->path);
    }
    items[exports->count++] = (MachoExport){name, address};
    return STATUS_OK;
}

/* What a node says of the symbol that ends there. */
static Status read_symbol(Walk *walk, Bytes terminal)
{
    Cursor cursor = {.bytes = terminal};
    const uint64_t flags = cursor_uleb(&cursor);
    if ((flags & (MACHO_EXPORT_KIND | MACHO_EXPORT_REEXPORT | MACHO_EXPORT_RESOLVER)) != 0)
        return macho_refuse(walk->image, walk->error, "export %s is of a kind unknown here",
                            walk->name);
    const uint64_t offset = cursor_uleb(&cursor);
    if (cursor.failed || offset >= walk->image->span)
        return macho_refuse(walk->image, walk->error, "export %s lies outside the image",
                            walk->name);
    return add_export(walk, walk->image->base + offset);
}

static Status read_node(Walk *walk, uint64_t at, size_t length);

/* One edge, whose text goes behind the `length` characters of the name, and what it leads to. */
static Status read_edge(Walk *walk, Cursor *cursor, size_t length)
{
    const char *const text = cursor_text(cursor);
    const uint64_t node = cursor_uleb(cursor);
    const size_t more = strlen(text);
    if (cursor->failed || more == 0 || more >= LONGEST_NAME - length)
        return macho_refuse(walk->image, walk->error, "its exports are cut off or too long");
    memcpy(walk->name + length, text, more + 1);
    return read_node(walk, node, length + more);
}

static Status read_node(Walk *walk, uint64_t at, size_t length)
{
    const Bytes trie = walk->image->exports;
    Cursor cursor = {.bytes = trie, .at = at < trie.size ? (size_t)at : trie.size};
    if (at >= trie.size || walk->visited[at])
        return macho_refuse(walk->image, walk->error, "its exports lead outside or in a circle");
    walk->visited[at] = 1;
    const uint64_t terminal_size = cursor_uleb(&cursor);
    Bytes terminal;
    if (cursor.failed || !bytes_part(trie, cursor.at, terminal_size, &terminal))
        return macho_refuse(walk->image, walk->error, "its exports are cut off");
    cursor.at += terminal.size;
    Status status = terminal.size > 0 ? read_symbol(walk, terminal) : STATUS_OK;
    const unsigned edges = cursor_u8(&cursor);
    for (unsigned i = 0; i < edges && status == STATUS_OK; i++)
        status = read_edge(walk, &cursor, length);
    if (status == STATUS_OK && cursor.failed)
        return macho_refuse(walk->image, walk->error, "its exports are cut off");
    return status;
}

Status macho_exports_read(MachoExports *exports, const MachoImage *image, Error *error)
{
    memset(exports, 0, sizeof *exports);
    if (image->exports.size == 0)
        return STATUS_OK;
    Walk walk = {.exports = exports, .image = image, .error = error};
    walk.visited = calloc(image->exports.size, 1);
    if (walk.visited == NULL)
        return error_set(error, STATUS_NO_MEMORY, "%s: no memory for its exports", image->path);
    const Status status = read_node(&walk, 0, 0);
    free(walk.visited);
    return status;
}

void macho_exports_cleanup(MachoExports *exports)
{
    for (size_t i = 0; i < exports->count; i++)
        free(exports->items[i].name);
    free(exports->items);
    memset(exports, 0, sizeof *exports);
}

static bool is_inside_section(const MachoImage *image, const MachoSymbol *symbol)
{
    if (symbol->section == 0 || symbol->section > image->section_count)
        return false;
    const MachoSection *const section = &image->sections[symbol->section - 1];
    return symbol->value == image->base || /* the header's */
           (symbol->value >= section->address && symbol->value - section->address <= section->size);
}

Status macho_symbol_read(const MachoImage *image, size_t index, MachoSymbol *symbol, Error *error)
{
    const uint64_t at = (uint64_t)index * MACHO_SYMBOL_SIZE;
    uint8_t bytes[2];
    (void)bytes_copy(image->symbols, at + 4, bytes, sizeof bytes);
    symbol->name = bytes_text(image->strings, bytes_u32(image->symbols, at));
    symbol->type = bytes[0];
    symbol->section = bytes[1];
    symbol->description = bytes_u16(image->symbols, at + 6);
    symbol->value = bytes_u64(image->symbols, at + 8);
    if (symbol->name == NULL)
        return macho_refuse(image, error, "the name of symbol %zu lies outside", index);
    const bool is_placed = (symbol->type & MACHO_SYMBOL_DEBUG) == 0 &&
                           (symbol->type & MACHO_SYMBOL_KIND) == MACHO_SYMBOL_IN_SECTION;
    if (is_placed && !is_inside_section(image, symbol))
        return macho_refuse(image, error, "symbol %s lies outside its section", symbol->name);
    return STATUS_OK;
}
