/* network.c -- tests of lib/rail/network.c: reading a network, and choosing among parallel
 * segments. SPDX-License-Identifier: GPL-3.0-or-later */
#include "rail/network.h"

#include "small_rail.h"

/* ---- parallel segments ---- */

/* The first of two rows is taken, in whatever order they stand. */
static void check_preferred(const char *better, const char *worse)
{
    for (int turn = 0; turn < 2; turn++) {
        char rows[200];
        snprintf(rows, sizeof rows, "%s\n%s", turn == 0 ? better : worse,
                 turn == 0 ? worse : better);
        coop_dataset *data = small_register("a,n1;n2,", four_nodes, rows);
        coop_table *legs = legs_of(data, "a");
        coop_table *table = corridors_of(data, NULL);
        char id[16];
        snprintf(id, sizeof id, "%.*s", (int)strcspn(better, ","), better);
        check_text(legs, 0, "segment", id[0] == '\0' ? "-" : id);
        check_number(legs, 0, "n_parallel", 2);
        check_number(table, 0, "n_parallel_legs", 1);
        check_number(table, 0, "n_segments", 1);
        coop_table_free(table);
        coop_table_free(legs);
        coop_dataset_free(data);
    }
}

START_TEST(of_parallel_segments_the_preferred_one_is_taken)
{
    check_preferred("z,n1,n2,50,1520,rail,operating,,,",
                    "a,n1,n2,10,1520,rail,under_construction,,,");
    check_preferred("z,n1,n2,50,1520,rail,under_construction,,,",
                    "a,n2,n1,10,1520,rail,planned,,,");
    check_preferred("z,n1,n2,50,1520,rail,planned,,,", "a,n1,n2,10,1520,rail,closed,,,");
    check_preferred("z,n1,n2,50,1520,rail,planned,,,", "a,n1,n2,10,1520,rail,,,,");
    check_preferred("z,n1,n2,50,1520,rail,operating,,,", "a,n1,n2,10,,ferry,operating,,,");
    check_preferred("z,n1,n2,50,,ferry,operating,,,", "a,n1,n2,10,1520,rail,planned,,,");
    check_preferred("z,n1,n2,50,1520,rail,operating,,,", "a,n1,n2,,1520,rail,operating,,,");
    check_preferred("z,n2,n1,10,1520,rail,operating,,,", "a,n1,n2,10.001,1520,rail,operating,,,");
    /* 10.0001 km and 10 km are the same number of metres */
    check_preferred("a,n2,n1,10.0001,1520,rail,operating,,,", "z,n1,n2,10,1520,rail,operating,,,");
}
END_TEST

START_TEST(a_segment_without_id_comes_last_and_rows_decide_at_the_end)
{
    sheet sheets[] = {{"corridor", "id:code nodes:set", "a,n1;n2"},
                      {"rail_node", "id:code", "n1\nn2\nn3"},
                      {"rail_segment", "id:code from:code to:code length_km:float64 status:code",
                       ",n1,n2,1,operating\ns,n1,n2,1,operating\ns,n2,n1,1,planned"}};
    coop_dataset *data = package_of(sheets, 3, NULL);
    coop_table *legs = legs_of(data, "a");
    check_text(legs, 0, "segment", "s");
    check_text(legs, 0, "status", "operating");
    check_number(legs, 0, "n_parallel", 3);
    coop_table_free(legs);
    coop_dataset_free(data);
    /* No ids at all: the first of the rows. A segment that returns to its node is no way on. */
    sheet bare[] = {{"corridor", "id:code nodes:set", "a,n1;n2"},
                    {"rail_node", "id:code", "n1\nn2\nn3"},
                    {"rail_segment",
                     "from:code to:code length_km:float64 status:code length_method:code",
                     "n1,n1,1,operating,derived\nn2,n2,1,operating,derived\n"
                     "n1,n3,1,operating,derived\nn1,n2,5,planned,recall\n"
                     "n2,n1,5,planned,estimate\nn1,n2,6,planned,published"}};
    data = package_of(bare, 3, NULL);
    legs = legs_of(data, "a");
    check_text(legs, 0, "segment", "-");
    check_number(legs, 0, "length_km", 5);
    check_text(legs, 0, "length_method", "recall");
    check_number(legs, 0, "n_parallel", 3);
    coop_table_free(legs);
    coop_dataset_free(data);
}
END_TEST

