/* number.c -- tests of lib/core/number.c: text to number and back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/number.h"

#include <fenv.h>
#include <locale.h>
#include <math.h>

#include <check.h>

#include "shared.h"

#define INFINITE_BITS 0x7ff0000000000000U
#define SIGN_BIT 0x8000000000000000U

/* Loops below fail by ck_abort_msg: a ck_assert that holds costs more than what it checks. */

/* splitmix64 */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15U;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

static uint64_t draw_below(uint64_t *state, uint64_t n)
{
    return draw(state) % n;
}

static double double_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* ---- text to double ---- */

/* Fails unless text[0..n) gives these bits (those of infinity stand for RANGE). */
static void check_parse(const char *text, size_t n, uint64_t bits)
{
    double value = 12.5;
    coop_status status = coop__number_parse(text, n, &value, NULL);
    bool is_beyond = (bits & ~SIGN_BIT) == INFINITE_BITS;
    uint64_t want = is_beyond ? bits_of(12.5) : bits;
    if (status != (is_beyond ? COOP_RANGE : COOP_OK) || bits_of(value) != want) {
        ck_abort_msg("%.60s (%zu bytes): status %d, bits %016llx, need %016llx", text, n,
                     (int)status, (unsigned long long)bits_of(value), (unsigned long long)bits);
    }
}

typedef struct decimal_case {
    const char *text;
    uint64_t bits;
} decimal_case;

/* From python3: struct.unpack("<Q", struct.pack("<d", float(text)))[0]; infinity stands for RANGE.
 * The last 38 rows are nearest to the middle of two doubles among all mantissas below 10^19, with
 * an odd numerator of 54 bits in the continued fraction of a power of ten over a power of two:
 *   def near(e):
 *       for up in range(12):
 *           x = Fraction(10) ** e / Fraction(2) ** (int(e * 3.3219) + up)
 *           h0, h, k0, k = 0, 1, 1, 0
 *           while k < 10**19 and x is not None:
 *               a = x.numerator // x.denominator
 *               h0, h, k0, k = h, a * h + h0, k, a * k + k0
 *               if h.bit_length() == 54 and h % 2 == 1 and k < 10**19:
 *                   return "%de%d" % (k, e)
 *               x = 1 / (x - a) if x != a else None
 *   [text for text in map(near, range(-310, 300, 13)) if text] */
