/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Fixups as small programs that move over the segments. */

#include "macho/fixups.h"
#include "macho/format.h"

#include <stdlib.h>
#include <string.h>

/* A program, and where it is. */
typedef struct Machine {
    MachoFixups *fixups;
    const MachoImage *image;
    Cursor code;
    const MachoSegment *segment;
    MachoFixup next;
    Status status;
    Error *error;
} Machine;

static void refuse(Machine *machine, const char *why)
{
    if (machine->status == STATUS_OK)
        machine->status = macho_refuse(machine->image, machine->error, "%s", why);
}

static void set_segment(Machine *machine, unsigned index)
{
    const uint64_t offset = cursor_uleb(&machine->code);
    if (index >= machine->image->segment_count) {
        refuse(machine, "an opcode names a segment that isn't there");
        return;
    }
    machine->segment = &machine->image->segments[index];
    machine->next.address = machine->segment->address + offset;
}

/* The fixup of where it is now. Pointers stand in the file as if nothing moved. */
static void emit(Machine *machine)
{
    if (machine->segment == NULL) {
        refuse(machine, "an opcode comes before any segment is named");
        return;
    }
    if (machine->status != STATUS_OK)
        return;
    const MachoSegment *const at =
        macho_image_segment_at(machine->image, machine->next.address, sizeof(uint64_t));
    if (at != machine->segment) {
        refuse(machine, "a fixup lies outside its segment");
        return;
    }
    if (machine->next.symbol == NULL)
        machine->next.target = bytes_u64(machine->image->bytes,
                                         at->file_offset + (machine->next.address - at->address));
    machine->status =
        macho_fixups_add(machine->fixups, machine->image, &machine->next, machine->error);
}

/* A number of fixups, each followed by a step. */
static void repeat(Machine *machine, uint64_t count, uint64_t skip)
{
    for (uint64_t i = 0; i < count && machine->status == STATUS_OK; i++) {
        emit(machine);
        machine->next.address += sizeof(uint64_t) + skip;
    }
}

static bool step_rebase(Machine *machine, unsigned opcode, unsigned number)
{
    Cursor *const code = &machine->code;
    uint64_t count;
    switch (opcode) {
    case MACHO_REBASE_SET_TYPE:
        if (number != MACHO_TYPE_POINTER)
            refuse(machine, "a rebase of something other than a pointer");
        return true;
    case MACHO_REBASE_SET_SEGMENT:
        set_segment(machine, number);
        return true;
    case MACHO_REBASE_ADD:
        machine->next.address += cursor_uleb(code);
        return true;
    case MACHO_REBASE_ADD_SCALED:
        machine->next.address += number * sizeof(uint64_t);
        return true;
    case MACHO_REBASE_DO_COUNT:
        repeat(machine, number, 0);
        return true;
    case MACHO_REBASE_DO_ULEB_COUNT:
        repeat(machine, cursor_uleb(code), 0);
        return true;
    case MACHO_REBASE_DO_ADD:
        repeat(machine, 1, cursor_uleb(code));
        return true;
    case MACHO_REBASE_DO_COUNT_SKIP:
        count = cursor_uleb(code);
        repeat(machine, count, cursor_uleb(code));
        return true;
    default:
        return false;
    }
}

static void set_symbol(Machine *machine, unsigned flags)
{
    machine->next.symbol = cursor_text(&machine->code);
    machine->next.may_be_missing = (flags & MACHO_WEAK_IMPORT) != 0;
}

/* Ordinals below 1 have their low bits in the opcode. */
static int special_library(unsigned number)
{
    return number == 0 ? MACHO_LIBRARY_SELF : (int)number - 16;
}

static void set_library(Machine *machine, uint64_t ordinal)
{
    if (ordinal > MACHO_MOST_LIBRARIES)
        refuse(machine, "a bind names a library that isn't there");
    else
        machine->next.library = (int)ordinal;
}

static void bind(Machine *machine, uint64_t count, uint64_t skip)
{
    if (machine->next.symbol == NULL)
        refuse(machine, "a bind comes before any symbol is named");
    repeat(machine, count, skip);
}

static bool step_bind_setting(Machine *machine, unsigned opcode, unsigned number)
{
    Cursor *const code = &machine->code;
    switch (opcode) {
    case MACHO_BIND_SET_LIBRARY:
        set_library(machine, number);
        return true;
    case MACHO_BIND_SET_ULEB_LIBRARY:
        set_library(machine, cursor_uleb(code));
        return true;
    case MACHO_BIND_SET_SPECIAL_LIBRARY:
        machine->next.library = special_library(number);
        return true;
    case MACHO_BIND_SET_SYMBOL:
        set_symbol(machine, number);
        return true;
    case MACHO_BIND_SET_TYPE:
        if (number != MACHO_TYPE_POINTER)
            refuse(machine, "a bind of something other than a pointer");
        return true;
    case MACHO_BIND_SET_ADDEND:
        machine->next.addend = cursor_sleb(code);
        return true;
    case MACHO_BIND_SET_SEGMENT:
        set_segment(machine, number);
        return true;
    default:
        return false;
    }
}

static bool step_bind(Machine *machine, unsigned opcode, unsigned number)
{
    Cursor *const code = &machine->code;
    uint64_t count;
    switch (opcode) {
    case MACHO_BIND_ADD:
        machine->next.address += cursor_uleb(code);
        return true;
    case MACHO_BIND_DO:
        bind(machine, 1, 0);
        return true;
    case MACHO_BIND_DO_ADD:
        bind(machine, 1, cursor_uleb(code));
        return true;
    case MACHO_BIND_DO_ADD_SCALED:
        bind(machine, 1, number * sizeof(uint64_t));
        return true;
    case MACHO_BIND_DO_COUNT_SKIP:
        count = cursor_uleb(code);
        bind(machine, count, cursor_uleb(code));
        return true;
    default:
        return step_bind_setting(machine, opcode, number);
    }
}

typedef bool (*Step)(Machine *machine, unsigned opcode, unsigned number);

static Status run(MachoFixups *fixups, const MachoImage *image, Bytes bytes, Step step,
                  bool is_lazy, Error *error)
{
    Machine machine = {.fixups = fixups, .image = image, .code = {.bytes = bytes}, .error = error};
    while (!cursor_is_at_end(&machine.code) && machine.status == STATUS_OK) {
        const uint8_t byte = cursor_u8(&machine.code);
        const unsigned opcode = byte & MACHO_OPCODE;
        if (opcode == MACHO_BIND_DONE && !is_lazy)
            break;
        if (opcode != MACHO_BIND_DONE && !step(&machine, opcode, byte & MACHO_IMMEDIATE))
            refuse(&machine, "an opcode of its fixups is unknown here");
        if (machine.code.failed)
            refuse(&machine, "an opcode of its fixups is cut off or has too large a number");
    }
    return machine.status;
}

Status macho_opcodes_read(MachoFixups *fixups, const MachoImage *image, Error *error)
{
    Status status = run(fixups, image, image->rebases, step_rebase, false, error);
    if (status == STATUS_OK)
        status = run(fixups, image, image->binds, step_bind, false, error);
    if (status == STATUS_OK)
        status = run(fixups, image, image->weak_binds, step_bind, false, error);
    if (status == STATUS_OK)
        status = run(fixups, image, image->lazy_binds, step_bind, true, error);
    return status;
}
