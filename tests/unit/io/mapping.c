/* mapping.c -- tests of the ways in which foreign files write numbers, dates and words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/mapping.h"

#include <stdio.h>
#include <string.h>

#include <check.h>

#include <coopstat/crosswalk.h>

#include "core/date.h"
#include "core/number.h"
#include "random.h"

/* The mapping of a field's JSON; what is wrong with it goes to *fault. */
static coop_status read_field(const char *text, coop_type type, coop__arena *arena,
                              coop__mapping *out, coop__mapping_fault *fault)
{
    const coop__json *node = NULL;
    coop_error err;
    arena->a = coop__allocator_of(NULL);
    coop_status status = coop__json_parse(arena, text, strlen(text), &node, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", text, err.message);
    return coop__mapping_read(node, type, out, fault);
}

/* The cell as the library reads it; NULL when it is refused. */
static const char *mapped(const char *field, coop_type type, const char *cell)
{
    static char out[200];
    coop__arena arena = {0};
    coop__mapping mapping;
    coop__mapping_fault fault = {NULL, NULL};
    coop__buffer scratch = {.a = coop__allocator_of(NULL)};
    const char *rule = NULL;
    size_t n = strlen(cell);
    ck_assert_msg(read_field(field, type, &arena, &mapping, &fault) == COOP_OK, "%s", fault.rule);
    coop_status status = coop__mapping_apply(&mapping, &scratch, &cell, &n, &rule);
    ck_assert_int_eq(status == COOP_OK, rule == NULL);
    snprintf(out, sizeof out, "%.*s", (int)n, cell);
    coop__buffer_free(&scratch);
    coop__arena_free(&arena);
    return status == COOP_OK ? out : NULL;
}

typedef struct sample {
    const char *field, *cell, *wanted; /* wanted NULL: refused */
} sample;

static void check_samples(const sample *samples, size_t n, coop_type type)
{
    for (size_t i = 0; i < n; i++) {
        const char *is = mapped(samples[i].field, type, samples[i].cell);
        bool fits = samples[i].wanted == NULL ? is == NULL
                                              : is != NULL && strcmp(is, samples[i].wanted) == 0;
        ck_assert_msg(fits, "%s of '%s' is %s", samples[i].field, samples[i].cell,
                      is != NULL ? is : "refused");
    }
}

#define GROUP "{\"groupChar\": \",\"}"
#define EUROPE "{\"groupChar\": \".\", \"decimalChar\": \",\"}"
#define MILLION "{\"coopstat\": {\"times\": 1000000}}"
#define PERCENT "{\"coopstat\": {\"times\": 0.01, \"suffix\": \"%\"}}"
#define DOLLAR "{\"groupChar\": \",\", \"coopstat\": {\"prefix\": \"$\"}}"
#define FRENCH "{\"groupChar\": \"\\u202f\", \"decimalChar\": \",\"}"

START_TEST(numbers_lose_their_marks_and_units)
{
    static const sample samples[] = {
        {"{}", "1,234", "1,234"}, /* nothing stated: left to who reads it */
        {GROUP, "1,234.5", "1234.5"}, {GROUP, "12,345,678", "12345678"}, {GROUP, "1234", "1234"},
        {GROUP, "-1,234", "-1234"}, {GROUP, "999", "999"}, {GROUP, "0.125", "0.125"},
        {GROUP, "1,23", NULL}, {GROUP, "1,2345", NULL}, {GROUP, "1234,567", NULL},
        {GROUP, ",123", NULL}, {GROUP, "1,,234", NULL}, {GROUP, "1,234,", NULL},
        {GROUP, "1.234,5", NULL}, {EUROPE, "1.234,5", "1234.5"}, {EUROPE, "1,5", "1.5"},
        {EUROPE, "1.5", NULL}, {EUROPE, "1.234.567", "1234567"}, {EUROPE, "1,234.5", NULL},
        {FRENCH, "1\u202f234,5", "1234.5"}, {FRENCH, "1 234,5", "1 234.5"},
        {MILLION, "1.5", "1.5e6"}, {MILLION, "-2e3", "-2e9"}, {MILLION, "1E-6", "1e0"},
        {MILLION, "1e", "1e"}, {PERCENT, "80%", "80e-2"}, {PERCENT, "80", NULL},
        {PERCENT, "%", "e-2"}, {PERCENT, "-5%", "-5e-2"}, {DOLLAR, "$1,000", "1000"},
        {DOLLAR, "-$1,000", "-1000"}, {DOLLAR, "$-5", "-5"}, {DOLLAR, "5", NULL}, {DOLLAR, "$", ""},
        {DOLLAR, "", NULL}, {DOLLAR, "--$5", NULL}};
    check_samples(samples, sizeof samples / sizeof samples[0], COOP_TYPE_FLOAT64);
}
END_TEST

/* A grouped number maps to the digits that it was made of. */
START_TEST(any_number_with_thousands_marks_maps_to_itself)
{
    uint64_t state = 11;
    for (int round = 0; round < 2000; round++) {
        int64_t value = (int64_t)(next_random(&state) >> (next_random(&state) % 63 + 1));
        char plain[COOP__NUMBER_SIZE];
        char grouped[64];
        size_t n = coop__integer_format(value, plain);
        size_t at = 0;
        for (size_t i = 0; i < n; i++) {
            if (i > 0 && (n - i) % 3 == 0) {
                grouped[at++] = ',';
            }
            grouped[at++] = plain[i];
        }
        grouped[at] = '\0';
        const char *is = mapped(GROUP, COOP_TYPE_INT64, grouped);
        ck_assert_msg(is != NULL, "%s is refused", grouped);
        ck_assert_str_eq(is, plain);
    }
}
END_TEST

#define SLASHES "{\"format\": \"%d/%m/%Y\"}"
#define MONTHS "{\"format\": \"%m.%Y\"}"

START_TEST(dates_in_a_stated_format_are_iso)
{
    static const sample samples[] = {
        {"{}", "31/12/2019", "31/12/2019"}, {SLASHES, "31/12/2019", "2019-12-31"},
        {SLASHES, "1/2/2019", "2019-02-01"}, {SLASHES, "2019-12-31", NULL},
        {SLASHES, "31/12/19", NULL}, {SLASHES, "31/12/20190", NULL}, {SLASHES, "31/12/", NULL},
        {SLASHES, "", NULL}, {SLASHES, "99/99/9999", "9999-99-99"}, {SLASHES, "/12/2019", NULL},
        {SLASHES, "31/12/2019 ", NULL}, {MONTHS, "03.2020", "2020-03"}, {MONTHS, "3.2020", "2020-03"},
        {"{\"format\": \"%Y\"}", "2020", "2020"}, {"{\"format\": \"%Y%m%d\"}", "20200131",
                                                     "2020-01-31"}};
    check_samples(samples, sizeof samples / sizeof samples[0], COOP_TYPE_SPAN);
}
END_TEST

START_TEST(days_that_say_less_widen)
{
    static const struct {
        const char *field, *flag, *date, *wanted; /* wanted NULL: the flag is no word */
    } samples[] = {
        {"{\"coopstat\": {\"year_only\": true}}", "", "2019-01-01", "2019"},
        {"{\"coopstat\": {\"year_only\": true}}", "", "2019-02-01", "2019-02-01"},
        {"{\"coopstat\": {\"year_only\": true}}", "", "2019-01-02", "2019-01-02"},
        {"{\"coopstat\": {\"year_only\": true}}", "", "2019-01", "2019-01"},
        {"{\"coopstat\": {\"year_only\": \"e\"}}", "Yes", "2019-01-01", "2019"},
        {"{\"coopstat\": {\"year_only\": \"e\"}}", "Yes", "2019-02-01", "2019-02"},
        {"{\"coopstat\": {\"year_only\": \"e\"}}", "Yes", "2019-02-03", "2019-02-03"},
        {"{\"coopstat\": {\"year_only\": \"e\"}}", "No", "2019-01-01", "2019-01-01"},
        {"{\"coopstat\": {\"year_only\": \"e\"}}", "", "2019-01-01", "2019-01-01"},
        {"{\"coopstat\": {\"year_only\": \"e\"}}", "perhaps", "2019-01-01", NULL}};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        coop__arena arena = {0};
        coop__mapping mapping;
        coop__mapping_fault fault;
        coop_span span;
        coop_span wanted;
        const char *flag = samples[i].flag;
        ck_assert_int_eq(read_field(samples[i].field, COOP_TYPE_SPAN, &arena, &mapping, &fault),
                         COOP_OK);
        ck_assert_int_eq(coop__span_parse(samples[i].date, strlen(samples[i].date), &span, NULL),
                         COOP_OK);
        bool done = coop__mapping_widen(&mapping, flag, strlen(flag), &span);
        ck_assert_int_eq(done, samples[i].wanted != NULL);
        if (done) {
            ck_assert_int_eq(coop__span_parse(samples[i].wanted, strlen(samples[i].wanted), &wanted,
                                              NULL), COOP_OK);
            ck_assert_msg(span.first == wanted.first && span.last == wanted.last, "sample %zu", i);
        }
        coop__arena_free(&arena);
    }
}
END_TEST

