/* value.c -- comparing by brute force over single days, and the order of values.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>

#include "query/expression.h"
#include "random.h"
#include "register.h"
#include "table/table.h"

/* Days of the brute force. Open ends reach to them; the spans that are tried lie well inside. */
enum { FIRST_DAY = -3, LAST_DAY = 7, SMALL = 4 };

static coop__value span_value(coop_date first, coop_date last, bool is_period)
{
    coop__value value = {.kind = COOP__SPAN, .is_period = is_period};
    value.of.span.first = first;
    value.of.span.last = last;
    return value;
}

static coop__value integer_value(int64_t least, int64_t most)
{
    coop__value value = {.kind = COOP__INTEGER, .most = most};
    value.of.integer = least;
    return value;
}

static coop__value number_value(double number)
{
    coop__value value = {.kind = COOP__NUMBER};
    value.of.number = number;
    return value;
}

static coop__value money_value(int64_t minor, int32_t scale)
{
    coop__value value = {.kind = COOP__MONEY, .scale = scale, .most = minor};
    value.of.integer = minor;
    return value;
}

static coop__value text_value(const char *text)
{
    coop__value value = {.kind = COOP__TEXT};
    value.of.text.bytes = text;
    value.of.text.n = strlen(text);
    return value;
}

static coop__value null_value(coop__kind kind)
{
    coop__value value = {.kind = kind, .is_null = true};
    return value;
}

static const coop__op ops[] = {COOP__OP_EQUAL,   COOP__OP_UNEQUAL, COOP__OP_LESS,
                               COOP__OP_AT_MOST, COOP__OP_GREATER, COOP__OP_AT_LEAST};
enum { N_OPS = 6 };

/* Every span of 0 to SMALL, and those with an open end. */
static int64_t all_spans(coop_span *out)
{
    int64_t n = 0;
    for (coop_date first = 0; first <= SMALL; first++) {
        for (coop_date last = first; last <= SMALL; last++) {
            out[n++] = (coop_span){first, last};
        }
        out[n++] = (coop_span){COOP_DATE_OPEN_FIRST, first};
        out[n++] = (coop_span){first, COOP_DATE_OPEN_LAST};
    }
    out[n++] = (coop_span){COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_LAST};
    return n;
}

static int64_t first_of(coop_span span)
{
    return span.first == COOP_DATE_OPEN_FIRST ? FIRST_DAY : span.first;
}

static int64_t last_of(coop_span span)
{
    return span.last == COOP_DATE_OPEN_LAST ? LAST_DAY : span.last;
}

/* A day against a period: before its first day, on none behind its last, within. */
static bool day_and_period(coop__op op, int64_t day, int64_t first, int64_t last)
{
    switch (op) {
    case COOP__OP_LESS:
        return day < first;
    case COOP__OP_AT_MOST:
        return day <= last;
    case COOP__OP_GREATER:
        return day > last;
    case COOP__OP_AT_LEAST:
        return day >= first;
    case COOP__OP_EQUAL:
        return first <= day && day <= last;
    default:
        return day < first || last < day;
    }
}

static bool day_and_day(coop__op op, int64_t a, int64_t b)
{
    return day_and_period(op, a, b, b);
}

static coop__op mirrored(coop__op op)
{
    return op == COOP__OP_LESS       ? COOP__OP_GREATER
           : op == COOP__OP_GREATER  ? COOP__OP_LESS
           : op == COOP__OP_AT_MOST  ? COOP__OP_AT_LEAST
           : op == COOP__OP_AT_LEAST ? COOP__OP_AT_MOST
                                     : op;
}

/* What the choices that were tried say together. */
typedef struct verdict {
    bool some_true, some_false;
} verdict;

static void say(verdict *v, bool is_true)
{
    v->some_true = v->some_true || is_true;
    v->some_false = v->some_false || !is_true;
}

static coop__truth truth_of(verdict v)
{
    return v.some_true && v.some_false ? COOP__MAYBE : v.some_true ? COOP__TRUE : COOP__FALSE;
}