static const decimal_case hard_cases[] = {
    {"0", 0x0000000000000000},
    {"0.0", 0x0000000000000000},
    {".0", 0x0000000000000000},
    {".5", 0x3fe0000000000000},
    {"00000", 0x0000000000000000},
    {"0e0", 0x0000000000000000},
    {"0e999999999999", 0x0000000000000000},
    {"0.000e-5", 0x0000000000000000},
    {"1", 0x3ff0000000000000},
    {"0.1", 0x3fb999999999999a},
    {"0.2", 0x3fc999999999999a},
    {"0.3", 0x3fd3333333333333},
    {"0.7", 0x3fe6666666666666},
    {"1.1", 0x3ff199999999999a},
    {"2.5", 0x4004000000000000},
    {"100", 0x4059000000000000},
    {"1e0", 0x3ff0000000000000},
    {"1E+5", 0x40f86a0000000000},
    {"00012.50", 0x4029000000000000},
    {"1e22", 0x4480f0cf064dd592},
    {"1e23", 0x44b52d02c7e14af6},
    {"1e-22", 0x3b5e392010175ee6},
    {"1e-23", 0x3b282db34012b251},
    {"8e22", 0x44b0f0cf064dd592},
    {"9.5e22", 0x44b41df5d77c6d9d},
    {"123456789e15", 0x44ba249b1f0565f9},
    {"1e15", 0x430c6bf526340000},
    {"1e19", 0x43e158e460913d00},
    {"1e20", 0x4415af1d78b58c40},
    {"18446744073709551615", 0x43f0000000000000},
    {"18446744073709551616", 0x43f0000000000000},
    {"9999999999999999999", 0x43e158e460913d00},
    {"10000000000000000000", 0x43e158e460913d00},
    {"12345678901234567890123", 0x4484ea15b273b38a},
    {"9007199254740991", 0x433fffffffffffff},
    {"9007199254740992", 0x4340000000000000},
    {"9007199254740993", 0x4340000000000000},
    {"9007199254740994", 0x4340000000000001},
    {"9007199254740995", 0x4340000000000002},
    {"9007199254740993.00000000000000000000000000000000001", 0x4340000000000001},
    {"9007199254740992.99999999999999999999999999999999", 0x4340000000000000},
    {"9007199254740993e3", 0x43df400000000001},
    {"9007199254740995e21", 0x479b1ae4d6e2ef53},
    {"4503599627370496.5", 0x4330000000000000},
    {"4503599627370497.5", 0x4330000000000002},
    {"4503599627370497.50000000000000000001", 0x4330000000000002},
    {"1125899906842624.125", 0x4310000000000000},
    {"1125899906842624.375", 0x4310000000000002},
    {"2251799813685248.75", 0x4320000000000002},
    {"0.500000000000000166533453693773481063544750213623046875", 0x3fe0000000000002},
    {"0.500000000000000166533453693773481063544750213623046874", 0x3fe0000000000001},
    {"0.500000000000000166533453693773481063544750213623046876", 0x3fe0000000000002},
    {"3.14159265358979323846264338327950288419716939937510", 0x400921fb54442d18},
    {"2.71828182845904523536028747135266249775724709369995", 0x4005bf0a8b145769},
    {"4.9406564584124654e-324", 0x0000000000000001},
    {"5e-324", 0x0000000000000001},
    {"3e-324", 0x0000000000000001},
    {"2.4703282292062328e-324", 0x0000000000000001},
    {"2.4703282292062327e-324", 0x0000000000000000},
    {"2e-324", 0x0000000000000000},
    {"1e-324", 0x0000000000000000},
    {"1e-325", 0x0000000000000000},
    {"7.4e-324", 0x0000000000000001},
    {"7.5e-324", 0x0000000000000002},
    {"2.2250738585072009e-308", 0x000fffffffffffff},
    {"2.2250738585072011e-308", 0x000fffffffffffff},
    {"2.22507385850720113e-308", 0x000fffffffffffff},
    {"2.2250738585072012e-308", 0x0010000000000000},
    {"2.2250738585072014e-308", 0x0010000000000000},
    {"2.2250738585072016e-308", 0x0010000000000000},
    {"1.7976931348623157e308", 0x7fefffffffffffff},
    {"1.7976931348623158e308", 0x7fefffffffffffff},
    {"1.797693134862315807e308", 0x7fefffffffffffff},
    {"1.7976931348623158079e308", 0x7fefffffffffffff},
    {"1.7976931348623158080e308", 0x7ff0000000000000},
    {"1.7976931348623159e308", 0x7ff0000000000000},
    {"1.8e308", 0x7ff0000000000000},
    {"2e308", 0x7ff0000000000000},
    {"1e308", 0x7fe1ccf385ebc8a0},
    {"1e309", 0x7ff0000000000000},
    {"1e310", 0x7ff0000000000000},
    {"0.00017976931348623157e312", 0x7fefffffffffffff},
    {"17976931348623157e292", 0x7fefffffffffffff},
    {"17976931348623159e292", 0x7ff0000000000000},
    {"1e-400", 0x0000000000000000},
    {"1e400", 0x7ff0000000000000},
    {"123e-326", 0x0000000000000000},
    {"1e-2147483648", 0x0000000000000000},
    {"1e-2147483649", 0x0000000000000000},
    {"1e2147483647", 0x7ff0000000000000},
    {"1e4294967296", 0x7ff0000000000000},
    {"1e-9223372036854775808", 0x0000000000000000},
    {"1e9223372036854775808", 0x7ff0000000000000},
    {"1e-18446744073709551617", 0x0000000000000000},
    {"1e18446744073709551617", 0x7ff0000000000000},
    {"0e-18446744073709551617", 0x0000000000000000},
    {"39776918824052161e-310", 0x030452cbf7193bef},
    {"21997746445907496e-297", 0x05a98e3445512a6f},
    {"23866057644390806e-284", 0x085f855123971215},
    {"210084138462977065e-258", 0x0df669db7803c9e5},
    {"434985533774035997e-245", 0x10ba613aa7004032},
    {"14758910983857041e-232", 0x132047efe362a376},
    {"46183201060951391e-219", 0x15ecf5a1f3e5f555},
    {"17613334544679706e-206", 0x18891cc88f3371df},
    {"179086903433928487e-193", 0x1b7224863af9954c},
    {"26791944850043985e-180", 0x1df8af7cb0c01b42},
    {"93590659012335325e-167", 0x20c8823a57adbef9},
    {"152675932536350243e-154", 0x2386ba1098d9cdb1},
    {"16879856992698638e-141", 0x2606da4892d6ec40},
    {"88389395264823891e-128", 0x28e101663d6ef729},
    {"113276714492781103e-89", 0x310002ebcb6dd4e7},
    {"11834943008480166e-63", 0x36314bfa5630bbba},
    {"14260471367586442e-50", 0x38e7b1bbd2f96f8e},
    {"5281324811830456223e-37", 0x3c237c11fc4076c8},
    {"19939161321408168e-24", 0x3e5568d5bdfd1b30},
    {"16068275061617646e28", 0x491cd230a7ff47c4},
    {"12847432373135912e41", 0x4bca32ac316fb3ac},
    {"2961073860535993323e54", 0x4efad08557163136},
    {"6815230049366599e67", 0x5121f63d824b4ce2},
    {"4902028251370667419e93", 0x57204e872385d3bf},
    {"73429396004640239e106", 0x5971c5cb19ef3451},
    {"1205816854380343049e132", 0x5f17935d2547caea},
    {"5629616980919822e145", 0x6150045a0a6e58e8},
    {"5306586746943370e158", 0x64012a13daa46fe3},
    {"6147207959784158303e171", 0x67561332e46e186f},
    {"7067485020350439717e184", 0x6a0cda7be8eca5c3},
    {"9589688105849784e197", 0x6c26c9e14b7c22c3},
    {"8009709862154923e210", 0x6ed5a39ec0dfa234},
    {"5649668017599970e223", 0x71815a2e819a0088},
    {"108350356933455487e236", 0x7477a55300ed7936},
    {"267553925464961143e249", 0x77409865adff7809},
    {"28703230472782859e262", 0x79c031315c7cabcc},
    {"6849773739835732e275", 0x7c51926c7a7122b9},
    {"7452714432667406e288", 0x7f05bc471d5456c8},
};

