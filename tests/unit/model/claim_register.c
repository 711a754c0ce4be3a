/* claim_register.c -- the claims of the six nations' register beside the compilers' own verdicts;
 * their text, their reviews, parts and wholes, and claims of another register.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include <coopstat/coopstat.h>

#include "cells.h"
#include "register.h"
#include "sink_text.h"

static coop_error err;

/* Where our verdict is not what the facts' word stands for: both, and who is right. */
static const struct {
    const char *id;
    coop_claim_verdict ours, facts;
} differences[] = {
    /* The register has EDB's 10.7 bn and not the 10.4 bn of the Astana Times: against what it has,
     * the claim is false. The facts leave open that 10.4 may be another thing, growth in ten years:
     * they know a second reading that no table has. Facts. */
    {"cl_edb_uzb", COOP_CLAIM_FALSE, COOP_CLAIM_DEPENDS},
    /* 543 km is the sum of this register's segments; the facts list four published lengths, 523
     * among them, that are in no table. Facts. */
    {"cl_cku_length", COOP_CLAIM_FALSE, COOP_CLAIM_DEPENDS},
    /* One row from 4.7 to 8 bn holds both figures: which of them is meant, the section or the line,
     * is what the data do not say. Both: the same doubt, which here is a bound and there two
     * sources. */
    {"cl_cku_cost", COOP_CLAIM_UNDECIDABLE, COOP_CLAIM_DEPENDS},
    /* No table has tunnels. The facts compare two news items. Facts, from beyond the register. */
    {"cl_cku_tunnels", COOP_CLAIM_UNDECIDABLE, COOP_CLAIM_DEPENDS},
    /* Planned for 2026 and under construction after 2025: done in 2025 it was not. Ours; "slipped"
     * says why, not whether. */
    {"cl_darbaza_2025", COOP_CLAIM_FALSE, COOP_CLAIM_DEPENDS},
    /* 950 km of segments; the published lengths from 677 to 934.5 are in no table. Facts. */
    {"cl_kti_length", COOP_CLAIM_FALSE, COOP_CLAIM_DEPENDS},
    /* The row of the agreement has 7 bn only; five published costs are in its notes. Facts. */
    {"cl_transafghan_cost", COOP_CLAIM_FALSE, COOP_CLAIM_DEPENDS},
    /* 2.75 over 1.7 Mt is 62 percent, neither 86 nor the 65 that the facts set against it. Ours on
     * these volumes; two official bodies count differently, and one of them is in the register. */
    {"cl_titr_2023_growth", COOP_CLAIM_FALSE, COOP_CLAIM_DEPENDS},
    /* 4.5 over 2.75 is 63.6 and rounds to 64, not 62; as both are rounded it may be 61.5 to 65.8.
     * Ours: the facts pass over the difference. */
    {"cl_titr_2024", COOP_CLAIM_UNDECIDABLE, COOP_CLAIM_TRUE},
    /* The 54 items are in the register from the claim's own source only, and that bears out nothing. The
     * facts itemise 26 of them. Ours. */
    {"cl_54_19_9", COOP_CLAIM_UNDECIDABLE, COOP_CLAIM_TRUE},
    /* Again its own source; the facts come to 31.4 by a second one, which is in no table. Facts. */
    {"cl_kzcn_rail_2024", COOP_CLAIM_UNDECIDABLE, COOP_CLAIM_TRUE},
    /* No volume to divide by; the facts have a second ratio from a source. Facts. */
    {"cl_titr_14x", COOP_CLAIM_UNDECIDABLE, COOP_CLAIM_DEPENDS},
    /* No table has gas. Facts, from two news items. */
    {"cl_gas_430", COOP_CLAIM_UNDECIDABLE, COOP_CLAIM_DEPENDS},
    /* No table has the Union's trade. Facts. */
    {"cl_eu_main_partner", COOP_CLAIM_UNDECIDABLE, COOP_CLAIM_DEPENDS},
};
enum { DIFFERENCES = sizeof differences / sizeof differences[0] };

static const char *word_of(const coop_table *t, int64_t row, const char *name)
{
    const char *word = NULL;
    return coop_table_word(t, row, name, &word, NULL) == COOP_OK ? word : "";
}

