/* number.c -- numbers as text, both ways, in integer arithmetic only.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No floating-point operation takes part, so that neither the rounding mode nor the width of the
 * host's registers can change a digit. Both directions work on 128 leading bits of a power of ten
 * and carry a bound of what was cut off; only where that bound leaves a decision open (a decimal
 * next to the middle of two doubles) are the two sides compared exactly, as big integers. */
#include "number.h"

#include <string.h>

#include "error.h"
#include "number_big.h"

__extension__ typedef unsigned __int128 wide;

/* ---- powers of ten to 128 bits ---- */

/* Every 20th power of ten: its 128 leading bits, cut. From python3:
 *   for e in range(-360, 321, 20):
 *       f = 10**e if e >= 0 else (1 << 1400) // 10**-e
 *       f = (f << 128) >> f.bit_length()
 *       print("{0x%016x, 0x%016x}," % (f >> 64, f & (2**64 - 1))) */
enum { COARSE_STEP = 20, COARSE_FIRST = -360 };
static const uint64_t coarse[][2] = {
    {0x89bf722840327f82, 0x16a7853ce21f945f}, /* 1e-360 */
    {0xbaaee17fa23ebf76, 0x5d79bcf00d2df649}, /* 1e-340 */
    {0xfd00b897478238d0, 0x8920b098955522b4}, /* 1e-320 */
    {0xab70fe17c79ac6ca, 0x6dbd630a48aaf406}, /* 1e-300 */
    {0xe858ad248f5c22c9, 0xd1b3400f8f9cff68}, /* 1e-280 */
    {0x9d71ac8fada6c9b5, 0x6f773fc3603db4a9}, /* 1e-260 */
    {0xd5605fcdcf32e1d6, 0xfb1e4a9a90880a64}, /* 1e-240 */
    {0x9096ea6f3848984f, 0x3ff0d2c85def7621}, /* 1e-220 */
    {0xc3f490aa77bd60fc, 0xbedbfc4411068a9c}, /* 1e-200 */
    {0x84c8d4dfd2c63f3b, 0x29ecd9f40041e073}, /* 1e-180 */
    {0xb3f4e093db73a093, 0x59ed216765690f56}, /* 1e-160 */
    {0xf3e2f893dec3f126, 0x5a89dba3c3efccfa}, /* 1e-140 */
    {0xa54394fe1eedb8fe, 0xc2974eb4ee658828}, /* 1e-120 */
    {0xdff9772470297ebd, 0x59787e2b93bc56f7}, /* 1e-100 */
    {0x97c560ba6b0919a5, 0xdccd879fc967d41a}, /* 1e-80 */
    {0xcdb02555653131b6, 0x3792f412cb06794d}, /* 1e-60 */
    {0x8b61313bbabce2c6, 0x2323ac4b3b3da015}, /* 1e-40 */
    {0xbce5086492111aea, 0x88f4bb1ca6bcf584}, /* 1e-20 */
    {0x8000000000000000, 0x0000000000000000}, /* 1e0 */
    {0xad78ebc5ac620000, 0x0000000000000000}, /* 1e20 */
    {0xeb194f8e1ae525fd, 0x5dcfab0800000000}, /* 1e40 */
    {0x9f4f2726179a2245, 0x01d762422c946590}, /* 1e60 */
    {0xd7e77a8f87daf7fb, 0xdc33745ec97be906}, /* 1e80 */
    {0x924d692ca61be758, 0x593c2626705f9c56}, /* 1e100 */
    {0xc646d63501a1511d, 0xb281e1fd541501b8}, /* 1e120 */
    {0x865b86925b9bc5c2, 0x0b8a2392ba45a9b2}, /* 1e140 */
    {0xb616a12b7fe617aa, 0x577b986b314d6009}, /* 1e160 */
    {0xf6c69a72a3989f5b, 0x8aad549e57273d45}, /* 1e180 */
    {0xa738c6bebb12d16c, 0xb428f8ac016561db}, /* 1e200 */
    {0xe2a0b5dc971f303a, 0x2e44ae64840fd61d}, /* 1e220 */
    {0x9991a6f3d6bf1765, 0xacca6da1e0a8ef29}, /* 1e240 */
    {0xd01fef10a657842c, 0x2d2b7569b0432d85}, /* 1e260 */
    {0x8d07e33455637eb2, 0xdb0b487b6423e1e8}, /* 1e280 */
    {0xbf21e44003acdd2c, 0xe0470a63e6bd56c3}, /* 1e300 */
    {0x81842f29f2cce375, 0xe6a1158300d46640}, /* 1e320 */
};

