/* geojson.c -- tests of lib/io/geojson.c: what is written can be read, and says what the register
 * says. SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_map.h>

#include "io/json.h"
#include "small_rail.h"

#include "sink_text.h"

/* Parses what is written; the caller frees both. */
static const coop__json *json_of(const coop_dataset *data, const coop_rail_map_options *options,
                                 coop__arena *arena, sink_text *s)
{
    coop_sink sink = {s, sink_text_write};
    coop_error err = {0};
    const coop__json *json = NULL;
    coop_status status = coop_rail_geojson(data, options, &sink, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", coop_status_name(status), err.message);
    status = coop__json_parse(arena, s->bytes, s->n, &json, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", coop_status_name(status), err.message);
    return json;
}

static void check_text_at(const char *json, const char *want)
{
    ck_assert_msg(strstr(json, want) != NULL, "'%s' lacks '%s'", json, want);
}

START_TEST(the_embedded_network_is_all_there)
{
    coop_dataset *data = embedded();
    coop_rail_map_options options = COOP_RAIL_MAP_OPTIONS_INIT;
    coop_allocator a = {0};
    meter m = {0};
    a = metered(&m);
    coop__arena arena = {.a = &a};
    sink_text s = {NULL, 0, COOP_OK};
    options.from = "xian";
    options.to = "tashkent";
    const coop__json *json = json_of(data, &options, &arena, &s);
    int64_t n = 0;
    for (const coop__json *f = coop__json_get(json, "features")->first; f != NULL; f = f->next) {
        const coop__json *position = coop__json_get(coop__json_get(f, "geometry"), "coordinates");
        ck_assert_ptr_nonnull(position->first);
        ck_assert_ptr_nonnull(coop__json_get(coop__json_get(f, "properties"), "id"));
        n++;
    }
    ck_assert_int_eq(n, 156 + 175);
    int on_route = 0;
    for (const char *at = strstr(s.bytes, "\"route\": 1}"); at != NULL;
         at = strstr(at + 1, "\"route\": 1}")) {
        on_route++;
    }
    ck_assert_int_eq(on_route, 19);
    coop__arena_free(&arena);
    free(s.bytes);
    coop_dataset_free(data);
}
END_TEST

START_TEST(words_are_quoted_and_lines_cut_at_the_meridian)
{
    sheet sheets[] = {{"rail_node",
                       "id:code name:text nation:code gauge_mm:set lat:float64 lon:float64",
                       "a,\\A\t,X,1435,10,179\nb,,,1435,20,-178\nc,C,X,1435,,"},
                      {"rail_segment", "id:code from:code to:code length_km:float64 gauge_mm:set",
                       "1,a,b,1300,1435\n2,b,a,1300.5,1435\n3,b,c,5,1435"}};
    coop_dataset *data = package_of(sheets, 2, NULL);
    meter m = {0};
    coop_allocator a = metered(&m);
    coop__arena arena = {.a = &a};
    sink_text s = {NULL, 0, COOP_OK};
    const coop__json *json = json_of(data, NULL, &arena, &s);
    ck_assert_ptr_nonnull(json);
    check_text_at(s.bytes,
                  "[179, 10]}, \"properties\": {\"kind\": \"node\", \"id\": \"a\", \"name\": "
                  "\"\\\\A\\u0009\", \"nation\": \"X\", \"gauge_mm\": [\"1435\"]}}");
    check_text_at(s.bytes, "\"id\": \"b\", \"name\": null, \"nation\": null");
    check_text_at(s.bytes, "{\"type\": \"MultiLineString\", \"coordinates\": [[[179, 10], [180, "
                           "13.333333333333334]], [[-180, 13.333333333333334], [-178, 20]]]}");
    check_text_at(s.bytes, "[[[-178, 20], [-180, 13.333333333333332]], [[180, "
                           "13.333333333333332], [179, 10]]]}");
    check_text_at(s.bytes, "\"status\": null, \"mode\": null, \"length_km\": 1300.5, \"is_open\": "
                           "true, \"route\": null}}");
    ck_assert_ptr_null(strstr(s.bytes, "\"id\": \"3\""));
    coop__arena_free(&arena);
    free(s.bytes);
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("io/geojson");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_test(all, the_embedded_network_is_all_there);
    tcase_add_test(all, words_are_quoted_and_lines_cut_at_the_meridian);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
