/* aggregate_values.c -- what aggregates give: against other programs, by hand, and where there is
 * nothing to give.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "oracle.h"

#include <stdio.h>

#include "random.h"
#include "register.h"

/* ---- oracles ---- */

enum { FIELD_SIZE = 64, FIELDS_MOST = 24 };

/* The next line of numbers or words as fields, without their quotes; 0 at the end. */
static int next_fields(const char **at, char fields[FIELDS_MOST][FIELD_SIZE])
{
    while (**at == '#') {
        *at += strcspn(*at, "\n") + 1;
    }
    int n = 0;
    while (**at != '\0' && n < FIELDS_MOST) {
        size_t size = strcspn(*at, ",\n");
        const char *from = **at == '"' ? *at + 1 : *at;
        size_t kept = **at == '"' ? size - 2 : size;
        ck_assert_uint_lt(kept, FIELD_SIZE);
        memcpy(fields[n], from, kept);
        fields[n++][kept] = '\0';
        *at += size;
        bool ends = **at != ',';
        *at += **at != '\0' ? 1 : 0;
        if (ends) {
            break;
        }
    }
    return n;
}

static char *oracle_text(const char *path)
{
    char full[512];
    size_t n = 0;
    char *text = file_read(source_path(path, full, sizeof full), &n);
    ck_assert_msg(text != NULL, "cannot read %s", full);
    return text;
}

/* The first column of a table as one of a register. */
static coop_dataset *column_of(const char *path)
{
    char fields[FIELDS_MOST][FIELD_SIZE];
    char rows[8192] = "";
    char *text = oracle_text(path);
    const char *at = text;
    ck_assert_int_eq(next_fields(&at, fields), 1);
    while (next_fields(&at, fields) > 0) {
        snprintf(rows + strlen(rows), sizeof rows - strlen(rows), "%s%s",
                 rows[0] == '\0' ? "" : "\n", fields[0]);
    }
    free(text);
    return register_of("2024-01-01", "t", "x:float64", rows, NULL);
}

START_TEST(quantiles_are_those_of_r)
{
    static const char *const names[] = {"big", "lognorm", "one", "rail", "ties"};
    int n = 0;
    for (int k = 0; k < 5; k++) {
        char path[128];
        char fields[FIELDS_MOST][FIELD_SIZE];
        snprintf(path, sizeof path, "tests/oracle/quantiles/%s.input.csv", names[k]);
        coop_dataset *data = column_of(path);
        snprintf(path, sizeof path, "tests/oracle/quantiles/%s.expected.csv", names[k]);
        char *text = oracle_text(path);
        const char *at = text;
        ck_assert_int_eq(next_fields(&at, fields), 10);
        while (next_fields(&at, fields) > 0) {
            for (int type = 1; type <= 9; type++, n++) {
                char select[128];
                snprintf(select, sizeof select, "quantile(x, %s, %d) as q", fields[0], type);
                double got = number_of(data, query_of("t", NULL, NULL, select), "q");
                double want = strtod(fields[type], NULL);
                ck_assert_msg(relative_error(got, want) < 4e-16, "%s: %s gave %.17g, not %s",
                              names[k], select, got, fields[type]);
            }
        }
        free(text);
        coop_dataset_free(data);
    }
    ck_assert_int_gt(n, 500);
}
END_TEST