/* 10^e lies in [g, g + 3) * 2^exponent with g = high:low; is_exact: it is g * 2^exponent. */
typedef struct power {
    uint64_t high; /* top bit set */
    uint64_t low;
    int exponent;
    bool is_exact;
} power;

/* Cutting the coarse power loses less than 1, cutting the product less than 1 more, and moving it
 * up by a bit doubles only the first loss. 5^55 is the last power of five below 2^128. */
static power power_of_ten(int e)
{
    unsigned at = (unsigned)(e - COARSE_FIRST);
    const uint64_t *far = coarse[at / COARSE_STEP];
    uint64_t near = coop__powers[at % COARSE_STEP];
    near <<= __builtin_clzll(near);
    wide below = (wide)far[1] * near;
    wide g = (wide)far[0] * near + (uint64_t)(below >> 64);
    if (g >> 127 == 0) {
        g = g << 1 | (uint64_t)below >> 63;
    }
    /* 217706 / 2^16 for log2(10) gives the right floor for each e of the table; the constants move
     * the division to positive numbers: 360 * 217706 = 1196 * 65536 - 6896. */
    int log2 = ((e - COARSE_FIRST) * 217706 + 6896) / 65536 - 1196;
    return (power){(uint64_t)(g >> 64), (uint64_t)g, log2 - 127, e >= 0 && e <= 55};
}

/* ---- decimal text ---- */

/* What is cut off, against half a unit of the place where it is cut off. */
typedef enum rest { REST_NONE, REST_BELOW, REST_HALF, REST_ABOVE } rest;

/* mantissa * 10^exponent, and a rest if there are more than 19 significant digits. */
typedef struct decimal {
    uint64_t mantissa;
    int64_t exponent;
    rest rest;
    bool is_negative;
    const char *digits; /* all digits of the mantissa, with a point among them or not */
    const char *end;
    int64_t unit; /* power of ten that the last of them counts */
} decimal;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes a sign off [*p, end). */
static bool read_sign(const char **p, const char *end)
{
    if (*p == end || (**p != '-' && **p != '+')) {
        return false;
    }
    return *(*p)++ == '-';
}

/* Takes digits off [*p, end) into *value, which wraps beyond 19 of them. */
static void read_digits(const char **p, const char *end, uint64_t *value)
{
    uint64_t v = *value;
    const char *at = *p;
    for (; at < end && is_digit(*at); at++) {
        v = v * 10 + (uint64_t)(*at - '0');
    }
    *p = at;
    *value = v;
}

/* Takes the digits of an exponent and its sign; false if there are none. 10^18 stands for all
 * larger ones: no text is long enough to make up for it. */
static bool read_exponent(const char **p, const char *end, int64_t *value)
{
    bool is_negative = read_sign(p, end);
    const char *first = *p;
    int64_t v = 0;
    for (; *p < end && is_digit(**p); ++*p) {
        v = v < (int64_t)coop__powers[17] ? v * 10 + (**p - '0') : (int64_t)coop__powers[18];
    }
    *value = is_negative ? -v : v;
    return *p > first;
}

/* The rest of a division, remainder / divisor with `tail` of a unit behind it. */
static rest rest_of(uint64_t remainder, uint64_t divisor, rest tail)
{
    if (divisor == 1) {
        return tail;
    }
    if (remainder == divisor / 2) {
        return tail == REST_NONE ? REST_HALF : REST_ABOVE;
    }
    if (remainder > divisor / 2) {
        return REST_ABOVE;
    }
    return remainder == 0 && tail == REST_NONE ? REST_NONE : REST_BELOW;
}

