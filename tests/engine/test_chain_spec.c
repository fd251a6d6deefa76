/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "engine/chain_spec.h"
#include "engine/number.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A catalog of two modules in place of the loader's. */
static const char *const shapes[] = {"flat", "steep", "very steep"};
static const ossicle_parameter filter_parameters[] = {
    {.id = "cutoff", .unit = "Hz", .minimum = 20, .maximum = 20000, .default_value = 1000.5},
    {.id = "shape",
     .unit = "",
     .flags = OSSICLE_PARAMETER_ENUMERATION,
     .minimum = 1,
     .maximum = 3,
     .default_value = 1,
     .label_count = 3,
     .labels = shapes},
    {.id = "on",
     .unit = "",
     .flags = OSSICLE_PARAMETER_TOGGLE,
     .minimum = 0,
     .maximum = 1,
     .default_value = 1},
    {.id = "peak", .unit = "", .flags = OSSICLE_PARAMETER_OUTPUT, .minimum = 0, .maximum = 1},
    {.id = "taps",
     .unit = "",
     .flags = OSSICLE_PARAMETER_STEPPED,
     .minimum = 0,
     .maximum = 8,
     .default_value = 4},
};
static const ossicle_module filter = {
    .id = "org.test.filter", .parameter_count = 5, .parameters = filter_parameters};
static const ossicle_module bare = {.id = "org.test.bare"};

struct Catalog {
    CatalogModule modules[2];
};
static Library library = {.references = 1}; /* the test's own: it is never freed */
static const Catalog both = {{{.module = &filter, .library = &library}, {.module = &bare}}};

const CatalogModule *catalog_find(const Catalog *catalog, const char *id)
{
    for (int i = 0; i < 2; i++) {
        if (strcmp(catalog->modules[i].module->id, id) == 0)
            return &catalog->modules[i];
    }
    return NULL;
}

size_t catalog_module_count(const Catalog *catalog)
{
    (void)catalog;
    return 2;
}

const CatalogModule *catalog_module_at(const Catalog *catalog, size_t index)
{
    return &catalog->modules[index];
}

static void must_become(const char *text, const char *wanted)
{
    ChainSpec spec;
    Error error = {0};
    cr_assert_eq(chain_spec_parse(&spec, text, &both, &error), STATUS_OK, "%s: %s", text,
                 error.message);
    char *formatted = chain_spec_format(&spec);
    cr_assert_str_eq(formatted, wanted);
    chain_spec_cleanup(&spec);
    /* What was written is read as the same. */
    cr_assert_eq(chain_spec_parse(&spec, formatted, &both, &error), STATUS_OK, "%s", error.message);
    char *again = chain_spec_format(&spec);
    cr_assert_str_eq(again, formatted);
    chain_spec_cleanup(&spec);
    free(again);
    free(formatted);
}

#define DEFAULTS "org.test.filter(cutoff=1000.5,shape=flat,on=on,taps=4)"

Test(chain_spec, reads_what_it_writes)
{
    must_become("", "");
    must_become("  \t", "");
    must_become("org.test.bare", "org.test.bare");
    must_become("org.test.bare()", "org.test.bare");
    must_become("org.test.filter", DEFAULTS);
    must_become(" org.test.filter ( ) , org.test.bare ", DEFAULTS ",org.test.bare");
    must_become("org.test.filter(cutoff=20)", "org.test.filter(cutoff=20,shape=flat,on=on,taps=4)");
    must_become("org.test.filter( on = off , shape = very steep , cutoff=2e4,taps=2.6)",
                "org.test.filter(cutoff=20000,shape=very steep,on=off,taps=3)");
    must_become("org.test.filter(shape=2,on=0)",
                "org.test.filter(cutoff=1000.5,shape=steep,on=off,taps=4)");
    must_become("!org.test.bare", "!org.test.bare");
    must_become(" ! org.test.filter(taps=1) , ! org.test.bare,org.test.bare",
                "!org.test.filter(cutoff=1000.5,shape=flat,on=on,taps=1),!org.test.bare,"
                "org.test.bare");
    must_become("org.test.bare,org.test.bare,org.test.bare",
                "org.test.bare,org.test.bare,org.test.bare");
}

