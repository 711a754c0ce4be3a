/* financial_rate.c -- disbursed over committed: counted by hand, and its bounds by brute force over
 * what may be missing. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "random.h"
#include "rates.h"

#define PLAIN "id:code role:code signed:span"
#define EVENTS "agreement:code status:code date:span"
#define MONEY                                                                                      \
    "id:code agreement:code measure:code amount:money amount_low:money amount_high:money "         \
    "currency:code price_basis:code date:span"

static coop_dataset *with_money(const char *investments, const char *relations)
{
    return register_of("2024-06-30", "agreement", PLAIN,
                       "a|commitment|2020\nb|commitment|2020\nc|commitment|2020\n"
                       "d|commitment|2020\ne|commitment|2020\nf|commitment|2020",
                       "event", EVENTS, "b|stalled|2021-01-01\nf|superseded|2021-01-01",
                       "investment", MONEY, investments, "relation", "a:code b:code kind:code",
                       relations, NULL);
}

static coop_rate paid(const coop_dataset *data, const char *where)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.definition = "financial";
    options.where = where;
    return rate_of(data, &options);
}

static coop_status paid_status(const coop_dataset *data, const char *where, const char *message)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_rate rate = {.struct_size = sizeof rate};
    coop_error err = {0};
    options.definition = "financial";
    options.where = where;
    coop_status status = coop_rate_implemented(data, &options, &rate, &err);
    ck_assert_msg(strstr(err.message, message) != NULL, "'%s' lacks '%s'", err.message, message);
    return status;
}

static const char *const money =
    "a1|a|commitment|100|||USD|current|2021\na2|a|disbursement|30|||USD|current|2022\n"
    "a3|a|disbursement|20|||USD|current|2023\nb1|b|commitment|200|||USD|current|2021\n"
    "b2|b|disbursement|200|||USD|current|2022\nc1|c|commitment|50|||USD|current|2021\n"
    "d1|d|disbursement|10|||USD|current|2021\nf1|f|commitment|900|||USD|current|2021\n"
    "f2|f|disbursement|900|||USD|current|2021\na4|a|cost|999|||EUR|current|2021\n"
    "a5|a|disbursement|50|||USD|current|2025";

/* Known: a 50 of 100, b 200 of 200. c lacks what was disbursed, d what was committed; e has no
 * amounts, f is superseded; costs are another measure, and 2025 has not come. */
START_TEST(what_is_missing_bounds_the_quotient)
{
    coop_dataset *data = with_money(money, "a4|b1|overlaps");
    coop_rate r = paid(data, "id in ('a', 'b')");
    ck_assert_double_eq_tol(r.value, 250.0 / 300, 1e-15);
    ck_assert_double_eq(r.worst, r.value);
    ck_assert_double_eq(r.best, r.value);
    ck_assert_double_eq(r.best_last_report, 1); /* a may have come to all of it since 2023 */
    ck_assert_int_eq(r.hits, 1);
    ck_assert_int_eq(r.unknown_last_report, 1);
    r = paid(data, "id in ('a', 'b', 'c', 'e')");
    ck_assert_double_eq_tol(r.value, 250.0 / 300, 1e-15);
    ck_assert_double_eq_tol(r.worst, 250.0 / 350, 1e-15);
    ck_assert_double_eq_tol(r.best, 300.0 / 350, 1e-15);
    ck_assert_int_eq(r.total, 3);
    ck_assert_int_eq(r.unknown, 1);
    ck_assert_int_eq(r.apart, 1);
    r = paid(data, NULL);
    ck_assert_double_eq(r.worst, 0); /* of d anything may have been committed */
    ck_assert_double_eq_tol(r.best, 310.0 / 360, 1e-15);
    ck_assert_int_eq(r.total, 4);
    ck_assert_int_eq(r.on_document + r.on_nothing + r.on_inference + r.on_last_event, 4);
    ck_assert(isnan(r.low) && isnan(r.high) && isnan(r.identified_low));
    r = paid(data, "id = 'd'");
    ck_assert(isnan(r.value) && r.worst == 0 && r.best == 1);
    r = paid(data, "id = 'c'");
    ck_assert(isnan(r.value) && r.worst == 0 && r.best == 1);
    ck_assert_int_eq(paid_status(data, "id = 'e'", "finds no amount here"), COOP_EMPTY);
    coop_dataset_free(data);
}
END_TEST

