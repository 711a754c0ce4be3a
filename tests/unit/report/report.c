/* report.c -- tests of lib/report/report.c, page.c and its sections: form, links, hostile text, bytes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/report.h>

#include "register.h"
#include "sink_text.h"
#include "well_formed.h"

#define HOSTILE "</td><script>alert(1)</script>\"'&`*_|[x](javascript:y)\x01\xe2\x80\xae\xd7\x90"

static char *report_of(const coop_dataset *data, coop_report_format format, size_t *n)
{
    sink_text s = {NULL, 0, COOP_OK};
    coop_sink sink = {&s, sink_text_write};
    coop_report_options options = COOP_REPORT_OPTIONS_INIT;
    coop_error err = {0};
    options.format = format;
    coop_status status = coop_report_write(data, &options, &sink, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", coop_status_name(status), err.message);
    *n = s.n;
    return s.bytes;
}

static coop_dataset *embedded(void)
{
    coop_dataset *data = NULL;
    ck_assert_int_eq(coop_dataset_open(NULL, NULL, &data, NULL), COOP_OK);
    return data;
}

static coop_dataset *hostile(void)
{
    static const struct {
        const char *name, *columns, *rows;
    } texts[] = {
        {"mechanism", "id:code name:text", HOSTILE "~m"},
        {"nation",
         "id:code name:text capital:code population:int64 population_year:int32 gdp_usd:float64 "
         "gdp_year:int32 rail_gauge_mm:int32 population_sources:set gdp_sources:set",
         "A~" HOSTILE "~" HOSTILE "~1~2~3~4~1435~s~s"},
        {"membership", "nation:code mechanism:code status:code", "A~" HOSTILE "~member"},
        {"summit", "id:code mechanism:code name:text start:span end:span place:text sources:set",
         "s~" HOSTILE "~" HOSTILE "~2023~2023~" HOSTILE "~s"},
        {"agreement",
         "id:code title:text mechanism:code role:code field:code instrument:code binding:code "
         "signed:span list:code",
         "a~" HOSTILE "~" HOSTILE "~commitment~" HOSTILE "~" HOSTILE "~" HOSTILE "~2023~" HOSTILE},
        {"event", "agreement:code seq:int32 status:code date:span known:span",
         "a~1~signed~2023~2023"},
        {"source", "id:code title:text publisher:code date:span url:text "
                                                "kind:code language:code read:code licence:code "
                                                "notes:text",
         HOSTILE "~" HOSTILE "~" HOSTILE "~2023~javascript:alert(1)~k~en~yes~l~n"},
    };
    enum { N = sizeof texts / sizeof texts[0] };
    coop_table *tables[N] = {NULL};
    const char *names[N];
    coop_dataset *data = NULL;
    coop_error err = {0};
    for (int i = 0; i < N; i++) { /* '|' parts cells in table_of, and is part of the text */
        char rows[2048];
        size_t n = 0;
        for (const char *c = texts[i].rows; *c != '\0'; c++) {
            rows[n++] = *c == '~' ? '|' : *c == '|' ? '!' : *c;
        }
        rows[n] = '\0';
        names[i] = texts[i].name;
        ck_assert_msg(table_of(NULL, texts[i].columns, rows, &tables[i], &err) == COOP_OK,
                      "%s: %s", names[i], err.message);
    }
    ck_assert_msg(coop_dataset_of_tables(tables, names, N, 20454, &data, &err) == COOP_OK, "%s",
                  err.message);
    return data;
}

START_TEST(the_embedded_report_is_whole)
{
    static const char *const ids[] = {"nations", "agreed", "rates", "time",  "money",  "corridors",
                                      "beside",  "claims", "methods", "gaps", "sources"};
    coop_dataset *data = embedded();
    size_t n = 0;
    size_t n_again = 0;
    char *html = report_of(data, COOP_REPORT_HTML, &n);
    char *again = report_of(data, 0, &n_again);
    ck_assert_uint_eq(n, n_again);
    ck_assert_int_eq(memcmp(html, again, n), 0);
    ck_assert_uint_lt(n, 600 * 1000);
    check_well_formed(html);
    check_ids(html, " href=\"#");
    check_ids(html, " tabindex=\"0\" aria-labelledby=\"");
    ck_assert_int_eq(count_of(html, "<h1"), 1);
    ck_assert_int_eq(count_of(html, "<h2"), 11);
    ck_assert_int_eq(count_of(html, "<script"), 0);
    ck_assert_int_eq(count_of(html, "More is not told"), 0);
    ck_assert_int_eq(count_of(html, "<table"), count_of(html, "<caption"));
    ck_assert_int_eq(count_of(html, "<tr><"), count_of(html, "<th scope=\"row\">") +
                                                  count_of(html, "<thead>"));
    ck_assert_int_ge(count_of(html, "<svg"), 8);
    ck_assert_int_eq(count_of(html, "<svg"), count_of(html, "vega-lite/v5.json"));
    ck_assert_int_eq(count_of(html, "<img"), 1);
    ck_assert_int_eq(count_of(html, " src=\""), count_of(html, " src=\"data:image/svg+xml;base64,"));
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        char section[40];
        snprintf(section, sizeof section, "<section id=\"%s\">", ids[i]);
        ck_assert_int_eq(count_of(html, section), 1);
    }
    free(html);
    free(again);
    coop_dataset_free(data);
}
END_TEST