START_TEST(inequality_is_that_of_exact_arithmetic)
{
    char fields[FIELDS_MOST][FIELD_SIZE];
    char rows[16384] = "";
    char *input = oracle_text("tests/oracle/inequality/input.csv");
    const char *at = input;
    next_fields(&at, fields);
    while (next_fields(&at, fields) > 0) {
        snprintf(rows + strlen(rows), sizeof rows - strlen(rows), "%s%s|%s",
                 rows[0] == '\0' ? "" : "\n", fields[0], fields[2]);
    }
    coop_dataset *data = register_of("2024-01-01", "t", "d:code x:float64", rows, NULL);
    char *expected = oracle_text("tests/oracle/inequality/expected.csv");
    at = expected;
    next_fields(&at, fields);
    int n = 0;
    for (; next_fields(&at, fields) > 0; n++) {
        static const char *const selects[] = {"gini(x) as v", "theil(x) as v", "hhi(x) as v",
                                              "mean(x) as v"};
        static const int columns[] = {3, 5, 10, 2};
        char where[96];
        snprintf(where, sizeof where, "d = '%s'", fields[0]);
        for (int k = 0; k < 4; k++) {
            double got = number_of(data, query_of("t", where, NULL, selects[k]), "v");
            ck_assert_msg(relative_error(got, strtod(fields[columns[k]], NULL)) < 1e-15,
                          "%s of %s: %.17g, not %s", selects[k], where, got, fields[columns[k]]);
        }
    }
    ck_assert_int_eq(n, 6);
    free(input);
    free(expected);
    coop_dataset_free(data);
}
END_TEST

/* R's survival package on its data set lung, which is not ours to copy. */
START_TEST(survival_is_that_of_r)
{
    char path[512];
    char fields[FIELDS_MOST][FIELD_SIZE];
    char rows[8192] = "";
    size_t n = 0;
    if (shared_path("oracles/survival/lung.input.csv", path, sizeof path) == NULL) {
        fprintf(stderr, "# skipped: survival_is_that_of_r\n");
        return;
    }
    char *input = file_read(path, &n);
    const char *at = input;
    next_fields(&at, fields);
    while (next_fields(&at, fields) > 0) {
        snprintf(rows + strlen(rows), sizeof rows - strlen(rows), "%s%s|%s|%s",
                 rows[0] == '\0' ? "" : "\n", fields[0], fields[0], fields[1]);
    }
    coop_dataset *data =
        register_of("2024-01-01", "t", "x:int16 y:float64 event:int8", rows, NULL);
    char *curve = file_read(shared_path("oracles/survival/lung.km_all.csv", path, sizeof path), &n);
    at = curve;
    next_fields(&at, fields);
    int n_times = 0;
    for (; next_fields(&at, fields) > 0; n_times++) {
        char select[256];
        snprintf(select, sizeof select, "km(x, event = 1, %s) as s, km(y, event = 1, %s) as z",
                 fields[1], fields[1]);
        coop_query query = query_of("t", NULL, NULL, select);
        double got = number_of(data, query, "s");
        ck_assert_msg(relative_error(got, strtod(fields[5], NULL)) < 1e-13, "%s: %.17g, not %s",
                      select, got, fields[5]);
        ck_assert_double_eq(got, number_of(data, query, "z"));
    }
    ck_assert_int_gt(n_times, 100);
    expect(data, query_of("t", NULL, NULL, "km_quantile(x, event = 1, 0.5) as m"), "m\n310\n");
    free(input);
    free(curve);
    coop_dataset_free(data);
}
END_TEST

/* ---- by hand ---- */