static coop__truth try_spans(coop__op op, coop_span a, coop_span b)
{
    verdict v = {false, false};
    for (int64_t x = first_of(a); x <= last_of(a); x++) {
        for (int64_t y = first_of(b); y <= last_of(b); y++) {
            say(&v, day_and_day(op, x, y));
        }
    }
    return truth_of(v);
}

static coop__truth try_period(coop__op op, coop_span a, coop_span period)
{
    verdict v = {false, false};
    for (int64_t x = first_of(a); x <= last_of(a); x++) {
        say(&v, day_and_period(op, x, first_of(period), last_of(period)));
    }
    return truth_of(v);
}

START_TEST(a_comparison_of_spans_holds_for_every_choice_of_days)
{
    coop_span spans[64];
    int64_t n = all_spans(spans);
    for (int64_t i = 0; i < n * n * N_OPS; i++) {
        coop_span a = spans[i % n];
        coop_span b = spans[i / n % n];
        coop__op op = ops[i / n / n];
        coop__value x = span_value(a.first, a.last, false);
        coop__value y = span_value(b.first, b.last, false);
        ck_assert_msg(coop__compare(op, &x, &y) == try_spans(op, a, b), "%d %d..%d %d..%d", (int)op,
                      a.first, a.last, b.first, b.last);
    }
}
END_TEST

START_TEST(a_period_that_the_query_names_has_all_its_days)
{
    coop_span spans[64];
    int64_t n = all_spans(spans);
    for (int64_t i = 0; i < n * n * N_OPS; i++) {
        coop_span a = spans[i % n];
        coop_span p = spans[i / n % n];
        coop__op op = ops[i / n / n];
        coop__value x = span_value(a.first, a.last, false);
        coop__value y = span_value(p.first, p.last, true);
        coop__truth expected = try_period(op, a, p);
        ck_assert_msg(coop__compare(op, &x, &y) == expected, "%d %d..%d period %d..%d", (int)op,
                      a.first, a.last, p.first, p.last);
        ck_assert_msg(coop__compare(mirrored(op), &y, &x) == expected, "%d period first", (int)op);
    }
}
END_TEST

START_TEST(a_comparison_of_integer_ranges_holds_for_every_choice)
{
    coop_span spans[64];
    int64_t n = all_spans(spans);
    for (int64_t i = 0; i < n * n * N_OPS; i++) {
        coop_span a = spans[i % n];
        coop_span b = spans[i / n % n];
        coop__op op = ops[i / n / n];
        coop__value x = integer_value(first_of(a), last_of(a));
        coop__value y = integer_value(first_of(b), last_of(b));
        ck_assert_int_eq(coop__compare(op, &x, &y), try_spans(op, a, b));
    }
}
END_TEST

START_TEST(an_integer_range_is_compared_with_a_number)
{
    for (int64_t least = -2; least <= 2; least++) {
        for (int64_t most = least; most <= 3; most++) {
            for (int64_t halves = -6; halves <= 8; halves++) {
                coop__value x = integer_value(least, most);
                coop__value y = number_value((double)halves / 2);
                for (int o = 0; o < N_OPS; o++) {
                    verdict v = {false, false};
                    for (int64_t i = least; i <= most; i++) {
                        say(&v, day_and_day(ops[o], 2 * i, halves));
                    }
                    ck_assert_int_eq(coop__compare(ops[o], &x, &y), truth_of(v));
                    ck_assert_int_eq(coop__compare(mirrored(ops[o]), &y, &x), truth_of(v));
                }
            }
        }
    }
}
END_TEST

static int sign_of(const coop__value *a, const coop__value *b)
{
    bool less = coop__compare(COOP__OP_LESS, a, b) == COOP__TRUE;
    bool equal = coop__compare(COOP__OP_EQUAL, a, b) == COOP__TRUE;
    bool greater = coop__compare(COOP__OP_GREATER, a, b) == COOP__TRUE;
    ck_assert_int_eq(less + equal + greater, 1);
    ck_assert_int_eq(coop__compare(COOP__OP_AT_MOST, a, b) == COOP__TRUE, less || equal);
    ck_assert_int_eq(coop__compare(COOP__OP_AT_LEAST, a, b) == COOP__TRUE, greater || equal);
    ck_assert_int_eq(coop__compare(COOP__OP_UNEQUAL, a, b) == COOP__TRUE, !equal);
    return less ? -1 : greater ? 1 : 0;
}

