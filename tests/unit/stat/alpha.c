/* alpha.c -- tests of Krippendorff's alpha and its bootstrap.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/reliability.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "meter.h"
#include "oracle.h"
#include "random.h"
#include "stat/philox.h"

#include <check.h>

enum { most_coders = 5, most_units = 30, rounds = 300 };

static const char *const metrics[] = {"nominal", "ordinal", "interval", "ratio"};

/* Krippendorff's example of 3 coders and 15 units, and his of 4 coders and 12 units. */
static const int32_t three[] = {
    -1, -1, -1, -1, -1, 3, 4, 1,  2,  1,  1,  3,  3,  -1, 3,  /* A */
    1,  -1, 2,  1,  3,  3, 4, 3,  -1, -1, -1, -1, -1, -1, -1, /* B */
    -1, -1, 2,  1,  3,  4, 4, -1, 2,  1,  1,  3,  3,  -1, 4,  /* C */
};
static const int32_t four[] = {
    1,  2, 3, 3, 2, 1, 4, 1, 2, -1, -1, -1, /* A */
    1,  2, 3, 3, 2, 2, 4, 1, 2, 5,  -1, 3,  /* B */
    -1, 3, 3, 3, 2, 3, 4, 2, 2, 5,  1,  -1, /* C */
    1,  2, 3, 3, 2, 4, 4, 1, 2, 5,  1,  -1, /* D */
};

/* Codes from 1 as categories from 0. */
static coop_codings published(const int32_t *from, int64_t n_coders, int64_t n_units,
                              int32_t *codes)
{
    for (int64_t i = 0; i < n_coders * n_units; i++) {
        codes[i] = from[i] < 0 ? -1 : from[i] - 1;
    }
    return (coop_codings){codes, n_coders, n_units, 5, NULL};
}

static coop_alpha alpha_of(const coop_codings *codings, const char *metric)
{
    coop_alpha out = {.struct_size = sizeof out};
    coop_error err = {0};
    ck_assert_msg(coop_alpha_codes(codings, metric, NULL, &out, &err) == COOP_OK, "%s",
                  err.message);
    return out;
}

static void refused(const coop_codings *codings, const char *metric, coop_status want,
                    const char *message)
{
    coop_alpha out = {.struct_size = sizeof out, .value = -7.0};
    coop_alpha_interval_result ends = {.struct_size = sizeof ends, .low = -7.0};
    coop_alpha_options options = COOP_ALPHA_OPTIONS_INIT;
    options.metric = metric;
    coop_error err[2] = {{0}, {0}};
    ck_assert_int_eq(coop_alpha_codes(codings, metric, NULL, &out, &err[0]), want);
    ck_assert_int_eq(coop_alpha_interval(codings, &options, NULL, &ends, &err[1]), want);
    ck_assert_str_eq(err[0].message, message);
    ck_assert_str_eq(err[1].message, message);
    ck_assert(out.value == -7.0 && ends.low == -7.0);
}

/* ---- alpha ---- */

START_TEST(published_alphas_are_met)
{
    static const double want[] = {0.743, 0.815, 0.849, 0.797};
    int32_t codes[60];
    coop_codings codings = published(four, 4, 12, codes);
    for (int i = 0; i < 4; i++) {
        coop_alpha x = alpha_of(&codings, metrics[i]);
        ck_assert_msg(fabs(x.value - want[i]) <= 5e-4, "%s: %.17g", metrics[i], x.value);
        ck_assert(x.n_units == 11 && x.n_codes == 40 && x.n_single == 1 && x.n_missing == 0);
        ck_assert_double_le(fabs(1.0 - x.observed / x.expected - x.value), 1e-15);
    }
    ck_assert_double_le(fabs(alpha_of(&codings, NULL).value - 0.743), 5e-4);
}
END_TEST

START_TEST(published_example_agrees_with_exact_fractions)
{
    int32_t codes[60];
    coop_codings codings = published(three, 3, 15, codes);
    char path[512];
    size_t size = 0;
    char *text = file_read(
        source_path("tests/oracle/reliability/alpha_published.csv", path, sizeof path), &size);
    ck_assert_ptr_nonnull(text);
    int n = 0;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char metric[16];
        double want = 0.0;
        if (sscanf(line, "krippendorff_wikipedia_3x15,%15[^,],%lf", metric, &want) == 2) {
            coop_alpha x = alpha_of(&codings, metric);
            ck_assert_msg(fabs(x.value - want) <= 2e-16, "%s: %.17g", metric, x.value);
            ck_assert(x.n_units == 12 && x.n_codes == 26 && x.n_single == 1 && x.n_missing == 2);
            n++;
        }
    }
    ck_assert_int_eq(n, 4);
    free(text);
}
END_TEST