START_TEST(more_than_was_committed_is_not_cut)
{
    coop_dataset *data = with_money("a1|a|commitment|100|||USD|current|2021\n"
                                    "a2|a|disbursement|130|||USD|current|2022\n"
                                    "c1|c|commitment|10|||USD|current|2021\n"
                                    "c2|c|disbursement||8||USD|current|2021", "a1|c1|overlaps");
    coop_rate r = paid(data, "id = 'a'");
    ck_assert_double_eq(r.value, 1.3);
    ck_assert_double_eq(r.best_last_report, 1.3);
    ck_assert_int_eq(r.hits, 1);
    r = paid(data, "id = 'c'"); /* more than 8: there is no upper limit */
    ck_assert(isnan(r.value) && r.worst == 0.8 && isinf(r.best));
    coop_dataset_free(data);
}
END_TEST

/* b1 is a part of a1 though another agreement's: it is not added to it. */
START_TEST(parts_are_not_added_to_wholes_across_agreements)
{
    const char *rows = "a1|a|commitment|100|||USD|current|2021\nb1|b|commitment|40|||USD|current|2021\n"
                       "a2|a|disbursement|50|||USD|current|2022\n"
                       "b2|b|disbursement|40|||USD|current|2022";
    coop_dataset *data = with_money(rows, "b1|a1|part_of\nb2|a2|part_of");
    ck_assert_double_eq(paid(data, NULL).value, 0.5);
    ck_assert_double_eq(paid(data, "id = 'b'").value, 1);
    coop_dataset_free(data);
    data = with_money(rows, "b1|a1|part_of");
    ck_assert_double_eq(paid(data, NULL).value, 0.9);
    coop_dataset_free(data);
    /* Overlapping amounts make an interval: no one value. */
    data = with_money(rows, "b1|a1|overlaps");
    coop_rate r = paid(data, NULL);
    ck_assert(isnan(r.value));
    ck_assert_double_eq_tol(r.worst, 90.0 / 140, 1e-15);
    ck_assert_double_eq_tol(r.best, 90.0 / 100, 1e-15);
    coop_dataset_free(data);
}
END_TEST

START_TEST(two_currencies_or_price_bases_are_no_quotient)
{
    coop_dataset *data = with_money("a1|a|commitment|100|||USD|current|2021\n"
                                    "a2|a|disbursement|30|||EUR|current|2022\n"
                                    "b1|b|commitment|100|||USD|current|2021\n"
                                    "b2|b|disbursement|30|||USD|2021|2022", "a1|b1|overlaps");
    ck_assert_int_eq(paid_status(data, "id = 'a'", "currency USD and EUR"), COOP_CONFLICT);
    ck_assert_int_eq(paid_status(data, "id = 'b'", "price_basis current and 2021"), COOP_CONFLICT);
    coop_dataset_free(data);
    data = with_money("a1|a|commitment|100|||USD|current|2021", "a1|a1|same");
    ck_assert_int_eq(paid_status(data, NULL, "no agreement has a disbursed amount"),
                     COOP_UNSUPPORTED);
    coop_dataset_free(data);
    data = register_of("2024-06-30", "agreement", PLAIN, "a|commitment|2020", "event", EVENTS,
                       "a|completed|2022-01-01", "investment",
                       "agreement:code measure:code amount:float64",
                       "a|commitment|5\na|disbursement|5", NULL);
    ck_assert_int_eq(paid_status(data, NULL, "are no money"), COOP_UNSUPPORTED);
    coop_dataset_free(data);
    data = with_money("a1|a|disbursement|100|||USD|current|2021", "a1|a1|same");
    ck_assert_int_eq(paid_status(data, NULL, "no agreement has a committed amount"),
                     COOP_UNSUPPORTED);
    coop_dataset_free(data);
}
END_TEST