/* Reads the mantissa again, which has more than 19 digits: leading zeros do not count. */
static void keep_leading_digits(decimal *d)
{
    uint64_t value = 0;
    int n = 0;
    int64_t n_cut = 0;
    int first_cut = 0;
    bool is_more_cut = false;
    for (const char *p = d->digits; p < d->end; p++) {
        int digit = *p - '0';
        if (*p == '.') {
            continue;
        }
        if (n < COOP__WORD_DIGITS) {
            value = value * 10 + (uint64_t)digit;
            n += value != 0;
        } else if (n_cut++ == 0) {
            first_cut = digit;
        } else {
            is_more_cut |= digit != 0;
        }
    }
    d->rest = rest_of((uint64_t)first_cut, 10, is_more_cut ? REST_BELOW : REST_NONE);
    d->mantissa = value;
    d->exponent = d->unit + n_cut;
}

/* False if text is not a decimal number. */
static bool read_decimal(const char *text, size_t n, decimal *d)
{
    const char *p = text;
    const char *end = text + n;
    d->is_negative = read_sign(&p, end);
    d->digits = p;
    d->mantissa = 0;
    read_digits(&p, end, &d->mantissa);
    int64_t n_digits = p - d->digits;
    int64_t n_behind = 0;
    if (p < end && *p == '.') {
        const char *point = p++;
        read_digits(&p, end, &d->mantissa);
        n_behind = p - point - 1;
        if (n_behind == 0) {
            return false;
        }
    }
    n_digits += n_behind;
    d->end = p;
    d->unit = -n_behind;
    if (p < end && n_digits > 0 && (*p == 'e' || *p == 'E')) {
        p++;
        int64_t exponent;
        if (!read_exponent(&p, end, &exponent)) {
            return false;
        }
        d->unit += exponent;
    }
    d->exponent = d->unit;
    d->rest = REST_NONE;
    if (n_digits > COOP__WORD_DIGITS) {
        keep_leading_digits(d);
    }
    return p == end && n_digits > 0;
}

/* All digits as an integer, cut at COOP__BIG_DIGITS; *unit is the power of ten it counts. True if
 * more than zeros was cut off. */
static bool read_big(const decimal *d, coop__big *out, int64_t *unit)
{
    bool is_cut = false;
    int n = 0;
    uint64_t chunk = 0;
    int chunk_digits = 0;
    out->n = 0;
    *unit = d->unit;
    for (const char *p = d->digits; p < d->end; p++) {
        if (*p == '.' || (n == 0 && *p == '0')) {
            continue;
        }
        if (n == COOP__BIG_DIGITS) {
            is_cut |= *p != '0';
            ++*unit;
            continue;
        }
        n++;
        chunk = chunk * 10 + (uint64_t)(*p - '0');
        if (++chunk_digits == COOP__WORD_DIGITS) {
            coop__big_scale(out, coop__powers[COOP__WORD_DIGITS], chunk);
            chunk = 0;
            chunk_digits = 0;
        }
    }
    coop__big_scale(out, coop__powers[chunk_digits], chunk);
    return is_cut;
}

/* ---- decimal to double ---- */

/* A double is c * 2^q: c < 2^53, q >= MIN_EXPONENT, and its bits from 52 on hold q - MIN_EXPONENT
 * (+ 1 when c has its bit 52). Read as integers the bits of positive doubles are in their order. */
#define HIDDEN_BIT ((uint64_t)1 << 52)
#define SIGN_BIT ((uint64_t)1 << 63)
#define INFINITE_BITS ((uint64_t)0x7ff << 52)
enum { MIN_EXPONENT = -1074 };

static uint64_t bits_split(uint64_t bits, int *q)
{
    uint64_t c = bits & (HIDDEN_BIT - 1);
    int biased = (int)(bits >> 52 & 0x7ff);
    *q = MIN_EXPONENT + (biased > 0 ? biased - 1 : 0);
    return biased > 0 ? c | HIDDEN_BIT : c;
}

/* A product with a cut power lacks less than 3 for the power and 1 for its own cut, and twice that
 * when it is moved up by a bit. */
enum { PRODUCT_SLACK = 10 };

/* A product's top bits down to the one behind the last place. What is far below the least
 * subnormal has none. */
static uint64_t leading_bits(wide product, int shift)
{
    return shift < 64 ? (uint64_t)(product >> 64) >> shift : 0;
}

/* Bits of the double nearest to d, for a mantissa above 0 and exponents -342 to 308. False if the
 * cut product does not tell: then it is *bits or the next one. */