static void exact_row(const double *v)
{
    int32_t codes[20];
    for (int i = 0; i < 20; i++) {
        codes[i] = (int32_t)v[11 + i];
    }
    coop_codings codings = {codes, (int64_t)v[2], (int64_t)v[3], (int64_t)v[1], v + 7};
    const char *metric = metrics[(int)v[0]];
    if (isnan(v[4]) || v[4] == -9.0) {
        coop_alpha out = {.struct_size = sizeof out};
        ck_assert_int_eq(coop_alpha_codes(&codings, metric, NULL, &out, NULL),
                         isnan(v[4]) ? COOP_UNDEFINED : COOP_EMPTY);
        return;
    }
    coop_alpha x = alpha_of(&codings, metric);
    ck_assert_msg(fabs(x.value - v[4]) <= 2e-15, "%.17g, want %.17g", x.value, v[4]);
    ck_assert_double_le(relative_error(x.observed, v[5]), 2e-15);
    ck_assert_double_le(relative_error(x.expected, v[6]), 2e-15);
}

START_TEST(alpha_agrees_with_exact_fractions)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/reliability/alpha.csv", 31, exact_row), 960);
}
END_TEST

START_TEST(everyone_says_the_same_is_undefined)
{
    static const int32_t same[] = {1, 1, -1, 1, 1, 0};
    coop_codings codings = {same, 2, 3, 2, NULL};
    for (int i = 0; i < 4; i++) {
        refused(&codings, metrics[i], COOP_UNDEFINED,
                "all 4 codes of units with two or more are alike: agreement could not be missed");
    }
    static const int32_t twins[] = {0, 1, 1, 1, 1, 0};
    static const double values[] = {3.0, 3.0};
    codings = (coop_codings){twins, 2, 3, 2, values};
    refused(&codings, "interval", COOP_UNDEFINED,
            "all 6 codes of units with two or more are alike: agreement could not be missed");
    ck_assert(alpha_of(&codings, "nominal").value < 1.0);
}
END_TEST

START_TEST(units_without_two_codes_are_empty)
{
    static const int32_t codes[] = {0, -1, 1, -1, 1, -1};
    coop_codings codings = {codes, 2, 3, 2, NULL};
    refused(&codings, "nominal", COOP_EMPTY, "none of 3 units has two codes or more");
    codings.n_units = 0;
    refused(&codings, "nominal", COOP_EMPTY, "there is no unit");
}
END_TEST