START_TEST(every_claim_is_tested_and_set_beside_the_facts)
{
    coop_dataset *data = register_embedded();
    coop_table *t = NULL;
    ck_assert_int_eq(coop_claims_test(data, NULL, NULL, &t, &err), COOP_OK);
    ck_assert_int_eq(coop_table_n_rows(t), 68);
    int64_t n_different = 0;
    for (int64_t i = 0; i < 68; i++) {
        const char *id = word_of(t, i, "claim");
        const char *ours = word_of(t, i, "verdict");
        const char *facts = word_of(t, i, "recorded");
        int64_t at = 0;
        while (at < DIFFERENCES && strcmp(differences[at].id, id) != 0) {
            at++;
        }
        const char *want_ours =
            at < DIFFERENCES ? coop_claim_verdict_name(differences[at].ours) : facts;
        const char *want_facts =
            at < DIFFERENCES ? coop_claim_verdict_name(differences[at].facts) : facts;
        ck_assert_msg(strcmp(ours, want_ours) == 0 && strcmp(facts, want_facts) == 0,
                      "%s: ours %s, facts %s (%s)", id, ours, facts,
                      word_of(t, i, "recorded_word"));
        double agrees = 2;
        ck_assert_int_eq(coop_table_number(t, i, "agrees", &agrees, &err), COOP_OK);
        ck_assert_double_eq(agrees, at < DIFFERENCES ? 0 : 1);
        n_different += at < DIFFERENCES ? 1 : 0;
        /* What is undecidable says why. */
        ck_assert_msg(strcmp(ours, "undecidable") != 0 || word_of(t, i, "reason")[0] != '\0', "%s",
                      id);
    }
    ck_assert_int_eq(n_different, DIFFERENCES);
    coop_table_free(t);
    coop_dataset_free(data);
}
END_TEST

/* Figures of the facts' derived_checks.csv that claims rest on. */
START_TEST(claims_find_the_derived_figures)
{
    static const struct {
        const char *id;
        double found, tolerance;
    } cases[] = {
        {"cl_35pct_growth", 35.071225, 0.05},      {"cl_2025_12pct", 12.107150, 0.05},
        {"cl_116pct", 116.046020, 0.05},           {"cl_eu_sum", 12e9, 0},
        {"cl_cpmm_kaz_15_7", 17.832168, 1e-6},     {"cl_trade_doubled_2013", 2.1604602, 1e-7},
        {"cl_kgz_trade_gdp", 27.2 / 17.478, 1e-9}, {"cl_2013_usd_43bn", 50.4e9, 0.1e9}};
    coop_dataset *data = register_embedded();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        coop_table *t = NULL;
        double low = 0;
        double high = 0;
        ck_assert_int_eq(coop_claim_test_id(data, cases[i].id, NULL, NULL, &t, &err), COOP_OK);
        ck_assert_int_eq(coop_table_number(t, 0, "found_low", &low, &err), COOP_OK);
        ck_assert_int_eq(coop_table_number(t, 0, "found_high", &high, &err), COOP_OK);
        ck_assert_msg(fabs(low - cases[i].found) <= cases[i].tolerance && low == high, "%s: %.9g",
                      cases[i].id, low);
        coop_table_free(t);
    }
    coop_dataset_free(data);
}
END_TEST