START_TEST(hard_decimals_are_rounded_right)
{
    for (size_t i = 0; i < sizeof hard_cases / sizeof hard_cases[0]; i++) {
        /* Digits behind the text show whether its length is kept to. */
        char text[128] = "-";
        size_t n = strlen(hard_cases[i].text);
        memcpy(text + 1, hard_cases[i].text, n);
        memset(text + 1 + n, '9', 8);
        check_parse(text + 1, n, hard_cases[i].bits);
        check_parse(text, n + 1, hard_cases[i].bits | SIGN_BIT);
        text[0] = '+';
        check_parse(text, n + 1, hard_cases[i].bits);
    }
}
END_TEST

/* Writes factor^times * value as decimal digits; value is given by its digits and may be out. */
static size_t scale_digits(char *digits, size_t n, int factor, int times)
{
    for (int t = 0; t < times; t++) {
        int carry = 0;
        for (size_t i = n; i-- > 0;) {
            int v = (digits[i] - '0') * factor + carry;
            digits[i] = (char)('0' + v % 10);
            carry = v / 10;
        }
        if (carry > 0) {
            memmove(digits + 1, digits, n);
            digits[0] = (char)('0' + carry);
            n++;
        }
    }
    return n;
}

/* Exact digits of the middle of the double with these bits and the next one; *exponent is the
 * power of ten of their last. */
static size_t middle_digits(uint64_t bits, char *out, int *exponent)
{
    uint64_t fraction = bits & 0xfffffffffffffU;
    int biased = (int)(bits >> 52);
    uint64_t c = biased > 0 ? fraction | 1ULL << 52 : fraction;
    int q = (biased > 0 ? biased : 1) - 1075 - 1;
    size_t n = (size_t)sprintf(out, "%llu", (unsigned long long)(2 * c + 1));
    *exponent = q < 0 ? q : 0;
    return q < 0 ? scale_digits(out, n, 5, -q) : scale_digits(out, n, 2, q);
}

