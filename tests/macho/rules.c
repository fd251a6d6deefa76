/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "macho/rules.h"

#include "macho/adapters.h"
#include "macho/exports.h"
#include "macho/file.h"
#include "macho/fixups.h"
#include "macho/format.h"
#include "macho/signature.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MACOS_11_0 = 11 << 16 };

/* A slice under examination. */
typedef struct Case {
    const MachoImage *image;
    const MachoExpected *expected;
    MachoReport *report;
} Case;

static void say(MachoReport *report, const char *line)
{
    report->count++;
    report->say(report->context, line);
}

__attribute__((format(printf, 2, 3))) static void complain(const Case *slice, const char *format,
                                                           ...)
{
    char reason[512];
    Error error;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    (void)macho_refuse(slice->image, &error, "%s", reason);
    say(slice->report, error.message);
}

static bool is_expected(const Case *slice, const char *name)
{
    return *name == '_' && strcmp(name + 1, slice->expected->exported) == 0;
}

static void check_exports(const Case *slice)
{
    MachoExports exports;
    Error error;
    bool found = false;
    if (macho_exports_read(&exports, slice->image, &error) != STATUS_OK)
        say(slice->report, error.message);
    for (size_t i = 0; i < exports.count; i++) {
        found = found || is_expected(slice, exports.items[i].name);
        if (!is_expected(slice, exports.items[i].name))
            complain(slice, "exports %s, expected only _%s", exports.items[i].name,
                     slice->expected->exported);
    }
    if (!found)
        complain(slice, "doesn't export _%s", slice->expected->exported);
    macho_exports_cleanup(&exports);
}

static bool is_given_away(const MachoSymbol *symbol)
{
    return (symbol->type & MACHO_SYMBOL_DEBUG) == 0 &&
           (symbol->type & MACHO_SYMBOL_EXTERNAL) != 0 &&
           (symbol->type & MACHO_SYMBOL_PRIVATE) == 0 &&
           (symbol->type & MACHO_SYMBOL_KIND) != MACHO_SYMBOL_UNDEFINED;
}

static void check_symbols(const Case *slice)
{
    for (size_t i = 0; i < slice->image->symbol_count; i++) {
        MachoSymbol symbol;
        Error error;
        if (macho_symbol_read(slice->image, i, &symbol, &error) != STATUS_OK)
            say(slice->report, error.message);
        else if (is_given_away(&symbol) && !is_expected(slice, symbol.name))
            complain(slice, "its symbols have %s for others, expected only _%s", symbol.name,
                     slice->expected->exported);
    }
}

static void check_libraries(const Case *slice)
{
    static const char *const known[] = {
        "/usr/lib/libSystem.B.dylib",
        "/System/Library/Frameworks/CoreFoundation.framework/Versions/A/CoreFoundation",
    };
    for (size_t i = 0; i < slice->image->library_count; i++) {
        const char *const name = slice->image->libraries[i];
        bool is_known = false;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            is_known = is_known || strcmp(name, known[k]) == 0;
        if (!is_known)
            complain(slice, "links to %s, which no Mac has to have", name);
    }
    if (slice->image->run_path_count > 0)
        complain(slice, "looks for libraries in folders of its own");
}

static void check_system(const Case *slice)
{
    static const uint8_t none[16];
    const MachoImage *const image = slice->image;
    if (image->platform_count != 1 || image->platform != MACHO_PLATFORM_MACOS)
        complain(slice, "isn't for macOS alone");
    if (image->minimum_system != MACOS_11_0)
        complain(slice, "is for systems from %u.%u on, expected 11.0", image->minimum_system >> 16,
                 image->minimum_system >> 8 & 0xff);
    if (image->uuid.size != sizeof none || memcmp(image->uuid.data, none, sizeof none) == 0)
        complain(slice, "has no UUID");
    if (image->install_name != NULL && *image->install_name == '/')
        complain(slice, "calls itself %s: a place on the machine that built it",
                 image->install_name);
}

static void check_texts(const Case *slice)
{
    const Bytes bytes = slice->image->bytes;
    for (const char *const *text = slice->expected->forbidden; *text != NULL; text++)
        if (memmem(bytes.data, bytes.size, *text, strlen(*text)) != NULL)
            complain(slice, "has the text %s inside", *text);
}

static void check_imports(const Case *slice)
{
    MachoFixups fixups;
    Error error;
    if (macho_fixups_read(&fixups, slice->image, &error) != STATUS_OK)
        say(slice->report, error.message);
    for (size_t i = 0; i < fixups.count; i++) {
        const MachoFixup *const fixup = &fixups.items[i];
        const char *const library = macho_fixup_library(slice->image, fixup);
        if (fixup->symbol != NULL && adapters_find(library, fixup->symbol) == NULL)
            complain(slice, "needs %s of %s, which is unknown here", fixup->symbol, library);
    }
    macho_fixups_cleanup(&fixups);
}

static void check_signature(const Case *slice)
{
    MachoSignature signature;
    Error error;
    if (macho_signature_check(&signature, slice->image, &error) != STATUS_OK)
        say(slice->report, error.message);
    else if (!signature.is_ad_hoc)
        complain(slice, "is signed by somebody, expected an ad-hoc signature");
}

void macho_rules_check(Bytes file, uint32_t cpu, const char *path, const MachoExpected *expected,
                       MachoReport *report)
{
    static void (*const rules[])(const Case *slice) = {
        check_exports, check_symbols, check_libraries, check_system,
        check_texts,   check_imports, check_signature,
    };
    MachoImage image;
    Bytes bytes;
    Error error;
    if (macho_file_slice(file, cpu, path, &bytes, &error) != STATUS_OK ||
        macho_image_read(&image, bytes, path, &error) != STATUS_OK) {
        say(report, error.message);
        return;
    }
    const Case slice = {&image, expected, report};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        rules[i](&slice);
}
