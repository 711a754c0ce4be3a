/* definition_registry.c -- what every definition promises, on random registers with events by party,
 * due dates, amounts, scores and disbursements.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "random.h"
#include "rates.h"

enum { AGREEMENTS = 14 };

/* Rows of a register; turned: the same agreements in another order. */
typedef struct texts {
    char agreements[4096], turned[4096], events[4096], scores[4096], money[4096];
} texts;

static int below(uint64_t *state, int n)
{
    return (int)(next_random(state) % (uint64_t)n);
}

/* A day, a month or a year of 2018 to 2025. */
static const char *some_date(uint64_t *state, char out[24])
{
    int year = 2018 + below(state, 8);
    int month = 1 + below(state, 12);
    int kind = below(state, 3);
    snprintf(out, 24, kind == 0 ? "%d" : kind == 1 ? "%d-%02d" : "%d-%02d-%02d", year, month,
             1 + below(state, 28));
    return out;
}

static void write_agreements(texts *t, uint64_t *state, int64_t unit)
{
    char rows[AGREEMENTS][160];
    size_t n = 0;
    size_t m = 0;
    for (int i = 0; i < AGREEMENTS; i++) {
        char made[24];
        char due[24] = "";
        char amount[24] = "";
        some_date(state, made);
        if (below(state, 3) > 0) {
            some_date(state, due);
        }
        if (below(state, 4) > 0) {
            snprintf(amount, sizeof amount, "%lld", (long long)(unit * (1 + below(state, 500))));
        }
        snprintf(rows[i], sizeof rows[i], "a%02d|commitment|%s|%s|%s|X;Y;Z|%s|USD", i, made, due,
                 below(state, 2) == 0 ? "treaty" : "memorandum", amount);
    }
    for (int i = 0; i < AGREEMENTS; i++) {
        const char *between = i > 0 ? "\n" : "";
        n += (size_t)snprintf(t->agreements + n, sizeof t->agreements - n, "%s%s", between, rows[i]);
        m += (size_t)snprintf(t->turned + m, sizeof t->turned - m, "%s%s", between,
                              rows[(i * 5 + 3) % AGREEMENTS]);
    }
}

static void write_events(texts *t, uint64_t *state)
{
    static const char *const words[] = {"signed",  "completed", "implementing", "stalled",
                                        "unknown", "in_force",  "cancelled",    "superseded",
                                        "expired", "operational", "completed",  "completed"};
    static const char *const parties[] = {"", "X", "Y", "Z"};
    size_t n = 0;
    for (int i = 0; i < 3 * AGREEMENTS; i++) {
        char date[24];
        n += (size_t)snprintf(t->events + n, sizeof t->events - n, "%sa%02d|%s|%s|%s",
                              i > 0 ? "\n" : "", below(state, AGREEMENTS), words[below(state, 12)],
                              some_date(state, date), parties[below(state, 4)]);
    }
}

static void write_scores(texts *t, uint64_t *state)
{
    static const char *const parties[] = {"X", "Y", "Z"};
    size_t n = 0;
    for (int i = 0; i < 3 * AGREEMENTS; i++) {
        char date[24];
        bool is_graded = i == 0 || (i > 1 && below(state, 2) == 0);
        n += (size_t)snprintf(t->scores + n, sizeof t->scores - n, "%sa%02d|%s|%s|%d|%s",
                              i > 0 ? "\n" : "", below(state, AGREEMENTS), parties[below(state, 3)],
                              is_graded ? "graded" : "g7",
                              is_graded ? below(state, 4) : below(state, 3) - 1,
                              some_date(state, date));
    }
}

static void write_money(texts *t, uint64_t *state, int64_t unit)
{
    size_t n = 0;
    for (int i = 0; i < 2 * AGREEMENTS; i++) {
        char date[24];
        char amount[24] = "";
        if (i < 2 || below(state, 6) > 0) {
            snprintf(amount, sizeof amount, "%lld", (long long)(unit * (1 + below(state, 500))));
        }
        n += (size_t)snprintf(t->money + n, sizeof t->money - n, "%sa%02d|%s|%s|USD|%s",
                              i > 0 ? "\n" : "", below(state, AGREEMENTS),
                              i % 2 == 0 ? "commitment" : "disbursement", amount,
                              some_date(state, date));
    }
}