Test(chain_spec, says_what_is_wrong_and_where)
{
    static const struct {
        const char *text;
        Status status;
        const char *message;
    } rows[] = {
        {"org.test.nothing", STATUS_NOT_FOUND,
         "chain, position 1: there is no module 'org.test.nothing'; there are: org.test.filter, "
         "org.test.bare"},
        {"org.test.bare, x", STATUS_NOT_FOUND,
         "chain, position 16: there is no module 'x'; there are: org.test.filter, org.test.bare"},
        {"org.test.bare,", STATUS_BAD_FORMAT,
         "chain, position 15: the text ends where a module is wanted"},
        {",org.test.bare", STATUS_BAD_FORMAT,
         "chain, position 1: ',' stands where a module is wanted"},
        {"!", STATUS_BAD_FORMAT, "chain, position 2: the text ends where a module is wanted"},
        {"org.test.bare,!,", STATUS_BAD_FORMAT,
         "chain, position 16: ',' stands where a module is wanted"},
        {"!!org.test.bare", STATUS_NOT_FOUND,
         "chain, position 2: there is no module '!org.test.bare'; there are: org.test.filter, "
         "org.test.bare"},
        {"org.test.bare)", STATUS_BAD_FORMAT,
         "chain, position 14: ')' stands where ',' or the end is wanted"},
        {"org.test.bare(x=1)", STATUS_NOT_FOUND,
         "chain, position 15: module 'org.test.bare' has no parameter 'x'; it has none"},
        {"org.test.filter(cut=1)", STATUS_NOT_FOUND,
         "chain, position 17: module 'org.test.filter' has no parameter 'cut'; it has: cutoff, "
         "shape, on, peak, taps"},
        {"org.test.filter(cutoff=30,cutoff=40)", STATUS_BAD_FORMAT,
         "chain, position 27: parameter 'cutoff' is given twice; give it once"},
        {"org.test.filter(cutoff)", STATUS_BAD_FORMAT,
         "chain, position 23: ')' stands where '=' is wanted"},
        {"org.test.filter(cutoff=)", STATUS_BAD_FORMAT,
         "chain, position 24: ')' stands where a value is wanted"},
        {"org.test.filter(cutoff=30", STATUS_BAD_FORMAT,
         "chain, position 26: the text ends where ',' or ')' is wanted"},
        {"org.test.filter(cutoff=30,)", STATUS_BAD_FORMAT,
         "chain, position 27: ')' stands where a parameter is wanted"},
        {"org.test.filter(", STATUS_BAD_FORMAT,
         "chain, position 17: the text ends where a parameter is wanted"},
        {"org.test.filter(cutoff=19)", STATUS_BAD_ARGUMENT,
         "chain, position 24: parameter 'cutoff': 19 is out of range; give a value from 20 to "
         "20000 Hz"},
        {"org.test.filter(cutoff=nan)", STATUS_BAD_ARGUMENT,
         "chain, position 24: parameter 'cutoff': 'nan' is not a number"},
        {"org.test.filter(cutoff=inf)", STATUS_BAD_ARGUMENT,
         "chain, position 24: parameter 'cutoff': 'inf' is not a number"},
        {"org.test.filter(cutoff=1e999)", STATUS_BAD_ARGUMENT,
         "chain, position 24: parameter 'cutoff': '1e999' is not a number"},
        {"org.test.filter(cutoff=0x20)", STATUS_BAD_ARGUMENT,
         "chain, position 24: parameter 'cutoff': '0x20' is not a number"},
        {"org.test.filter(cutoff=30Hz)", STATUS_BAD_ARGUMENT,
         "chain, position 24: parameter 'cutoff': '30Hz' is not a number"},
        {"org.test.filter(shape=round)", STATUS_BAD_ARGUMENT,
         "chain, position 23: parameter 'shape': 'round' is not a number and none of: flat, steep, "
         "very steep"},
        {"org.test.filter(on=yes)", STATUS_BAD_ARGUMENT,
         "chain, position 20: parameter 'on': 'yes' is not a number and neither on nor off"},
        {"org.test.filter(peak=1)", STATUS_NOT_PERMITTED,
         "chain, position 22: parameter 'peak' is a meter: it can be read, not set"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ChainSpec spec = {NULL, 7};
        Error error = {0};
        cr_assert_eq(chain_spec_parse(&spec, rows[i].text, &both, &error), rows[i].status, "%s: %s",
                     rows[i].text, error.message);
        cr_assert_str_eq(error.message, rows[i].message);
        cr_assert_eq(error.status, rows[i].status);
        cr_assert_null(spec.modules);
        cr_assert_eq(spec.count, 0);
    }
}

Test(chain_spec, holds_the_libraries_of_its_modules)
{
    ChainSpec spec;
    cr_assert_eq(
        chain_spec_parse(&spec, "org.test.filter,org.test.bare,org.test.filter", &both, NULL),
        STATUS_OK);
    cr_expect_eq(spec.modules[0].library, &library);
    cr_expect_null(spec.modules[1].library);
    cr_expect_eq(atomic_load(&library.references), 3);
    chain_spec_cleanup(&spec);
    cr_expect_eq(atomic_load(&library.references), 1);
    cr_assert_neq(chain_spec_parse(&spec, "org.test.filter,org.test.none", &both, NULL), STATUS_OK);
    cr_expect_eq(atomic_load(&library.references), 1);
}

Test(chain_spec, no_catalog_is_an_empty_one)
{
    ChainSpec spec;
    Error error = {0};
    cr_assert_eq(chain_spec_parse(&spec, "a.b", NULL, &error), STATUS_NOT_FOUND);
    cr_assert_str_eq(error.message,
                     "chain, position 1: there is no module 'a.b'; the modules folders hold none");
    cr_assert_eq(chain_spec_parse(&spec, "a.b", NULL, NULL), STATUS_NOT_FOUND);
}

/* Whatever the text: an error or a chain, and nothing lost. Run with the address sanitizer. */
Test(chain_spec, survives_any_text)
{
    static const char *const pieces[] = {
        "org.test.filter", "(",          ")",  ",",    "=",  " ", "cutoff", "100", "on", "off",
        "shape",           "very steep", "\n", "\xff", "1e", "-", ".",      "!"};
    uint32_t random = 1;
    for (int i = 0; i < 20000; i++) {
        char text[256] = "";
        ChainSpec spec;
        for (int piece = 0; piece < 10; piece++) {
            random = random * 1664525u + 1013904223u;
            const char *added = pieces[(random >> 16) % (sizeof pieces / sizeof *pieces)];
            memcpy(text + strlen(text), added, strlen(added) + 1);
        }
        if (chain_spec_parse(&spec, text, &both, NULL) == STATUS_OK) {
            char *formatted = chain_spec_format(&spec);
            must_become(text, formatted);
            free(formatted);
        }
        chain_spec_cleanup(&spec);
    }
}

Test(chain_spec, owns_the_states_of_its_modules)
{
    ChainSpec spec = {0};
    char bytes[] = "abc";
    cr_assert_eq(chain_spec_add(&spec, &bare), STATUS_OK);
    ChainSpecModule *module = &spec.modules[0];
    cr_assert_null(module->state);
    cr_assert_eq(chain_spec_set_state(module, bytes, 3), STATUS_OK);
    bytes[0] = 'x';
    cr_assert_eq(module->state_size, 3);
    cr_assert_eq(memcmp(module->state, "abc", 3), 0);
    cr_assert_eq(chain_spec_set_state(module, bytes, 2), STATUS_OK, "in the place of the first");
    cr_assert_eq(module->state_size, 2);
    cr_assert_eq(memcmp(module->state, "xb", 2), 0);
    cr_assert_eq(chain_spec_set_state(module, NULL, 0), STATUS_OK);
    cr_assert_null(module->state);
    cr_assert_eq(module->state_size, 0);
    cr_assert_eq(chain_spec_set_state(module, bytes, 1), STATUS_OK);
    chain_spec_cleanup(&spec);
}

Test(chain_spec, finds_modules_again_by_id_and_occurrence)
{
    ChainSpec before;
    ChainSpec after;
    cr_assert_eq(chain_spec_parse(&before,
                                  "org.test.bare,org.test.filter,org.test.bare,org.test.bare",
                                  &both, NULL),
                 STATUS_OK);
    cr_assert_eq(chain_spec_occurrence(&before, 0), 0);
    cr_assert_eq(chain_spec_occurrence(&before, 1), 0);
    cr_assert_eq(chain_spec_occurrence(&before, 3), 2);
    cr_assert_eq(chain_spec_find(&before, "org.test.bare", 1), &before.modules[2]);
    cr_assert_eq(chain_spec_find(&before, "org.test.filter", 0), &before.modules[1]);
    cr_assert_null(chain_spec_find(&before, "org.test.filter", 1));
    cr_assert_null(chain_spec_find(&before, "org.test", 0));
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(chain_spec_set_state(&before.modules[i], &"ABC"[i], 1), STATUS_OK);
    cr_assert_eq(chain_spec_parse(&after,
                                  "org.test.filter,org.test.filter,!org.test.bare,org.test.bare,"
                                  "org.test.bare",
                                  &both, NULL),
                 STATUS_OK);
    cr_assert_eq(chain_spec_set_state(&after.modules[2], "old", 3), STATUS_OK);
    cr_assert_eq(chain_spec_set_state(&after.modules[4], "own", 3), STATUS_OK);
    cr_assert_eq(chain_spec_adopt_states(&after, &before), STATUS_OK);
    static const char *const states[] = {"B", "", "A", "C", "own"};
    for (size_t i = 0; i < 5; i++) {
        cr_assert_eq(after.modules[i].state_size, strlen(states[i]), "module %zu", i);
        cr_assert_eq(memcmp(after.modules[i].state ? after.modules[i].state : "", states[i],
                            strlen(states[i])),
                     0);
    }
    chain_spec_cleanup(&before);
    chain_spec_cleanup(&after);
}

Test(number, is_the_same_in_every_locale)
{
    static const double numbers[] = {0,       -0.0,
                                     1,       -6,
                                     10,      0.1,
                                     1.0 / 3, 1e-4,
                                     20000,   123456789012.5,
                                     1e15,    1e300,
                                     5e-324,  1.7976931348623157e308};
    static const char *const texts[] = {"0",
                                        "-0",
                                        "1",
                                        "-6",
                                        "10",
                                        "0.1",
                                        "0.3333333333333333",
                                        "0.0001",
                                        "20000",
                                        "123456789012.5",
                                        "1e+15",
                                        "1e+300",
                                        "5e-324",
                                        "1.7976931348623157e+308"};
    char text[NUMBER_TEXT_BYTES];
    double back;
    (void)setlocale(LC_ALL, "de_DE.UTF-8"); /* if it is installed */
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        cr_assert_str_eq(number_format(numbers[i], text), texts[i]);
        cr_assert(number_parse(text, strlen(text), &back));
        cr_assert_eq(back, numbers[i], "%s", text);
        cr_assert_eq(signbit(back), signbit(numbers[i]), "%s", text);
    }
    (void)setlocale(LC_ALL, "C");
}

Test(number, nothing_else_is_a_number)
{
    static const char *const texts[] = {"",    " ",        "1 ",   " 1",    "+",      ".",   "e1",
                                        "1e",  "1e+",      "1,5",  "--1",   "1.2.3",  "nan", "NAN",
                                        "inf", "infinity", "0x10", "1e400", "-1e400", "1f"};
    double number = 7;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_assert_not(number_parse(texts[i], strlen(texts[i]), &number), "'%s'", texts[i]);
        cr_assert_eq(number, 7);
    }
    char digits[1000];
    memset(digits, '1', sizeof digits);
    cr_assert_not(number_parse(digits, sizeof digits, &number));
    cr_assert(number_parse("1.5x", 3, &number), "the length counts");
    cr_assert_eq(number, 1.5);
}