/* A row without an amount may be of any size; what was disbursed stays within its commitment. */
START_TEST(a_row_without_an_amount_is_any)
{
    coop_dataset *data = with_money("a1|a|commitment|100|||USD|current|2021\n"
                                    "a2|a|disbursement|30|||USD|current|2022\n"
                                    "a3|a|disbursement||||USD|current|2023\n"
                                    "b1|b|commitment|100|||USD|current|2021\n"
                                    "b2|b|commitment||||USD|current|2021\n"
                                    "b3|b|disbursement|50|||USD|current|2022\n"
                                    "c1|c|commitment||||USD|current|2021\n"
                                    "d1|d|commitment|10|||USD|current|2021\n"
                                    "d2|d|disbursement|20|||USD|current|2021", "a1|c1|overlaps");
    coop_rate r = paid(data, "id = 'a'");
    ck_assert(isnan(r.value) && r.worst == 0.3 && r.best == 1);
    r = paid(data, "id = 'b'");
    ck_assert(isnan(r.value) && r.worst == 0 && r.best == 0.5);
    r = paid(data, "id = 'c'");
    ck_assert(isnan(r.value) && r.worst == 0 && r.best == 1);
    r = paid(data, "id = 'd'");
    ck_assert(r.value == 2 && r.worst == 2 && r.best == 2);
    coop_dataset_free(data);
}
END_TEST

/* Made on some day that may not have come, or disbursed on one. */
START_TEST(days_that_may_not_have_come_are_in_doubt)
{
    coop_dataset *data =
        register_of("2024-06-30", "agreement", PLAIN, "a|commitment|2020\nb|commitment|2024", "event",
                    EVENTS, "a|signed|2020-01-01", "investment", MONEY,
                    "a1|a|commitment|100|||USD|current|2021\n"
                    "a2|a|disbursement|30|||USD|current|2022\n"
                    "a3|a|disbursement|20|||USD|current|2024\n"
                    "b1|b|commitment|100|||USD|current|2024-01\n"
                    "b2|b|disbursement|60|||USD|current|2024-02",
                    NULL);
    coop_rate r = paid(data, "id = 'a'");
    ck_assert(isnan(r.value) && r.worst == 0.3 && r.best == 0.5);
    r = paid(data, "id = 'b'");
    ck_assert(isnan(r.value) && r.worst == 0 && r.best == 1);
    r = paid(data, NULL);
    ck_assert(r.worst == 0.15 && r.best == 0.75);
    coop_dataset_free(data);
}
END_TEST

/* ---- by brute force ---- */

/* Amounts of one agreement; an interval of several, or missing (least < 0). */
typedef struct entry {
    int committed[2], disbursed[2];
} entry;

enum { ENTRIES = 4 };

static size_t write_amount(char *out, size_t size, int i, const char *measure, const int *ends)
{
    char amount[48] = "||";
    if (ends[0] < 0) {
        return 0;
    }
    if (ends[0] == ends[1]) {
        snprintf(amount, sizeof amount, "%d||", ends[0]);
    } else {
        snprintf(amount, sizeof amount, "|%d|%d", ends[0], ends[1]);
    }
    return (size_t)snprintf(out, size, "%c%c|%c|%s|%s|USD|current|2021\n", measure[0], 'a' + i,
                            'a' + i, measure, amount);
}

/* The extremes over all ends, with what is missing at its ends: nothing or all of the commitment
 * for a disbursement, the disbursement or (nearly) without limit for a commitment. */
