/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "base/sha256.h"

#include <criterion/criterion.h>
#include <string.h>

static const char text_56[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
static const char text_112[] = "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                               "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";
static const char text_million[] =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

/* The examples that come with the standard. */
static const struct {
    const char *input;
    const char *hash;
} examples[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {text_56, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {text_112, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
};

Test(sha256, hashes_the_examples_of_the_standard)
{
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        Sha256 hash;
        char text[SHA256_TEXT_BYTES];
        sha256_init(&hash);
        sha256_add(&hash, examples[i].input, strlen(examples[i].input));
        sha256_finish(&hash, text);
        cr_expect_str_eq(text, examples[i].hash, "%s", examples[i].input);
    }
}

/* The standard's million times "a", in pieces of every size around a block's. */
Test(sha256, does_not_care_how_the_bytes_are_divided)
{
    enum { MILLION = 1000000, LARGEST = 3 * SHA256_BLOCK_BYTES };
    char letters[LARGEST];
    memset(letters, 'a', sizeof letters);
    for (size_t piece = 1; piece <= LARGEST; piece += piece < 3 ? 1 : 31) {
        Sha256 hash;
        char text[SHA256_TEXT_BYTES];
        sha256_init(&hash);
        for (size_t done = 0; done < MILLION;) {
            const size_t count = MILLION - done < piece ? MILLION - done : piece;
            sha256_add(&hash, letters, count);
            done += count;
        }
        sha256_finish(&hash, text);
        cr_expect_str_eq(text, text_million, "pieces of %zu", piece);
    }
}

/* All lengths around the places where the padding needs another block: the hash of their hashes. */
Test(sha256, pads_every_length)
{
    char letters[2 * SHA256_BLOCK_BYTES];
    char text[SHA256_TEXT_BYTES];
    Sha256 all;
    sha256_init(&all);
    memset(letters, 'x', sizeof letters);
    for (size_t length = 0; length <= sizeof letters; length++) {
        Sha256 hash;
        sha256_init(&hash);
        sha256_add(&hash, letters, length);
        sha256_finish(&hash, text);
        sha256_add(&all, text, strlen(text));
    }
    sha256_finish(&all, text);
    cr_expect_str_eq(text, "484a5eacc0619796831e896eb262bc05d1cf38eecadc37f56ef0275942ab52a9");
}
