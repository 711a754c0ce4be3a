/* eval.c -- expressions on rows: four truths, arithmetic that does not wrap, tests of words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "program.h"
#include "random.h"

/* Row 0 has a value everywhere, row 1 nowhere; d may be any day of 2020. */
static coop_dataset *one_row(void)
{
    return register_of("2024-01-01", "t",
                       "i:int64 j:int64 f:float64 b:bool d:span e:date m:money n:money3 c:code "
                       "s:set x:text",
                       "7|2|0.5|true|2020|2020-06-15|1.50|2.250|word|a;b;c|some text\n"
                       "||||||||||",
                       NULL);
}

/* ---- logic ---- */

/* Expressions of the four truths, in their order. */
static const char *const of_truth[] = {"1 = 2", "i = null", "d = '2020-06-15'", "1 = 1"};

START_TEST(the_truth_tables_are_complete)
{
    coop_dataset *data = one_row();
    for (int a = 0; a < 4; a++) {
        char text[256];
        static const coop__truth negated[] = {COOP__TRUE, COOP__UNKNOWN, COOP__MAYBE, COOP__FALSE};
        ck_assert_int_eq(truth_on(data, "t", of_truth[a], 0), a);
        snprintf(text, sizeof text, "not (%s)", of_truth[a]);
        ck_assert_int_eq(truth_on(data, "t", text, 0), negated[a]);
        snprintf(text, sizeof text, "not not (%s)", of_truth[a]);
        ck_assert_int_eq(truth_on(data, "t", text, 0), a);
        snprintf(text, sizeof text, "(%s) is null", of_truth[a]);
        ck_assert_int_eq(truth_on(data, "t", text, 0),
                         a == COOP__UNKNOWN ? COOP__TRUE : COOP__FALSE);
        for (int b = 0; b < 4; b++) {
            snprintf(text, sizeof text, "(%s) and (%s)", of_truth[a], of_truth[b]);
            ck_assert_int_eq(truth_on(data, "t", text, 0), a < b ? a : b);
            snprintf(text, sizeof text, "(%s) or (%s)", of_truth[a], of_truth[b]);
            ck_assert_int_eq(truth_on(data, "t", text, 0), a > b ? a : b);
        }
    }
    coop_dataset_free(data);
}
END_TEST

/* De Morgan on all four truths of three tests: what was negated twice comes back. */
START_TEST(and_or_not_go_together)
{
    coop_dataset *data = one_row();
    for (int i = 0; i < 64; i++) {
        char left[256];
        char right[256];
        const char *a = of_truth[i & 3];
        const char *b = of_truth[i >> 2 & 3];
        const char *c = of_truth[i >> 4];
        snprintf(left, sizeof left, "not (%s and (%s or %s))", a, b, c);
        snprintf(right, sizeof right, "not %s or not %s and not %s", a, b, c);
        ck_assert_int_eq(truth_on(data, "t", left, 0), truth_on(data, "t", right, 0));
    }
    coop_dataset_free(data);
}
END_TEST

/* ---- logic by brute force ---- */

enum { FORMULA_MOST = 64, DATES = 4 };

/* A formula in prefix order: & | ! are logic, 0 1 ? what is false, true, null, a to d one date each
 * that is in doubt. A date stands in it once at most: the engine takes tests to be independent. */
typedef struct formula {
    char code[FORMULA_MOST];
    int n;
    int dates; /* bit i: date i is used */
} formula;

static void grow(formula *f, int depth, uint64_t *state)
{
    uint64_t r = next_random(state) % 16;
    if (depth > 0 && r < 9) {
        f->code[f->n++] = r < 3 ? '!' : r < 6 ? '&' : '|';
        grow(f, depth - 1, state);
        if (r >= 3) {
            grow(f, depth - 1, state);
        }
        return;
    }
    int date = (int)(next_random(state) % DATES);
    bool is_date = r >= 11 && (f->dates >> date & 1) == 0;
    f->dates |= is_date ? 1 << date : 0;
    f->code[f->n++] = is_date ? (char)('a' + date) : "01?"[r % 3];
}