/* Over 80 % of 54 listed items are 44 or more; 3 are done, and 50 more may be. */
START_TEST(the_first_claim_by_hand)
{
    coop_dataset *data = register_embedded();
    coop_claim_result r = {.struct_size = sizeof r};
    coop_table *t = NULL;
    ck_assert_int_eq(coop_claim_test_id(data, "cl_80pct_implemented", NULL, &r, &t, &err), COOP_OK);
    ck_assert_int_eq(r.verdict, COOP_CLAIM_UNDECIDABLE);
    ck_assert_int_eq(r.recorded, COOP_CLAIM_UNDECIDABLE);
    ck_assert(r.stated_low == 80 && isinf(r.stated_high) && r.n_true == 0 && r.n_false == 0);
    int64_t seen = 0;
    for (int64_t i = 0; i < coop_table_n_rows(t); i++) {
        bool is_listed = strcmp(word_of(t, i, "under"), "completed") == 0 &&
                         strcmp(word_of(t, i, "bounds"), "listed") == 0;
        double x[5] = {0};
        static const char *const names[] = {"hits", "unknown", "total", "changes_to_true",
                                            "changes_to_false"};
        for (int32_t k = 0; k < 5 && is_listed; k++) {
            ck_assert_int_eq(coop_table_number(t, i, names[k], &x[k], &err), COOP_OK);
        }
        ck_assert(!is_listed ||
                  (x[0] == 3 && x[1] == 50 && x[2] == 54 && x[3] == 41 && x[4] == 10));
        seen += is_listed ? 1 : 0;
    }
    ck_assert_int_eq(seen, 1);
    coop_table_free(t);
    coop_dataset_free(data);
}
END_TEST

/* Amounts of another currency, or of two measures, leave a claim undecided and say why. */
START_TEST(units_and_measures_are_kept_apart)
{
    coop_dataset *data = register_embedded();
    coop_claim claim = {.struct_size = sizeof claim, .operation = "value", .comparator = "=",
                        .value = 94.82e9, .unit = "EUR",
                        .query = "investment; where id = 'trade_chn_2024'; select id, amount, "
                                 "currency"};
    coop_claim_result r = {.struct_size = sizeof r};
    ck_assert_int_eq(coop_claim_test(data, &claim, NULL, &r, NULL, &err), COOP_OK);
    ck_assert(r.verdict == COOP_CLAIM_UNDECIDABLE && r.n_faults == 1);
    claim.unit = "USD";
    ck_assert_int_eq(coop_claim_test(data, &claim, NULL, &r, NULL, &err), COOP_OK);
    ck_assert(r.verdict == COOP_CLAIM_TRUE && r.n_faults == 0);
    claim.query = "investment; where id = 'trade_chn_2024'; select id, by_nation; part KAZ";
    claim.value = 43.82e9; /* the column counts thousands of millions */
    ck_assert_int_eq(coop_claim_test(data, &claim, NULL, &r, NULL, &err), COOP_OK);
    ck_assert(r.verdict == COOP_CLAIM_TRUE && r.n_true == 1);
    claim.operation = "sum"; /* of pledges and contracts */
    claim.query = "investment; where funder has 'USA' and currency = 'USD'; select sum(amount)";
    coop_table *t = NULL;
    ck_assert_int_eq(coop_claim_test(data, &claim, NULL, &r, &t, &err), COOP_OK);
    ck_assert(r.verdict == COOP_CLAIM_UNDECIDABLE && strlen(word_of(t, 0, "reason")) > 20);
    coop_table_free(t);
    coop_dataset_free(data);
}
END_TEST

/* ---- parts and whole ---- */

static int64_t faults_of_parts(const char *first, const char *second)
{
    char rows[600];
    sprintf(rows,
            "w|sum|investment; where id = 'a'; select id, amount|>=|30||complete\n"
            "p|value|investment; where id = 'b'; select id, amount|=|%s|w|\n"
            "q|value|investment; where id = 'b'; select id, amount|=|%s|w|\n"
            "o|value|investment; where id = 'b'; select id, amount|=|20|none|",
            first, second);
    coop_dataset *data =
        register_of("2024-06-30", "investment", "id:code amount:float64", "a|30\nb|20", "claim",
                    "id:code operation:code query:code comparator:code "
                    "value:float64 part_of:code coverage:code",
                    rows, NULL);
    coop_claim_result r = {.struct_size = sizeof r};
    ck_assert_int_eq(coop_claim_test_id(data, "p", NULL, &r, NULL, &err), COOP_OK);
    int64_t n = r.n_faults;
    ck_assert_int_eq(coop_claim_test_id(data, "o", NULL, &r, NULL, &err), COOP_OK);
    ck_assert_int_eq(r.n_faults, 0); /* a whole that is not there is no fault of the part */
    coop_dataset_free(data);
    return n;
}