START_TEST(survival_takes_the_middle_where_it_stays_at_the_level)
{
    coop_dataset *data = register_of("2024-01-01", "t", "x:int32 e:bool",
                                     "1|true\n2|true\n5|false\n7|true\n|true\n3|", NULL);
    expect(data, query_of("t", NULL, NULL,
                          "km(x, e, 0) as a, km(x, e, 1) as b, km(x, e, 6) as c, km(x, e, 7) as d, "
                          "km(x, e, 8) as f, km_quantile(x, e, 0.5) as m, "
                          "km_quantile(x, e, 0.25) as q"),
           "a,b,c,d,f,m,q\n1,0.75,0.5,0,0,4.5,1.5\n");
    /* Beyond the last time survival is not known unless it is 0, and some levels are not reached. */
    expect(data, query_of("t", "x < 7", NULL,
                          "km(x, e, 5) as a, km(x, e, 6) as b, km_quantile(x, e, 0.9) as q"),
           "a,b,q\n0.3333333333333333,,\n");
    expect(data, query_of("t", "x > 9", NULL, "km(x, e, 5) as a, km_quantile(x, e, 0.5) as q"),
           "a,q\n,\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(moments_are_rounded_once)
{
    coop_dataset *data = register_of(
        "2024-01-01", "t", "i:int64 f:float64 m:money",
        "9223372036854775807|1e300|0.01\n9223372036854775806|-1e300|0.02\n"
        "9223372036854775805|1|0.04\n||",
        NULL);
    expect(data, query_of("t", NULL, NULL,
                          "mean(i), variance(i), mean(f), mean(m), variance(m) as v"),
           "mean_i,variance_i,mean_f,mean_m,v\n"
           "9223372036854776000,1,0.3333333333333333,0.023333333333333334,"
           "0.00023333333333333333\n");
    expect_error(data, query_of("t", NULL, NULL, "variance(f) as v"), COOP_LIMIT, -1,
                 "v is beyond the largest double");
    expect(data, query_of("t", "f = 1", NULL, "mean(f), variance(f)"), "mean_f,variance_f\n1,\n");
    expect(data, query_of("t", "f = 2", NULL, "mean(i), variance(m)"), "mean_i,variance_m\n,\n");
    coop_dataset_free(data);
    /* NIST's NumAcc1, and doubles whose squares are below the least normal number. */
    data = register_of("2024-01-01", "t", "x:float64 y:float64",
                       "10000001|1e-160\n10000003|3e-160\n10000002|2e-160", NULL);
    expect(data, query_of("t", NULL, NULL, "mean(x), variance(x), mean(y)"),
           "mean_x,variance_x,mean_y\n10000002,1,2e-160\n");
    ck_assert_double_eq(number_of(data, query_of("t", NULL, NULL, "variance(y) as v"), "v"),
                        1e-320);
    coop_dataset_free(data);
}
END_TEST

START_TEST(extremes_keep_their_type)
{
    coop_dataset *data = register_of(
        "2024-01-01", "t", "id:code i:int64 f:float64 m:money3 d:date n:int8",
        "b|-9223372036854775808|-0.5|1.500|2020-02-29|1\na|9223372036854775807|1e300|-2.001|"
        "2019-01-01|1\nc|0|0||1999-12-31|2\nd|||||2\ne|5||||",
        NULL);
    expect(data, query_of("t", NULL, NULL, "min(i), max(i), min(f), max(f), min(m), max(m), "
                                           "min(d), max(d)"),
           "min_i,max_i,min_f,max_f,min_m,max_m,min_d,max_d\n-9223372036854775808,"
           "9223372036854775807,-0.5,1e+300,-2.001,1.500,1999-12-31,2020-02-29\n");
    expect(data, query_of("t", "id = 'd'", NULL, "min(i), max(m), max(d)"),
           "min_i,max_m,max_d\n,,\n");
    /* Of the rows of order 1 that with id a comes first, whatever its place. */
    expect(data, query_of("t", NULL, NULL, "first(i, n), last(m, n), last(f, n), first(d, f)"),
           "first_i,last_m,last_f,first_d\n9223372036854775807,-2.001,0,2020-02-29\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(distinct_counts_every_kind)
{
    coop_dataset *data = register_of("2024-01-01", "t",
                                     "id:code c:code f:float64 m:money d:date r:code x:text",
                                     "a|x|0|1.00|2020-01-01|A|p\nb|y|-0|1.00|2020-01-02|A|q\n"
                                     "c|x|1|2.00|2020-01-01||r\nd||||||",
                                     "r", "id:code w:code", "A|u\nB|v", NULL);
    expect(data, query_of("t", NULL, NULL,
                          "distinct(c), distinct(f), distinct(m), distinct(d), distinct(id)"),
           "distinct_c,distinct_f,distinct_m,distinct_d,distinct_id\n2,2,2,2,4\n");
    expect(data, query_of("t", NULL, "d", "distinct(c)"),
           "d,distinct_c\n2020-01-01,1\n2020-01-02,1\n,0\n");
    expect_error(data, query_of("t", NULL, NULL, "distinct(x)"), COOP_TYPE, -1,
                 "distinct does not take a");
    expect_error(data, query_of("t", NULL, NULL, "median(c)"), COOP_TYPE, -1,
                 "median does not take a");
    coop_dataset_free(data);
}
END_TEST

/* ---- weighted shares ---- */

START_TEST(shares_by_weight_have_bounds_and_parts)
{
    coop_dataset *data = register_of("2024-01-01", "t", "b:bool m:money f:float64 i:int8",
                                     "true|1.00|0.1|1\nfalse|2.00|0.2|1\n|5.00|0.5|1\n"
                                     "true||0.1|-1\ntrue|0.00||0",
                                     NULL);
    expect(data, query_of("t", NULL, NULL, "share(b, m) as s"),
           "s,s_worst,s_best,s_part,s_whole,s_missing\n"
           "0.3333333333333333,0.125,0.75,1.00,3.00,1\n");
    expect(data, query_of("t", "i > 0", NULL, "share(b, f) as s, share(b, i) as w"),
           "s,s_worst,s_best,s_part,s_whole,s_missing,w,w_worst,w_best,w_part,w_whole,w_missing\n"
           "0.3333333333333333,0.125,0.75,0.1,0.30000000000000004,0,0.5,0.3333333333333333,"
           "0.6666666666666666,1,2,0\n");
    expect(data, query_of("t", "i < 0", NULL, "share(b, m) as s"),
           "s,s_worst,s_best,s_part,s_whole,s_missing\n,,,,,1\n");
    expect(data, query_of("t", "i = 0", NULL, "share(b, m) as s"),
           "s,s_worst,s_best,s_part,s_whole,s_missing\n,,,0.00,0.00,0\n");
    expect_error(data, query_of("t", NULL, NULL, "share(b, i) as s"), COOP_UNDEFINED, -1,
                 "s has a weight below 0");
    expect_error(data, query_of("t", NULL, NULL, "share(b, b) as s"), COOP_TYPE, -1,
                 "share does not take a");
    coop_dataset_free(data);
}
END_TEST

START_TEST(weights_are_split_under_each)
{
    coop_dataset *data = register_of("2024-01-01", "t", "p:set b:bool i:int32",
                                     "x;y|true|3\nx|false|2", NULL);
    coop_query query = query_of("t", NULL, "each(p) as p", "share(b, i) as s");
    expect_error(data, query, COOP_CONFLICT, -1, "under each() a weighted share would count");
    query.attribution = "equal";
    expect(data, query, "p,s,s_worst,s_best,s_part,s_whole,s_missing\n"
                        "x,0.5,0.5,0.5,2,4,0\ny,1,1,1,1,1,0\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- refusals ---- */

START_TEST(currencies_do_not_mix)
{
    coop_dataset *data = register_of("2024-01-01", "agreement",
                                     "id:code amount:money currency:code b:bool n:int8",
                                     "a|1.00|USD|true|1\nb|2.00|EUR|false|1\nc|4.00|USD|true|2",
                                     NULL);
    static const char *const selects[] = {
        "mean(amount)", "variance(amount)", "min(amount)",   "max(amount)", "median(amount)",
        "distinct(amount)", "gini(amount)", "share(b, amount)", "first(amount, n)",
        "quantile(amount, 0.5)"};
    for (size_t i = 0; i < sizeof selects / sizeof *selects; i++) {
        expect_error(data, query_of("agreement", NULL, NULL, selects[i]), COOP_CONFLICT, -1,
                     "amount of USD and EUR in one");
        free(answer(data, &(coop_query){.struct_size = sizeof(coop_query), .from = "agreement",
                                        .by = "currency", .select = selects[i]}));
    }
    expect(data, query_of("agreement", NULL, "currency", "max(amount), mean(amount)"),
           "currency,max_amount,mean_amount\nEUR,2.00,2\nUSD,4.00,2.5\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(arguments_are_checked)
{
    static const struct {
        const char *select;
        coop_status status;
        const char *message;
    } rows[] = {
        {"quantile(i, 1.5)", COOP_RANGE, "argument 2 of quantile is 1.5, need 0 to 1"},
        {"quantile(i, i)", COOP_TYPE, "must be one value for all rows, found 'i'"},
        {"quantile(i, 'x')", COOP_TYPE, "must be a number"},
        {"quantile(i, 0.5, 10)", COOP_RANGE, "need 1 to 9"},
        {"quantile(i, 0.5, 2.5)", COOP_TYPE, "a whole number from 1 to 9"},
        {"quantile(i)", COOP_SYNTAX, "takes 2 to 3 arguments"},
        {"km(i, i, 3)", COOP_TYPE, "km takes a test as its second argument"},
        {"km_quantile(i, b, 1)", COOP_RANGE, "inside (0, 1)"},
        {"km(d, b, 1)", COOP_TYPE, "km does not take a"},
        {"gini(i)", COOP_UNDEFINED, "gini_i is not defined for values below 0, found -1"},
        {"hhi(f)", COOP_RANGE, "hhi_f takes 0, or values of 1e-100 to 1e100, found 1e+200"},
        {"mean(d)", COOP_TYPE, "mean does not take a"},
        {"mean(s)", COOP_TYPE, "hangs on an imprecise date, which mean does not take"},
        {"max(days(s, d))", COOP_TYPE, "hangs on an imprecise date, which max does not take"},
    };
    coop_dataset *data = register_of("2024-01-01", "t", "i:int8 b:bool d:date f:float64 s:span",
                                     "-1|true|2020-01-01|1e200|2020", NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect_error(data, query_of("t", NULL, NULL, rows[i].select), rows[i].status, -1,
                     rows[i].message);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(nothing_gives_missing_cells)
{
    static const char *const rows[] = {"", "|||"};
    for (int i = 0; i < 2; i++) {
        coop_dataset *data =
            register_of("2024-01-01", "t", "i:int32 f:float64 d:date b:bool", rows[i], NULL);
        expect(data, query_of("t", NULL, NULL,
                              "mean(i), min(f), max(d), first(i, d), median(f), quantile(i, 0.2), "
                              "distinct(d), hhi(i), gini(f), theil(i), km(i, b, 1) as k, "
                              "km_quantile(f, b, 0.5) as q"),
               "mean_i,min_f,max_d,first_i,median_f,quantile_i,distinct_d,hhi_i,gini_f,theil_i,k,q"
               "\n,,,,,,0,,,,,\n");
        coop_dataset_free(data);
    }
    /* All 0: nothing is spread. */
    coop_dataset *data = register_of("2024-01-01", "t", "i:int8", "0\n0", NULL);
    expect(data, query_of("t", NULL, NULL, "hhi(i), gini(i), theil(i)"),
           "hhi_i,gini_i,theil_i\n,,\n");
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_aggregate_values");
    TCase *c = tcase_create("core");
    tcase_add_test(c, quantiles_are_those_of_r);
    tcase_add_test(c, inequality_is_that_of_exact_arithmetic);
    tcase_add_test(c, survival_is_that_of_r);
    tcase_add_test(c, survival_takes_the_middle_where_it_stays_at_the_level);
    tcase_add_test(c, moments_are_rounded_once);
    tcase_add_test(c, extremes_keep_their_type);
    tcase_add_test(c, distinct_counts_every_kind);
    tcase_add_test(c, shares_by_weight_have_bounds_and_parts);
    tcase_add_test(c, weights_are_split_under_each);
    tcase_add_test(c, currencies_do_not_mix);
    tcase_add_test(c, arguments_are_checked);
    tcase_add_test(c, nothing_gives_missing_cells);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
