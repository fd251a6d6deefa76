/* Copyright The Ossicle authors
 * SPDX-License-Identifier: ISC */

#include "base/sha256.h"

#include <string.h>

enum { ROUNDS = 64, LENGTH_BYTES = 8 };

/* The fractional parts of the cube roots of the first 64 primes. */
static const uint32_t constants[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t word, unsigned bits)
{
    return word >> bits | word << (32 - bits);
}

static uint32_t read_word(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void spread(uint32_t schedule[ROUNDS], const uint8_t *block)
{
    for (int i = 0; i < 16; i++)
        schedule[i] = read_word(block + (ptrdiff_t)4 * i);
    for (int i = 16; i < ROUNDS; i++) {
        const uint32_t early = schedule[i - 15];
        const uint32_t late = schedule[i - 2];
        schedule[i] = schedule[i - 16] + (rotate(early, 7) ^ rotate(early, 18) ^ early >> 3) +
                      schedule[i - 7] + (rotate(late, 17) ^ rotate(late, 19) ^ late >> 10);
    }
}

static void take_block(Sha256 *hash, const uint8_t *block)
{
    uint32_t schedule[ROUNDS];
    uint32_t s[8];
    spread(schedule, block);
    memcpy(s, hash->state, sizeof s);
    for (int i = 0; i < ROUNDS; i++) {
        const uint32_t a = s[0];
        const uint32_t e = s[4];
        const uint32_t choice = (e & s[5]) ^ (~e & s[6]);
        const uint32_t majority = (a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]);
        const uint32_t first = s[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice +
                               constants[i] + schedule[i];
        const uint32_t second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += first;
        s[0] = first + second;
    }
    for (int i = 0; i < 8; i++)
        hash->state[i] += s[i];
}

void sha256_init(Sha256 *hash)
{
    /* The fractional parts of the square roots of the first eight primes. */
    *hash = (Sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                               0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

void sha256_add(Sha256 *hash, const void *bytes, size_t count)
{
    const uint8_t *from = bytes;
    size_t kept = hash->length % SHA256_BLOCK_BYTES;
    hash->length += count;
    while (count >= SHA256_BLOCK_BYTES - kept) {
        const size_t part = SHA256_BLOCK_BYTES - kept;
        if (kept > 0)
            memcpy(hash->block + kept, from, part);
        take_block(hash, kept > 0 ? hash->block : from);
        from += part;
        count -= part;
        kept = 0;
    }
    if (count > 0)
        memcpy(hash->block + kept, from, count);
}

void sha256_finish(Sha256 *hash, char text[SHA256_TEXT_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    const uint64_t bits = hash->length * 8;
    const size_t kept = hash->length % SHA256_BLOCK_BYTES;
    uint8_t end[2 * SHA256_BLOCK_BYTES] = {0x80};
    const size_t room = SHA256_BLOCK_BYTES - LENGTH_BYTES;
    const size_t fill = (kept < room ? room : room + SHA256_BLOCK_BYTES) - kept;
    for (unsigned i = 0; i < LENGTH_BYTES; i++)
        end[fill + i] = (uint8_t)(bits >> (56 - 8 * i));
    sha256_add(hash, end, fill + LENGTH_BYTES);
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        const uint32_t byte = hash->state[i / 4] >> (24 - 8 * (i % 4)) & 0xff;
        text[2 * i] = digits[byte >> 4];
        text[2 * i + 1] = digits[byte & 15];
    }
    text[SHA256_TEXT_BYTES - 1] = '\0';
}