static texts texts_of(uint64_t seed, int64_t unit)
{
    texts t;
    uint64_t state = seed;
    write_agreements(&t, &state, unit);
    write_events(&t, &state);
    write_scores(&t, &state);
    write_money(&t, &state, unit);
    return t;
}

static coop_dataset *register_written(const texts *t, bool is_turned)
{
    return register_of(
        "2024-06-30", "agreement",
        "id:code role:code signed:span due:span instrument:code parties:set amount:money "
        "currency:code",
        is_turned ? t->turned : t->agreements, "event",
        "agreement:code status:code date:span party:code", t->events, "score",
        "agreement:code party:code scale:code score:int8 scored_on:span", t->scores, "investment",
        "agreement:code measure:code amount:money currency:code date:span", t->money, NULL);
}

/* False where the definition has nothing to say; distance alone never has. */
static bool try_rate(const coop_dataset *data, const char *definition, double level, coop_rate *out)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_error err = {0};
    options.definition = definition;
    options.level = level;
    memset(out, 0, sizeof *out);
    out->struct_size = sizeof *out;
    coop_status status = coop_rate_implemented(data, &options, out, &err);
    bool is_distance = strcmp(definition, "distance") == 0;
    ck_assert_msg(status == COOP_OK || status == COOP_EMPTY ||
                      (is_distance && status == COOP_UNSUPPORTED),
                  "%s: %s", definition, err.message);
    return status == COOP_OK;
}

/* Each basis of doubt contains the one before, and bounds and intervals are in order. */
static void check_order(const coop_rate_definition *d, const coop_rate *r)
{
    ck_assert_int_eq(r->known, r->total - r->unknown);
    ck_assert(r->hits >= 0 && r->hits <= r->known && r->unknown <= r->unknown_last_report);
    ck_assert(r->unknown_last_report <= r->total && r->total <= r->listed && r->apart >= 0);
    ck_assert_int_eq(r->on_document + r->on_inference + r->on_last_event + r->on_nothing, r->total);
    ck_assert(!(r->worst > r->best) && !(r->worst_last_report > r->best_last_report));
    double slack = 1e-15;
    ck_assert_msg(!(r->worst_listed > r->worst_last_report + slack) &&
                      !(r->worst_last_report > r->worst + slack) &&
                      !(r->best > r->best_last_report + slack) &&
                      !(r->best_last_report > r->best_listed + slack), "%s", d->name);
    ck_assert(!(r->low > r->value) && !(r->value > r->high));
    ck_assert(!(r->identified_low > r->worst) && !(r->identified_high < r->best));
    ck_assert_ptr_nonnull(r->question);
}

static void check_range(const coop_rate_definition *d, const coop_rate *r)
{
    const double numbers[] = {r->value, r->low, r->high, r->worst, r->best, r->worst_last_report,
                              r->best_last_report, r->worst_listed, r->best_listed,
                              r->identified_low, r->identified_high};
    bool is_cut = strcmp(d->unit, "per_year") != 0 && strcmp(d->name, "financial") != 0;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        ck_assert_msg(isnan(numbers[i]) || numbers[i] >= 0, "%s %d", d->name, (int)i);
        ck_assert_msg(isnan(numbers[i]) || !is_cut || numbers[i] <= 1 + 1e-15, "%s %d: %.17g",
                      d->name, (int)i, numbers[i]);
    }
}