static void check_sign(coop__value a, coop__value b, int sign)
{
    ck_assert_int_eq(sign_of(&a, &b), sign);
    ck_assert_int_eq(sign_of(&b, &a), -sign);
}

static coop__value one(int64_t integer)
{
    return integer_value(integer, integer);
}

START_TEST(numbers_of_several_kinds_are_compared_without_rounding)
{
    const int64_t big = INT64_C(1) << 53;
    check_sign(one(big + 1), number_value((double)big), 1); /* (double)(2^53 + 1) is 2^53 */
    check_sign(one(big), number_value((double)big), 0);
    check_sign(one(INT64_MAX), number_value(0x1p63), -1);
    check_sign(one(INT64_MAX), number_value(0x1.fffffffffffffp62), 1);
    check_sign(one(INT64_MIN), number_value(-0x1p63), 0);
    check_sign(one(INT64_MIN), number_value(-0x1.0000000000001p63), 1);
    check_sign(one(0), number_value(DBL_TRUE_MIN), -1);
    check_sign(one(0), number_value(-0.0), 0);
    check_sign(one(-1), number_value(-1.5), 1);
    check_sign(one(INT64_MAX), one(INT64_MAX - 1), 1);
    check_sign(number_value(1e300), number_value(1e301), -1);

    check_sign(money_value(big + 1, 2), money_value(big, 2), 1);
    check_sign(money_value(100, 2), money_value(1, 0), 0);
    check_sign(money_value(INT64_MAX, 6), money_value(INT64_MAX, 0), -1);
    check_sign(money_value(INT64_MIN, 6), money_value(INT64_MIN, 0), 1);
    check_sign(money_value(1000001, 6), money_value(100, 2), 1);
    check_sign(money_value(100, 2), one(1), 0);
    check_sign(money_value(101, 2), one(1), 1);
    check_sign(money_value(INT64_MAX, 0), one(INT64_MAX), 0);
    check_sign(money_value(10, 2), number_value(0.1), 0);
    check_sign(money_value(70, 2), number_value(0.7), 0);
    check_sign(money_value(71, 2), number_value(0.7), 1);
    check_sign(money_value(-5, 1), number_value(-0.5), 0);
}
END_TEST

START_TEST(texts_are_compared_by_their_bytes)
{
    static const char *const texts[] = {"",   "A",  "AB", "B",        "a",
                                        "a ", "aa", "b",  "\xc3\xa4", "\xe6\x97\xa5"};
    const int n = (int)(sizeof texts / sizeof texts[0]);
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            check_sign(text_value(texts[i]), text_value(texts[j]), i < j ? -1 : i > j);
        }
    }
}
END_TEST

START_TEST(tests_that_may_be_either_are_compared_by_both)
{
    static const coop__truth truths[] = {COOP__FALSE, COOP__MAYBE, COOP__TRUE};
    for (int i = 0; i < 9 * N_OPS; i++) {
        coop__value x = {.kind = COOP__TRUTH, .of.truth = truths[i % 3]};
        coop__value y = {.kind = COOP__TRUTH, .of.truth = truths[i / 3 % 3]};
        verdict v = {false, false};
        for (int a = 0; a < 2; a++) {
            for (int b = 0; b < 2; b++) {
                bool may_a = x.of.truth == COOP__MAYBE || (x.of.truth == COOP__TRUE) == (a == 1);
                bool may_b = y.of.truth == COOP__MAYBE || (y.of.truth == COOP__TRUE) == (b == 1);
                if (may_a && may_b) {
                    say(&v, day_and_day(ops[i / 9], a, b));
                }
            }
        }
        ck_assert_int_eq(coop__compare(ops[i / 9], &x, &y), truth_of(v));
    }
}
END_TEST

/* ---- status ---- */

static const char *const words[] = {"red", "green", "blue", NULL};

