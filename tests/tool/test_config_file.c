/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

/* Configuration files become property lists, and what is wrong is said with file and line. */

#include "tool/config_file.h"

#include "support/plist_text.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static char path[128];
static ConfigFile *file;

static void set_up(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/ossicle-config-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/a.conf", folder);
}

static void tear_down(void)
{
    config_file_free(file);
    (void)unlink(path);
    (void)rmdir(folder);
}

TestSuite(config_file, .init = set_up, .fini = tear_down);

static void write_bytes(const char *text, size_t length)
{
    FILE *stream = fopen(path, "wb");
    cr_assert_not_null(stream);
    cr_assert_eq(fwrite(text, 1, length, stream), length);
    cr_assert_eq(fclose(stream), 0);
}

static void assert_reads(const char *text, const char *xml)
{
    Error error;
    write_bytes(text, strlen(text));
    cr_assert_eq(config_file_load(path, &file, &error), STATUS_OK, "%s: %s", text, error.message);
    CFTypeRef expected = plist_create(xml);
    cr_assert(CFEqual(config_file_plist(file), expected), "%s", text);
    CFRelease(expected);
    config_file_free(file);
    file = NULL;
}

/* `message` is what stands behind the file's name. */
static void assert_bytes_refused(const char *text, size_t length, const char *message)
{
    Error error;
    write_bytes(text, length);
    cr_assert_eq(config_file_load(path, &file, &error), STATUS_BAD_FORMAT, "%s", text);
    cr_assert_null(file);
    cr_assert_eq(strncmp(error.message, path, strlen(path)), 0, "%s", error.message);
    cr_assert_str_eq(error.message + strlen(path), message);
}

static void assert_refused(const char *text, const char *message)
{
    assert_bytes_refused(text, strlen(text), message);
}

Test(config_file, takes_values)
{
    assert_reads("", DICT(""));
    assert_reads("a = 1", DICT(KEY("a", WHOLE("1"))));
    assert_reads("a = -1.5; b: 2, c 3",
                 DICT(KEY("a", REAL("-1.5")) KEY("b", WHOLE("2")) KEY("c", WHOLE("3"))));
    assert_reads("{ a = yes, b = off }", DICT(KEY("a", TRUE_) KEY("b", "<false/>")));
    assert_reads("{\"a\": \"1\", \"b\": [1, 2,], }",
                 DICT(KEY("a", TEXT("1")) KEY("b", ARRAY(WHOLE("1") WHOLE("2")))));
    assert_reads("a = one two \t\r\nb = 'it\\'s \\n'\r\n",
                 DICT(KEY("a", TEXT("one two")) KEY("b", TEXT("it's \\n"))));
    assert_reads("a = \"\\\"\\\\\\/\\t\\u00e9\\u20AC\\u0041\"",
                 DICT(KEY("a", TEXT("\"\\/\t\xC3\xA9\xE2\x82\xAC"
                                    "A"))));
    assert_reads("a = org.ossicle.gain(gain=-6)",
                 DICT(KEY("a", TEXT("org.ossicle.gain(gain=-6)"))));
    assert_reads("\xEF\xBB\xBF"
                 "a = 1",
                 DICT(KEY("a", WHOLE("1"))));
}

Test(config_file, takes_numbers_with_suffixes)
{
    assert_reads("a = 48k\nb = 44.1k\nc = 16kb\nd = 0x10\ne = 2M\nf = 1min",
                 DICT(KEY("a", WHOLE("48000")) KEY("b", WHOLE("44100")) KEY("c", WHOLE("16384"))
                          KEY("d", WHOLE("16")) KEY("e", WHOLE("2000000")) KEY("f", WHOLE("60"))));
    assert_reads("a = 48kHz\nb = 1e999\nc = .\nd = 12 34",
                 DICT(KEY("a", TEXT("48kHz")) KEY("b", TEXT("1e999")) KEY("c", TEXT("."))
                          KEY("d", TEXT("12 34"))));
    assert_reads("a = 9007199254740993", DICT(KEY("a", REAL("9007199254740992"))));
}

Test(config_file, takes_sections)
{
    assert_reads("a { b = 1 }", DICT(KEY("a", DICT(KEY("b", WHOLE("1"))))));
    assert_reads("a =\n\n# comment\n{ b { c = 1 } d = 2 }",
                 DICT(KEY("a", DICT(KEY("b", DICT(KEY("c", WHOLE("1")))) KEY("d", WHOLE("2"))))));
    assert_reads("a b { c = 1 }", DICT(KEY("a", DICT(KEY("b", DICT(KEY("c", WHOLE("1"))))))));
    assert_reads("a = [{b=1}\n{b=2}; [3 ; 4]]",
                 DICT(KEY("a", ARRAY(DICT(KEY("b", WHOLE("1"))) DICT(KEY("b", WHOLE("2")))
                                         ARRAY(WHOLE("3") WHOLE("4"))))));
}