/* The middle goes to the even side, and what is however little off it to its own side. */
static void check_middle(uint64_t bits, uint64_t *seed)
{
    char text[2400];
    int exponent;
    size_t n = middle_digits(bits, text, &exponent);
    size_t zeros = draw_below(seed, 2) == 0 ? draw_below(seed, 30) : 700 + draw_below(seed, 300);
    size_t m = n + (size_t)sprintf(text + n, "e%d", exponent);
    check_parse(text, m, bits + bits % 2);

    memset(text + n, '0', zeros);
    text[n + zeros] = '1';
    m = n + zeros + 1;
    check_parse(text, m + (size_t)sprintf(text + m, "e%d", exponent - (int)zeros - 1), bits + 1);

    memset(text + n, '9', zeros);
    size_t last = n - 1;
    for (; text[last] == '0'; last--) {
        text[last] = '9';
    }
    text[last]--;
    m = n + zeros;
    check_parse(text, m + (size_t)sprintf(text + m, "e%d", exponent - (int)zeros), bits);

    /* The same with a point, as far as it lies within the digits. */
    if (exponent < 0 && (size_t)-exponent < n) {
        size_t whole = n - (size_t)-exponent;
        memmove(text + whole + 1, text + whole, m - whole);
        text[whole] = '.';
        check_parse(text, m + 1, bits);
    }
}

START_TEST(middles_of_doubles_go_to_the_even_side)
{
    uint64_t seed = 1;
    const uint64_t edges[] = {0,
                              1,
                              2,
                              0xffffffffffffeU,
                              0xfffffffffffffU,
                              0x10000000000000U,
                              0x10000000000001U,
                              0x3ff0000000000000U,
                              0x3fefffffffffffffU,
                              0x7feffffffffffffeU,
                              0x7fefffffffffffffU};
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        check_middle(edges[i], &seed);
    }
    for (int i = 0; i < 300; i++) {
        check_middle(draw_below(&seed, INFINITE_BITS), &seed);
        check_middle(draw_below(&seed, 1ULL << 53), &seed);
    }
    for (int i = 0; i < 10000; i++) {
        /* Around 2^53, where short texts are middles. */
        check_middle(((uint64_t)(1023 + 40) << 52) + draw_below(&seed, 30ULL << 52), &seed);
    }
}
END_TEST

START_TEST(any_decimal_text_is_rounded_as_strtod_does)
{
    uint64_t seed = 2;
    for (int i = 0; i < 200000; i++) {
        char text[80];
        size_t n = 0;
        size_t whole = draw_below(&seed, 22);
        size_t behind = draw_below(&seed, 22) + (whole == 0);
        for (size_t k = 0; k < whole; k++) {
            text[n++] = (char)('0' + draw_below(&seed, 10));
        }
        if (behind > 0) {
            text[n++] = '.';
        }
        for (size_t k = 0; k < behind; k++) {
            text[n++] = (char)('0' + draw_below(&seed, 10));
        }
        text[n] = '\0';
        if (draw_below(&seed, 2) == 0) {
            n += (size_t)sprintf(text + n, "e%d", (int)draw_below(&seed, 680) - 350);
        }
        check_parse(text, n, bits_of(strtod(text, NULL)));
    }
}
END_TEST

/* first, then n times fill, then last */
static char *long_text(const char *first, char fill, size_t n, const char *last)
{
    size_t n_first = strlen(first);
    size_t n_last = strlen(last);
    char *text = malloc(n_first + n + n_last + 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text, first, n_first);
    memset(text + n_first, fill, n);
    memcpy(text + n_first + n, last, n_last + 1);
    return text;
}

START_TEST(long_texts_are_read_to_their_end)
{
    const struct {
        const char *first;
        char fill;
        size_t n;
        const char *last;
        double want;
    } cases[] = {
        {"0.", '0', 1000000, "1e1000001", 1.0},
        {"1", '0', 1000000, "e-1000000", 1.0},
        {"", '0', 1000000, "2.5", 2.5},
        {"1e", '0', 100000, "2", 100.0},
        {"1e-", '0', 100000, "2", 0.01},
        {"0.", '0', 5000, "0", 0.0},
        {"9007199254740993.", '0', 100000, "0", 9007199254740992.0},
        {"9007199254740993.", '0', 100000, "1", 9007199254740994.0},
        {"9007199254740992.", '9', 100000, "9", 9007199254740992.0},
        {"9007199254740994.", '9', 100000, "9", 9007199254740994.0},
        {"9007199254740995.", '0', 100000, "", 9007199254740996.0},
        {"0.", '9', 100000, "", 1.0},
        {"0.1", '0', 2000, "1", 0.1},
        {"", '9', 308, "", 1e308},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *text = long_text(cases[i].first, cases[i].fill, cases[i].n, cases[i].last);
        check_parse(text, strlen(text), bits_of(cases[i].want));
        free(text);
    }
    char *text = long_text("", '9', 309, "");
    check_parse(text, 309, INFINITE_BITS);
    free(text);
}
END_TEST

