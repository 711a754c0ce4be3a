/* chart.c -- tests of lib/report/chart.c, chart_steps.c, draw.c and vega.c: each kind is well formed,
 * says its data, escapes its texts, and what is refused. SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/chart.h>

#include <math.h>

#include "io/json.h"
#include "meter.h"
#include "sink_text.h"
#include "well_formed.h"

#define HOSTILE "</svg><script>alert(1)</script>\"'&\x01\xe2\x80\xae\xd7\x90"

static const coop_chart_row rows[3] = {
    {HOSTILE, HOSTILE, 0, 1, 1, 1, 1, 1, 12},
    {"second", "other", 1.5, 0.4, 0.2, 0.7, 0.25, 0.75, 7},
    {"third", NULL, 3, NAN, NAN, NAN, 0, 1, 2},
};

static coop_chart chart_of(coop_chart_kind kind)
{
    coop_chart chart = COOP_CHART_INIT;
    chart.kind = kind;
    chart.id = "c";
    chart.title = HOSTILE;
    chart.rows = rows;
    chart.n_rows = 3;
    chart.line = 0.8;
    chart.has_line = kind == COOP_CHART_DOTS;
    chart.line_label = HOSTILE;
    return chart;
}

typedef coop_status writer(const coop_chart *chart, const coop_sink *sink, coop_error *err);

static char *written(writer *function, const coop_chart *chart)
{
    sink_text s = {NULL, 0, COOP_OK};
    coop_sink sink = {&s, sink_text_write};
    coop_error err = {0};
    ck_assert_msg(function(chart, &sink, &err) == COOP_OK, "%s", err.message);
    return s.bytes;
}

START_TEST(each_kind_is_well_formed_and_escaped)
{
    for (coop_chart_kind kind = COOP_CHART_DOTS; kind < COOP_CHART_END; kind++) {
        coop_chart chart = chart_of(kind);
        char *svg = written(coop_chart_svg, &chart);
        char *again = written(coop_chart_svg, &chart);
        check_well_formed(svg);
        check_ids(svg, "aria-describedby=\"");
        ck_assert_str_eq(svg, again);
        ck_assert_int_eq(count_of(svg, "<script"), 0);
        ck_assert_int_eq(count_of(svg, "&lt;script&gt;alert(1)"), kind == COOP_CHART_FLOWS ? 2
                                                                  : kind == COOP_CHART_DOTS ? 4
                                                                  : kind == COOP_CHART_STEPS ? 2
                                                                                             : 3);
        ck_assert_ptr_null(strchr(svg, '\x01'));
        ck_assert_ptr_null(strstr(svg, "\xe2\x80\xae"));
        ck_assert_ptr_null(strstr(svg, "nan"));
        ck_assert_int_eq(count_of(svg, "<title id=\"c-t\">"), 1);
        ck_assert_int_eq(count_of(svg, "<desc id=\"c-d\">"), 1);
        free(svg);
        free(again);
    }
}
END_TEST

START_TEST(each_kind_is_vega)
{
    for (coop_chart_kind kind = COOP_CHART_DOTS; kind < COOP_CHART_END; kind++) {
        coop_chart chart = chart_of(kind);
        char *spec = written(coop_chart_vega, &chart);
        coop__arena arena = {.a = coop__allocator_of(NULL)};
        const coop__json *node = NULL;
        coop_error err = {0};
        ck_assert_msg(coop__json_parse(&arena, spec, strlen(spec), &node, &err) == COOP_OK, "%s",
                      err.message);
        ck_assert_ptr_null(strchr(spec, '<'));
        ck_assert_ptr_null(strchr(spec, '\x01'));
        ck_assert_ptr_nonnull(strstr(spec, "\"second\""));
        ck_assert_ptr_nonnull(strstr(spec, "vega-lite/v5.json"));
        ck_assert(kind == COOP_CHART_TIMELINE || strstr(spec, "\"value\":0.4") != NULL);
        ck_assert(kind == COOP_CHART_TIMELINE || strstr(spec, "\"value\":null") != NULL);
        coop__arena_free(&arena);
        free(spec);
    }
}
END_TEST

START_TEST(places_are_right)
{
    coop_chart chart = chart_of(COOP_CHART_DOTS);
    char *svg = written(coop_chart_svg, &chart);
    /* 0 lies at 12, 1 at 326: the claim at 12 + 0.8 x 314, the dot of 0.4 at 137.6 */
    ck_assert_int_eq(count_of(svg, "x1=\"263.2\" y1=\"16.0\" x2=\"263.2\""), 1);
    ck_assert_int_eq(count_of(svg, "cx=\"137.6\""), 1);
    ck_assert_int_eq(count_of(svg, ">40.0 %<"), 1);
    ck_assert_int_eq(count_of(svg, ">not known<"), 1);
    free(svg);
    chart = chart_of(COOP_CHART_STEPS);
    svg = written(coop_chart_svg, &chart);
    ck_assert_ptr_nonnull(strstr(svg, ">12</text>")); /* at risk at 0 */
    ck_assert_ptr_nonnull(strstr(svg, ">7</text>"));  /* at 1, before 1.5 */
    free(svg);
}
END_TEST