START_TEST(every_definition_keeps_its_bounds_in_order)
{
    int n_available = 0;
    for (uint64_t round = 0; round < 200; round++) {
        texts t = texts_of(1000 + round, 1);
        coop_dataset *data = register_written(&t, false);
        for (const coop_rate_definition *d = coop_rate_definitions(); d->name != NULL; d++) {
            coop_rate inner;
            coop_rate outer;
            if (!try_rate(data, d->name, 0.8, &inner)) {
                continue;
            }
            ck_assert(try_rate(data, d->name, 0.99, &outer));
            check_order(d, &inner);
            check_range(d, &inner);
            /* The level moves the intervals and nothing else. */
            ck_assert(!(outer.low > inner.low) && !(outer.high < inner.high));
            ck_assert(!(outer.identified_low > inner.identified_low));
            ck_assert(!(outer.identified_high < inner.identified_high));
            ck_assert_int_eq(isnan(outer.low), isnan(inner.low));
            ck_assert(outer.worst == inner.worst || isnan(inner.worst));
            n_available++;
        }
        coop_dataset_free(data);
    }
    ck_assert_int_ge(n_available, 200 * 14);
}
END_TEST

START_TEST(the_order_of_agreements_changes_no_bit)
{
    for (uint64_t round = 0; round < 200; round++) {
        texts t = texts_of(2000 + round, 1);
        coop_dataset *data = register_written(&t, false);
        coop_dataset *turned = register_written(&t, true);
        for (const coop_rate_definition *d = coop_rate_definitions(); d->name != NULL; d++) {
            coop_rate a;
            coop_rate b;
            ck_assert_int_eq(try_rate(data, d->name, 0, &a), try_rate(turned, d->name, 0, &b));
            ck_assert_msg(memcmp(&a, &b, sizeof a) == 0, "%s: %.17g %.17g, %.17g %.17g", d->name,
                          a.value, b.value, a.best, b.best);
        }
        coop_dataset_free(data);
        coop_dataset_free(turned);
    }
}
END_TEST

START_TEST(the_unit_of_amounts_does_not_show)
{
    static const char *const definitions[] = {"value", "financial"};
    for (uint64_t round = 0; round < 200; round++) {
        texts t = texts_of(3000 + round, 1);
        texts scaled = texts_of(3000 + round, 1000);
        coop_dataset *data = register_written(&t, false);
        coop_dataset *larger = register_written(&scaled, false);
        for (int i = 0; i < 2; i++) {
            coop_rate a;
            coop_rate b;
            ck_assert_int_eq(try_rate(data, definitions[i], 0, &a),
                             try_rate(larger, definitions[i], 0, &b));
            ck_assert_int_eq(a.hits, b.hits);
            ck_assert(fabs(a.value - b.value) < 1e-14 || (isnan(a.value) && isnan(b.value)));
            ck_assert(fabs(a.worst - b.worst) < 1e-14);
            ck_assert(fabs(a.best - b.best) < 1e-14 || (isinf(a.best) && isinf(b.best)));
            ck_assert(fabs(a.low - b.low) < 1e-13 || (isnan(a.low) && isnan(b.low)));
        }
        coop_dataset_free(data);
        coop_dataset_free(larger);
    }
}
END_TEST

/* M4a <= M4b, M4k <= M4j, M4d <= M4e, for what is sure and for what may be. */
START_TEST(stricter_definitions_give_lower_bounds)
{
    static const char *const pairs[][2] = {
        {"completed", "started"}, {"on_time", "due"}, {"all_parties", "party_mean"}};
    int n_compared = 0;
    for (uint64_t round = 0; round < 300; round++) {
        texts t = texts_of(4000 + round, 1);
        coop_dataset *data = register_written(&t, false);
        for (int i = 0; i < 3; i++) {
            coop_rate strict;
            coop_rate lenient;
            bool is_there = try_rate(data, pairs[i][0], 0, &strict);
            ck_assert_int_eq(is_there, try_rate(data, pairs[i][1], 0, &lenient));
            if (is_there) {
                ck_assert_double_le(strict.worst, lenient.worst + 1e-15);
                ck_assert_msg(i == 2 || strict.best <= lenient.best, "%s", pairs[i][0]);
                n_compared++;
            }
        }
        coop_dataset_free(data);
    }
    ck_assert_int_ge(n_compared, 800);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("definition_registry");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, every_definition_keeps_its_bounds_in_order);
    tcase_add_test(c, the_order_of_agreements_changes_no_bit);
    tcase_add_test(c, the_unit_of_amounts_does_not_show);
    tcase_add_test(c, stricter_definitions_give_lower_bounds);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