START_TEST(parts_are_no_more_than_their_whole)
{
    ck_assert_int_eq(faults_of_parts("20", "10"), 0);
    ck_assert_int_eq(faults_of_parts("20", "10.1"), 1);
}
END_TEST

/* ---- text and reviews ---- */

static char *printed(const coop_dataset *data, const coop_claim *claim)
{
    sink_text text = {0};
    coop_sink sink = {&text, sink_text_write};
    ck_assert_int_eq(coop_claim_print(data, claim, NULL, &sink, &err), COOP_OK);
    return text.bytes;
}

START_TEST(text_never_says_true_alone)
{
    coop_dataset *data = register_embedded();
    for (int64_t i = 0; i < coop_claim_count(data); i++) {
        coop_claim claim = {.struct_size = sizeof claim};
        ck_assert_int_eq(coop_claim_at(data, i, &claim, &err), COOP_OK);
        char *text = printed(data, &claim);
        const char *in_short = strstr(text, "in short: ");
        ck_assert(in_short != NULL && strstr(in_short, " under: ") != NULL);
        ck_assert(strncmp(in_short, "in short: true", 14) != 0 || strstr(in_short, "true under: "));
        free(text);
    }
    sink_text broken = {.fails = COOP_IO};
    coop_sink sink = {&broken, sink_text_write};
    coop_claim claim = {.struct_size = sizeof claim};
    ck_assert_int_eq(coop_claim_find(data, "cl_six", &claim, &err), COOP_OK);
    ck_assert_int_eq(coop_claim_print(data, &claim, NULL, &sink, &err), COOP_IO);
    coop_dataset_free(data);
}
END_TEST

static coop_claim_review reviewer(void)
{
    coop_claim_review by = COOP_CLAIM_REVIEW_INIT;
    by.reviewer = "A reader";
    by.url = "https://example.org/claims";
    return by;
}

static coop_status review(const coop_dataset *data, const coop_claim *claim,
                          const coop_claim_review *by, sink_text *out)
{
    coop_sink sink = {out, sink_text_write};
    return coop_claim_review_print(data, claim, NULL, by, &sink, &err);
}

START_TEST(what_nobody_answers_for_is_not_reviewed)
{
    coop_dataset *data = register_embedded();
    coop_claim_review by = reviewer();
    int64_t n_none = 0;
    for (int64_t i = 0; i < coop_claim_count(data); i++) {
        coop_claim claim = {.struct_size = sizeof claim};
        ck_assert_int_eq(coop_claim_at(data, i, &claim, &err), COOP_OK);
        sink_text text = {0};
        coop_status status = review(data, &claim, &by, &text);
        bool is_seed = strcmp(claim.speaker, "seed article") == 0;
        ck_assert(!is_seed || status == COOP_EMPTY);
        ck_assert(status == COOP_OK ? strstr(text.bytes, "\"alternateName\": \"") != NULL
                                    : status == COOP_EMPTY && text.n == 0);
        n_none += status == COOP_EMPTY ? 1 : 0;
        free(text.bytes);
    }
    ck_assert_int_eq(n_none,
                     9); /* the seed article's eight, and what is the compilers' knowledge */
    coop_dataset_free(data);
}
END_TEST