static size_t write_formula(const formula *f, int *at, char *out)
{
    char c = f->code[(*at)++];
    size_t n = 0;
    if (c == '!') {
        n = (size_t)sprintf(out, "not (");
        n += write_formula(f, at, out + n);
        return n + (size_t)sprintf(out + n, ")");
    }
    if (c == '&' || c == '|') {
        n = (size_t)sprintf(out, "((");
        n += write_formula(f, at, out + n);
        n += (size_t)sprintf(out + n, ") %s (", c == '&' ? "and" : "or");
        n += write_formula(f, at, out + n);
        return n + (size_t)sprintf(out + n, "))");
    }
    const char *text = c == '0' ? "1 = 2" : c == '1' ? "1 = 1" : "i = null";
    return c >= 'a' ? (size_t)sprintf(out, "%c = '2020-06-15'", c)
                    : (size_t)sprintf(out, "%s", text);
}

/* SQL's three truths 0, 1 (null), 2 with the dates as bit i of the choice says. */
static int try_formula(const formula *f, int *at, int choice)
{
    char c = f->code[(*at)++];
    if (c == '!') {
        return 2 - try_formula(f, at, choice);
    }
    if (c == '&' || c == '|') {
        int a = try_formula(f, at, choice);
        int b = try_formula(f, at, choice);
        return (c == '&') == (a < b) ? a : b;
    }
    return c == '0' ? 0 : c == '1' ? 2 : c == '?' ? 1 : (choice >> (c - 'a') & 1) * 2;
}

START_TEST(a_row_is_possible_where_some_choice_of_days_takes_it)
{
    coop_dataset *data = register_of("2024-01-01", "t", "i:int64 a:span b:span c:span d:span",
                                     "7|2020|2020|2020|2020", NULL);
    uint64_t state = 22;
    int counts[4] = {0};
    for (int round = 0; round < 3000; round++) {
        formula f = {.n = 0};
        char text[2048];
        int at = 0;
        bool some = false;
        bool all = true;
        grow(&f, 4, &state);
        write_formula(&f, &at, text);
        for (int choice = 0; choice < 1 << DATES; choice++) {
            at = 0;
            bool is_true = try_formula(&f, &at, choice) == 2;
            some = some || is_true;
            all = all && is_true;
        }
        coop__truth truth = truth_on(data, "t", text, 0);
        ck_assert_msg((truth == COOP__TRUE) == all, "%s is %d", text, (int)truth);
        ck_assert_msg((truth >= COOP__MAYBE) == some, "%s is %d", text, (int)truth);
        counts[truth]++;
    }
    ck_assert(counts[0] > 100 && counts[1] > 100 && counts[2] > 100 && counts[3] > 100);
    coop_dataset_free(data);
}
END_TEST

typedef struct truth_row {
    const char *text;
    coop__truth here, missing; /* on row 0, and on row 1 */
} truth_row;

static void check_truths(const truth_row *rows, size_t n)
{
    coop_dataset *data = one_row();
    for (size_t i = 0; i < n; i++) {
        ck_assert_msg(truth_on(data, "t", rows[i].text, 0) == rows[i].here, "%s", rows[i].text);
        ck_assert_msg(truth_on(data, "t", rows[i].text, 1) == rows[i].missing, "%s on nulls",
                      rows[i].text);
    }
    coop_dataset_free(data);
}

#define CHECK_TRUTHS(rows) check_truths(rows, sizeof rows / sizeof rows[0])