static void refused(const coop_chart *chart, coop_status wanted)
{
    sink_text s = {NULL, 0, COOP_OK};
    coop_sink sink = {&s, sink_text_write};
    coop_error err = {0};
    ck_assert_int_eq(coop_chart_svg(chart, &sink, &err), wanted);
    ck_assert_int_eq(err.code, wanted);
    ck_assert_int_eq(coop_chart_vega(chart, &sink, NULL), wanted);
    ck_assert_ptr_null(s.bytes);
}

START_TEST(what_is_refused)
{
    coop_chart chart = chart_of(COOP_CHART_DOTS);
    coop_chart_row bad = rows[1];
    refused(NULL, COOP_ARGUMENT);
    chart.n_rows = 0;
    refused(&chart, COOP_EMPTY);
    chart.n_rows = 1001;
    refused(&chart, COOP_LIMIT);
    chart = chart_of(0);
    refused(&chart, COOP_ARGUMENT);
    chart = chart_of(COOP_CHART_END);
    refused(&chart, COOP_ARGUMENT);
    chart = chart_of(COOP_CHART_DOTS);
    chart.id = "a\" onload=\"x";
    refused(&chart, COOP_ARGUMENT);
    chart.id = "";
    refused(&chart, COOP_ARGUMENT);
    chart = chart_of(COOP_CHART_DOTS);
    chart.line = INFINITY;
    refused(&chart, COOP_RANGE);
    chart = chart_of(COOP_CHART_DOTS);
    bad.most = INFINITY;
    chart.rows = &bad;
    chart.n_rows = 1;
    refused(&chart, COOP_RANGE);
    chart = chart_of(COOP_CHART_DOTS);
    chart.struct_size = 0;
    refused(&chart, COOP_ARGUMENT);
}
END_TEST

START_TEST(memory_runs_out_and_sinks_refuse)
{
    for (int vega = 0; vega < 2; vega++) {
        meter m = {0};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        coop_chart chart = chart_of(COOP_CHART_FLOWS);
        sink_text s = {NULL, 0, COOP_IO};
        coop_sink sink = {&s, sink_text_write};
        writer *function = vega ? coop_chart_vega : coop_chart_svg;
        run.allocator = &a;
        chart.run = &run;
        ck_assert_int_eq(function(&chart, &sink, NULL), COOP_IO);
        ck_assert_int_gt(m.calls, 0);
        m = (meter){.fail_at = 1};
        ck_assert_int_eq(function(&chart, &sink, NULL), COOP_MEMORY);
        ck_assert_uint_eq(m.live, 0);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("chart");
    TCase *all = tcase_create("all");
    tcase_add_test(all, each_kind_is_well_formed_and_escaped);
    tcase_add_test(all, each_kind_is_vega);
    tcase_add_test(all, places_are_right);
    tcase_add_test(all, what_is_refused);
    tcase_add_test(all, memory_runs_out_and_sinks_refuse);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