START_TEST(texts_that_are_no_numbers_are_refused)
{
    const char *const refused[] = {"",          "+",         "-",
                                   ".",         "+.",        "-.",
                                   "1.",        "-1.",       "1.e5",
                                   ".e1",       "e1",        "E",
                                   "1e",        "1e+",       "1e-",
                                   "1e+-1",     "1e1.5",     "1e1e1",
                                   "1ee1",      "0x1",       "0x1p3",
                                   "inf",       "-inf",      "INF",
                                   "nan",       "NaN",       "infinity",
                                   " 1",        "1 ",        "\t1",
                                   "1\n",       "1,5",       "1,000",
                                   "1_0",       "1 000",     "1'000",
                                   "--1",       "+-1",       "++1",
                                   "1-",        "1+1",       "1..2",
                                   ".1.2",      "1.2.3",     "1.5f",
                                   "1d5",       "0b1",       "$1",
                                   "1%",        "1/2",       "/",
                                   ":",         "1:",        "1/",
                                   "\xd9\xa1",  "1\xc2\xa0", "\xe2\x88\x92\x31",
                                   "1e\xd9\xa1"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        double value = 12.5;
        coop_error err = {0};
        coop_status status = coop__number_parse(refused[i], strlen(refused[i]), &value, &err);
        ck_assert_msg(status == COOP_FORMAT, "\"%s\": status %d", refused[i], (int)status);
        ck_assert_int_eq(err.code, COOP_FORMAT);
        ck_assert(value == 12.5);
    }
    /* A zero byte within the length is no end. */
    double value = 12.5;
    ck_assert_int_eq(coop__number_parse("1\0002", 3, &value, NULL), COOP_FORMAT);
    ck_assert_int_eq(coop__number_parse("1", 0, &value, NULL), COOP_FORMAT);
    ck_assert(value == 12.5);
}
END_TEST

START_TEST(messages_name_the_text_and_the_bound)
{
    coop_error err;
    double value;
    ck_assert_int_eq(coop__number_parse("1,5", 3, &value, &err), COOP_FORMAT);
    ck_assert_str_eq(err.message, "\"1,5\" is not a number");
    ck_assert_int_eq(coop__number_parse("1e309", 5, &value, &err), COOP_RANGE);
    ck_assert_str_eq(err.message,
                     "number is 1e309, need a size of at most 1.7976931348623157e+308");
}
END_TEST

/* Lines of the outside corpora: bits of three narrower and wider types in hex, then the text. */
static int check_oracle(const char *relative)
{
    char path[1024];
    if (shared_path(relative, path, sizeof path) == NULL) {
        fprintf(stderr, "skipped: %s is not here\n", relative);
        return 0;
    }
    size_t size;
    char *bytes = file_read(path, &size);
    ck_assert_ptr_nonnull(bytes);
    int n = 0;
    for (char *line = bytes; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        ck_assert_uint_gt(length, 31);
        check_parse(line + 31, length - 31, strtoull(line + 14, NULL, 16));
        line += length + (line[length] == '\n');
        n++;
    }
    free(bytes);
    return n;
}

START_TEST(outside_corpora_agree)
{
    const struct {
        const char *path;
        int n;
    } files[] = {{"oracles/strtod/freetype-2-7.txt", 3566},
                 {"oracles/strtod/google-wuffs-odd.txt", 5372},
                 {"oracles/strtod/more-test-cases.txt", 60}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        int n = check_oracle(files[i].path);
        ck_assert_msg(n == 0 || n >= files[i].n, "%s: %d lines", files[i].path, n);
    }
}
END_TEST

/* ---- double to text ---- */

