/* sha256.c -- tests of SHA-256 with the vectors of FIPS 180 and NIST's validation suite.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/sha256.h"

#include <string.h>

#include <check.h>

#include "random.h"

static const char *hash_of(const void *bytes, size_t n, char out[65])
{
    coop__sha256 sha;
    coop__sha256_start(&sha);
    coop__sha256_add(&sha, bytes, n);
    coop__sha256_hex(&sha, out);
    return out;
}

START_TEST(the_vectors_of_nist_come_out)
{
    static const struct {
        const char *text, *hash;
    } vectors[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
         "lmnopqrsmnopqrstnopqrstu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
        {"\xd3", "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"},
        {"\x11\xaf", "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98"},
        {"\x74\xba\x25\x21", "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e"}};
    char out[65];
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        ck_assert_str_eq(hash_of(vectors[i].text, strlen(vectors[i].text), out), vectors[i].hash);
    }
}
END_TEST

START_TEST(a_million_letters_come_out)
{
    static char letters[1000];
    char out[65];
    coop__sha256 sha;
    memset(letters, 'a', sizeof letters);
    coop__sha256_start(&sha);
    for (int i = 0; i < 1000; i++) {
        coop__sha256_add(&sha, letters, sizeof letters);
    }
    coop__sha256_hex(&sha, out);
    ck_assert_str_eq(out, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

/* By hashlib: hashlib.sha256(b'a' * n).hexdigest(), on both sides of where padding needs a block. */
START_TEST(lengths_around_a_block_come_out)
{
    static const struct {
        size_t n;
        const char *hash;
    } lengths[] = {
        {55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
        {56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
        {63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"},
        {64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
        {65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"},
        {119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"},
        {120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"},
        {128, "6836cf13bac400e9105071cd6af47084dfacad4e5e302c94bfed24e013afb73e"}};
    char letters[200];
    char out[65];
    memset(letters, 'a', sizeof letters);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        ck_assert_str_eq(hash_of(letters, lengths[i].n, out), lengths[i].hash);
    }
}
END_TEST

START_TEST(pieces_hash_as_the_whole)
{
    unsigned char bytes[500];
    uint64_t state = 7;
    for (int round = 0; round < 500; round++) {
        char whole[65];
        char pieces[65];
        size_t n = (size_t)(next_random(&state) % sizeof bytes);
        for (size_t i = 0; i < n; i++) {
            bytes[i] = (unsigned char)next_random(&state);
        }
        coop__sha256 sha;
        coop__sha256_start(&sha);
        for (size_t at = 0; at < n;) {
            size_t piece = (size_t)(next_random(&state) % 130);
            piece = piece < n - at ? piece : n - at;
            coop__sha256_add(&sha, bytes + at, piece);
            at += piece;
        }
        coop__sha256_hex(&sha, pieces);
        ck_assert_str_eq(hash_of(bytes, n, whole), pieces);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("sha256");
    TCase *sha = tcase_create("sha256");
    tcase_add_test(sha, the_vectors_of_nist_come_out);
    tcase_add_test(sha, a_million_letters_come_out);
    tcase_add_test(sha, lengths_around_a_block_come_out);
    tcase_add_test(sha, pieces_hash_as_the_whole);
    suite_add_tcase(s, sha);
    return s;
}

#include "check_main.h"