START_TEST(nulls_exclude_and_doubts_do_not)
{
    static const truth_row rows[] = {
        {"i = 7", COOP__TRUE, COOP__UNKNOWN},
        {"i <> 7", COOP__FALSE, COOP__UNKNOWN},
        {"not i = 7", COOP__FALSE, COOP__UNKNOWN},
        {"i = 7 or c = 'x'", COOP__TRUE, COOP__UNKNOWN},
        {"i = 8 and c = 'x'", COOP__FALSE, COOP__UNKNOWN},
        {"i is null", COOP__FALSE, COOP__TRUE},
        {"i is not null", COOP__TRUE, COOP__FALSE},
        {"not i is null", COOP__TRUE, COOP__FALSE},
        {"s is null", COOP__FALSE, COOP__TRUE},
        {"d is null", COOP__FALSE, COOP__TRUE},
        {"i + j is null", COOP__FALSE, COOP__TRUE},
        {"null is null", COOP__TRUE, COOP__TRUE},
        {"(i = 7) is null", COOP__FALSE, COOP__TRUE},
        {"i = null", COOP__UNKNOWN, COOP__UNKNOWN},
        {"null = null", COOP__UNKNOWN, COOP__UNKNOWN},
        {"i in (7, null)", COOP__TRUE, COOP__UNKNOWN},
        {"i in (8, null)", COOP__UNKNOWN, COOP__UNKNOWN},
        {"i not in (7, null)", COOP__FALSE, COOP__UNKNOWN},
        {"i not in (8, null)", COOP__UNKNOWN, COOP__UNKNOWN},
        {"i in (8, 9)", COOP__FALSE, COOP__UNKNOWN},
        {"i not in (8, 9)", COOP__TRUE, COOP__UNKNOWN},
        {"7 in (j, i)", COOP__TRUE, COOP__UNKNOWN},
        {"i between 7 and 7", COOP__TRUE, COOP__UNKNOWN},
        {"i between 8 and null", COOP__FALSE, COOP__UNKNOWN},
        {"i between 6 and null", COOP__UNKNOWN, COOP__UNKNOWN},
        {"i not between 8 and null", COOP__TRUE, COOP__UNKNOWN},
        {"i between 8 and 6", COOP__FALSE, COOP__UNKNOWN},
        {"b", COOP__TRUE, COOP__UNKNOWN},
        {"not b", COOP__FALSE, COOP__UNKNOWN},
        {"b = true", COOP__TRUE, COOP__UNKNOWN},
        {"b and i = 7", COOP__TRUE, COOP__UNKNOWN},
        {"null and i = 7", COOP__UNKNOWN, COOP__UNKNOWN},
        {"null or i = 7", COOP__TRUE, COOP__UNKNOWN},
        {"d = '2020'", COOP__TRUE, COOP__UNKNOWN},
        {"d = '2020-06'", COOP__MAYBE, COOP__UNKNOWN},
        {"d <> '2020-06'", COOP__MAYBE, COOP__UNKNOWN},
        {"d not between '2019' and '2021'", COOP__FALSE, COOP__UNKNOWN},
        {"d < '2021'", COOP__TRUE, COOP__UNKNOWN},
        {"d > '2020'", COOP__FALSE, COOP__UNKNOWN},
        {"d >= '2020-06-15'", COOP__MAYBE, COOP__UNKNOWN},
        {"d < e", COOP__MAYBE, COOP__UNKNOWN},
        {"e = '2020-06'", COOP__TRUE, COOP__UNKNOWN},
        {"'2020' = e", COOP__TRUE, COOP__UNKNOWN},
        {"'2020-06-14' < e", COOP__TRUE, COOP__UNKNOWN},
        {"'2020-06' < e", COOP__FALSE, COOP__UNKNOWN},
        {"e in ('2019', '2020')", COOP__TRUE, COOP__UNKNOWN},
        {"d in ('2020-01/2020-06', '2020-07/2020-12')", COOP__TRUE, COOP__UNKNOWN},
        {"d in ('2020-01/2020-06', '2020-08/2020-12')", COOP__MAYBE, COOP__UNKNOWN},
        {"d < '../2019'", COOP__FALSE, COOP__UNKNOWN},
        {"d >= '2019/..'", COOP__TRUE, COOP__UNKNOWN},
        {"(d = '2020-06') = true", COOP__MAYBE, COOP__UNKNOWN},
        {"(d = '2020-06') <> (1 = 2)", COOP__MAYBE, COOP__UNKNOWN},
    };
    CHECK_TRUTHS(rows);
}
END_TEST

START_TEST(sets_have_members)
{
    static const truth_row rows[] = {
        {"s has 'a'", COOP__TRUE, COOP__UNKNOWN},
        {"s has 'c'", COOP__TRUE, COOP__UNKNOWN},
        {"s has 'd'", COOP__FALSE, COOP__UNKNOWN},
        {"s has 'A'", COOP__FALSE, COOP__UNKNOWN},
        {"s has ''", COOP__FALSE, COOP__UNKNOWN},
        {"s has 'a;b'", COOP__FALSE, COOP__UNKNOWN},
        {"s not has 'd'", COOP__TRUE, COOP__UNKNOWN},
        {"not s has 'd'", COOP__TRUE, COOP__UNKNOWN},
        {"s has c", COOP__FALSE, COOP__UNKNOWN},
        {"s has null", COOP__UNKNOWN, COOP__UNKNOWN},
        {"s has 'a' and s has 'b'", COOP__TRUE, COOP__UNKNOWN},
    };
    CHECK_TRUTHS(rows);
}
END_TEST

/* ---- like ---- */

typedef struct like_row {
    const char *text, *pattern;
    bool is_like;
} like_row;

static coop_dataset *row_of_text(const char *text)
{
    char rows[512];
    snprintf(rows, sizeof rows, "%s", text[0] == '\0' ? "''" : text);
    return register_of("2024-01-01", "t", "x:text", rows, NULL);
}