START_TEST(a_mapping_that_means_nothing_is_refused)
{
    static const struct {
        const char *field;
        coop_type type;
        coop_status status;
    } samples[] = {
        {"{\"groupChar\": \".\"}", COOP_TYPE_FLOAT64, COOP_UNSUPPORTED},
        {"{\"groupChar\": \"\"}", COOP_TYPE_FLOAT64, COOP_FORMAT},
        {"{\"groupChar\": \"1\"}", COOP_TYPE_FLOAT64, COOP_UNSUPPORTED},
        {"{\"decimalChar\": \";\"}", COOP_TYPE_FLOAT64, COOP_UNSUPPORTED},
        {"{\"groupChar\": \",\"}", COOP_TYPE_CODE, COOP_FORMAT},
        {"{\"groupChar\": \",\"}", COOP_TYPE_INT32, COOP_OK},
        {"{\"coopstat\": {\"times\": 1000}}", COOP_TYPE_INT32, COOP_FORMAT},
        {"{\"coopstat\": {\"times\": 1000}}", COOP_TYPE_MONEY, COOP_OK},
        {"{\"coopstat\": {\"times\": 1e12}}", COOP_TYPE_MONEY, COOP_OK},
        {"{\"coopstat\": {\"times\": 1e-12}}", COOP_TYPE_MONEY, COOP_OK},
        {"{\"coopstat\": {\"times\": 1e13}}", COOP_TYPE_MONEY, COOP_RANGE},
        {"{\"coopstat\": {\"times\": 2}}", COOP_TYPE_MONEY, COOP_RANGE},
        {"{\"coopstat\": {\"times\": 0}}", COOP_TYPE_MONEY, COOP_RANGE},
        {"{\"coopstat\": {\"times\": -10}}", COOP_TYPE_MONEY, COOP_RANGE},
        {"{\"coopstat\": {\"times\": \"million\"}}", COOP_TYPE_MONEY, COOP_RANGE},
        {"{\"format\": \"%d/%m/%Y\"}", COOP_TYPE_CODE, COOP_UNSUPPORTED},
        {"{\"format\": \"%d/%m/%y\"}", COOP_TYPE_DATE, COOP_UNSUPPORTED},
        {"{\"format\": \"%m/%Y\"}", COOP_TYPE_DATE, COOP_UNSUPPORTED},
        {"{\"format\": \"%m/%Y\"}", COOP_TYPE_SPAN, COOP_OK},
        {"{\"format\": \"%d %Y\"}", COOP_TYPE_SPAN, COOP_UNSUPPORTED},
        {"{\"format\": \"%Y %Y\"}", COOP_TYPE_SPAN, COOP_UNSUPPORTED},
        {"{\"format\": \"%\"}", COOP_TYPE_SPAN, COOP_UNSUPPORTED},
        {"{\"format\": \"any\"}", COOP_TYPE_DATE, COOP_UNSUPPORTED},
        {"{\"format\": \"default\"}", COOP_TYPE_CODE, COOP_OK},
        {"{\"coopstat\": {\"year_only\": true}}", COOP_TYPE_DATE, COOP_FORMAT},
        {"{\"coopstat\": {\"year_only\": 1}}", COOP_TYPE_SPAN, COOP_FORMAT},
        {"{\"coopstat\": {\"year_only\": false}}", COOP_TYPE_CODE, COOP_OK},
        {"{\"coopstat\": {\"value\": \"\"}}", COOP_TYPE_CODE, COOP_FORMAT},
        {"{\"coopstat\": {\"crosswalk\": \"aiddata\"}}", COOP_TYPE_CODE, COOP_OK},
        {"{\"coopstat\": {\"crosswalk\": \"aiddata\"}}", COOP_TYPE_TEXT, COOP_REFERENCE},
        {"{\"coopstat\": {\"crosswalk\": \"none\"}}", COOP_TYPE_CODE, COOP_REFERENCE}};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        coop__arena arena = {0};
        coop__mapping mapping;
        coop__mapping_fault fault = {NULL, NULL};
        coop_status status = read_field(samples[i].field, samples[i].type, &arena, &mapping, &fault);
        ck_assert_msg(status == samples[i].status, "%s: %s", samples[i].field,
                      coop_status_name(status));
        ck_assert_int_eq(status == COOP_OK, fault.rule == NULL);
        coop__arena_free(&arena);
    }
}
END_TEST