static coop__value state_value(uint32_t mask)
{
    coop__value value = {.kind = COOP__STATE};
    value.of.state.words = words;
    value.of.state.mask = mask;
    return value;
}

/* Whether each word that the status may be is in a list of words (a bit each). */
static coop__truth try_state(uint32_t mask, uint32_t list)
{
    verdict v = {false, false};
    for (uint32_t i = 0; i < 3; i++) {
        if ((mask >> i & 1) != 0) {
            say(&v, (list >> i & 1) != 0);
        }
    }
    return truth_of(v);
}

START_TEST(a_status_equals_a_word_when_it_can_be_no_other)
{
    for (uint32_t mask = 1; mask < 8; mask++) {
        coop__value state = state_value(mask);
        coop__value other = text_value("grey");
        ck_assert_int_eq(coop__compare(COOP__OP_EQUAL, &state, &other), COOP__FALSE);
        ck_assert_int_eq(coop__compare(COOP__OP_UNEQUAL, &other, &state), COOP__TRUE);
        for (uint32_t i = 0; i < 3; i++) {
            coop__value word = text_value(words[i]);
            coop__truth equal = try_state(mask, (uint32_t)1 << i);
            coop__truth unequal = equal == COOP__MAYBE  ? COOP__MAYBE
                                  : equal == COOP__TRUE ? COOP__FALSE
                                                        : COOP__TRUE;
            ck_assert_int_eq(coop__compare(COOP__OP_EQUAL, &state, &word), equal);
            ck_assert_int_eq(coop__compare(COOP__OP_EQUAL, &word, &state), equal);
            ck_assert_int_eq(coop__compare(COOP__OP_UNEQUAL, &state, &word), unequal);
            ck_assert_int_eq(coop__compare(COOP__OP_UNEQUAL, &word, &state), unequal);
        }
    }
}
END_TEST

START_TEST(a_status_is_in_a_list_that_has_all_that_it_can_be)
{
    for (uint32_t mask = 1; mask < 8; mask++) {
        for (uint32_t list = 1; list < 8; list++) {
            coop__value x[5] = {state_value(mask)};
            int64_t n = 1;
            for (uint32_t i = 0; i < 3; i++) {
                if ((list >> i & 1) != 0) {
                    x[n++] = text_value(words[i]);
                }
            }
            ck_assert_int_eq(coop__is_in(x, n), try_state(mask, list));
            x[n++] = null_value(COOP__TEXT);
            coop__truth with_null = try_state(mask, list);
            with_null = with_null == COOP__FALSE ? COOP__UNKNOWN : with_null;
            ck_assert_int_eq(coop__is_in(x, n), with_null);
        }
    }
}
END_TEST

/* ---- lists and ranges ---- */

/* One operand of a brute-force test: a date in doubt, a single day, or a period of the query. */
typedef struct operand {
    coop_span span;
    bool is_period;
} operand;

static operand random_operand(uint64_t *state)
{
    coop_span spans[64];
    int64_t n = all_spans(spans);
    operand o = {spans[next_random(state) % (uint64_t)n], next_random(state) % 2 == 0};
    if (next_random(state) % 3 == 0) {
        o.span.first = (coop_date)(next_random(state) % (SMALL + 1));
        o.span.last = o.span.first;
    }
    return o;
}

/* The next combination of days, one for each operand in doubt; false behind the last. */
static bool next_days(const operand *o, int64_t *days, int n)
{
    for (int i = 0; i < n; i++) {
        if (!o[i].is_period && days[i] < last_of(o[i].span)) {
            days[i]++;
            return true;
        }
        days[i] = first_of(o[i].span);
    }
    return false;
}

static coop__truth try_days(const operand *o, int n,
                            bool (*holds)(const operand *, const int64_t *, int))
{
    verdict v = {false, false};
    int64_t days[5] = {0};
    for (int i = 0; i < n; i++) {
        days[i] = first_of(o[i].span);
    }
    do {
        say(&v, holds(o, days, n));
    } while (next_days(o, days, n));
    return truth_of(v);
}