static void check_format(double value, const char *want)
{
    char text[COOP__NUMBER_SIZE];
    memset(text, '#', sizeof text);
    size_t n = coop__number_format(value, text);
    ck_assert_str_eq(text, want);
    ck_assert_uint_eq(n, strlen(want));
}

START_TEST(doubles_are_written_as_documented)
{
    check_format(0.0, "0");
    check_format(-0.0, "-0");
    check_format((double)NAN, "nan");
    check_format(double_of(bits_of((double)NAN) | SIGN_BIT), "nan");
    check_format((double)INFINITY, "inf");
    check_format(-(double)INFINITY, "-inf");
    check_format(1.0, "1");
    check_format(-12.5, "-12.5");
    check_format(100.0, "100");
    check_format(0.1 + 0.2, "0.30000000000000004");
    /* Plain digits up to 10^20 and down to 10^-5, on both sides of each bound. */
    check_format(1e20, "100000000000000000000");
    check_format(999999999999999868928.0, "999999999999999900000");
    check_format(1e21, "1e+21");
    check_format(123456789012345683968.0, "123456789012345680000");
    check_format(-1234567890123456774144.0, "-1.2345678901234568e+21");
    check_format(1e-5, "0.00001");
    check_format(-1.2345678901234568e-5, "-0.000012345678901234568");
    check_format(9.9e-6, "9.9e-06");
    check_format(1e-10, "1e-10");
    check_format(1e100, "1e+100");
    /* Ends of the range, and integers around 2^53. */
    check_format(5e-324, "5e-324");
    check_format(1e-323, "1e-323");
    check_format(2.2250738585072014e-308, "2.2250738585072014e-308");
    check_format(2.225073858507201e-308, "2.225073858507201e-308");
    check_format(-1.7976931348623157e308, "-1.7976931348623157e+308");
    check_format(9007199254740991.0, "9007199254740991");
    check_format(9007199254740992.0, "9007199254740992");
    check_format(9007199254740994.0, "9007199254740994");
    check_format(1e22, "1e+22");
    check_format(1e23, "1e+23");
    check_format(1.0000000000000001e23, "1.0000000000000001e+23");
    /* Two shortest texts equally near: the even one. */
    check_format(1125899906842624.25, "1125899906842624.2");
    check_format(1125899906842624.75, "1125899906842624.8");
    check_format(double_of(bits_of(ldexp(1.0, -44))), "5.684341886080802e-14");
}
END_TEST

/* The significant digits in a text, without the zeros at both ends, the point and the exponent. */
static size_t digits_of(const char *text, char out[32])
{
    size_t n = 0;
    size_t used = 0;
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text >= '0' && *text <= '9' && (n > 0 || *text != '0')) {
            out[n++] = *text;
            used = *text != '0' ? n : used;
        }
    }
    out[used] = '\0';
    return used;
}

/* The text's last digit before the exponent one up. */
static void count_up(char *text)
{
    char *at = strchr(text, 'e') - 1;
    for (; at > text && (*at == '9' || *at == '.'); at--) {
        *at = *at == '9' ? '0' : *at;
    }
    *at = (char)(*at + 1); /* 9 becomes ':' at worst, which strtod refuses */
}

/* True if a decimal of n significant digits gives the value back. The candidates are the nearest
 * one (printf rounds exactly) and, above a power of two, where doubles are less dense than below,
 * the next one up. */
static bool is_short_enough(double value, int n)
{
    char text[64];
    snprintf(text, sizeof text, "%.*e", n - 1, fabs(value));
    bool is_nearest = strtod(text, NULL) == fabs(value);
    count_up(text);
    return is_nearest || strtod(text, NULL) == fabs(value);
}

/* The text gives the value back, to us and to strtod; no text of one digit less does; and if the
 * nearest text of as many digits does, it is that one. */