START_TEST(both_forms_say_the_numbers)
{
    coop_dataset *data = embedded();
    for (coop_report_format format = COOP_REPORT_HTML; format < COOP_REPORT_END; format++) {
        size_t n = 0;
        char *text = report_of(data, format, &n);
        ck_assert_ptr_nonnull(strstr(text, "1,409.0")); /* population of China, millions */
        ck_assert_ptr_null(strstr(text, "2,024"));      /* a year */
        ck_assert_ptr_nonnull(strstr(text, "53.8"));    /* Xi'an's items, completed at most */
        ck_assert_ptr_nonnull(strstr(text, "263.25"));  /* pledges in dollars, billions */
        ck_assert_ptr_nonnull(strstr(text, "Log-rank chi-square 26.71"));
        ck_assert_ptr_nonnull(strstr(text, "+50.2"));
        ck_assert_ptr_nonnull(strstr(text, "coopstat " COOP_VERSION));
        free(text);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(hostile_text_stays_text)
{
    coop_dataset *data = hostile();
    for (coop_report_format format = COOP_REPORT_HTML; format < COOP_REPORT_END; format++) {
        size_t n = 0;
        char *text = report_of(data, format, &n);
        ck_assert_uint_eq(strlen(text), n);
        ck_assert_int_eq(count_of(text, "<script"), 0);
        ck_assert_int_eq(count_of(text, "</td><"), format == COOP_REPORT_HTML
                                                       ? count_of(text, "</td><td") +
                                                             count_of(text, "</td></tr>")
                                                       : 0);
        ck_assert_int_eq(count_of(text, "href=\"javascript"), 0);
        ck_assert_int_eq(count_of(text, "<javascript"), 0);
        ck_assert_ptr_null(strchr(text, '\x01'));
        ck_assert_ptr_null(strstr(text, "\xe2\x80\xae"));
        ck_assert_int_gt(count_of(text, "script&gt;alert"), 8);
        if (format == COOP_REPORT_HTML) {
            check_well_formed(text);
            check_ids(text, " href=\"#");
            ck_assert_int_gt(count_of(text, "<bdi>"), 8);
        } else {
            ck_assert_int_eq(count_of(text, "[x]("), 0);
            ck_assert_int_gt(count_of(text, "\\[x\\]("), 8);
            ck_assert_int_gt(count_of(text, "\xe2\x81\xa8"), 8);
        }
        free(text);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(what_is_not_there_is_said)
{
    coop_table *table = NULL;
    coop_dataset *data = NULL;
    const char *name = "mechanism";
    size_t n = 0;
    ck_assert_int_eq(table_of(NULL, "id:code", "m", &table, NULL), COOP_OK);
    ck_assert_int_eq(coop_dataset_of_tables(&table, &name, 1, 20454, &data, NULL), COOP_OK);
    char *html = report_of(data, COOP_REPORT_HTML, &n);
    check_well_formed(html);
    ck_assert_int_eq(count_of(html, "More is not told"), 10); /* methods need no data */
    free(html);
    coop_dataset_free(data);
}
END_TEST

START_TEST(what_is_refused)
{
    sink_text s = {NULL, 0, COOP_IO};
    coop_sink sink = {&s, sink_text_write};
    coop_report_options options = COOP_REPORT_OPTIONS_INIT;
    coop_dataset *data = embedded();
    ck_assert_int_eq(coop_report_write(NULL, NULL, &sink, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_report_write(data, NULL, NULL, NULL), COOP_ARGUMENT);
    options.format = COOP_REPORT_END;
    ck_assert_int_eq(coop_report_write(data, &options, &sink, NULL), COOP_ARGUMENT);
    options.format = -1;
    ck_assert_int_eq(coop_report_write(data, &options, &sink, NULL), COOP_ARGUMENT);
    options = (coop_report_options){.format = COOP_REPORT_HTML};
    ck_assert_int_eq(coop_report_write(data, &options, &sink, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_report_write(data, NULL, &sink, NULL), COOP_IO);
    ck_assert_ptr_null(s.bytes);
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("report");
    TCase *all = tcase_create("all");
    tcase_add_test(all, the_embedded_report_is_whole);
    tcase_add_test(all, both_forms_say_the_numbers);
    tcase_add_test(all, hostile_text_stays_text);
    tcase_add_test(all, what_is_not_there_is_said);
    tcase_add_test(all, what_is_refused);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