static int64_t low_of(const operand *o, int64_t day)
{
    return o->is_period ? first_of(o->span) : day;
}

static int64_t high_of(const operand *o, int64_t day)
{
    return o->is_period ? last_of(o->span) : day;
}

static bool is_among(const operand *o, const int64_t *days, int n)
{
    for (int i = 1; i < n; i++) {
        if (days[0] >= low_of(&o[i], days[i]) && days[0] <= high_of(&o[i], days[i])) {
            return true;
        }
    }
    return false;
}

static bool lies_between(const operand *o, const int64_t *days, int n)
{
    (void)n;
    return days[0] >= low_of(&o[1], days[1]) && days[0] <= high_of(&o[2], days[2]);
}

START_TEST(a_date_is_in_a_list_for_every_choice_of_days)
{
    uint64_t state = 11;
    int counts[4] = {0};
    for (int round = 0; round < 20000; round++) {
        operand o[4];
        coop__value x[4];
        int n = 2 + (int)(next_random(&state) % 3);
        for (int i = 0; i < n; i++) {
            o[i] = random_operand(&state);
            o[i].is_period = o[i].is_period && i > 0;
            x[i] = span_value(o[i].span.first, o[i].span.last, o[i].is_period);
        }
        coop__truth expected = try_days(o, n, is_among);
        ck_assert_msg(coop__is_in(x, n) == expected, "round %d: %d, not %d", round,
                      (int)coop__is_in(x, n), (int)expected);
        counts[expected]++;
    }
    ck_assert(counts[COOP__FALSE] > 500 && counts[COOP__MAYBE] > 500 && counts[COOP__TRUE] > 500);
}
END_TEST

START_TEST(a_date_lies_between_for_every_choice_of_days)
{
    uint64_t state = 12;
    int counts[4] = {0};
    for (int round = 0; round < 20000; round++) {
        operand o[3];
        coop__value x[3];
        for (int i = 0; i < 3; i++) {
            o[i] = random_operand(&state);
            o[i].is_period = o[i].is_period && i > 0;
            x[i] = span_value(o[i].span.first, o[i].span.last, o[i].is_period);
        }
        coop__truth expected = try_days(o, 3, lies_between);
        ck_assert_msg(coop__is_between(x) == expected, "round %d: %d, not %d", round,
                      (int)coop__is_between(x), (int)expected);
        counts[expected]++;
    }
    ck_assert(counts[COOP__FALSE] > 500 && counts[COOP__MAYBE] > 500 && counts[COOP__TRUE] > 500);
}
END_TEST

START_TEST(integers_are_in_lists_and_between_for_every_choice)
{
    uint64_t state = 13;
    for (int round = 0; round < 20000; round++) {
        operand o[4];
        coop__value x[4];
        for (int i = 0; i < 4; i++) {
            o[i] = random_operand(&state);
            o[i].is_period = false;
            x[i] = integer_value(first_of(o[i].span), last_of(o[i].span));
            if (i > 0 && first_of(o[i].span) == last_of(o[i].span) && round % 2 == 0) {
                x[i] = number_value((double)first_of(o[i].span));
            }
        }
        ck_assert_int_eq(coop__is_in(x, 4), try_days(o, 4, is_among));
        ck_assert_int_eq(coop__is_between(x), try_days(o, 3, lies_between));
    }
    coop__value wide[3] = {integer_value(INT64_MIN, INT64_MAX), integer_value(INT64_MAX, INT64_MAX),
                           integer_value(INT64_MIN, INT64_MIN)};
    ck_assert_int_eq(coop__is_in(wide, 3), COOP__MAYBE);
    ck_assert_int_eq(coop__is_in(wide, 1), COOP__FALSE);
}
END_TEST