static bool round_product(const decimal *d, uint64_t *bits)
{
    power g = power_of_ten((int)d->exponent);
    int up = __builtin_clzll(d->mantissa);
    uint64_t w = d->mantissa << up;
    wide below = (wide)w * g.low;
    wide product = (wide)w * g.high + (uint64_t)(below >> 64);
    uint64_t cut = (uint64_t)below;
    wide slack = PRODUCT_SLACK / 2;
    if (d->rest != REST_NONE) {
        slack += ((wide)g.high + 1) << up;
    }
    int exponent = g.exponent + 191 - up; /* of the top bit */
    if (product >> 127 == 0) {
        product = product << 1 | cut >> 63;
        cut <<= 1;
        slack <<= 1;
        exponent--;
    }
    int biased = exponent + 1022 > 0 ? exponent + 1022 : 0;
    int shift = 10 + biased - (exponent + 1022);
    uint64_t twice = leading_bits(product, shift);
    uint64_t rounded = (twice + 1) / 2;
    bool is_sure = true;
    if (g.is_exact && cut == 0 && d->rest == REST_NONE) {
        /* A tie can be seen. The value is an integer here, so that shift is 10. */
        bool is_tie = (product & (((wide)1 << 74) - 1)) == 0;
        rounded -= is_tie && twice % 4 == 1;
    } else {
        wide limit = product + slack;
        is_sure = limit > product && rounded == (leading_bits(limit, shift) + 1) / 2;
    }
    *bits = ((uint64_t)biased << 52) + rounded;
    return is_sure;
}

/* Which of bits and bits + 1 is nearer to d, by comparing d with their middle. */
static uint64_t round_exactly(const decimal *d, uint64_t bits)
{
    int q;
    uint64_t c = bits_split(bits, &q);
    coop__big digits;
    int64_t unit;
    bool is_cut = read_big(d, &digits, &unit);
    int order = coop__big_compare(&digits, unit, 2 * c + 1, q - 1);
    return bits + (order > 0 || (order == 0 && (is_cut || bits % 2 == 1)));
}

/* Bits of the double nearest to |d|; INFINITE_BITS or more if it is beyond the largest. */
static uint64_t nearest_bits(const decimal *d)
{
    if (d->mantissa == 0 || d->exponent < -342) {
        return 0;
    }
    if (d->exponent > 308) {
        return INFINITE_BITS;
    }
    uint64_t bits;
    if (!round_product(d, &bits) && bits < INFINITE_BITS) {
        return round_exactly(d, bits);
    }
    return bits;
}

/* ---- double to shortest decimal ---- */

/* f * 2^(q - 2) / 10^k, times 2^66: in (low, low + slack), or low itself for slack 0. */
typedef struct point {
    wide low;
    unsigned slack;
    uint64_t f;
    int q;
    int k;
} point;

/* For f <= 2^56 and 2^q / 10^k inside [1, 16): then g * 2^up is that ratio. */
static point point_of(uint64_t f, int q, int k, const power *g)
{
    int up = g->exponent + 128 + q;
    uint64_t w = f << up;
    wide below = (wide)w * g->low;
    wide low = (wide)w * g->high + (uint64_t)(below >> 64);
    unsigned slack = !g->is_exact ? PRODUCT_SLACK : (uint64_t)below != 0;
    return (point){low, slack, f, q, k};
}

/* Sign of twice / 2 - x. */
static int compare_half(uint64_t twice, const point *x)
{
    wide n = (wide)twice << 65;
    if (n <= x->low) {
        return n == x->low && x->slack == 0 ? 0 : -1;
    }
    if (n - x->low >= x->slack) {
        return 1;
    }
    coop__big digits = {.n = 1, .word = {twice}};
    return coop__big_compare(&digits, x->k, x->f, x->q - 1);
}

/* What rounds to c * 2^q: low to high, with the ends when c is even (ties go to even). */
typedef struct interval {
    point low;
    point high;
    bool is_closed;
} interval;

static bool is_inside(uint64_t n, const interval *range)
{
    int from_low = compare_half(2 * n, &range->low);
    int from_high = compare_half(2 * n, &range->high);
    return (from_low > 0 || (from_low == 0 && range->is_closed)) &&
           (from_high < 0 || (from_high == 0 && range->is_closed));
}

