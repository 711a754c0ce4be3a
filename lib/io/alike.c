/* alike.c -- words that look the same and are not. After the confusable characters of Unicode
 * Technical Standard 39, of which the letters of the alphabets that occur side by side in registers
 * are here: Latin, Cyrillic, Greek.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "alike.h"

#include <string.h>

/* The character at text[0..n), n > 0, valid; *used its bytes. */
static uint32_t character_at(const char *text, size_t *used)
{
    *used = coop__utf8_length(text);
    uint32_t c = (unsigned char)text[0];
    c = *used == 1 ? c : c & (0xffU >> (*used + 1));
    for (size_t i = 1; i < *used; i++) {
        c = c << 6 | ((unsigned char)text[i] & 0x3f);
    }
    return c;
}

static bool is_invisible(uint32_t c)
{
    return c == 0xad || c == 0x34f || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2064) || c == 0xfeff;
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000;
}

static bool is_accent(uint32_t c)
{
    return c >= 0x300 && c <= 0x36f;
}

static uint32_t alphabet_of(uint32_t c)
{
    bool is_latin = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7);
    return is_latin                        ? 1
           : c >= 0x370 && c <= 0x3ff      ? 2
           : c >= 0x400 && c <= 0x52f      ? 4
                                           : 0;
}

/* The small letter of a capital of the three alphabets. */
static uint32_t small_of(uint32_t c)
{
    bool is_by_32 = (c >= 'A' && c <= 'Z') || (c >= 0x391 && c <= 0x3a9) ||
                    (c >= 0x410 && c <= 0x42f);
    return is_by_32                        ? c + 32
           : c >= 0x400 && c <= 0x40f      ? c + 80
           : c == 0x4ae || c == 0x4ba || c == 0x51a || c == 0x51c ? c + 1
                                                                  : c;
}

/* Small letters of other alphabets that look like a Latin one, they or their capitals. */
static uint32_t look_of(uint32_t c)
{
    static const struct {
        uint16_t from;
        char to;
    } looks[] = {
        {0x3b1, 'a'}, {0x3b2, 'b'}, {0x3b5, 'e'}, {0x3b6, 'z'}, {0x3b7, 'h'}, {0x3b9, 'i'},
        {0x3ba, 'k'}, {0x3bc, 'm'}, {0x3bd, 'n'}, {0x3bf, 'o'}, {0x3c1, 'p'}, {0x3c4, 't'},
        {0x3c5, 'y'}, {0x3c7, 'x'}, {0x430, 'a'}, {0x432, 'b'}, {0x435, 'e'}, {0x43a, 'k'},
        {0x43c, 'm'}, {0x43d, 'h'}, {0x43e, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x442, 't'},
        {0x443, 'y'}, {0x445, 'x'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'}, {0x4af, 'y'},
        {0x4bb, 'h'}, {0x51b, 'q'}, {0x51d, 'w'}};
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        if (looks[i].from == c) {
            return (unsigned char)looks[i].to;
        }
    }
    return c;
}

/* The letter under an accent, U+00C0 to U+017F; others are themselves. */
static uint32_t base_of(uint32_t c)
{
    static const char bases[] =
        "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllll"
        "lllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    _Static_assert(sizeof bases == 193, "one letter for each of U+00C0 to U+017F");
    bool has_base = c >= 0xc0 && c < 0xc0 + sizeof bases - 1 && bases[c - 0xc0] != '.';
    return has_base ? (unsigned char)bases[c - 0xc0] : c;
}

const char *coop__odd_word(const char *word, size_t n)
{
    uint32_t alphabets = 0;
    bool looks_latin = false;
    bool is_edge_blank = false;
    for (size_t i = 0, used = 0; i < n; i += used) {
        uint32_t c = character_at(word + i, &used);
        uint32_t alphabet = alphabet_of(c);
        if (is_invisible(c)) {
            return "the word has an invisible character";
        }
        alphabets |= alphabet;
        looks_latin = looks_latin || (alphabet > 1 && look_of(small_of(c)) != small_of(c));
        is_edge_blank = is_edge_blank || (is_blank(c) && (i == 0 || i + used == n));
    }
    bool is_mixed = looks_latin && (alphabets & 1) != 0;
    return is_mixed        ? "the word has Latin letters, and ones of another alphabet that look alike"
           : is_edge_blank ? "the word begins or ends with a blank"
                           : NULL;
}

static bool append_character(coop__buffer *out, uint32_t c)
{
    unsigned char bytes[4];
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char starts[] = {0, 0xc0, 0xe0, 0xf0};
    for (size_t i = n - 1; i > 0; i--) {
        bytes[i] = (unsigned char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    bytes[0] = (unsigned char)(starts[n - 1] | c);
    return coop__buffer_append(out, bytes, n);
}

bool coop__alike_form(const char *word, size_t n, coop__buffer *out)
{
    size_t start = out->n;
    bool is_pending = false; /* a blank, once something follows */
    for (size_t i = 0, used = 0; i < n; i += used) {
        uint32_t c = character_at(word + i, &used);
        if (is_invisible(c) || is_accent(c)) {
            continue;
        }
        if (is_blank(c)) {
            is_pending = out->n > start;
            continue;
        }
        c = base_of(look_of(small_of(c)));
        if ((is_pending && !coop__buffer_append(out, " ", 1)) || !append_character(out, c)) {
            return false;
        }
        is_pending = false;
    }
    return true;
}