START_TEST(nulls_in_lists_and_ranges)
{
    coop__value x[3] = {one(1), one(1), null_value(COOP__INTEGER)};
    ck_assert_int_eq(coop__is_in(x, 3), COOP__TRUE);
    ck_assert_int_eq(coop__is_between(x), COOP__UNKNOWN);
    x[1] = one(2);
    ck_assert_int_eq(coop__is_in(x, 3), COOP__UNKNOWN);
    ck_assert_int_eq(coop__is_between(x), COOP__FALSE); /* 1 < 2, whatever the other end is */
    x[0] = null_value(COOP__INTEGER);
    ck_assert_int_eq(coop__is_in(x, 3), COOP__UNKNOWN);
    ck_assert_int_eq(coop__is_between(x), COOP__UNKNOWN);
}
END_TEST

/* ---- order ---- */

static coop__value random_value(coop__kind kind, uint64_t *state, const coop_words *sets)
{
    static const char *const texts[] = {"", "a", "b", "ab", "\xc3\xa4"};
    uint64_t r = next_random(state);
    coop__value value = {.kind = kind, .is_null = r % 7 == 0, .scale = 2};
    r /= 7;
    switch (kind) {
    case COOP__TRUTH:
        value.of.truth = (coop__truth)(r % 4);
        break;
    case COOP__NUMBER:
        value.of.number = (double)(r % 5) - 2.5;
        break;
    case COOP__SPAN:
        value.of.span.first = (coop_date)(r % 3);
        value.of.span.last = value.of.span.first + (coop_date)(r / 3 % 3);
        break;
    case COOP__TEXT: {
        coop__value text = text_value(texts[r % 5]);
        text.is_null = value.is_null;
        return text;
    }
    case COOP__SET:
        value.of.words = sets[r % 4];
        break;
    case COOP__STATE:
        value.of.state.words = words;
        value.of.state.mask = (uint32_t)(r % 7) + 1;
        break;
    default:
        value.of.integer = (int64_t)(r % 5) - 2;
        value.most = value.of.integer + (kind == COOP__MONEY ? 0 : (int64_t)(r / 5 % 3));
        break;
    }
    return value;
}

START_TEST(the_order_of_values_is_total)
{
    static const char *const set_words[] = {"b", "a", "c"};
    static const uint32_t codes[] = {0, 1, 2, 1, 0};
    const coop_words sets[4] = {{set_words, codes, 0},
                                {set_words, codes, 2},
                                {set_words, codes + 3, 2},
                                {set_words, codes + 1, 2}};
    static const coop__kind kinds[] = {COOP__TRUTH, COOP__INTEGER, COOP__NUMBER, COOP__MONEY,
                                       COOP__SPAN,  COOP__TEXT,    COOP__SET,    COOP__STATE};
    uint64_t state = 14;
    for (int round = 0; round < 20000; round++) {
        coop__kind kind = kinds[round % 8];
        coop__value v[3];
        int order[3][3];
        for (int i = 0; i < 3; i++) {
            v[i] = random_value(kind, &state, sets);
        }
        for (int i = 0; i < 9; i++) {
            int sign = coop__order(&v[i / 3], &v[i % 3]);
            order[i / 3][i % 3] = sign < 0 ? -1 : sign > 0;
        }
        for (int i = 0; i < 3; i++) {
            ck_assert_int_eq(order[i][i], 0);
            for (int j = 0; j < 3; j++) {
                ck_assert_int_eq(order[i][j], -order[j][i]);
                ck_assert(!v[i].is_null || v[j].is_null || order[i][j] == 1); /* nulls last */
                for (int k = 0; k < 3; k++) {
                    ck_assert(order[i][j] > 0 || order[j][k] > 0 || order[i][k] <= 0);
                }
            }
        }
    }
}
END_TEST

START_TEST(a_set_is_the_same_in_any_order)
{
    static const char *const set_words[] = {"b", "a", "c"};
    static const uint32_t codes[] = {0, 1, 2, 1, 0};
    coop__value ba = {.kind = COOP__SET, .of.words = {set_words, codes, 2}};
    coop__value ab = {.kind = COOP__SET, .of.words = {set_words, codes + 3, 2}};
    coop__value ac = {.kind = COOP__SET, .of.words = {set_words, codes + 1, 2}};
    coop__value a = {.kind = COOP__SET, .of.words = {set_words, codes + 1, 1}};
    coop__value none = {.kind = COOP__SET, .of.words = {set_words, codes, 0}};
    ck_assert_int_eq(coop__order(&ab, &ba), 0);
    ck_assert_int_lt(coop__order(&ba, &ac), 0);
    ck_assert_int_lt(coop__order(&a, &ab), 0);
    ck_assert_int_lt(coop__order(&none, &a), 0);
    ck_assert_str_eq(coop__next_word(&ba.of.words, NULL), "a");
    ck_assert_str_eq(coop__next_word(&ba.of.words, "a"), "b");
    ck_assert_ptr_null(coop__next_word(&ba.of.words, "b"));
    ck_assert_ptr_null(coop__next_word(&none.of.words, NULL));
}
END_TEST