static bool like_of(const char *text, const char *pattern)
{
    char test[512];
    coop_dataset *data = row_of_text(text);
    snprintf(test, sizeof test, "x like '%s'", pattern);
    coop__truth truth = truth_on(data, "t", test, 0);
    ck_assert(truth == COOP__TRUE || truth == COOP__FALSE);
    coop_dataset_free(data);
    return truth == COOP__TRUE;
}

START_TEST(like_knows_runs_and_single_characters)
{
    static const like_row rows[] = {
        {"", "", true},
        {"", "%", true},
        {"", "_", false},
        {"", "%%", true},
        {"a", "", false},
        {"a", "a", true},
        {"a", "A", false},
        {"a", "_", true},
        {"a", "__", false},
        {"a", "%_", true},
        {"a", "_%", true},
        {"ab", "a%", true},
        {"ab", "%b", true},
        {"ab", "%a", false},
        {"ab", "a_", true},
        {"abc", "a%c", true},
        {"abc", "a_c", true},
        {"abc", "%b%", true},
        {"abab", "%ab", true},
        {"aab", "%ab", true},
        {"ababac", "%abac", true},
        {"abcabd", "%ab_", true},
        {"aaa", "a%a%a", true},
        {"aa", "a%a%a", false},
        {"a%b", "a%b", true},
        {"axb", "a%b", true},
        {"50%", "50%", true},
        {"\xc3\xa4", "_", true},
        {"\xc3\xa4", "__", false},
        {"\xe6\x97\xa5x", "_x", true},
        {"a\xf0\x9f\x98\x80"
         "b",
         "a_b", true},
        {"\xe6\x97\xa5\xe6\x9c\xac", "%\xe6\x9c\xac", true},
        {"\xe6\x97\xa5", "\xe6\x97\xa5_", false},
        {"it's", "it''s", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_assert_msg(like_of(rows[i].text, rows[i].pattern) == rows[i].is_like, "%s like %s",
                      rows[i].text, rows[i].pattern);
    }
}
END_TEST

/* like by the book: dynamic programming over whole characters. */
static bool like_slow(const char *text, const char *pattern)
{
    bool reach[64][64] = {{false}};
    size_t n = strlen(text);
    size_t m = strlen(pattern);
    reach[0][0] = true;
    for (size_t j = 1; j <= m; j++) {
        reach[0][j] = reach[0][j - 1] && pattern[j - 1] == '%';
    }
    for (size_t i = 1; i <= n; i++) {
        for (size_t j = 1; j <= m; j++) {
            char p = pattern[j - 1];
            reach[i][j] = p == '%' ? reach[i - 1][j] || reach[i][j - 1]
                                   : (p == '_' || p == text[i - 1]) && reach[i - 1][j - 1];
        }
    }
    return reach[n][m];
}

START_TEST(like_agrees_with_dynamic_programming)
{
    uint64_t state = 21;
    int likes = 0;
    for (int round = 0; round < 3000; round++) {
        char text[16];
        char pattern[16];
        size_t n = next_random(&state) % 10;
        size_t m = next_random(&state) % 8;
        for (size_t i = 0; i < n; i++) {
            text[i] = "ab"[next_random(&state) % 2];
        }
        for (size_t i = 0; i < m; i++) {
            pattern[i] = "ab_%%"[next_random(&state) % 5];
        }
        text[n] = '\0';
        pattern[m] = '\0';
        bool expected = like_slow(text, pattern);
        ck_assert_msg(like_of(text, pattern) == expected, "%s like %s", text, pattern);
        likes += expected ? 1 : 0;
    }
    ck_assert(likes > 300 && likes < 2700);
}
END_TEST

START_TEST(like_is_not_exponential)
{
    char text[2049];
    memset(text, 'a', 2048);
    text[2048] = '\0';
    coop_dataset *data = register_of("2024-01-01", "t", "x:text", text, NULL);
    ck_assert_int_eq(truth_on(data, "t", "x like '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b'", 0),
                     COOP__FALSE);
    coop_dataset_free(data);
}
END_TEST

/* ---- arithmetic ---- */

typedef struct number_row {
    const char *text;
    coop__kind kind;
    double value; /* money in minor units */
} number_row;

START_TEST(arithmetic_keeps_integers_and_money_where_they_are_exact)
{
    static const number_row rows[] = {
        {"1 + 2 * 3", COOP__INTEGER, 7},
        {"i - j", COOP__INTEGER, 5},
        {"i * j", COOP__INTEGER, 14},
        {"i / j", COOP__NUMBER, 3.5},
        {"-i", COOP__INTEGER, -7},
        {"- -i", COOP__INTEGER, 7},
        {"-i + i", COOP__INTEGER, 0},
        {"i + f", COOP__NUMBER, 7.5},
        {"f - f", COOP__NUMBER, 0},
        {"i * f", COOP__NUMBER, 3.5},
        {"-f", COOP__NUMBER, -0.5},
        {"m + m", COOP__MONEY, 300},
        {"m - m - m", COOP__MONEY, -150},
        {"-m", COOP__MONEY, -150},
        {"n + n", COOP__MONEY, 4500},
        {"m * 2", COOP__NUMBER, 3},
        {"m / m", COOP__NUMBER, 1},
        {"m / i", COOP__NUMBER, 1.5 / 7},
        {"m * n", COOP__NUMBER, 1.5 * 2.25},
        {"8 / 4 / 2", COOP__NUMBER, 1},
        {"1 - 2 - 3", COOP__INTEGER, -4},
        {"9223372036854775807 - 1", COOP__INTEGER, 9223372036854775806.0},
    };
    coop_dataset *data = one_row();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        coop__value value = value_of(data, "t", rows[i].text, 0);
        ck_assert_msg(!value.is_null && value.kind == rows[i].kind, "%s: kind %d", rows[i].text,
                      (int)value.kind);
        double number = value.kind == COOP__NUMBER ? value.of.number : (double)value.of.integer;
        ck_assert_msg(number == rows[i].value, "%s is %.17g", rows[i].text, number);
        ck_assert_msg(value.kind != COOP__INTEGER || value.most == value.of.integer, "%s",
                      rows[i].text);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(arithmetic_of_nulls_is_null)
{
    static const char *const texts[] = {
        "i + 1",    "1 - i",    "i * j",       "i / 2", "-i",    "f + 1.5", "m - m", "m * 2",
        "i + null", "null * f", "null + null", "-null", "1 / 0", "0 / 0",   "f / 0", "m / 0"};
    coop_dataset *data = one_row();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        ck_assert_msg(value_of(data, "t", texts[i], 1).is_null, "%s", texts[i]);
    }
    for (size_t i = 8; i < sizeof texts / sizeof texts[0]; i++) {
        ck_assert_msg(value_of(data, "t", texts[i], 0).is_null, "%s", texts[i]);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(arithmetic_that_leaves_its_type_is_an_error)
{
    static const char *const texts[] = {
        "9223372036854775807 + 1",
        "-9223372036854775807 - 2",
        "9223372036854775807 * 2",
        "-9223372036854775807 * 2",
        "3037000500 * 3037000500",
        "-(-9223372036854775807 - 1)",
        "abs(-9223372036854775807 - 1)",
        "1e308 + 1e308",
        "-1e308 - 1e308",
        "1e200 * 1e200",
        "1e308 / 0.01",
        "big + big",
        "cash + cash",
        "-cash - cash - cash",
    };
    coop_dataset *data = register_of("2024-01-01", "t", "big:int64 cash:money",
                                     "9223372036854775807|92233720368547758.07", NULL);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char text[256];
        coop_query query = query_of("t", text, NULL, NULL);
        snprintf(text, sizeof text, "%s = 0", texts[i]);
        expect_error(data, query, COOP_RANGE, -1, "where: arithmetic left the range");
        query = query_of("t", NULL, NULL, texts[i]);
        expect_error(data, query, COOP_RANGE, -1, "select: arithmetic left the range");
        query = query_of("t", NULL, texts[i], "count()");
        expect_error(data, query, COOP_RANGE, -1, "by: arithmetic left the range");
        query = query_of("t", NULL, NULL, text);
        snprintf(text, sizeof text, "sum(%s)", texts[i]);
        expect_error(data, query, COOP_RANGE, -1, "select: arithmetic left the range");
        query = query_of("t", NULL, NULL, "big");
        query.order_by = texts[i];
        expect_error(data, query, COOP_RANGE, -1, "order_by: arithmetic left the range");
    }
    /* One step before the edge. */
    ck_assert_int_eq(value_of(data, "t", "9223372036854775806 + 1", 0).of.integer, INT64_MAX);
    ck_assert_int_eq(value_of(data, "t", "-9223372036854775807 - 1", 0).of.integer, INT64_MIN);
    ck_assert_int_eq(value_of(data, "t", "3037000499 * 3037000499", 0).of.integer,
                     INT64_C(9223372030926249001));
    coop_dataset_free(data);
}
END_TEST

/* Ranges: the least and the most of a sum or difference over all choices. */
START_TEST(arithmetic_of_ranges_holds_for_every_choice)
{
    static const char *const spans[] = {"2020", "2020/2021", "2019/2022", "2021-03-05", "2018-11"};
    coop_dataset *data =
        register_of("2024-01-01", "t", "a:span b:span",
                    "2020|2020\n2020|2020/2021\n2020/2021|2019/2022\n2019/2022|2021-03-05\n"
                    "2018-11|2019/2022",
                    NULL);
    static const int years[5][2] = {
        {2020, 2020}, {2020, 2021}, {2019, 2022}, {2021, 2021}, {2018, 2018}};
    static const int rows[5][2] = {{0, 0}, {0, 1}, {1, 2}, {2, 3}, {4, 2}};
    (void)spans;
    for (int row = 0; row < 5; row++) {
        const int *a = years[rows[row][0]];
        const int *b = years[rows[row][1]];
        coop__value sum = value_of(data, "t", "year(a) + year(b)", row);
        ck_assert_int_eq(sum.of.integer, a[0] + b[0]);
        ck_assert_int_eq(sum.most, a[1] + b[1]);
        coop__value difference = value_of(data, "t", "year(a) - year(b)", row);
        ck_assert_int_eq(difference.of.integer, a[0] - b[1]);
        ck_assert_int_eq(difference.most, a[1] - b[0]);
        coop__value negative = value_of(data, "t", "-year(a) + 1", row);
        ck_assert_int_eq(negative.of.integer, 1 - a[1]);
        ck_assert_int_eq(negative.most, 1 - a[0]);
    }
    coop_dataset_free(data);
}
END_TEST

/* ---- depth ---- */

static void *evaluate_deep(void *ctx)
{
    char text[2048] = "";
    size_t n = 0;
    coop_dataset *data = one_row();
    for (int i = 0; i < 127; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "1+(");
    }
    n += (size_t)snprintf(text + n, sizeof text - n, "1");
    for (int i = 0; i < 127; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, ")");
    }
    *(int64_t *)ctx = value_of(data, "t", text, 0).of.integer;
    coop_dataset_free(data);
    return NULL;
}