/* n * 10^*exponent: the number with fewest digits that rounds to c * 2^q, the nearest such. 10^k is
 * the power of ten at or below the interval's width: it holds a multiple of 10^k for certain, and
 * of 10^(k+1) at most one, which then is the shortest (R. Giulietti, The Schubfach way to render
 * doubles, 2021). */
static uint64_t shortest(uint64_t c, int q, int *exponent)
{
    /* Below a power of two doubles lie closer together, except at the least exponent. */
    bool is_narrow = c == HIDDEN_BIT && q > MIN_EXPONENT;
    /* floor(log10(2^q)) and floor(log10(3/4 * 2^q)); 1262611 / 2^22 for log10(2) is near enough
     * for each q of a double, and 324 * 2^22 makes the division one of positive numbers. */
    int64_t scaled = (int64_t)q * 1262611 - (is_narrow ? 524031 : 0);
    int k = (int)((scaled + 324 * (int64_t)4194304) / 4194304) - 324;
    power g = power_of_ten(-k);
    point middle = point_of(4 * c, q, k, &g);
    interval range = {point_of(4 * c - (is_narrow ? 1 : 2), q, k, &g),
                      point_of(4 * c + 2, q, k, &g), c % 2 == 0};
    *exponent = k;
    uint64_t n = (uint64_t)(middle.low >> 66);
    uint64_t tens = n - n % 10;
    if (is_inside(tens, &range)) {
        return tens;
    }
    if (is_inside(tens + 10, &range)) {
        return tens + 10;
    }
    if (!is_inside(n, &range)) {
        return n + 1;
    }
    int order = is_inside(n + 1, &range) ? compare_half(2 * n + 1, &middle) : 1;
    return order < 0 || (order == 0 && n % 2 == 1) ? n + 1 : n;
}

/* Integers are their own shortest digits below 2^53, where the next double is at most 1 away. */
static uint64_t shortest_of_bits(uint64_t bits, int *exponent)
{
    int q;
    uint64_t c = bits_split(bits, &q);
    uint64_t n;
    if (q <= 0 && q > -53 && (c & (((uint64_t)1 << -q) - 1)) == 0) {
        n = c >> -q;
        *exponent = 0;
    } else {
        n = shortest(c, q, exponent);
    }
    /* In steps of 8, as short decimals end in many zeros here. */
    for (; n % 100000000 == 0; *exponent += 8) {
        n /= 100000000;
    }
    for (; n % 10 == 0; ++*exponent) {
        n /= 10;
    }
    return n;
}

/* ---- writing ---- */

/* Writes 1 to 20 digits; the number of them. */
static size_t put_integer(uint64_t value, char *out)
{
    static const char pairs[] = "0001020304050607080910111213141516171819"
                                "2021222324252627282930313233343536373839"
                                "4041424344454647484950515253545556575859"
                                "6061626364656667686970717273747576777879"
                                "8081828384858687888990919293949596979899";
    char buffer[20];
    size_t at = sizeof buffer;
    for (; value >= 100; value /= 100) {
        at -= 2;
        memcpy(buffer + at, pairs + 2 * (value % 100), 2);
    }
    if (value >= 10) {
        at -= 2;
        memcpy(buffer + at, pairs + 2 * value, 2);
    } else {
        buffer[--at] = (char)('0' + value);
    }
    memcpy(out, buffer + at, sizeof buffer - at);
    return sizeof buffer - at;
}

/* The digits with a point so many places from their end, and zeros in front where they do not
 * reach it. The length; out is zero-terminated. */
static size_t put_fixed(const char *digits, size_t n, size_t places, char *out)
{
    size_t used = 0;
    size_t whole = n > places ? n - places : 0;
    memcpy(out, digits, whole);
    used += whole;
    if (whole == 0) {
        out[used++] = '0';
    }
    if (places > 0) {
        out[used++] = '.';
    }
    for (size_t i = n; i < places; i++) {
        out[used++] = '0';
    }
    memcpy(out + used, digits + whole, n - whole);
    used += n - whole;
    out[used] = '\0';
    return used;
}

