/* map.c -- tests of lib/report/map.c and lib/rail/sketch.c: what is drawn, that names keep clear of
 * each other, and what is refused. SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_map.h>

#include "small_rail.h"

#include "sink_text.h"

/* The map as text; the caller frees. */
static char *map_of(const coop_dataset *data, const coop_rail_map_options *options)
{
    sink_text s = {NULL, 0, COOP_OK};
    coop_sink sink = {&s, sink_text_write};
    coop_error err = {0};
    coop_status status = coop_rail_map_svg(data, options, &sink, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", coop_status_name(status), err.message);
    return s.bytes;
}

static int count(const char *text, const char *what)
{
    int n = 0;
    for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what)) {
        n++;
    }
    return n;
}

static coop_dataset *three_stations(const char *nodes)
{
    sheet sheets[] = {
        {"rail_node", "id:code name:text gauge_mm:set lat:float64 lon:float64", nodes},
        {"rail_segment",
         "id:code from:code to:code length_km:float64 gauge_mm:set mode:code "
         "status:code sources:set",
         "1,a,b,400,1435,rail,operating,s;t\n2,b,c,400,1435;1520,rail,planned,s\n"
         "3,a,c,400,,ferry,operating,"}};
    return package_of(sheets, 2, NULL);
}

START_TEST(each_thing_is_drawn_once)
{
    coop_dataset *data =
        three_stations("a,A & <B>,1435,41,70\nb,B,1435;1520,42,71\nc,C,1520,41,72\n"
                       "d,D,1520,,");
    coop_rail_map_options options = COOP_RAIL_MAP_OPTIONS_INIT;
    char *svg = map_of(data, NULL);
    /* each once in the map and once in the legend */
    ck_assert_int_eq(count(svg, "class=\"k0\""), 2);
    ck_assert_int_eq(count(svg, "class=\"k2 closed\""), 1);
    ck_assert_int_eq(count(svg, "class=\"k1 closed\""), 1);
    ck_assert_int_eq(count(svg, "class=\"kf\""), 2);
    ck_assert_int_eq(count(svg, "class=\"k1\""), 0);
    ck_assert_int_eq(count(svg, "class=\"stop\""), 3);
    ck_assert_int_eq(count(svg, "class=\"change\""), 2);
    ck_assert_int_eq(count(svg, "class=\"name"), 3);
    ck_assert_int_eq(count(svg, "A &amp; &lt;B&gt;</text>"), 1);
    ck_assert_int_eq(count(svg, "class=\"best\""), 0);
    ck_assert_int_eq(count(svg, "Lines after s, t."), 1);
    ck_assert_int_eq(count(svg, "as of 2026-01-01"), 1);
    ck_assert_int_eq(count(svg, "No position on borders is taken"), 1);
    ck_assert_int_eq(count(svg, "along the parallel of 41.5\xc2\xb0."), 1);
    ck_assert_int_eq(count(svg, " km</text>"), 1);
    ck_assert_int_eq(count(svg, "<text"), count(svg, "</text>"));
    ck_assert_int_eq(strcmp(svg + strlen(svg) - 7, "</svg>\n"), 0);
    free(svg);
    options.projection = "conic";
    svg = map_of(data, &options);
    ck_assert_int_eq(count(svg, "along the parallels of 40.17\xc2\xb0 and 42.83\xc2\xb0."), 1);
    ck_assert_int_eq(count(svg, "class=\"name"), 3);
    free(svg);
    options.from = "a";
    options.to = "b";
    options.title = "One \"way\"";
    svg = map_of(data, &options);
    ck_assert_int_eq(count(svg, "class=\"best\""), 2);
    ck_assert_int_eq(count(svg, "One &quot;way&quot;"), 2);
    ck_assert_int_eq(count(svg, "name bold"), 2);
    free(svg);
    coop_dataset_free(data);
}
END_TEST

typedef struct box {
    double x[2], y[2];
} box;