START_TEST(arguments_are_checked)
{
    static const int32_t codes[] = {0, 1, 1, 1, 0, 2};
    coop_codings codings = {codes, 2, 3, 3, NULL};
    refused(&codings, "cardinal", COOP_NOT_FOUND,
            "metrics are nominal, ordinal, interval, ratio; there is no \"cardinal\"");
    refused(NULL, "nominal", COOP_ARGUMENT, "codings is NULL");
    coop_codings bad = codings;
    bad.codes = NULL;
    refused(&bad, "nominal", COOP_ARGUMENT, "codes is NULL");
    bad = codings;
    bad.n_categories = 2;
    refused(&bad, "nominal", COOP_RANGE,
            "code of coder 1 for unit 2 is 2, need 0 to 1, or -1 for none");
    bad.n_categories = 1001;
    refused(&bad, "nominal", COOP_RANGE, "n_categories is 1001, need 1 to 1000");
    bad = codings;
    bad.n_coders = 1;
    refused(&bad, "nominal", COOP_RANGE, "n_coders is 1, need 2 to 1000");
    bad.n_coders = 1001;
    refused(&bad, "nominal", COOP_RANGE, "n_coders is 1001, need 2 to 1000");
    bad = codings;
    bad.n_units = -1;
    refused(&bad, "nominal", COOP_RANGE, "n_units is -1, need 0 to 2147483647");
    bad.n_units = (int64_t)INT32_MAX + 1;
    refused(&bad, "nominal", COOP_RANGE, "n_units is 2147483648, need 0 to 2147483647");
    coop_error err = {0};
    ck_assert_int_eq(coop_alpha_codes(&codings, NULL, NULL, NULL, &err), COOP_ARGUMENT);
    coop_alpha unset = {0};
    ck_assert_int_eq(coop_alpha_codes(&codings, NULL, NULL, &unset, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out->struct_size is 0, need sizeof(coop_alpha)");
}
END_TEST

START_TEST(values_are_checked_where_they_are_used)
{
    static const int32_t codes[] = {0, 1, 1, 1, 0, 1};
    double values[] = {1.0, -2.0};
    coop_codings codings = {codes, 2, 3, 2, values};
    ck_assert(alpha_of(&codings, "interval").value < 1.0);
    refused(&codings, "ratio", COOP_RANGE, "values[1] is -2, need 0 or 1e-100 to 1e100");
    static const double bad[] = {NAN, INFINITY, 1.1e100, 0.9e-100};
    static const char *const texts[] = {"nan", "inf", "1.1e+100", "9e-101"};
    for (int i = 0; i < 4; i++) {
        char message[96];
        values[1] = bad[i];
        snprintf(message, sizeof message, "values[1] is %s, need 0 or 1e-100 to 1e100 in size",
                 texts[i]);
        refused(&codings, "interval", COOP_RANGE, message);
        ck_assert(isfinite(alpha_of(&codings, "ordinal").value));
    }
    static const double ends[][2] = {
        {1e100, -1e100}, {0.0, 1e-100}, {1e-100, 1.0000000000000002e-100}};
    for (int i = 0; i < 3; i++) {
        codings.values = ends[i];
        ck_assert_double_le(
            fabs(alpha_of(&codings, "interval").value - alpha_of(&codings, "nominal").value),
            1e-15);
    }
}
END_TEST

/* ---- what must not change it ---- */

typedef struct sheet {
    int32_t codes[(most_coders + 1) * most_units];
    coop_codings codings;
} sheet;

static int64_t below(uint64_t *state, int64_t n)
{
    return (int64_t)(next_random(state) % (uint64_t)n);
}

/* Coders that are right with some chance, or say anything. Both ends of the scale are in use. */
static void draw(sheet *s, uint64_t *state, int64_t noise)
{
    int64_t n_coders = 2 + below(state, most_coders - 1);
    int64_t n_units = 2 + below(state, most_units - 1);
    int64_t k = 2 + below(state, 6);
    s->codings = (coop_codings){s->codes, n_coders, n_units, k, NULL};
    for (int64_t u = 0; u < n_units; u++) {
        int64_t truth = u == 0 ? 0 : u == 1 ? k - 1 : below(state, k);
        for (int64_t c = 0; c < n_coders; c++) {
            int64_t code = below(state, 100) < noise ? below(state, k) : truth;
            s->codes[c * n_units + u] = below(state, 6) == 0 ? -1 : (int32_t)code;
        }
    }
    s->codes[0] = s->codes[n_units] = 0;
    s->codes[1] = s->codes[n_units + 1] = (int32_t)k - 1;
}

static void check_same(const coop_codings *x, const coop_codings *y, int first, int last)
{
    for (int i = first; i <= last; i++) {
        coop_alpha a = alpha_of(x, metrics[i]);
        coop_alpha b = alpha_of(y, metrics[i]);
        ck_assert_msg(memcmp(&a, &b, sizeof a) == 0, "%s: %.17g and %.17g", metrics[i], a.value,
                      b.value);
    }
}

START_TEST(order_of_coders_and_of_units_changes_no_bit)
{
    uint64_t state = 21;
    for (int i = 0; i < rounds; i++) {
        sheet x;
        sheet y;
        draw(&x, &state, 30);
        int64_t n = x.codings.n_units;
        int64_t by_coder = below(&state, x.codings.n_coders);
        int64_t by_unit = below(&state, n);
        y.codings = x.codings;
        y.codings.codes = y.codes;
        for (int64_t c = 0; c < x.codings.n_coders; c++) {
            int64_t to = (c + by_coder) % x.codings.n_coders;
            for (int64_t u = 0; u < n; u++) {
                y.codes[to * n + (u + by_unit) % n] = x.codes[c * n + u];
            }
        }
        check_same(&x.codings, &y.codings, 0, 3);
    }
}
END_TEST

/* New names for nominal categories; the same scale upside down; values moved or stretched. */
START_TEST(relabelling_does_not_matter_to_metrics_that_do_not_see_it)
{
    uint64_t state = 22;
    for (int i = 0; i < rounds; i++) {
        sheet x;
        sheet y;
        draw(&x, &state, 30);
        int64_t k = x.codings.n_categories;
        int64_t shift = 1 + below(&state, k);
        y.codings = x.codings;
        y.codings.codes = y.codes;
        int64_t n_cells = x.codings.n_units * x.codings.n_coders;
        for (int64_t c = 0; c < n_cells; c++) {
            y.codes[c] = x.codes[c] < 0 ? -1 : (int32_t)((x.codes[c] + shift) % k);
        }
        check_same(&x.codings, &y.codings, 0, 0);
        for (int64_t c = 0; c < n_cells; c++) {
            y.codes[c] = x.codes[c] < 0 ? -1 : (int32_t)(k - 1 - x.codes[c]);
        }
        check_same(&x.codings, &y.codings, 0, 2);
        double values[8];
        for (int64_t c = 0; c < k; c++) {
            values[c] = 8.0 * (double)(c + 1);
        }
        coop_codings stretched = x.codings;
        stretched.values = values;
        ck_assert(alpha_of(&x.codings, "interval").value == alpha_of(&stretched, "interval").value);
        check_same(&x.codings, &stretched, 3, 3);
    }
}
END_TEST

START_TEST(perfect_agreement_is_1)
{
    uint64_t state = 23;
    for (int i = 0; i < rounds; i++) {
        sheet x;
        draw(&x, &state, 0);
        for (int j = 0; j < 4; j++) {
            ck_assert(alpha_of(&x.codings, metrics[j]).value == 1.0);
        }
    }
}
END_TEST

START_TEST(values_stay_in_their_bounds)
{
    uint64_t state = 24;
    for (int i = 0; i < rounds; i++) {
        sheet x;
        draw(&x, &state, 100);
        for (int j = 0; j < 4; j++) {
            coop_alpha a = alpha_of(&x.codings, metrics[j]);
            ck_assert(a.value > -1.0 && a.value <= 1.0 && a.observed >= 0.0 && a.expected > 0.0);
            ck_assert_int_eq(a.n_units + a.n_single + a.n_missing, x.codings.n_units);
        }
    }
    enum { n = 1000 };
    static int32_t opposed[2 * n];
    for (int u = 0; u < n; u++) {
        opposed[u] = u % 2;
        opposed[n + u] = 1 - u % 2;
    }
    coop_codings worst = {opposed, 2, n, 2, NULL};
    ck_assert_double_le(fabs(alpha_of(&worst, NULL).value - (-1.0 + 1.0 / n)), 1e-15);
}
END_TEST

START_TEST(independent_coders_are_near_0)
{
    enum { n = 20000, coders = 3 };
    static int32_t codes[coders * n];
    uint64_t state = 25;
    for (int i = 0; i < coders * n; i++) {
        codes[i] = (int32_t)below(&state, 4);
    }
    coop_codings codings = {codes, coders, n, 4, NULL};
    for (int j = 0; j < 4; j++) {
        ck_assert_double_le(fabs(alpha_of(&codings, metrics[j]).value), 0.02);
    }
}
END_TEST

START_TEST(metrics_agree_for_two_categories)
{
    uint64_t state = 26;
    for (int i = 0; i < rounds; i++) {
        sheet x;
        draw(&x, &state, 50);
        x.codings.n_categories = 2;
        for (int64_t c = 0; c < x.codings.n_units * x.codings.n_coders; c++) {
            x.codes[c] = x.codes[c] > 0 ? 1 : x.codes[c];
        }
        double nominal = alpha_of(&x.codings, "nominal").value;
        for (int j = 1; j < 4; j++) {
            ck_assert_double_le(fabs(alpha_of(&x.codings, metrics[j]).value - nominal), 1e-15);
        }
    }
}
END_TEST

/* Two coders without gaps: one of them counted twice. */
START_TEST(duplicate_of_a_coder_raises_alpha)
{
    uint64_t state = 27;
    for (int i = 0; i < rounds; i++) {
        sheet x;
        do {
            draw(&x, &state, 40);
        } while (x.codings.n_units < 10);
        int64_t n = x.codings.n_units;
        for (int64_t c = 0; c < 2 * n; c++) {
            x.codes[c] = x.codes[c] < 0 ? 0 : x.codes[c];
        }
        x.codes[1] = 0; /* so that they differ once at least */
        x.codings.n_coders = 2;
        memcpy(x.codes + 2 * n, x.codes, (size_t)n * sizeof *x.codes);
        double two = alpha_of(&x.codings, "nominal").value;
        x.codings.n_coders = 3;
        double tripled = alpha_of(&x.codings, "nominal").value;
        ck_assert_msg(tripled > two, "%.17g after %.17g", tripled, two);
    }
}
END_TEST

/* ---- bootstrap ---- */

static coop_alpha_interval_result ends_of(const coop_codings *codings,
                                          const coop_alpha_options *options)
{
    coop_alpha_interval_result out = {.struct_size = sizeof out};
    coop_error err = {0};
    ck_assert_msg(coop_alpha_interval(codings, options, NULL, &out, &err) == COOP_OK, "%s",
                  err.message);
    return out;
}

/* The known answers that come with the authors' library. */
START_TEST(generator_gives_the_published_numbers)
{
    static const struct {
        coop__philox counter;
        uint64_t key;
        coop__philox want;
    } known[] = {
        {{{0, 0, 0, 0}}, 0, {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}},
        {{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}},
         0xffffffffffffffff,
         {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}},
        {{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
         0x299f31d0a4093822,
         {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}},
    };
    for (int i = 0; i < 3; i++) {
        coop__philox got = coop__philox_at(known[i].counter, known[i].key);
        ck_assert(memcmp(&got, &known[i].want, sizeof got) == 0);
    }
    ck_assert_int_eq(coop__philox_below(UINT64_MAX, 1), 0);
    ck_assert_int_eq(coop__philox_below(UINT64_MAX, INT32_MAX), INT32_MAX - 1);
    ck_assert_int_eq(coop__philox_below((uint64_t)1 << 63, 10), 5);
    ck_assert_int_eq(coop__philox_below(((uint64_t)1 << 63) - 1, 10), 4);
}
END_TEST

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The bootstrap done over again as the header describes it: alpha of sheets that are written out.
 */
START_TEST(interval_is_that_of_the_documented_draws)
{
    enum { replicates = 99 };
    int32_t codes[60];
    coop_codings codings = published(four, 4, 12, codes);
    coop_alpha_options options = COOP_ALPHA_OPTIONS_INIT;
    options.replicates = replicates;
    options.seed = 0x123456789abcdef;
    options.level = 0.9;
    for (int j = 0; j < 4; j++) {
        double values[replicates];
        for (uint32_t r = 0; r < replicates; r++) {
            int32_t drawn[4 * 11];
            for (uint32_t i = 0; i < 11; i++) {
                coop__philox x = coop__philox_at((coop__philox){{i / 2, r, 0, 0}}, options.seed);
                uint64_t word = x.v[i % 2 * 2] | (uint64_t)x.v[i % 2 * 2 + 1] << 32;
                int64_t unit = coop__philox_below(word, 11);
                for (int c = 0; c < 4; c++) {
                    drawn[c * 11 + (int)i] = codes[c * 12 + unit]; /* unit 11 is the single one */
                }
            }
            coop_codings again = {drawn, 4, 11, 5, NULL};
            values[r] = alpha_of(&again, metrics[j]).value;
        }
        qsort(values, replicates, sizeof *values, by_size);
        options.metric = metrics[j];
        coop_alpha_interval_result x = ends_of(&codings, &options);
        ck_assert(x.value == alpha_of(&codings, metrics[j]).value);
        ck_assert_double_le(fabs(x.low - values[4]), 1e-15);
        ck_assert_double_le(fabs(x.high - values[94]), 1e-15);
        ck_assert_int_eq(x.n_replicates, replicates);
    }
}
END_TEST

START_TEST(interval_depends_on_the_seed_and_grows_with_the_level)
{
    int32_t codes[60];
    coop_codings codings = published(four, 4, 12, codes);
    coop_alpha_interval_result x = ends_of(&codings, NULL);
    coop_alpha_options options = COOP_ALPHA_OPTIONS_INIT;
    coop_alpha_interval_result same = ends_of(&codings, &options);
    ck_assert(memcmp(&x, &same, sizeof x) == 0);
    ck_assert(x.low < x.value && x.value < x.high && x.high <= 1.0);
    ck_assert(x.n_replicates == 1999 && x.n_undefined == 0);
    options.seed = 2;
    coop_alpha_interval_result other = ends_of(&codings, &options);
    ck_assert(other.low != x.low && fabs(other.low - x.low) < 0.05 && other.value == x.value);
    options.seed = 1;
    options.level = 0.99;
    coop_alpha_interval_result wide = ends_of(&codings, &options);
    ck_assert(wide.low < x.low && wide.high >= x.high);
}
END_TEST

/* 60 units by two coders, a fifth of the codes at random: the interval holds the truth, which is
 * alpha of very many such units, in some 95 of 100 samples. */
START_TEST(interval_covers_about_as_often_as_it_says)
{
    enum { n = 60, samples = 200 };
    static int32_t large[2 * 100000];
    uint64_t state = 28;
    double truth = 0.0;
    int n_covered = 0;
    for (int i = -1; i < samples; i++) {
        int64_t n_units = i < 0 ? 100000 : n;
        for (int64_t u = 0; u < n_units; u++) {
            large[u] = (int32_t)below(&state, 3);
            large[n_units + u] = below(&state, 5) == 0 ? (int32_t)below(&state, 3) : large[u];
        }
        coop_codings codings = {large, 2, n_units, 3, NULL};
        coop_alpha_options options = COOP_ALPHA_OPTIONS_INIT;
        options.replicates = 399;
        if (i < 0) {
            truth = alpha_of(&codings, NULL).value;
        } else {
            coop_alpha_interval_result x = ends_of(&codings, &options);
            n_covered += x.low <= truth && truth <= x.high ? 1 : 0;
        }
    }
    ck_assert_msg(n_covered >= 178 && n_covered <= 199, "%d of %d", n_covered, samples);
}
END_TEST

START_TEST(options_are_checked)
{
    int32_t codes[60];
    coop_codings codings = published(four, 4, 12, codes);
    static const struct {
        int64_t replicates;
        double level;
        coop_status want;
        const char *message;
    } cases[] = {
        {39, 0.95, COOP_OK, ""},
        {38, 0.95, COOP_RANGE,
         "replicates is 38, too few for level 0.95: need (replicates + 1) (1 - level) of 2 or "
         "more"},
        {0, 0.95, COOP_RANGE, "replicates is 0, need 1 to 1000000"},
        {1000001, 0.95, COOP_RANGE, "replicates is 1000001, need 1 to 1000000"},
        {3, 0.5, COOP_OK, ""},
        {99, 1.0, COOP_RANGE, "level is 1, need a value inside (0, 1)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        coop_alpha_options options = COOP_ALPHA_OPTIONS_INIT;
        options.replicates = cases[i].replicates;
        options.level = cases[i].level;
        coop_alpha_interval_result out = {.struct_size = sizeof out, .low = -7.0};
        coop_error err = {0};
        ck_assert_int_eq(coop_alpha_interval(&codings, &options, NULL, &out, &err), cases[i].want);
        ck_assert_str_eq(err.message, cases[i].message);
        ck_assert((out.low == -7.0) == (cases[i].want != COOP_OK));
    }
    coop_alpha_options unset = {0};
    coop_alpha_interval_result out = {.struct_size = sizeof out};
    coop_error err = {0};
    ck_assert_int_eq(coop_alpha_interval(&codings, &unset, NULL, &out, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "options->struct_size is 0, need sizeof(coop_alpha_options)");
    ck_assert_int_eq(coop_alpha_interval(&codings, NULL, NULL, NULL, &err), COOP_ARGUMENT);
}
END_TEST

START_TEST(replicates_without_alpha_are_counted_or_end_it)
{
    static const int32_t one[] = {0, -1, 1, 1};
    coop_codings codings = {one, 2, 2, 2, NULL};
    coop_alpha_interval_result out = {.struct_size = sizeof out, .low = -7.0};
    coop_error err = {0};
    ck_assert_int_eq(coop_alpha_interval(&codings, NULL, NULL, &out, &err), COOP_UNDEFINED);
    ck_assert_str_eq(err.message, "one unit alone has two codes or more: nothing to draw from");
    int32_t rare[20] = {0};
    rare[0] = rare[10] = 1;
    codings = (coop_codings){rare, 2, 10, 2, NULL};
    ck_assert_int_eq(coop_alpha_interval(&codings, NULL, NULL, &out, &err), COOP_UNDEFINED);
    ck_assert_ptr_nonnull(strstr(err.message, "of 1999 replicates all codes are alike"));
    ck_assert(out.low == -7.0);
    rare[1] = rare[11] = rare[2] = rare[12] = rare[3] = 1;
    coop_alpha_interval_result x = ends_of(&codings, NULL);
    ck_assert(x.n_undefined > 0 && x.n_undefined + x.n_replicates == 1999);
}
END_TEST

static int32_t stop_at(void *ctx, double done)
{
    int *calls = ctx;
    ck_assert(done > 0.0 && done <= 1.0);
    return ++*calls == 7;
}

START_TEST(progress_can_stop_it)
{
    int32_t codes[60];
    coop_codings codings = published(four, 4, 12, codes);
    int calls = 0;
    coop_run run = COOP_RUN_INIT;
    run.progress = stop_at;
    run.progress_ctx = &calls;
    coop_alpha_interval_result out = {.struct_size = sizeof out, .low = -7.0};
    coop_error err = {0};
    ck_assert_int_eq(coop_alpha_interval(&codings, NULL, &run, &out, &err), COOP_CANCELLED);
    ck_assert_str_eq(err.message, "stopped after 7 of 1999 replicates");
    ck_assert(calls == 7 && out.low == -7.0);
}
END_TEST

START_TEST(memory_that_fails_is_told_and_given_back)
{
    int32_t codes[60];
    coop_codings codings = published(four, 4, 12, codes);
    for (int64_t nth = 1;; nth++) {
        meter m = {.fail_at = nth, .for_ever = nth % 2 == 0};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        run.allocator = &a;
        coop_alpha_interval_result out = {.struct_size = sizeof out, .low = -7.0};
        coop_status status = coop_alpha_interval(&codings, NULL, &run, &out, NULL);
        ck_assert_uint_eq(m.live, 0);
        if (status == COOP_OK) {
            ck_assert_int_eq(nth, 8);
            break;
        }
        ck_assert_int_eq(status, COOP_MEMORY);
        ck_assert(out.low == -7.0);
    }
}
END_TEST

START_TEST(metrics_are_listed_with_meaning_and_origin)
{
    int n = 0;
    for (const coop_code_distance *m = coop_alpha_metrics(); m->name != NULL; m++, n++) {
        ck_assert_str_eq(m->name, metrics[n]);
        ck_assert(strlen(m->meaning) > 10 && strstr(m->origin, "Krippendorff") != NULL);
    }
    ck_assert_int_eq(n, 4);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("alpha");
    TCase *c = tcase_create("alpha");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, published_alphas_are_met);
    tcase_add_test(c, published_example_agrees_with_exact_fractions);
    tcase_add_test(c, alpha_agrees_with_exact_fractions);
    tcase_add_test(c, everyone_says_the_same_is_undefined);
    tcase_add_test(c, units_without_two_codes_are_empty);
    tcase_add_test(c, arguments_are_checked);
    tcase_add_test(c, values_are_checked_where_they_are_used);
    tcase_add_test(c, order_of_coders_and_of_units_changes_no_bit);
    tcase_add_test(c, relabelling_does_not_matter_to_metrics_that_do_not_see_it);
    tcase_add_test(c, perfect_agreement_is_1);
    tcase_add_test(c, values_stay_in_their_bounds);
    tcase_add_test(c, independent_coders_are_near_0);
    tcase_add_test(c, metrics_agree_for_two_categories);
    tcase_add_test(c, duplicate_of_a_coder_raises_alpha);
    tcase_add_test(c, generator_gives_the_published_numbers);
    tcase_add_test(c, interval_is_that_of_the_documented_draws);
    tcase_add_test(c, interval_depends_on_the_seed_and_grows_with_the_level);
    tcase_add_test(c, interval_covers_about_as_often_as_it_says);
    tcase_add_test(c, options_are_checked);
    tcase_add_test(c, replicates_without_alpha_are_counted_or_end_it);
    tcase_add_test(c, progress_can_stop_it);
    tcase_add_test(c, memory_that_fails_is_told_and_given_back);
    tcase_add_test(c, metrics_are_listed_with_meaning_and_origin);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