START_TEST(words_of_the_crosswalks_are_known)
{
    ck_assert(coop__scheme_is_known("iati") && !coop__scheme_is_known("iat"));
    ck_assert(coop__scheme_has("aiddata", "Completion", 10));
    ck_assert(!coop__scheme_has("aiddata", "Completion", 9));
    ck_assert(!coop__scheme_has("aiddata", "1", 1));
}
END_TEST

START_TEST(words_of_flows_and_measures_have_terms)
{
    static const char *const measures[] = {"pledge", "commitment", "contract", "disbursement",
                                           "cost", "stock", "trade", "pipeline"};
    for (const coop_crosswalk_term *t = coop_crosswalk_terms(); t->scheme != NULL; t++) {
        const char *is = strstr(t->scheme, "_measure");
        bool is_measure = is == NULL;
        for (int i = 0; i < 8; i++) {
            is_measure = is_measure || strcmp(t->term, measures[i]) == 0;
        }
        ck_assert_msg(is_measure, "%s %s", t->scheme, t->word);
        ck_assert(coop__scheme_is_known(t->scheme) && t->meaning[0] != '\0' && t->origin[0] != '\0');
        ck_assert_str_eq(coop__scheme_term(t->scheme, t->word, strlen(t->word)), t->term);
        for (const coop_crosswalk_term *u = coop_crosswalk_terms(); u != t; u++) {
            ck_assert(strcmp(u->scheme, t->scheme) != 0 || strcmp(u->word, t->word) != 0);
        }
    }
    ck_assert_ptr_null(coop__scheme_term("iati_measure", "6", 1));
    ck_assert_ptr_null(coop__scheme_term("iati_measure", "", 0));
    ck_assert_ptr_null(coop__scheme_term("aiddata", "Completion", 10));
    ck_assert(coop__scheme_has("iati_measure", "pledge", 6));
    ck_assert(!coop__scheme_has("iati_measure", "pledg", 5));
    ck_assert(!coop__scheme_has("iati_measure", "6", 1));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("mapping");
    TCase *mapping = tcase_create("mapping");
    tcase_add_test(mapping, numbers_lose_their_marks_and_units);
    tcase_add_test(mapping, any_number_with_thousands_marks_maps_to_itself);
    tcase_add_test(mapping, dates_in_a_stated_format_are_iso);
    tcase_add_test(mapping, days_that_say_less_widen);
    tcase_add_test(mapping, a_mapping_that_means_nothing_is_refused);
    tcase_add_test(mapping, words_of_the_crosswalks_are_known);
    tcase_add_test(mapping, words_of_flows_and_measures_have_terms);
    suite_add_tcase(s, mapping);
    return s;
}

#include "check_main.h"