/* ---- the index ---- */

/* Edges at a node as numbers in order. */
static void check_around(const coop__edges *edges, int64_t node, const char *want)
{
    char text[100] = "";
    for (int64_t i = edges->first[node]; i < edges->first[node + 1]; i++) {
        sprintf(text + strlen(text), "%s%d", text[0] != '\0' ? " " : "", (int)edges->at[i]);
    }
    ck_assert_str_eq(text, want);
}

START_TEST(the_index_lists_each_edge_once_at_each_of_its_nodes)
{
    sheet sheets[] = {
        {"corridor", "id:code nodes:set", "a,n1;n2"},
        {"rail_node", "id:code gauge_mm:set", "n1,1520;1435\nn2,1435\nn3,\nn4,1000"},
        {"rail_segment", "id:code from:code to:code length_km:float64 gauge_mm:set mode:code",
         "s0,n2,n1,1.2344,1520,rail\ns1,n1,n1,2,,rail\ns2,n3,n1,,,ferry\ns3,n1,n2,3,1000,"},
        {"crossing", "id:code node_a:code node_b:code", "x0,n1,\nx1,,\nx2,n2,n1\nx3,,n2"}};
    coop_dataset *data = register_of(sheets, 4);
    coop__arena arena = {.a = &data->allocator};
    coop__network network;
    ck_assert_int_eq(coop__network_of(data, &arena, &network, NULL), COOP_OK);
    int64_t n1 = coop__network_node(&network, "n1", 2);
    int64_t n2 = coop__network_node(&network, "n2", 2);
    int64_t n3 = coop__network_node(&network, "n3", 2);
    int64_t n4 = coop__network_node(&network, "n4", 2);
    ck_assert_int_eq(coop__network_node(&network, "n5", 2), -1);
    ck_assert_int_eq(network.n_nodes, 4);
    ck_assert_int_eq(network.segments.n, 4);
    check_around(&network.segments, n1, "0 1 2 3");
    check_around(&network.segments, n2, "0 3");
    check_around(&network.segments, n3, "2");
    check_around(&network.segments, n4, "");
    check_around(&network.crossings, n1, "2");
    check_around(&network.crossings, n2, "2");
    check_around(&network.crossings, n3, "");
    ck_assert_int_eq(coop__edges_other(&network.segments, 0, n1), n2);
    ck_assert_int_eq(coop__edges_other(&network.segments, 0, n2), n1);
    ck_assert_int_eq(coop__edges_other(&network.segments, 1, n1), n1);
    int64_t n_parallel = 7;
    ck_assert_int_eq(coop__network_best(&network, n3, n4, &n_parallel), -1);
    ck_assert_int_eq(n_parallel, 0);
    ck_assert_int_eq(coop__network_best(&network, n1, n2, &n_parallel), 0);
    ck_assert_int_eq(n_parallel, 2);
    ck_assert_int_eq(network.n_gauges, 3);
    ck_assert_int_eq(network.gauges[0], 1520);
    ck_assert_int_eq(network.gauges[2], 1000);
    ck_assert_uint_eq(network.node_gauges[n1], 1 | 2);
    ck_assert_uint_eq(network.node_gauges[n3], 0);
    ck_assert_uint_eq(network.segment[3].gauges, 4);
    ck_assert_int_eq(network.segment[0].length_m, 1234);
    ck_assert_int_eq(network.segment[2].length_m, -1);
    ck_assert(!network.segment[2].is_rail && network.segment[3].is_rail);
    coop__arena_free(&arena);
    coop_dataset_free(data);
}
END_TEST

/* ---- registers that lack something ---- */

START_TEST(a_table_that_is_needed_and_missing_is_named)
{
    const sheet all[] = {{"corridor", "id:code nodes:set", "a,n1;n2"},
                         {"rail_node", "id:code", "n1\nn2"},
                         {"rail_segment", "from:code to:code length_km:float64", "n1,n2,1"}};
    for (int out = 0; out < 3; out++) {
        sheet kept[2];
        for (int i = 0, n = 0; i < 3; i++) {
            if (i != out) {
                kept[n++] = all[i];
            }
        }
        char words[64];
        snprintf(words, sizeof words, "the register has no table '%s'", all[out].name);
        check_failure_of(kept, 2, COOP_NOT_FOUND, words);
    }
}
END_TEST