static void check_round_trip(uint64_t bits)
{
    double value = double_of(bits);
    char text[COOP__NUMBER_SIZE];
    size_t n = coop__number_format(value, text);
    double again = 0.0;
    if (n >= sizeof text || n != strlen(text) ||
        coop__number_parse(text, n, &again, NULL) != COOP_OK || bits_of(again) != bits ||
        bits_of(strtod(text, NULL)) != bits) {
        ck_abort_msg("%.17g is written as %s", value, text);
    }
    char digits[32];
    int n_digits = (int)digits_of(text, digits);
    if (n_digits > 17 || (n_digits > 1 && is_short_enough(value, n_digits - 1))) {
        ck_abort_msg("%.17g is written as %s, which is not the shortest", value, text);
    }
    char nearest[64];
    char nearest_digits[32];
    snprintf(nearest, sizeof nearest, "%.*e", n_digits > 0 ? n_digits - 1 : 0, value);
    digits_of(nearest, nearest_digits);
    if (strtod(nearest, NULL) == value && strcmp(digits, nearest_digits) != 0) {
        ck_abort_msg("%.17g is written as %s, nearer is %s", value, text, nearest);
    }
}

START_TEST(written_doubles_are_shortest_and_read_back)
{
    uint64_t seed = 3;
    for (int i = 0; i < 120000; i++) {
        uint64_t bits = draw(&seed);
        if ((bits & ~SIGN_BIT) < INFINITE_BITS) {
            check_round_trip(bits);
        }
    }
    for (int i = 0; i < 20000; i++) {
        check_round_trip(draw_below(&seed, 1ULL << (1 + draw_below(&seed, 53))));
        check_round_trip(bits_of((double)draw_below(&seed, 100000000) / 100));
        check_round_trip(bits_of((double)draw_below(&seed, 1ULL << 53) / 8));
        check_round_trip(bits_of((double)draw(&seed)));
    }
}
END_TEST

START_TEST(powers_and_their_neighbours_read_back)
{
    for (int e = -1074; e < 1024; e++) {
        uint64_t bits = bits_of(ldexp(1.0, e));
        for (uint64_t b = bits > 2 ? bits - 2 : 0; b <= bits + 2; b++) {
            check_round_trip(b);
            check_round_trip(b | SIGN_BIT);
        }
    }
    for (int e = -323; e <= 308; e++) {
        char text[16];
        sprintf(text, "1e%d", e);
        uint64_t bits = bits_of(strtod(text, NULL));
        for (uint64_t b = bits > 2 ? bits - 2 : 0; b <= bits + 2; b++) {
            check_round_trip(b);
        }
        check_parse(text, strlen(text), bits);
    }
    check_round_trip(INFINITE_BITS - 1);
}
END_TEST

static void check_fixed(double value, int digits, const char *want)
{
    char text[64];
    memset(text, '#', sizeof text);
    size_t n = coop__number_format_fixed(value, digits, text);
    ck_assert_str_eq(text, want);
    ck_assert_uint_eq(n, strlen(want));
}

START_TEST(fixed_places_round_half_to_even)
{
    check_fixed(0.5, 0, "0");
    check_fixed(1.5, 0, "2");
    check_fixed(2.5, 0, "2");
    check_fixed(-2.5, 0, "-2");
    check_fixed(-3.5, 0, "-4");
    check_fixed(0.125, 2, "0.12");
    check_fixed(0.375, 2, "0.38");
    check_fixed(0.5, 1, "0.5");
    /* Not ties: 1.005 lies below, 1.115 above what they are written as. */
    check_fixed(1.005, 2, "1.00");
    check_fixed(1.115, 2, "1.11");
    check_fixed(2.675, 2, "2.67");
    check_fixed(9.995, 2, "9.99");
    check_fixed(99.996, 2, "100.00");
    /* Places: 0 and 17, and beyond both. */
    check_fixed(0.1, 17, "0.10000000000000001");
    check_fixed(0.1, 18, "0.10000000000000001");
    check_fixed(0.1, 0, "0");
    check_fixed(7.0, -1, "7");
    check_fixed(1234.5, 3, "1234.500");
    /* No minus in front of nothing. */
    check_fixed(0.0, 2, "0.00");
    check_fixed(-0.0, 2, "0.00");
    check_fixed(-0.004, 2, "0.00");
    check_fixed(-0.006, 2, "-0.01");
    check_fixed(5e-324, 17, "0.00000000000000000");
    check_fixed(-1e-300, 0, "0");
    /* Both sides of 10^19, where two words are needed, and of 10^21. */
    check_fixed(9999999999999997952.0, 0, "9999999999999997952");
    check_fixed(1e19, 0, "10000000000000000000");
    check_fixed(1e21, 17, "1000000000000000000000.00000000000000000");
    check_fixed(-999999999999999868928.0, 2, "-999999999999999868928.00");
    check_fixed(1000000000000000131072.0, 2, "1.0000000000000001e+21");
    check_fixed((double)INFINITY, 2, "inf");
    check_fixed((double)NAN, 2, "nan");

    uint64_t seed = 4;
    for (int i = 0; i < 100000; i++) {
        /* Exponents from far below the last place to 2^69, which is below 10^21. */
        uint64_t biased = 1023 - 70 + draw_below(&seed, 139);
        double value = double_of(biased << 52 | draw(&seed) >> 12);
        value = i % 2 == 0 ? value : (double)draw_below(&seed, 1 << 20) / 1024;
        int digits = (int)draw_below(&seed, 18);
        char text[64];
        char want[64];
        coop__number_format_fixed(value, digits, text);
        snprintf(want, sizeof want, "%.*f", digits, value);
        if (strcmp(text, want) != 0) {
            ck_abort_msg("%.17g to %d places is %s, need %s", value, digits, text, want);
        }
    }
}
END_TEST