Test(config_file, takes_comments)
{
    assert_reads("# a = 1\na = 2 # 3\n/* b = 4\n/* inner */ c = 5 */ d = 6 /* 7 */\n",
                 DICT(KEY("a", WHOLE("2")) KEY("d", WHOLE("6"))));
    assert_reads("a = \"# no comment /* neither */\"",
                 DICT(KEY("a", TEXT("# no comment /* neither */"))));
}

Test(config_file, takes_texts_of_several_lines)
{
    assert_reads("a = <<END\n  one\n\nEND two\nEND\nb = 1",
                 DICT(KEY("a", TEXT("  one\n\nEND two")) KEY("b", WHOLE("1"))));
    assert_reads("a = <<END\n\nEND", DICT(KEY("a", TEXT(""))));
    assert_reads("a = <<END\nEND", DICT(KEY("a", TEXT(""))));
}

Test(config_file, makes_lists_of_what_is_repeated)
{
    assert_reads("a = 1\nb = 0\na = 2\na = 3",
                 DICT(KEY("a", ARRAY(WHOLE("1") WHOLE("2") WHOLE("3"))) KEY("b", WHOLE("0"))));
    assert_reads("devices { uid = a }", DICT(KEY("devices", ARRAY(DICT(KEY("uid", TEXT("a")))))));
    assert_reads("devices { uid = a }\ndevices { uid = b; rates = 8000 }",
                 DICT(KEY("devices", ARRAY(DICT(KEY("uid", TEXT("a"))) DICT(KEY(
                                         "uid", TEXT("b")) KEY("rates", ARRAY(WHOLE("8000"))))))));
}

Test(config_file, says_which_line_is_wrong)
{
    assert_refused("a = 1\nb", ":2: b has no value");
    assert_refused("a = 1\nb =\nc = 2", ":2: b has no value");
    assert_refused("a = ]", ":1: a has no value");
    assert_refused("\n\na {\nb = 1\n", ":3: the bracket that opens here is never closed");
    assert_refused("a = [1, 2", ":1: the bracket that opens here is never closed");
    assert_refused("a = 1\n}", ":2: here should be a key, not }");
    assert_refused("{ a = 1 }\nb = 2", ":2: something stands behind the last brace");
    assert_refused("a = 1\nb = \"two\n\"", ":2: the text has no second \"");
    assert_refused("a = 'two", ":1: the text has no second '");
    assert_refused("a = \"\\x\"",
                   ":1: behind a backslash comes one of \"\\/'bfnrt, or u and four hexadecimal "
                   "digits");
    assert_refused("a = \"\\u00\"",
                   ":1: behind a backslash comes one of \"\\/'bfnrt, or u and four hexadecimal "
                   "digits");
    assert_refused("\n/* a\n/* b */", ":2: the comment that begins here doesn't end");
    assert_refused("a = <<end\nend", ":1: behind << comes a word in capitals and a new line");
    assert_refused("\na = <<END\nEND2\n", ":2: no line is END, which would end the text");
    assert_refused("a = b \"c\"",
                   ":1: \" stands behind the value of a; a text with one of , ; { } [ ] # or a "
                   "quote stands in quotes");
    assert_refused("a = x{y}",
                   ":1: { stands behind the value of a; a text with one of , ; { } [ ] # or a "
                   "quote stands in quotes");
    assert_refused("chain = org.ossicle.gain,org.ossicle.lowpass",
                   ":1: org.ossicle.lowpass has no value");
    assert_refused("a = 1\n.include \"b.conf\"",
                   ":2: macros such as .include are not taken: a configuration is one file");
    assert_refused("= 1", ":1: here should be a key, not =");
}

Test(config_file, survives_what_is_no_text)
{
    static const char with_nul[] = "a = 1\nb = 2\0 3\n";
    assert_bytes_refused(with_nul, sizeof with_nul - 1, ":2: this line is not UTF-8 text");
    assert_refused("a = 1\n\nb = \xFF", ":3: this line is not UTF-8 text");
    assert_refused("a = \xC3", ":1: this line is not UTF-8 text");
    assert_refused("a = \xC0\x80", ":1: this line is not UTF-8 text");
    assert_refused("a = \xE0\x9F\xBF", ":1: this line is not UTF-8 text");
    assert_refused("a = \xED\xA0\x80", ":1: this line is not UTF-8 text");
    assert_refused("a = \xF4\x90\x80\x80", ":1: this line is not UTF-8 text");
    assert_refused("a = \xE2\x82x", ":1: this line is not UTF-8 text");
    assert_reads("a = \xC2\x80\xEF\xBF\xBF\xF0\x9F\x8E\xA7",
                 DICT(KEY("a", TEXT("\xC2\x80\xEF\xBF\xBF\xF0\x9F\x8E\xA7"))));
}