/* Names lie in boxes of their letters around their middle, and keep clear of each other. */
START_TEST(names_do_not_cover_each_other)
{
    coop_dataset *data = embedded();
    for (int width = 300; width <= 2400; width += 700) {
        coop_rail_map_options options = COOP_RAIL_MAP_OPTIONS_INIT;
        static box boxes[200];
        int n = 0;
        options.width = width;
        options.from = "xian";
        options.to = "tashkent";
        char *svg = map_of(data, &options);
        for (const char *at = strstr(svg, "class=\"name"); at != NULL;
             at = strstr(at + 1, "class=\"name")) {
            const char *start = at;
            double x = 0;
            double y = 0;
            while (*start != '<') {
                start--;
            }
            ck_assert_int_eq(sscanf(start, "<text x=\"%lf\" y=\"%lf\"", &x, &y), 2);
            const char *name = strchr(at, '>') + 1;
            double half = 5.8 * (double)strcspn(name, "<") / 2;
            ck_assert_int_lt(n, 200);
            boxes[n++] = (box){{x - half, x + half}, {y - 9, y + 2}};
        }
        ck_assert_int_gt(n, 5);
        for (int i = 0; i < n; i++) {
            for (int k = i + 1; k < n; k++) {
                ck_assert(boxes[i].x[1] <= boxes[k].x[0] || boxes[k].x[1] <= boxes[i].x[0] ||
                          boxes[i].y[1] <= boxes[k].y[0] || boxes[k].y[1] <= boxes[i].y[0]);
            }
        }
        ck_assert_ptr_nonnull(strstr(svg, ">Tashkent</text>"));
        free(svg);
    }
    coop_dataset_free(data);
}
END_TEST

static void refuse(const coop_dataset *data, const coop_rail_map_options *options, coop_status want,
                   const char *words)
{
    sink_text s = {NULL, 0, COOP_OK};
    coop_sink sink = {&s, sink_text_write};
    coop_error err = {0};
    coop_status status = coop_rail_map_svg(data, options, &sink, &err);
    ck_assert_msg(status == want, "%s: %s", coop_status_name(status), err.message);
    ck_assert_msg(strstr(err.message, words) != NULL, "'%s' lacks '%s'", err.message, words);
    ck_assert_ptr_null(s.bytes);
}

START_TEST(what_cannot_be_drawn_is_refused)
{
    coop_dataset *data = three_stations("a,A,1435,41,70\nb,B,1435,42,71\nc,C,1520,90.5,72");
    coop_rail_map_options options = COOP_RAIL_MAP_OPTIONS_INIT;
    /* length is below the great circle before it is off the globe */
    refuse(data, NULL, COOP_RANGE, "row");
    coop_dataset_free(data);
    data = three_stations("a,A,1435,,\nb,B,1435,,\nc,C,1520,,");
    refuse(data, NULL, COOP_EMPTY, "no node");
    coop_dataset_free(data);
    data = embedded();
    options.projection = "polar";
    refuse(data, &options, COOP_NOT_FOUND, "polar");
    options.projection = NULL;
    options.width = 299;
    refuse(data, &options, COOP_RANGE, "width");
    options.width = 300;
    options.west = 10;
    options.east = 10;
    refuse(data, &options, COOP_RANGE, "west < east");
    options.east = 20;
    options.south = -10;
    options.north = 5;
    refuse(data, &options, COOP_EMPTY, "no node");
    options = (coop_rail_map_options)COOP_RAIL_MAP_OPTIONS_INIT;
    options.from = "xian";
    options.to = "kunduz";
    refuse(data, &options, COOP_UNDEFINED, "no way");
    options.to = "xian";
    refuse(data, &options, COOP_RANGE, "one node");
    options.to = "xiam";
    refuse(data, &options, COOP_NOT_FOUND, "'xian'");
    refuse(NULL, NULL, COOP_ARGUMENT, "NULL");
    sink_text s = {NULL, 0, COOP_IO};
    coop_sink sink = {&s, sink_text_write};
    ck_assert_int_eq(coop_rail_map_svg(data, NULL, &sink, NULL), COOP_IO);
    ck_assert_int_eq(coop_rail_geojson(data, NULL, &sink, NULL), COOP_IO);
    ck_assert_int_eq(coop_rail_map_svg(data, NULL, NULL, NULL), COOP_ARGUMENT);
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("report/map");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_test(all, each_thing_is_drawn_once);
    tcase_add_test(all, names_do_not_cover_each_other);
    tcase_add_test(all, what_cannot_be_drawn_is_refused);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