START_TEST(deep_expressions_need_little_stack)
{
    int64_t sum = 0;
    on_small_stack(evaluate_deep, &sum);
    ck_assert_int_eq(sum, 128);
}
END_TEST

/* A list as long as the stack of values is the last that is taken. */
START_TEST(at_most_256_values_wait)
{
    coop_dataset *data = one_row();
    for (int n = 255; n <= 256; n++) {
        char text[2048];
        size_t at = (size_t)snprintf(text, sizeof text, "i in (7");
        for (int i = 1; i < n; i++) {
            at += (size_t)snprintf(text + at, sizeof text - at, ",0");
        }
        snprintf(text + at, sizeof text - at, ")");
        program_of_text p;
        coop_error err = {0};
        coop_status status = program_open(&p, data, "t", text, NULL, 0, &err);
        ck_assert_int_eq(status, n == 255 ? COOP_OK : COOP_LIMIT);
        if (status == COOP_OK) {
            ck_assert_int_eq(coop__evaluate(p.program, &p.frame.scope, 0).of.truth, COOP__TRUE);
        } else {
            ck_assert_int_eq(err.column, 517);
        }
        program_close(&p);
    }
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_eval");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, the_truth_tables_are_complete);
    tcase_add_test(c, and_or_not_go_together);
    tcase_add_test(c, a_row_is_possible_where_some_choice_of_days_takes_it);
    tcase_add_test(c, nulls_exclude_and_doubts_do_not);
    tcase_add_test(c, sets_have_members);
    tcase_add_test(c, like_knows_runs_and_single_characters);
    tcase_add_test(c, like_agrees_with_dynamic_programming);
    tcase_add_test(c, like_is_not_exponential);
    tcase_add_test(c, arithmetic_keeps_integers_and_money_where_they_are_exact);
    tcase_add_test(c, arithmetic_of_nulls_is_null);
    tcase_add_test(c, arithmetic_that_leaves_its_type_is_an_error);
    tcase_add_test(c, arithmetic_of_ranges_holds_for_every_choice);
    tcase_add_test(c, deep_expressions_need_little_stack);
    tcase_add_test(c, at_most_256_values_wait);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