START_TEST(reviews_need_a_reviewer_and_an_address)
{
    coop_dataset *data = register_embedded();
    coop_claim claim = {.struct_size = sizeof claim};
    ck_assert_int_eq(coop_claim_find(data, "cl_35pct_growth", &claim, &err), COOP_OK);
    coop_claim_review bad[5] = {reviewer(), reviewer(), reviewer(), reviewer(), reviewer()};
    bad[0].reviewer = "";
    bad[1].url = NULL;
    bad[2].url = "javascript:alert(1)";
    bad[3].struct_size = 0;
    bad[4].published_on = "2026-13-01";
    for (int32_t i = 0; i < 5; i++) {
        sink_text text = {0};
        coop_status status = review(data, &claim, &bad[i], &text);
        ck_assert_int_eq(status, i < 4 ? COOP_ARGUMENT : status);
        ck_assert(status != COOP_OK && text.n == 0);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(hostile_text_is_escaped)
{
    coop_dataset *data = register_of(
        "2024-06-30", "investment", "id:code amount:float64", "<script>alert('\"\\')</script>|30",
        "source", "id:code title:code publisher:code url:code",
        "s|</script><!-- &amp;|P\"\xe2\x80\xae\xe2\x80\xa8|https://example.org/\"><b", NULL);
    coop_dataset *own =
        register_of("2024-06-30", "source", "id:code title:code publisher:code url:code",
                    "s|</script>|P\"\xe2\x80\xae\x1b[2J|https://example.org/\"><b", "claim",
                    "id:code sources:set", "x|s", NULL);
    coop_claim claim = {.struct_size = sizeof claim};
    ck_assert_int_eq(coop_claim_at(own, 0, &claim, &err), COOP_OK);
    claim.text = "</script>\x01\x1b[31m\xe2\x80\xae\xff";
    claim.speaker = "\"<&'\n";
    claim.operation = "value";
    claim.comparator = "=";
    claim.value = 30;
    claim.query = "investment; select id, amount";
    coop_claim_review by = reviewer();
    by.sources = own;
    by.reviewer = "</script>";
    sink_text text = {0};
    coop_status status = review(data, &claim, &by, &text);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.bytes[i];
        ck_assert(c == '\n' || (c >= 0x20 && c < 0x7F));
        ck_assert(c != '<' && c != '>' && c != '&');
    }
    free(text.bytes);
    char *shown = printed(data, &claim);
    for (const char *at = shown; *at != '\0'; at++) {
        ck_assert(*at == '\n' || (unsigned char)*at >= 0x20);
    }
    free(shown);
    coop_dataset_free(own);
    coop_dataset_free(data);
}
END_TEST

/* ---- claims of another register ---- */

START_TEST(claims_of_a_register_are_tested_on_another)
{
    coop_dataset *data = register_embedded();
    coop_dataset *own = register_of(
        "2024-06-30", "claim",
        "id:code speaker:code said_on:span text:code operation:code "
        "query:code comparator:code value:float64 unit:code coverage:code",
        "x|me|2024|six members|count|membership; where mechanism = 'c_c5'; select "
        "count()|=|6|nations|"
        "complete\ny|me|2024|seven|count|membership; where mechanism = 'c_c5'; select count()|=|7|"
        "nations|complete",
        NULL);
    coop_table *t = NULL;
    ck_assert_int_eq(coop_claims_test(data, own, NULL, &t, &err), COOP_OK);
    ck_assert_int_eq(coop_table_n_rows(t), 2);
    ck_assert_str_eq(word_of(t, 0, "verdict"), "true");
    ck_assert_str_eq(word_of(t, 1, "verdict"), "false");
    ck_assert_str_eq(word_of(t, 0, "recorded"), ""); /* it has no word of its own */
    coop_table_free(t);
    ck_assert_int_eq(coop_claims_test(own, NULL, NULL, &t, &err), COOP_NOT_FOUND);
    ck_assert_int_eq(strncmp(err.message, "x: ", 3), 0);
    coop_dataset_free(own);
    own = register_of("2024-06-30", "nation", "id:code", "KAZ", NULL);
    ck_assert_int_eq(coop_claims_test(data, own, NULL, &t, &err), COOP_NOT_FOUND);
    coop_dataset_free(own);
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("claim_register");
    TCase *c = tcase_create("claim_register");
    tcase_add_test(c, every_claim_is_tested_and_set_beside_the_facts);
    tcase_add_test(c, claims_find_the_derived_figures);
    tcase_add_test(c, the_first_claim_by_hand);
    tcase_add_test(c, units_and_measures_are_kept_apart);
    tcase_add_test(c, parts_are_no_more_than_their_whole);
    tcase_add_test(c, text_never_says_true_alone);
    tcase_add_test(c, what_nobody_answers_for_is_not_reviewed);
    tcase_add_test(c, reviews_need_a_reviewer_and_an_address);
    tcase_add_test(c, hostile_text_is_escaped);
    tcase_add_test(c, claims_of_a_register_are_tested_on_another);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