/* `count` times the same. */
static void assert_repeated_refused(const char *text, size_t count, const char *message)
{
    const size_t bytes = strlen(text);
    char *all = malloc(count * bytes + 1);
    cr_assert_not_null(all);
    for (size_t i = 0; i < count; i++)
        (void)snprintf(all + i * bytes, bytes + 1, "%s", text);
    assert_refused(all, message);
    free(all);
}

Test(config_file, survives_too_much)
{
    assert_repeated_refused("\n", 10u << 20, ": it has more than 1048576 bytes");
    assert_repeated_refused("a=[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 32768,
                            ":1: this lies in more than 16 brackets");
    assert_repeated_refused("a{\n", 349525, ":17: this lies in more than 16 brackets");
    assert_repeated_refused("{", 1048576, ":1: here should be a key, not {");
    assert_repeated_refused("/*", 524288, ":1: the comment that begins here doesn't end");
    assert_repeated_refused("\"", 1048576,
                            ":1: \" stands behind the value of ; a text with one of , ; { } [ ] # "
                            "or a quote stands in quotes");
}

Test(config_file, allows_256_keys)
{
    char text[4096] = "";
    size_t used = 0;
    for (int i = 0; i <= 256; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "key%d = 1\n", i);
    assert_refused(text, ":257: there are more than 256 keys");
}

Test(config_file, refuses_what_is_no_file)
{
    Error error;
    cr_assert_eq(config_file_load(path, &file, &error), STATUS_NOT_FOUND);
    cr_assert_eq(strncmp(error.message, path, strlen(path)), 0);
    cr_assert_eq(config_file_load(folder, &file, &error), STATUS_BAD_ARGUMENT);
    cr_assert_str_eq(error.message + strlen(folder), ": it is no file");
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_assert_eq(config_file_load(path, &file, &error), STATUS_BAD_ARGUMENT);
    cr_assert_null(file);
}

static void assert_explained(const char *message, unsigned line)
{
    Error error;
    char expected[512];
    (void)snprintf(expected, sizeof expected, "%s:%u: %s", path, line, message);
    if (line == 0)
        (void)snprintf(expected, sizeof expected, "%s: %s", path, message);
    (void)snprintf(error.message, sizeof error.message, "%s", message);
    cr_assert_eq(config_file_explain(file, STATUS_FAILED, error.message, &error), STATUS_FAILED);
    cr_assert_str_eq(error.message, expected);
}

Test(config_file, says_where_the_driver_found_something)
{
    static const char text[] = "box { name = Rack }\n"
                               "devices = [\n"
                               "    {\n"
                               "        uid = a\n"
                               "    }\n"
                               "    {\n"
                               "        uid = b\n"
                               "        rates = [8000,\n"
                               "            9000,\n"
                               "            10]\n"
                               "        input {\n"
                               "            latency = 5\n"
                               "        }\n"
                               "    }\n"
                               "]\n";
    write_bytes(text, strlen(text));
    cr_assert_eq(config_file_load(path, &file, NULL), STATUS_OK);
    assert_explained("devices[1].rates[2]: 10 is not a rate", 10);
    assert_explained("devices[1].rates: too few", 8);
    assert_explained("devices[1].input.latency: 5 is odd", 12);
    assert_explained("devices[1].input.safetyOffset: it is missing", 11);
    assert_explained("devices[1].channels: it is missing", 6);
    assert_explained("devices[0]: nothing is right", 3);
    assert_explained("devices[7].uid: nothing is there", 2);
    assert_explained("devices: more is needed", 2);
    assert_explained("box.name: odd", 1);
    assert_explained("there is no room: for this", 0);
    assert_explained("", 0);
}

Test(config_file, finds_places_among_repeated_sections)
{
    static const char text[] = "devices {\nuid = a\n}\ndevices {\nuid = b\nrates = 10\n}\n";
    write_bytes(text, strlen(text));
    cr_assert_eq(config_file_load(path, &file, NULL), STATUS_OK);
    assert_explained("devices[1].uid: odd", 5);
    assert_explained("devices[1].rates[0]: 10 is not a rate", 6);
    assert_explained("devices[0].uid: odd", 2);
}

Test(config_file, frees_nothing)
{
    config_file_free(NULL);
}