/* d.ddde+XX for digits that begin at 10^log10. */
static size_t put_scientific(const char *digits, size_t n, int log10, char *out)
{
    size_t used = put_fixed(digits, n, n - 1, out);
    unsigned size = (unsigned)(log10 < 0 ? -log10 : log10);
    out[used++] = 'e';
    out[used++] = log10 < 0 ? '-' : '+';
    if (size < 10) {
        out[used++] = '0';
    }
    used += put_integer(size, out + used);
    out[used] = '\0';
    return used;
}

static size_t put_word(const char *word, char *out)
{
    size_t n = strlen(word);
    memcpy(out, word, n + 1);
    return n;
}

/* ---- doubles ---- */

typedef char quoted[48];

/* Skipped when nobody reads it: type detection fails on every cell of a text column. */
static const char *quote(const coop_error *err, const char *text, size_t n, quoted out)
{
    if (err == NULL) {
        return "";
    }
    coop__escape(text, n, out, sizeof(quoted));
    return out;
}

coop_status coop__number_parse(const char *text, size_t n, double *out, coop_error *err)
{
    decimal d;
    quoted shown;
    if (!read_decimal(text, n, &d)) {
        return coop__fail(err, COOP_FORMAT, "\"%s\" is not a number", quote(err, text, n, shown));
    }
    uint64_t bits = nearest_bits(&d);
    if (bits >= INFINITE_BITS) {
        return coop__fail(err, COOP_RANGE,
                          "number is %s, need a size of at most 1.7976931348623157e+308",
                          quote(err, text, n, shown));
    }
    bits |= d.is_negative ? SIGN_BIT : 0;
    memcpy(out, &bits, sizeof *out);
    return COOP_OK;
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

size_t coop__number_format(double value, char out[COOP__NUMBER_SIZE])
{
    uint64_t bits = bits_of(value);
    bool is_negative = (bits & SIGN_BIT) != 0;
    bits &= ~SIGN_BIT;
    if (bits > INFINITE_BITS) {
        return put_word("nan", out);
    }
    size_t sign = 0;
    if (is_negative) {
        out[sign++] = '-';
    }
    if (bits == INFINITE_BITS) {
        return sign + put_word("inf", out + sign);
    }
    if (bits == 0) {
        return sign + put_word("0", out + sign);
    }
    char digits[24];
    int exponent;
    size_t n = put_integer(shortest_of_bits(bits, &exponent), digits);
    int log10 = (int)n - 1 + exponent;
    if (log10 < -5 || log10 > 20) {
        return sign + put_scientific(digits, n, log10, out + sign);
    }
    for (; exponent > 0; exponent--) {
        digits[n++] = '0';
    }
    return sign + put_fixed(digits, n, (size_t)-exponent, out + sign);
}

/* value * 2^-down, rounded half to even; value < 2^127. */
static wide halve(wide value, int down)
{
    if (down > 127) {
        return 0;
    }
    wide kept = value >> down;
    wide twice_rest = (value - (kept << down)) << 1;
    wide whole = (wide)1 << down;
    return kept + (twice_rest > whole || (twice_rest == whole && kept % 2 == 1));
}

static size_t put_wide(wide value, char out[40])
{
    static const uint64_t split = 10000000000000000000U; /* 10^COOP__WORD_DIGITS */
    if (value < split) {
        return put_integer((uint64_t)value, out);
    }
    size_t used = put_integer((uint64_t)(value / split), out);
    char lower[20];
    size_t n = put_integer((uint64_t)(value % split), lower);
    memset(out + used, '0', COOP__WORD_DIGITS - n);
    used += COOP__WORD_DIGITS;
    memcpy(out + used - n, lower, n);
    return used;
}

size_t coop__number_format_fixed(double value, int digits, char out[64])
{
    static const uint64_t limit_bits = 0x444b1ae4d6e2ef50; /* 1e21 */
    uint64_t bits = bits_of(value) & ~SIGN_BIT;
    if (bits > limit_bits) {
        return coop__number_format(value, out);
    }
    int places = digits < 0 ? 0 : digits > 17 ? 17 : digits;
    int q;
    /* Below 2^(53 + 57) before it is shifted, and at most 10^(21 + 17) < 2^127 after it. */
    wide scaled = (wide)bits_split(bits, &q) * coop__powers[places];
    scaled = q > 0 ? scaled << q : halve(scaled, -q);
    char text[40];
    size_t n = put_wide(scaled, text);
    size_t sign = 0;
    if (bits != bits_of(value) && scaled != 0) {
        out[sign++] = '-';
    }
    return sign + put_fixed(text, n, (size_t)places, out + sign);
}

/* ---- integers ---- */

static uint64_t magnitude_of(int64_t value)
{
    return value < 0 ? (uint64_t)(-(value + 1)) + 1 : (uint64_t)value;
}

/* False if it does not fit. */
static bool with_sign(bool is_negative, uint64_t magnitude, int64_t *out)
{
    if (magnitude > (uint64_t)INT64_MAX + (is_negative ? 1 : 0)) {
        return false;
    }
    *out = is_negative && magnitude > 0 ? -(int64_t)(magnitude - 1) - 1 : (int64_t)magnitude;
    return true;
}

coop_status coop__integer_parse(const char *text, size_t n, int64_t *out, coop_error *err)
{
    const char *p = text;
    const char *end = text + n;
    quoted shown;
    bool is_negative = read_sign(&p, end);
    const char *first = p;
    uint64_t magnitude = 0;
    read_digits(&p, end, &magnitude);
    if (p == first || p < end) {
        return coop__fail(err, COOP_FORMAT, "\"%s\" is not an integer", quote(err, text, n, shown));
    }
    while (*first == '0' && first + 1 < end) {
        first++;
    }
    int64_t value;
    if (end - first > COOP__WORD_DIGITS || !with_sign(is_negative, magnitude, &value)) {
        return coop__fail(err, COOP_RANGE,
                          "integer is %s, need -9223372036854775808 to 9223372036854775807",
                          quote(err, text, n, shown));
    }
    *out = value;
    return COOP_OK;
}

size_t coop__integer_format(int64_t value, char out[COOP__NUMBER_SIZE])
{
    return coop__money_format(value, 0, out);
}

/* ---- money ---- */

/* |d| * 10^scale as an integer, and what is left over. False if that is beyond 64 bits. */
static bool cut_at(const decimal *d, int scale, uint64_t *whole, rest *left)
{
    int64_t exponent = d->exponent + scale;
    *whole = 0;
    *left = d->mantissa == 0 ? REST_NONE : REST_BELOW;
    if (d->mantissa == 0 || exponent < -COOP__WORD_DIGITS) {
        return true;
    }
    if (exponent > 0) {
        /* A rest means a mantissa of 19 digits already, too large to be scaled up. */
        if (exponent > COOP__WORD_DIGITS || d->mantissa > UINT64_MAX / coop__powers[exponent]) {
            return false;
        }
        *whole = d->mantissa * coop__powers[exponent];
        *left = REST_NONE;
        return true;
    }
    uint64_t divisor = coop__powers[-exponent];
    *whole = d->mantissa / divisor;
    *left = rest_of(d->mantissa % divisor, divisor, d->rest);
    return true;
}

coop_status coop__money_parse(const char *text, size_t n, int scale, int64_t *out, bool *rounded,
                              coop_error *err)
{
    decimal d;
    quoted shown;
    if (!read_decimal(text, n, &d)) {
        return coop__fail(err, COOP_FORMAT, "\"%s\" is not an amount", quote(err, text, n, shown));
    }
    uint64_t whole;
    rest left;
    int64_t value;
    bool is_near = cut_at(&d, scale, &whole, &left);
    if (is_near) {
        whole += left == REST_ABOVE || (left == REST_HALF && whole % 2 == 1);
    }
    if (!is_near || !with_sign(d.is_negative, whole, &value)) {
        char low[COOP__NUMBER_SIZE];
        char high[COOP__NUMBER_SIZE];
        coop__money_format(INT64_MIN, scale, low);
        coop__money_format(INT64_MAX, scale, high);
        return coop__fail(err, COOP_RANGE, "amount is %s, need %s to %s",
                          quote(err, text, n, shown), low, high);
    }
    *out = value;
    *rounded = left != REST_NONE;
    return COOP_OK;
}

size_t coop__money_format(int64_t value, int scale, char out[COOP__NUMBER_SIZE])
{
    char digits[20];
    size_t n = put_integer(magnitude_of(value), digits);
    size_t sign = 0;
    if (value < 0) {
        out[sign++] = '-';
    }
    return sign + put_fixed(digits, n, (size_t)scale, out + sign);
}