START_TEST(a_column_that_is_needed_and_missing_is_named)
{
    static const struct {
        const char *corridor, *node, *segment, *words;
        coop_status want;
    } cases[] = {
        {"of:code nodes:set", "id:code", "from:code to:code length_km:float64",
         "table corridor has no column 'id'", COOP_NOT_FOUND},
        {"id:code of:set", "id:code", "from:code to:code length_km:float64",
         "table corridor has no column 'nodes'", COOP_NOT_FOUND},
        {"id:code nodes:set", "of:code", "from:code to:code length_km:float64",
         "table rail_node has no column 'id'", COOP_NOT_FOUND},
        {"id:code nodes:set", "id:code", "of:code to:code length_km:float64",
         "table rail_segment has no column 'from'", COOP_NOT_FOUND},
        {"id:code nodes:set", "id:code", "from:code of:code length_km:float64",
         "table rail_segment has no column 'to'", COOP_NOT_FOUND},
        {"id:code nodes:set", "id:code", "from:code to:code km:float64",
         "table rail_segment has no column 'length_km'", COOP_NOT_FOUND},
        {"id:text nodes:set", "id:code", "from:code to:code length_km:float64",
         "column corridor.id is of type text, need code", COOP_TYPE},
        {"id:code nodes:code", "id:code", "from:code to:code length_km:float64",
         "column corridor.nodes is of type code, need set", COOP_TYPE},
        {"id:code nodes:set", "id:text", "from:code to:code length_km:float64",
         "column rail_node.id is of type text, need code", COOP_TYPE},
        {"id:code nodes:set", "id:code", "from:code to:set length_km:float64",
         "column rail_segment.to is of type set, need code", COOP_TYPE},
        {"id:code nodes:set", "id:code", "from:code to:code length_km:code",
         "column rail_segment.length_km is of type code, need float64", COOP_TYPE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sheet sheets[] = {{"corridor", cases[i].corridor, "a,n1;n2"},
                          {"rail_node", cases[i].node, "n1\nn2"},
                          {"rail_segment", cases[i].segment, "n1,n2,1"}};
        check_failure_of(sheets, 3, cases[i].want, cases[i].words);
    }
}
END_TEST

START_TEST(integers_single_words_and_texts_are_read_as_well)
{
    sheet sheets[] = {
        {"corridor", "id:code nodes:set name:text sources:code", "a,n1;n2;n3,North line,x"},
        {"rail_node", "id:code gauge_mm:int16", "n1,1520\nn2,1435\nn3,1435"},
        {"rail_segment", "from:code to:code length_km:int32 gauge_mm:code sources:code",
         "n1,n2,7,1520,y\nn2,n3,8,1435,x"}};
    coop_dataset *data = register_of(sheets, 3);
    coop_table *table = corridors_of(data, NULL);
    check_number(table, 0, "length_km", 15);
    check_number(table, 0, "n_gauge_breaks", 1);
    check_text(table, 0, "name", "North line");
    check_text(table, 0, "sources", "x;y");
    coop_table_free(table);
    coop_table *legs = legs_of(data, "a");
    check_text(legs, 1, "gauge_mm", "1435");
    coop_table_free(legs);
    coop_dataset_free(data);
}
END_TEST

START_TEST(rows_without_id_are_named_by_nobody)
{
    sheet sheets[] = {{"corridor", "id:code nodes:set", "a,n1;n2\n,n2;n1"},
                      {"rail_node", "id:code", "n1\n\"\"\nn2"},
                      {"rail_segment", "from:code to:code length_km:float64", "n1,n2,1"}};
    coop_dataset *data = package_of(sheets, 3, NULL);
    coop_table *table = corridors_of(data, NULL);
    ck_assert_int_eq(coop_table_n_rows(table), 2);
    check_text(table, 1, "corridor", "-");
    check_number(table, 1, "length_km", 1);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

START_TEST(an_empty_network_is_no_failure)
{
    sheet sheets[] = {{"corridor", "id:code nodes:set", ""},
                      {"rail_node", "id:code", ""},
                      {"rail_segment", "from:code to:code length_km:float64", ""}};
    coop_dataset *data = register_of(sheets, 3);
    coop_table *table = corridors_of(data, NULL);
    ck_assert_int_eq(coop_table_n_rows(table), 0);
    coop_table_free(table);
    ck_assert_int_eq(coop_rail_corridor_legs(data, "a", &table, NULL), COOP_NOT_FOUND);
    coop_dataset_free(data);
}
END_TEST

/* ---- values that are refused ---- */

static void check_refused(const char *corridor_rows, const char *node_rows,
                          const char *segment_rows, coop_status want, const char *words)
{
    sheet sheets[] = {
        {"corridor", "id:code nodes:set", corridor_rows},
        {"rail_node", "id:code gauge_mm:set", node_rows},
        {"rail_segment", "id:code from:code to:code length_km:float64 gauge_mm:set", segment_rows}};
    check_failure_of(sheets, 3, want, words);
}

START_TEST(references_to_nothing_are_refused)
{
    check_refused("a,n1;n9", "n1,\nn2,", "s,n1,n2,1,", COOP_REFERENCE,
                  "corridor 'a': nodes names 'n9', which table rail_node does not have");
    check_refused("a,n1;n2", "n1,\nn2,", "s,n1,n2,1,\nt,n9,n1,1,", COOP_REFERENCE,
                  "rail_segment 't' (row 1): from names 'n9', which table rail_node does not have");
    check_refused("a,n1;n2", "n1,\nn2,", "s,n1,n9,1,", COOP_REFERENCE, "to names 'n9'");
    check_refused("a,n1;n2", "n1,\nn2,", ",n1,,1,", COOP_REFERENCE,
                  "rail_segment '?' (row 0) lacks one of its ends");
    check_refused("a,n1;n2", "n1,\nn2,\nn1,", "s,n1,n2,1,", COOP_CONFLICT,
                  "table rail_node has 'n1' twice, in rows 0 and 2");
    check_refused("a,n1;n2\na,n2", "n1,\nn2,", "s,n1,n2,1,", COOP_CONFLICT,
                  "table corridor has 'a' twice, in rows 0 and 1");
    sheet sheets[] = {{"corridor", "id:code nodes:set", "a,n1;n2"},
                      {"rail_node", "id:code", "n1\nn2"},
                      {"rail_segment", "from:code to:code length_km:float64", "n1,n2,1"},
                      {"crossing", "id:code node_a:code node_b:code", "x,n1,n7"}};
    check_failure_of(sheets, 4, COOP_REFERENCE, "crossing 'x' (row 0): node_b names 'n7'");
}
END_TEST

START_TEST(lengths_and_gauges_have_bounds)
{
    check_refused("a,n1;n2", "n1,\nn2,", "s,n1,n2,-0.001,", COOP_RANGE,
                  "rail_segment 's' (row 0): length_km is -0.001 km, need 0 to 1000000");
    check_refused("a,n1;n2", "n1,\nn2,", "s,n1,n2,1000000.001,", COOP_RANGE, "1000000.001 km");
    check_refused("a,n1;n2", "n1,\nn2,", "s,n1,n2,1,0", COOP_RANGE,
                  "gauge is 0 mm, need 1 to 10000");
    check_refused("a,n1;n2", "n1,\nn2,10001", "s,n1,n2,1,", COOP_RANGE,
                  "rail_node 'n2' (row 1): gauge is 10001 mm");
    check_refused("a,n1;n2", "n1,\nn2,broad", "s,n1,n2,1,", COOP_FORMAT,
                  "rail_node 'n2' (row 1): gauge 'broad' is no number of mm");
    coop_dataset *data = small_register("a,n1;n2;n3,", four_nodes,
                                        "s,n1,n2,1000000,1;10000,,,,,\nt,n2,n3,-0,1,,,,,");
    coop_table *table = corridors_of(data, NULL);
    check_number(table, 0, "length_km", 1000000);
    coop_table_free(table);
    coop_dataset_free(data);
    sheet sheets[] = {{"corridor", "id:code nodes:set", "a,n1;n2"},
                      {"rail_node", "id:code gauge_mm:float64", "n1,1435\nn2,1435"},
                      {"rail_segment", "from:code to:code length_km:float64", "n1,n2,1"}};
    check_failure_of(sheets, 3, COOP_TYPE,
                     "column rail_node.gauge_mm is of type float64, need set, code or integers");
}
END_TEST

START_TEST(there_may_be_32_gauges_and_no_more)
{
    for (int n = 32; n <= 33; n++) {
        char gauges[400] = "s,n1,n2,1,";
        for (int i = 0; i < n; i++) {
            sprintf(gauges + strlen(gauges), "%s%d", i > 0 ? ";" : "", 2000 - i);
        }
        if (n == 33) {
            check_refused("a,n1;n2", "n1,\nn2,", gauges, COOP_LIMIT,
                          "gauge 1968 mm is one more than 32");
            continue;
        }
        strcat(gauges, ",,,,,");
        coop_dataset *data = small_register("a,n1;n2,", "n1,,\nn2,,", gauges);
        coop_table *legs = legs_of(data, "a");
        ck_assert_int_eq(strncmp(text_of(legs, 0, "gauge_mm"), "1969;1970;1971;", 15), 0);
        coop_table_free(legs);
        coop_dataset_free(data);
    }
}
END_TEST

START_TEST(lengths_are_rounded_to_the_metre_and_summed_exactly)
{
    coop_dataset *data = small_register("a,n1;n2;n3;n4,\nb,n1;n2,", four_nodes,
                                        "s,n1,n2,0.1,,,,,,\nt,n2,n3,0.2,,,,,,\nu,n3,n4,0.7,,,,,,");
    coop_table *table = corridors_of(data, NULL);
    check_number(table, 0, "length_km", 1); /* 0.1 + 0.2 + 0.7 in doubles is not 1 */
    check_number(table, 1, "length_km", 0.1);
    coop_table_free(table);
    coop_dataset_free(data);
    data = small_register("a,n1;n2,\nb,n2;n3,\nc,n3;n4,", four_nodes,
                          "s,n1,n2,0.0004,,,,,,\nt,n2,n3,0.0005,,,,,,\nu,n3,n4,272.79,,,,,,");
    table = corridors_of(data, NULL);
    check_number(table, 0, "length_km", 0);
    check_number(table, 1, "length_km", 0.001);
    check_number(table, 2, "length_km", 272.79);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

/* So many rows that each array is an allocation of its own; and a table without rows. */
START_TEST(a_failing_allocation_of_a_large_network_is_told_and_leaks_nothing)
{
    enum { N = 3000 };
    char *nodes = calloc(N, 20);
    char *segments = calloc(N, 40);
    char *crossings = calloc(N, 40);
    char *corridors = calloc(N, 20);
    size_t at[3] = {0, 0, 0};
    strcpy(corridors, "a,n1,x\nb,");
    for (int i = 0; i < N; i++) {
        at[0] += (size_t)sprintf(nodes + at[0], "n%d,N%d\n", i, i);
        at[1] += (size_t)sprintf(segments + at[1], "s%d,n%d,n%d,1,y%d\n", i, i, (i + 1) % N, i);
        at[2] += (size_t)sprintf(crossings + at[2], "x%d,n%d,n%d\n", i, i, (i + 1) % N);
        if (i < 1000) {
            sprintf(corridors + strlen(corridors), "%sn%d", i > 0 ? ";" : "", i);
        }
    }
    strcat(corridors, ",");
    sheet sheets[] = {
        {"corridor", "id:code nodes:set sources:set", corridors},
        {"rail_node", "id:code nation:code", nodes},
        {"rail_segment", "id:code from:code to:code length_km:float64 sources:set", segments},
        {"crossing", "id:code node_a:code node_b:code", crossings}};
    check_failing(sheets, 4, "a", 20);
    free(nodes);
    free(segments);
    free(crossings);
    free(corridors);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rail/network");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_test(all, of_parallel_segments_the_preferred_one_is_taken);
    tcase_add_test(all, a_segment_without_id_comes_last_and_rows_decide_at_the_end);
    tcase_add_test(all, the_index_lists_each_edge_once_at_each_of_its_nodes);
    tcase_add_test(all, a_table_that_is_needed_and_missing_is_named);
    tcase_add_test(all, a_column_that_is_needed_and_missing_is_named);
    tcase_add_test(all, integers_single_words_and_texts_are_read_as_well);
    tcase_add_test(all, rows_without_id_are_named_by_nobody);
    tcase_add_test(all, an_empty_network_is_no_failure);
    tcase_add_test(all, references_to_nothing_are_refused);
    tcase_add_test(all, lengths_and_gauges_have_bounds);
    tcase_add_test(all, there_may_be_32_gauges_and_no_more);
    tcase_add_test(all, lengths_are_rounded_to_the_metre_and_summed_exactly);
    tcase_add_test(all, a_failing_allocation_of_a_large_network_is_told_and_leaks_nothing);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
