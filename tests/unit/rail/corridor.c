/* corridor.c -- tests of lib/rail/corridor.c: lengths, breaks of gauge and nations of corridors.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail.h>

#include "random.h"
#include "shared.h"
#include "small_rail.h"

/* ---- the embedded register ---- */

/* Length of the legs from one node of a corridor to another. */
static double stretch(const coop_dataset *data, const char *corridor, const char *from,
                      const char *to)
{
    coop_table *legs = legs_of(data, corridor);
    double sum = 0;
    bool is_in = false;
    for (int64_t row = 0; row < coop_table_n_rows(legs); row++) {
        is_in = is_in || strcmp(text_of(legs, row, "from"), from) == 0;
        sum += is_in ? number(legs, row, "length_km") : 0;
        is_in = is_in && strcmp(text_of(legs, row, "to"), to) != 0;
    }
    coop_table_free(legs);
    return sum;
}

START_TEST(stretches_have_the_lengths_that_the_facts_derive)
{
    coop_dataset *data = embedded();
    ck_assert_double_eq(stretch(data, "northern_via_alashankou", "dostyk", "moiynty"), 836);
    ck_assert_double_eq(stretch(data, "turksib", "semey", "lugovaya"), 1452);
    ck_assert_double_eq(stretch(data, "trans_afghan", "naibabad", "kharlachi"), 647);
    ck_assert_double_eq(stretch(data, "khorgos_altynkol", "urumqi", "kuytun"), 236);
    coop_table *table =
        corridors_of(data, "id in ('dostyk_moiynty', 'carec_3b_rail', 'cku', 'trans_kazakhstan')");
    ck_assert_int_eq(coop_table_n_rows(table), 4);
    check_text(table, 0, "corridor", "cku"); /* as the register orders them */
    check_number(table, 0, "length_km", 543);
    check_number(table, 1, "length_km", 836);
    check_number(table, 2, "length_km", 1514);
    check_number(table, 3, "length_km", 154);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

START_TEST(the_new_line_through_kyrgyzstan_changes_gauge_at_makmal)
{
    coop_dataset *data = embedded();
    coop_table *table = corridors_of(data, "id = 'cku'");
    check_text(table, 0, "name", "China - Kyrgyzstan - Uzbekistan railway");
    check_text(table, 0, "kind", "international");
    check_text(table, 0, "status", "under_construction");
    check_number(table, 0, "published_km", 305);
    check_number(table, 0, "share_not_published", 238.0 / 543);
    check_number(table, 0, "under_construction_km", 473);
    check_text(table, 0, "gauge_break_nodes", "makmal");
    check_number(table, 0, "n_crossing_breaks", 0);
    check_text(table, 0, "nations", "CHN;KGZ;UZB");
    check_text(table, 0, "sources", "rg_cku_2024;tengri_cku_dec2025");
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

/* tests/oracle/rail/corridors.csv has no quotes and no empty trailing cell. */
START_TEST(every_corridor_agrees_with_an_independent_computation)
{
    char path[300];
    size_t n = 0;
    char *text = file_read(source_path("tests/oracle/rail/corridors.csv", path, sizeof path), &n);
    ck_assert_msg(text != NULL, "%s cannot be read", path);
    coop_dataset *data = embedded();
    coop_table *table = corridors_of(data, NULL);
    char *lines[64];
    char *names[32];
    char *cells[32];
    int n_lines = cut(text, '\n', lines, 64);
    int n_names = cut(lines[2], ',', names, 32);
    ck_assert_int_eq(n_lines, 2 + 1 + 42 + 1);
    ck_assert_int_eq(coop_table_n_rows(table), 42);
    for (int64_t row = 0; row < 42; row++) {
        ck_assert_int_eq(cut(lines[3 + row], ',', cells, 32), n_names);
        for (int i = 0; i < n_names; i++) {
            coop_type type = column_of(table, names[i])->type;
            if (type == COOP_TYPE_CODE || type == COOP_TYPE_SET) {
                check_text(table, row, names[i], cells[i]);
            } else {
                check_number(table, row, names[i], strtod(cells[i], NULL));
            }
        }
    }
    coop_table_free(table);
    coop_dataset_free(data);
    free(text);
}
END_TEST

START_TEST(parts_of_a_length_add_up_to_it)
{
    coop_dataset *data = embedded();
    coop_table *table = corridors_of(data, NULL);
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        double known = number(table, row, "length_known_km");
        double methods = number(table, row, "published_km") + number(table, row, "derived_km") +
                         number(table, row, "estimated_km") + number(table, row, "recall_km") +
                         number(table, row, "unstated_km");
        double statuses = number(table, row, "operating_km") +
                          number(table, row, "under_construction_km") +
                          number(table, row, "planned_km");
        ck_assert_double_eq_tol(methods, known, 1e-9);
        ck_assert_double_eq_tol(statuses, known, 1e-9);
        ck_assert_double_eq(number(table, row, "length_km"), known);
        ck_assert_double_eq_tol(number(table, row, "share_not_published"),
                                1 - number(table, row, "published_km") / known, 1e-12);
        ck_assert_double_eq(number(table, row, "n_missing_legs"), 0);
        ck_assert_double_eq(number(table, row, "n_segments"), number(table, row, "n_nodes") - 1);
    }
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

START_TEST(legs_add_up_to_their_corridor)
{
    coop_dataset *data = embedded();
    coop_table *table = corridors_of(data, NULL);
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        coop_table *legs = legs_of(data, text_of(table, row, "corridor"));
        double length = 0;
        double n_breaks = 0;
        double n_borders = 0;
        int64_t n = coop_table_n_rows(legs);
        for (int64_t i = 0; i < n; i++) {
            char from[16];
            snprintf(from, sizeof from, "%s", text_of(legs, i, "from_nation"));
            length += number(legs, i, "length_km");
            n_breaks += number(legs, i, "gauge_break");
            n_borders += strcmp(from, text_of(legs, i, "to_nation")) != 0;
            ck_assert_double_eq(number(legs, i, "leg"), (double)i + 1);
            ck_assert_double_eq(number(legs, i, "n_parallel"), 1);
            ck_assert(strcmp(from, text_of(legs, i, "to_nation")) == 0 ||
                      !is_missing(legs, i, "crossing"));
        }
        ck_assert_double_eq(number(table, row, "n_segments"), (double)n);
        ck_assert_double_eq_tol(number(table, row, "length_km"), length, 1e-9);
        ck_assert_double_eq(number(table, row, "n_gauge_breaks"), n_breaks);
        ck_assert_double_eq(number(table, row, "n_borders"), n_borders);
        coop_table_free(legs);
    }
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

/* Where gauges and table crossing differ: the corridor begins or ends at the border, or the change
 * is inland. A new difference is a new fact or a new error. */
START_TEST(gauges_and_crossings_differ_on_known_corridors_only)
{
    static const struct {
        const char *corridor;
        double by_gauge, by_crossing;
    } known[] = {{"cku", 1, 0},           {"tmtm_main", 0, 1},     {"tmtm_khorgos", 1, 2},
                 {"trans_afghan", 0, 1},  {"carec_1a_rail", 0, 1}, {"carec_1b_rail", 0, 1},
                 {"carec_2a_rail", 1, 0}, {"carec_3a_rail", 0, 1}};
    coop_dataset *data = embedded();
    coop_table *table = corridors_of(data, NULL);
    size_t n = 0;
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        if (number(table, row, "n_gauge_breaks") != number(table, row, "n_crossing_breaks")) {
            ck_assert_uint_lt(n, sizeof known / sizeof known[0]);
            check_text(table, row, "corridor", known[n].corridor);
            check_number(table, row, "n_gauge_breaks", known[n].by_gauge);
            check_number(table, row, "n_crossing_breaks", known[n].by_crossing);
            n++;
        }
    }
    ck_assert_uint_eq(n, sizeof known / sizeof known[0]);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_leg_shows_its_segment)
{
    coop_dataset *data = embedded();
    coop_table *legs = legs_of(data, "carec_3a_rail");
    int64_t last = coop_table_n_rows(legs) - 1;
    ck_assert_int_eq(last, 26);
    check_text(legs, last, "from", "sarahs_tm");
    check_text(legs, last, "to", "sarakhs_ir");
    check_text(legs, last, "from_nation", "TKM");
    check_text(legs, last, "to_nation", "IRN");
    check_text(legs, last, "segment", "s055");
    check_number(legs, last, "length_km", 7);
    check_text(legs, last, "length_method", "estimate");
    check_text(legs, last, "gauge_mm", "1435;1520"); /* recorded the other way round */
    check_text(legs, last, "mode", "rail");
    check_text(legs, last, "status", "operating");
    check_text(legs, last, "crossing", "bc_sarahs");
    check_text(legs, last, "confidence", "C");
    check_text(legs, last, "sources", "analyst_knowledge");
    check_text(legs, 0, "segment", "s113"); /* entered as semey to rubtsovsk */
    check_text(legs, 0, "from", "rubtsovsk");
    check_text(legs, 1, "crossing", "-");
    coop_table_free(legs);
    legs = legs_of(data, "tmtm_main");
    check_text(legs, 10, "mode", "ferry");
    check_text(legs, 10, "gauge_mm", "-");
    coop_table_free(legs);
    legs = legs_of(data, "northern_via_alashankou");
    for (int64_t row = 0; row < coop_table_n_rows(legs); row++) {
        check_number(legs, row, "gauge_break", row == 4); /* behind the track of both gauges */
    }
    check_text(legs, 4, "from", "dostyk");
    coop_table_free(legs);
    coop_dataset_free(data);
}
END_TEST

START_TEST(where_selects_corridors)
{
    coop_dataset *data = embedded();
    coop_table *table = corridors_of(data, "nodes has 'makmal' and kind = 'carec'");
    ck_assert_int_eq(coop_table_n_rows(table), 1);
    check_text(table, 0, "corridor", "carec_2a_rail");
    coop_table_free(table);
    table = corridors_of(data, "kind = 'nothing'");
    ck_assert_int_eq(coop_table_n_rows(table), 0);
    ck_assert_int_eq(coop_table_n_columns(table), 30);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

/* ---- hand-made corridors ---- */

START_TEST(a_missing_leg_leaves_no_length_and_is_counted)
{
    coop_dataset *data = small_register("a,n1;n2;n3;n4,x", four_nodes,
                                        "s1,n1,n2,10,1520,rail,operating,published,A,y\n"
                                        "s3,n3,n4,30,1520,rail,operating,estimate,C,z");
    coop_table *table = corridors_of(data, NULL);
    check_number(table, 0, "n_nodes", 4);
    check_number(table, 0, "n_segments", 2);
    check_number(table, 0, "n_missing_legs", 1);
    check_number(table, 0, "n_missing_lengths", 0);
    check_missing(table, 0, "length_km");
    check_number(table, 0, "length_known_km", 40);
    check_number(table, 0, "published_km", 10);
    check_number(table, 0, "estimated_km", 30);
    check_number(table, 0, "share_not_published", 0.75);
    check_number(table, 0, "confidence_c_km", 30);
    check_missing(table, 0, "n_gauge_breaks"); /* there may be one where no line is known */
    check_number(table, 0, "n_gauge_breaks_least", 0);
    check_missing(table, 0, "n_crossing_breaks"); /* no table crossing */
    check_text(table, 0, "nations", "AAA;BBB");   /* the second time it is not new */
    check_number(table, 0, "n_nations", 2);
    check_number(table, 0, "n_borders", 2);
    check_text(table, 0, "sources", "x;y;z");
    check_text(table, 0, "name", "-"); /* the register has no names */
    coop_table_free(table);
    coop_table *legs = legs_of(data, "a");
    ck_assert_int_eq(coop_table_n_rows(legs), 3);
    check_number(legs, 1, "n_parallel", 0);
    check_number(legs, 1, "gauge_break", 0);
    static const char *const none[] = {"segment", "length_km", "length_method", "gauge_mm",
                                       "mode",    "status",    "confidence",    "sources"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        check_missing(legs, 1, none[i]);
    }
    coop_table_free(legs);
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_missing_length_leaves_no_sum_and_is_counted)
{
    coop_dataset *data = small_register("a,n1;n2;n3,\nb,n2;n3,\nc,n1;n2,", four_nodes,
                                        "s1,n2,n1,0,1520,rail,operating,published,A,\n"
                                        "s2,n2,n3,,1520,rail,operating,,C,");
    coop_table *table = corridors_of(data, NULL);
    check_number(table, 0, "n_segments", 2);
    check_number(table, 0, "n_missing_legs", 0);
    check_number(table, 0, "n_missing_lengths", 1);
    check_missing(table, 0, "length_km");
    check_number(table, 0, "length_known_km", 0);
    check_missing(table, 0, "share_not_published"); /* a share of nothing */
    check_number(table, 0, "confidence_c_km", 0);
    check_number(table, 0, "n_gauge_breaks", 0);
    check_missing(table, 1, "length_km");
    check_number(table, 2, "length_km", 0); /* no length is not missing, here it is known to be 0 */
    check_missing(table, 2, "share_not_published");
    check_text(table, 2, "sources", "");
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_corridor_of_one_node_has_no_length)
{
    coop_dataset *data =
        small_register("a,n2,x\nb,,", four_nodes, "s1,n1,n2,10,1520,rail,operating,published,A,y");
    coop_table *table = corridors_of(data, NULL);
    for (int64_t row = 0; row < 2; row++) {
        check_number(table, row, "n_nodes", row == 0 ? 1 : 0);
        check_number(table, row, "n_segments", 0);
        check_number(table, row, "n_missing_legs", 0);
        check_missing(table, row, "length_km");
        check_number(table, row, "length_known_km", 0);
        check_missing(table, row, "share_not_published");
        check_number(table, row, "n_gauge_breaks", 0);
        check_text(table, row, "gauge_break_nodes", "");
        check_number(table, row, "n_nations", row == 0 ? 1 : 0);
        check_number(table, row, "n_borders", 0);
        check_text(table, row, "sources", row == 0 ? "x" : "");
    }
    coop_table_free(table);
    coop_table *legs = legs_of(data, "a");
    ck_assert_int_eq(coop_table_n_rows(legs), 0);
    ck_assert_int_eq(coop_table_n_columns(legs), 16);
    coop_table_free(legs);
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_ferry_is_counted_apart_and_takes_any_gauge)
{
    const char *segments = "s1,n1,n2,10,1520,rail,operating,published,A,\n"
                           "f2,n2,n3,20,,ferry,operating,estimate,A,\n"
                           "s3,n3,n4,40,1520,,operating,published,A,"; /* no mode is rail */
    coop_dataset *data = small_register("a,n1;n2;n3;n4,", four_nodes, segments);
    coop_table *table = corridors_of(data, NULL);
    check_number(table, 0, "length_km", 70);
    check_number(table, 0, "ferry_km", 20);
    check_number(table, 0, "n_gauge_breaks", 0);
    coop_table_free(table);
    coop_dataset_free(data);
    /* The other shore has another gauge: wagons change at one port or the other. */
    data = small_register("a,n1;n2;n3;n4,", "n1,A,1520\nn2,A,1520;1435\nn3,B,1520;1435\nn4,B,1435",
                          "s1,n1,n2,10,1520,rail,operating,published,A,\n"
                          "f2,n2,n3,20,,ferry,operating,estimate,A,\n"
                          "s3,n3,n4,40,1435,rail,planned,published,A,");
    table = corridors_of(data, NULL);
    check_number(table, 0, "n_gauge_breaks", 1);
    check_text(table, 0, "gauge_break_nodes", "n2;n3");
    check_number(table, 0, "planned_km", 40);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

/* Gauges of the nodes and of the segments between them, a word each; "" is none. */
static void check_breaks(const char *nodes, const char *segments, int want, const char *places)
{
    char *words[CELLS_MOST];
    char corridor[200] = "a,";
    char node_rows[400] = "";
    char segment_rows[400] = "";
    char *copy = strdup(nodes);
    int n = cut(copy, ' ', words, CELLS_MOST);
    for (int i = 0; i < n; i++) {
        sprintf(corridor + strlen(corridor), "%sn%d", i > 0 ? ";" : "", i);
        sprintf(node_rows + strlen(node_rows), "n%d,A,%s\n", i, words[i]);
    }
    strcat(corridor, ",");
    free(copy);
    copy = strdup(segments);
    ck_assert_int_eq(cut(copy, ' ', words, CELLS_MOST), n - 1);
    for (int i = 0; i < n - 1; i++) {
        sprintf(segment_rows + strlen(segment_rows), "s%d,n%d,n%d,1,%s,rail,,,,\n", i, i, i + 1,
                words[i]);
    }
    free(copy);
    coop_dataset *data = small_register(corridor, node_rows, segment_rows);
    coop_table *table = corridors_of(data, NULL);
    if (want < 0) {
        check_missing(table, 0, "n_gauge_breaks");
        check_number(table, 0, "n_gauge_breaks_least", -want - 1);
    } else {
        check_number(table, 0, "n_gauge_breaks", want);
        check_number(table, 0, "n_gauge_breaks_least", want);
    }
    check_text(table, 0, "gauge_break_nodes", places);
    coop_table_free(table);
    coop_dataset_free(data);
}

START_TEST(a_break_is_counted_where_no_gauge_runs_through)
{
    check_breaks("5 5;6 6", "5 6", 1, "n1");
    check_breaks("5 5 5", "5 5", 0, "");
    /* Where the stations are not said to have both gauges, the change is still needed. */
    check_breaks("5 5 6", "5 6", 1, "n1");
    check_breaks("5  6", "5 6", 1, "n1");
    /* A dual-gauge track saves the change where it leads on to its own end, */
    check_breaks("5 5;6 5;6", "5 5;6", 0, "");
    check_breaks("5;6 5;6 6", "5;6 6", 0, "");
    check_breaks("5 5 5 5", "5 5;6 5", 0, "");
    /* but between two gauges it only says that there is a choice of place. */
    check_breaks("5 5;6 5;6 6", "5 5;6 6", 1, "n1;n2");
    check_breaks("5 5 5;6 6", "5 5;6 6", 1, "n2");
    check_breaks("5 5;6 6 6", "5 5;6 6", 1, "n1");
    check_breaks("5 5 6 6", "5 5;6 6", 1, "n1;n2");
    check_breaks("5 5;6 5;6 5;6 6", "5 5;6 5;6 6", 1, "n1;n2;n3");
    /* There and back, and one more. */
    check_breaks("5 5;6 5;6 5", "5 6 5", 2, "n1;n2");
    check_breaks("5 5;6 6;7 5;7 5", "5 6 7 5", 3, "n1;n2;n3");
    /* Consecutive segments share a gauge each time, and still two changes are needed. */
    check_breaks("5 5;6 5;6 6;7 6;7 7", "5 5;6 6 6;7 7", 2, "n1;n2;n3;n4");
    check_breaks("5;6 5;6 6;7 7;8 8", "5;6 6;7 7;8 8", 1, "n2");
}
END_TEST

START_TEST(a_leg_without_gauge_may_hide_a_break)
{
    check_breaks("5 5 5 5", "5  5", -1, "");
    check_breaks("5 5;6 5;6 6", "5  6", -2, "n1;n2"); /* one at least */
    check_breaks("5 5 5", " ", -1, "");
}
END_TEST

START_TEST(what_rests_on_a_column_that_is_missing_has_no_value)
{
    sheet sheets[] = {{"corridor", "id:code nodes:set", "a,n1;n2"},
                      {"rail_node", "id:code", "n1\nn2"},
                      {"rail_segment", "from:code to:code length_km:float64", "n1,n2,1.5"}};
    coop_dataset *data = package_of(sheets, 3, NULL);
    coop_table *table = corridors_of(data, NULL);
    static const char *const none[] = {
        "name",       "kind",           "status",  "confidence_c_km",   "operating_km",
        "planned_km", "n_gauge_breaks", "nations", "n_crossing_breaks", "under_construction_km",
        "n_nations",  "n_borders",      "sources"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        check_missing(table, 0, none[i]);
    }
    check_number(table, 0, "length_km", 1.5);
    check_number(table, 0, "unstated_km", 1.5);
    check_number(table, 0, "share_not_published", 1);
    check_number(table, 0, "ferry_km", 0);
    check_number(table, 0, "n_gauge_breaks_least", 0);
    coop_table_free(table);
    coop_table *legs = legs_of(data, "a");
    static const char *const no_cell[] = {"from_nation", "to_nation",    "segment",  "gauge_mm",
                                          "mode",        "status",       "crossing", "confidence",
                                          "sources",     "length_method"};
    for (size_t i = 0; i < sizeof no_cell / sizeof no_cell[0]; i++) {
        check_missing(legs, 0, no_cell[i]);
    }
    coop_table_free(legs);
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_node_without_nation_leaves_nations_uncounted)
{
    coop_dataset *data = small_register("a,n1;n2;n3,\nb,n1;n2,", "n1,AAA,\nn2,BBB,\nn3,,",
                                        "s,n1,n2,1,,,,,,\nt,n2,n3,1,,,,,,");
    coop_table *table = corridors_of(data, NULL);
    check_text(table, 0, "nations", "AAA;BBB");
    check_missing(table, 0, "n_nations");
    check_missing(table, 0, "n_borders");
    check_number(table, 1, "n_nations", 2);
    check_number(table, 1, "n_borders", 1);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

START_TEST(crossings_are_counted_a_leg_and_only_if_all_are_known)
{
    sheet sheets[] = {{"corridor", "id:code nodes:set", "a,n1;n2;n3\nb,n2;n3\nc,n1;n2\nd,n3;n4"},
                      {"rail_node", "id:code", "n1\nn2\nn3\nn4"},
                      {"rail_segment", "from:code to:code length_km:float64", "n1,n2,1\nn2,n3,1"},
                      {"crossing", "id:code node_a:code node_b:code break_of_gauge:bool",
                       "x1,n2,n1,true\nx2,n1,n2,true\nx3,n3,n2,\nx4,n3,n4,false\nx5,n1,,true"}};
    coop_dataset *data = register_of(sheets, 4);
    coop_table *table = corridors_of(data, NULL);
    check_missing(table, 0, "n_crossing_breaks"); /* x3 does not say */
    check_missing(table, 1, "n_crossing_breaks");
    check_number(table, 2, "n_crossing_breaks", 1); /* two crossings, one leg */
    check_number(table, 3, "n_crossing_breaks", 0);
    coop_table_free(table);
    coop_table *legs = legs_of(data, "a");
    check_text(legs, 0, "crossing", "x1");
    check_text(legs, 1, "crossing", "x3");
    coop_table_free(legs);
    coop_dataset_free(data);
}
END_TEST

/* ---- against trying everything ---- */

#define TRIAL_LEGS 5
#define TRIAL_GAUGES 3

typedef struct trial {
    int n_legs;
    uint32_t node[TRIAL_LEGS + 1]; /* masks of three gauges */
    uint32_t leg[TRIAL_LEGS];      /* 0: a ferry */
    int least;
    bool good[TRIAL_LEGS][TRIAL_LEGS + 1]; /* change k at node x, both gauges being there */
    bool any[TRIAL_LEGS][TRIAL_LEGS + 1];
} trial;

/* One way to choose a gauge for each leg: digits of `code`. */
static void try_way(trial *t, int code)
{
    int gauge[TRIAL_LEGS];
    int n = 0;
    for (int i = 0; i < t->n_legs; i++, code /= TRIAL_GAUGES) {
        gauge[i] = code % TRIAL_GAUGES;
        if (t->leg[i] != 0 && (t->leg[i] >> gauge[i] & 1) == 0) {
            return;
        }
        n += i > 0 && gauge[i] != gauge[i - 1];
    }
    if (n > t->least) {
        return;
    }
    if (n < t->least) {
        t->least = n;
        memset(t->good, 0, sizeof t->good);
        memset(t->any, 0, sizeof t->any);
    }
    for (int i = 1, k = 0; i < t->n_legs; i++) {
        if (gauge[i] != gauge[i - 1]) {
            uint32_t both = 1u << gauge[i] | 1u << gauge[i - 1];
            t->any[k][i] = true;
            t->good[k][i] = t->good[k][i] || (t->node[i] & both) == both;
            k++;
        }
    }
}

static void expected_places(const trial *t, int number_of_trial, char *out)
{
    out[0] = '\0';
    for (int k = 0; k < t->least; k++) {
        bool is_good = false;
        for (int i = 1; i < t->n_legs; i++) {
            is_good = is_good || t->good[k][i];
        }
        for (int i = 1; i < t->n_legs; i++) {
            if (is_good ? t->good[k][i] : t->any[k][i]) {
                sprintf(out + strlen(out), "%sn%d_%d", out[0] != '\0' ? ";" : "", number_of_trial,
                        i);
            }
        }
    }
}

static void write_gauges(char *out, uint32_t mask)
{
    static const char *const gauges[TRIAL_GAUGES] = {"1000", "1435", "1520"};
    const char *mark = "";
    for (int g = 0; g < TRIAL_GAUGES; g++) {
        if ((mask >> g & 1) != 0) {
            strcat(out, mark);
            strcat(out, gauges[g]);
            mark = ";";
        }
    }
}

START_TEST(breaks_are_those_of_trying_every_gauge_on_every_leg)
{
    enum { N = 600 };
    static trial trials[N];
    char *corridors = calloc(N, 200);
    char *nodes = calloc(N, 400);
    char *segments = calloc(N, 600);
    uint64_t state = 20260331;
    size_t c = 0;
    size_t v = 0;
    size_t s = 0;
    for (int k = 0; k < N; k++) {
        trial *t = &trials[k];
        t->n_legs = (int)(next_random(&state) % TRIAL_LEGS) + 1;
        c += (size_t)sprintf(corridors + c, "c%d,", k);
        for (int i = 0; i <= t->n_legs; i++) {
            t->node[i] = (uint32_t)(next_random(&state) % 8);
            char gauges[40] = "";
            write_gauges(gauges, t->node[i]);
            c += (size_t)sprintf(corridors + c, "%sn%d_%d", i > 0 ? ";" : "", k, i);
            v += (size_t)sprintf(nodes + v, "n%d_%d,A,%s\n", k, i, gauges);
        }
        c += (size_t)sprintf(corridors + c, ",\n");
        for (int i = 0; i < t->n_legs; i++) {
            t->leg[i] = (uint32_t)(next_random(&state) % 8);
            char gauges[40] = "";
            write_gauges(gauges, t->leg[i]);
            bool is_back = next_random(&state) % 2 == 0;
            s += (size_t)sprintf(segments + s, "s%d_%d,n%d_%d,n%d_%d,1,%s,%s,,,,\n", k, i, k,
                                 i + is_back, k, i + !is_back, gauges,
                                 t->leg[i] == 0 ? "ferry" : "rail");
        }
        t->least = TRIAL_LEGS + 1;
        int n_ways = 1;
        for (int i = 0; i < t->n_legs; i++) {
            n_ways *= TRIAL_GAUGES;
        }
        for (int way = 0; way < n_ways; way++) {
            try_way(t, way);
        }
    }
    coop_dataset *data = small_register(corridors, nodes, segments);
    coop_table *table = corridors_of(data, NULL);
    ck_assert_int_eq(coop_table_n_rows(table), N);
    int n_with_two = 0;
    for (int k = 0; k < N; k++) {
        char places[200];
        expected_places(&trials[k], k, places);
        check_number(table, k, "n_gauge_breaks", trials[k].least);
        check_text(table, k, "gauge_break_nodes", places);
        n_with_two += trials[k].least >= 2;
    }
    ck_assert_int_gt(n_with_two, 20); /* the trials are not all easy */
    coop_table_free(table);
    coop_dataset_free(data);
    free(corridors);
    free(nodes);
    free(segments);
}
END_TEST

/* ---- calls that fail ---- */

START_TEST(bad_arguments_are_told_and_leave_outputs_alone)
{
    coop_dataset *data = embedded();
    coop_table *mark = (coop_table *)&mark;
    coop_table *table = mark;
    coop_error err = {0};
    coop_rail_options options = COOP_RAIL_OPTIONS_INIT;
    ck_assert_int_eq(coop_rail_corridors(NULL, NULL, &table, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "data is NULL");
    ck_assert_int_eq(coop_rail_corridors(data, NULL, NULL, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out is NULL");
    options.struct_size = sizeof(size_t) - 1;
    ck_assert_int_eq(coop_rail_corridors(data, &options, &table, &err), COOP_ARGUMENT);
    options = (coop_rail_options)COOP_RAIL_OPTIONS_INIT;
    options.where = "kind = ";
    ck_assert_int_eq(coop_rail_corridors(data, &options, &table, &err), COOP_SYNTAX);
    options.where = "kinds = 'carec'";
    ck_assert_int_eq(coop_rail_corridors(data, &options, &table, &err), COOP_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.message, "kind"));
    options.where = "kind";
    ck_assert_int_eq(coop_rail_corridors(data, &options, &table, &err), COOP_TYPE);
    ck_assert_int_eq(coop_rail_corridor_legs(NULL, "cku", &table, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_rail_corridor_legs(data, NULL, &table, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "corridor is NULL");
    ck_assert_int_eq(coop_rail_corridor_legs(data, "cku", NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_rail_corridor_legs(data, "turksip", &table, &err), COOP_NOT_FOUND);
    ck_assert_str_eq(err.message, "there is no corridor 'turksip', the nearest is 'turksib'");
    ck_assert_int_eq(coop_rail_corridor_legs(data, "", &table, &err), COOP_NOT_FOUND);
    ck_assert_ptr_eq(table, mark);
    coop_dataset_free(data);
}
END_TEST

START_TEST(options_of_another_size_are_read_as_far_as_both_go)
{
    coop_dataset *data = embedded();
    struct {
        coop_rail_options options;
        int64_t more;
    } later = {COOP_RAIL_OPTIONS_INIT, 7};
    coop_table *table = NULL;
    later.options.struct_size = sizeof later;
    later.options.where = "id = 'cku'";
    ck_assert_int_eq(coop_rail_corridors(data, &later.options, &table, NULL), COOP_OK);
    ck_assert_int_eq(coop_table_n_rows(table), 1);
    coop_table_free(table);
    later.options.struct_size = sizeof(size_t); /* before there was a where */
    ck_assert_int_eq(coop_rail_corridors(data, &later.options, &table, NULL), COOP_OK);
    ck_assert_int_eq(coop_table_n_rows(table), 42);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_failing_allocation_anywhere_is_told_and_leaks_nothing)
{
    check_failing(NULL, 0, "cku", 20);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rail/corridor");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_test(all, stretches_have_the_lengths_that_the_facts_derive);
    tcase_add_test(all, the_new_line_through_kyrgyzstan_changes_gauge_at_makmal);
    tcase_add_test(all, every_corridor_agrees_with_an_independent_computation);
    tcase_add_test(all, parts_of_a_length_add_up_to_it);
    tcase_add_test(all, legs_add_up_to_their_corridor);
    tcase_add_test(all, gauges_and_crossings_differ_on_known_corridors_only);
    tcase_add_test(all, a_leg_shows_its_segment);
    tcase_add_test(all, where_selects_corridors);
    tcase_add_test(all, a_missing_leg_leaves_no_length_and_is_counted);
    tcase_add_test(all, a_missing_length_leaves_no_sum_and_is_counted);
    tcase_add_test(all, a_corridor_of_one_node_has_no_length);
    tcase_add_test(all, a_ferry_is_counted_apart_and_takes_any_gauge);
    tcase_add_test(all, a_break_is_counted_where_no_gauge_runs_through);
    tcase_add_test(all, a_leg_without_gauge_may_hide_a_break);
    tcase_add_test(all, what_rests_on_a_column_that_is_missing_has_no_value);
    tcase_add_test(all, a_node_without_nation_leaves_nations_uncounted);
    tcase_add_test(all, crossings_are_counted_a_leg_and_only_if_all_are_known);
    tcase_add_test(all, breaks_are_those_of_trying_every_gauge_on_every_leg);
    tcase_add_test(all, bad_arguments_are_told_and_leave_outputs_alone);
    tcase_add_test(all, options_of_another_size_are_read_as_far_as_both_go);
    tcase_add_test(all, a_failing_allocation_anywhere_is_told_and_leaks_nothing);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