/* ---- what the host has set ---- */

static void check_some_of_each(void)
{
    double value = 0.0;
    ck_assert_int_eq(coop__number_parse("1234.5", 6, &value, NULL), COOP_OK);
    ck_assert(value == 1234.5);
    ck_assert_int_eq(coop__number_parse("1234,5", 6, &value, NULL), COOP_FORMAT);
    ck_assert_int_eq(coop__number_parse("1.234,5", 7, &value, NULL), COOP_FORMAT);
    check_format(1234567.5, "1234567.5");
    check_fixed(1234567.5, 2, "1234567.50");
    for (size_t i = 0; i < sizeof hard_cases / sizeof hard_cases[0]; i++) {
        check_parse(hard_cases[i].text, strlen(hard_cases[i].text), hard_cases[i].bits);
    }
}

START_TEST(the_locale_changes_nothing)
{
    const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "ru_RU.UTF-8"};
    bool is_set = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !is_set; i++) {
        is_set = setlocale(LC_ALL, names[i]) != NULL;
    }
    if (!is_set) {
        fprintf(stderr, "skipped: no locale with a decimal comma is here\n");
        return;
    }
    char comma[8];
    snprintf(comma, sizeof comma, "%.1f", 0.5);
    ck_assert_str_eq(comma, "0,5");
    check_some_of_each();
    setlocale(LC_ALL, "C");
}
END_TEST

START_TEST(the_rounding_mode_changes_nothing)
{
    const int modes[] = {FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        ck_assert_int_eq(fesetround(modes[i]), 0);
        check_some_of_each();
        check_format(0.30000000000000004, "0.30000000000000004");
        check_fixed(2.5, 0, "2");
        check_fixed(-3.5, 0, "-4");
        ck_assert_int_eq(fegetround(), modes[i]);
        fesetround(FE_TONEAREST);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("number");
    TCase *parse = tcase_create("parse");
    tcase_set_timeout(parse, 60);
    tcase_add_test(parse, hard_decimals_are_rounded_right);
    tcase_add_test(parse, middles_of_doubles_go_to_the_even_side);
    tcase_add_test(parse, any_decimal_text_is_rounded_as_strtod_does);
    tcase_add_test(parse, long_texts_are_read_to_their_end);
    tcase_add_test(parse, texts_that_are_no_numbers_are_refused);
    tcase_add_test(parse, messages_name_the_text_and_the_bound);
    tcase_add_test(parse, outside_corpora_agree);
    suite_add_tcase(s, parse);
    TCase *format = tcase_create("format");
    tcase_set_timeout(format, 60);
    tcase_add_test(format, doubles_are_written_as_documented);
    tcase_add_test(format, written_doubles_are_shortest_and_read_back);
    tcase_add_test(format, powers_and_their_neighbours_read_back);
    tcase_add_test(format, fixed_places_round_half_to_even);
    suite_add_tcase(s, format);
    TCase *host = tcase_create("host");
    tcase_add_test(host, the_locale_changes_nothing);
    tcase_add_test(host, the_rounding_mode_changes_nothing);
    suite_add_tcase(s, host);
    return s;
}

#include "check_main.h"