START_TEST(cells_are_read_by_their_type)
{
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_int_eq(table_of(NULL,
                              "i8:int8 i64:int64 f:float64 b:bool d:date p:span m:money3 c:code "
                              "s:set t:text",
                              "-128|9223372036854775807|1.5|true|2020-02-29|2020|-1.250|x|u;v|it\n"
                              "|||||||||",
                              &table, &err),
                     COOP_OK);
    coop__value v[10];
    for (int64_t i = 0; i < 10; i++) {
        v[i] = coop__value_at(&table->columns[i], 0);
        ck_assert(!v[i].is_null);
        coop__value null = coop__value_at(&table->columns[i], 1);
        ck_assert(null.is_null);
        ck_assert_int_eq(null.kind, v[i].kind);
        ck_assert_int_eq(coop__kind_of(table->columns[i].type), v[i].kind);
    }
    ck_assert(v[0].kind == COOP__INTEGER && v[0].of.integer == -128 && v[0].most == -128);
    ck_assert(v[1].kind == COOP__INTEGER && v[1].of.integer == INT64_MAX && v[1].most == INT64_MAX);
    ck_assert(v[2].kind == COOP__NUMBER && v[2].of.number == 1.5);
    ck_assert(v[3].kind == COOP__TRUTH && v[3].of.truth == COOP__TRUE);
    ck_assert(v[4].kind == COOP__SPAN && v[4].of.span.first == day_of("2020-02-29"));
    ck_assert(v[4].of.span.last == v[4].of.span.first && !v[4].is_period);
    ck_assert(v[5].of.span.first == day_of("2020-01-01") && !v[5].is_period);
    ck_assert(v[5].of.span.last == day_of("2020-12-31"));
    ck_assert(v[6].kind == COOP__MONEY && v[6].of.integer == -1250 && v[6].scale == 3);
    ck_assert(v[7].kind == COOP__TEXT && v[7].of.text.n == 1 && v[7].of.text.bytes[0] == 'x');
    ck_assert(v[8].kind == COOP__SET && v[8].of.words.n == 2);
    ck_assert(v[9].kind == COOP__TEXT && v[9].of.text.n == 2);
    coop_table_free(table);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_value");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, a_comparison_of_spans_holds_for_every_choice_of_days);
    tcase_add_test(c, a_period_that_the_query_names_has_all_its_days);
    tcase_add_test(c, a_comparison_of_integer_ranges_holds_for_every_choice);
    tcase_add_test(c, an_integer_range_is_compared_with_a_number);
    tcase_add_test(c, numbers_of_several_kinds_are_compared_without_rounding);
    tcase_add_test(c, texts_are_compared_by_their_bytes);
    tcase_add_test(c, tests_that_may_be_either_are_compared_by_both);
    tcase_add_test(c, a_status_equals_a_word_when_it_can_be_no_other);
    tcase_add_test(c, a_status_is_in_a_list_that_has_all_that_it_can_be);
    tcase_add_test(c, a_date_is_in_a_list_for_every_choice_of_days);
    tcase_add_test(c, a_date_lies_between_for_every_choice_of_days);
    tcase_add_test(c, integers_are_in_lists_and_between_for_every_choice);
    tcase_add_test(c, nulls_in_lists_and_ranges);
    tcase_add_test(c, the_order_of_values_is_total);
    tcase_add_test(c, a_set_is_the_same_in_any_order);
    tcase_add_test(c, cells_are_read_by_their_type);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