static void extremes(const entry *entries, double *worst, double *best)
{
    *worst = INFINITY;
    *best = -INFINITY;
    for (int choice = 0; choice < 1 << (2 * ENTRIES); choice++) {
        double part = 0;
        double whole = 0;
        for (int i = 0; i < ENTRIES; i++) {
            const entry *e = &entries[i];
            int c = choice >> (2 * i) & 1;
            int d = choice >> (2 * i + 1) & 1;
            if (e->committed[0] < 0 && e->disbursed[0] < 0) {
                continue;
            }
            double disbursed = e->disbursed[d];
            double committed = e->committed[0] >= 0 ? e->committed[c]
                               : c == 0              ? disbursed
                                                    : 1e300;
            disbursed = e->disbursed[0] >= 0 ? disbursed : d == 0 ? 0 : committed;
            part += disbursed;
            whole += committed;
        }
        *worst = fmin(*worst, part / whole);
        *best = fmax(*best, part / whole);
    }
}

static void random_ends(uint64_t *state, int *ends)
{
    int kind = (int)(next_random(state) % 4);
    ends[0] = kind == 0 ? -1 : 1 + (int)(next_random(state) % 50);
    ends[1] = kind == 1 ? ends[0] + 1 + (int)(next_random(state) % 20) : ends[0];
}

START_TEST(bounds_are_the_extremes_of_what_may_be)
{
    uint64_t state = 41;
    int n = 0;
    for (int round = 0; round < 500; round++) {
        entry entries[ENTRIES];
        char rows[1024] = "";
        size_t at = 0;
        for (int i = 0; i < ENTRIES; i++) {
            random_ends(&state, entries[i].committed);
            random_ends(&state, entries[i].disbursed);
            at += write_amount(rows + at, sizeof rows - at, i, "commitment", entries[i].committed);
            at += write_amount(rows + at, sizeof rows - at, i, "disbursement", entries[i].disbursed);
        }
        if (strstr(rows, "commitment") == NULL || strstr(rows, "disbursement") == NULL) {
            continue;
        }
        rows[at - 1] = '\0';
        coop_dataset *data =
            register_of("2024-06-30", "agreement", PLAIN,
                        "a|commitment|2020\nb|commitment|2020\nc|commitment|2020\n"
                        "d|commitment|2020", "event", EVENTS, "a|signed|2020-01-01", "investment",
                        MONEY, rows, NULL);
        double worst = 0;
        double best = 0;
        extremes(entries, &worst, &best);
        coop_rate r = paid(data, NULL);
        ck_assert_msg(fabs(r.worst - worst) < 1e-12, "%s\nworst %.17g %.17g", rows, r.worst, worst);
        ck_assert_msg(fabs(r.best - best) < 1e-12, "%s\nbest %.17g %.17g", rows, r.best, best);
        ck_assert(isnan(r.value) || (r.value >= 0 && r.known > 0));
        ck_assert(r.best <= r.best_last_report + 1e-15 && r.best_last_report <= r.best_listed);
        coop_dataset_free(data);
        n++;
    }
    ck_assert_int_ge(n, 300);
}
END_TEST

/* The embedded register: one disbursement is tied to an agreement, in yuan, and commitments are in
 * dollars and euros. */
START_TEST(the_register_says_why_it_cannot_tell)
{
    coop_dataset *data = register_embedded();
    ck_assert_int_eq(paid_status(data, NULL, "in one rate"), COOP_CONFLICT);
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("financial_rate");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, what_is_missing_bounds_the_quotient);
    tcase_add_test(c, more_than_was_committed_is_not_cut);
    tcase_add_test(c, parts_are_not_added_to_wholes_across_agreements);
    tcase_add_test(c, two_currencies_or_price_bases_are_no_quotient);
    tcase_add_test(c, a_row_without_an_amount_is_any);
    tcase_add_test(c, days_that_may_not_have_come_are_in_doubt);
    tcase_add_test(c, bounds_are_the_extremes_of_what_may_be);
    tcase_add_test(c, the_register_says_why_it_cannot_tell);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
