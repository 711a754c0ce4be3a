/* assumption.c -- what is taken where a register does not say, and the options of routes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_route.h>

#include "travel.h"

#include <string.h>

#include "../core/error.h"
#include "../core/number.h"

static const char default_origin[] =
    "speeds are this library's, set around CPMM's rail speed without delay (CAREC 41.6 km/h in "
    "2021 and 53.9 in 2022; Kazakhstan 57.9, Kyrgyzstan 30.1, Uzbekistan 13.1 in 2022); borders: "
    "CPMM TFI1, Kyrgyzstan 2022, Uzbekistan 2021 and 2020 outbound; change of gauge: an "
    "operator's claim of 2025, 9 hours reported of Dostyk in 2016, CPMM 2022; ferries: about 12 "
    "hours for 306 km, time in ports is a guess; costs: CPMM TFI3 (Uzbekistan 2023, CAREC 2022 and "
    "2021, over 500 km), TFI2 (China 2023 and 2021, Uzbekistan 2020), change of gauge at Erenhot "
    "and Dostyk in 2020";

static const char recorded_origin[] =
    "speeds, ports and costs by length as in the set 'default'; nothing is assumed of borders and "
    "of changes of gauge";

#define SPEEDS                                                                                     \
    .kmh_double_electric = {42, 54, 60}, .kmh_double = {40, 50, 58},                               \
    .kmh_single_electric = {30, 42, 54}, .kmh_single = {20, 36, 50}, .kmh_ferry = {20, 25.5, 28},  \
    .ferry_hours = {12, 36, 96}, .usd_per_km = {1.252, 1.608, 1.804}

#define NOT_ASSUMED                                                                                \
    {                                                                                              \
        -1, -1, -1                                                                                 \
    }

const coop_rail_assumptions *coop_rail_assumption_sets(void)
{
    static const coop_rail_assumptions sets[] = {{.struct_size = sizeof(coop_rail_assumptions),
                                                  .name = "default",
                                                  .origin = default_origin,
                                                  SPEEDS,
                                                  .border_hours = {1, 6.2, 14},
                                                  .change_hours = {2, 9, 30.5},
                                                  .border_usd = {90, 125, 137},
                                                  .change_usd = {120, 225, 329}},
                                                 {.struct_size = sizeof(coop_rail_assumptions),
                                                  .name = "recorded",
                                                  .origin = recorded_origin,
                                                  SPEEDS,
                                                  .border_hours = NOT_ASSUMED,
                                                  .change_hours = NOT_ASSUMED,
                                                  .border_usd = NOT_ASSUMED,
                                                  .change_usd = NOT_ASSUMED},
                                                 {.struct_size = sizeof(coop_rail_assumptions)}};
    return sets;
}

/* ---- checks ---- */

static coop_status check_range(const char *name, const coop_rail_range *range, double least,
                               double most, coop_error *err)
{
    bool is_speed = least > 0;
    if (range->typical == -1 && !is_speed) {
        return COOP_OK;
    }
    bool is_inside = range->low >= least && range->low <= range->typical &&
                     range->typical <= range->high && range->high <= most;
    if (!is_inside) {
        char text[3][COOP__NUMBER_SIZE];
        coop__number_format(range->low, text[0]);
        coop__number_format(range->typical, text[1]);
        coop__number_format(range->high, text[2]);
        return coop__fail(err, COOP_RANGE,
                          "%s is %s, %s, %s: need %d <= low <= typical <= high <= %d", name,
                          text[0], text[1], text[2], (int)least, (int)most);
    }
    return COOP_OK;
}

static coop_status check_assumptions(const coop_rail_assumptions *a, coop_error *err)
{
    if (a->struct_size < sizeof *a || a->name == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "assumptions lack a name or their struct_size");
    }
    const struct {
        const char *name;
        const coop_rail_range *range;
        double least, most;
    } checks[] = {{"kmh_double_electric", &a->kmh_double_electric, 1, 1000},
                  {"kmh_double", &a->kmh_double, 1, 1000},
                  {"kmh_single_electric", &a->kmh_single_electric, 1, 1000},
                  {"kmh_single", &a->kmh_single, 1, 1000},
                  {"kmh_ferry", &a->kmh_ferry, 1, 1000},
                  {"ferry_hours", &a->ferry_hours, 0, 10000},
                  {"border_hours", &a->border_hours, 0, 10000},
                  {"change_hours", &a->change_hours, 0, 10000},
                  {"usd_per_km", &a->usd_per_km, 0, 1000000},
                  {"border_usd", &a->border_usd, 0, 1000000},
                  {"change_usd", &a->change_usd, 0, 1000000}};
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        COOP__TRY(
            check_range(checks[i].name, checks[i].range, checks[i].least, checks[i].most, err));
    }
    return COOP_OK;
}

static coop_status check_word(const char *what, const char *word, const char *const *words,
                              coop_error *err)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(word, words[i]) == 0) {
            return COOP_OK;
        }
    }
    return coop__fail(err, COOP_NOT_FOUND, "%s is '%s', need one of %s, %s, ...", what, word,
                      words[0], words[1]);
}

coop_status coop__route_options(const coop_route_options *options, coop_route_options *out,
                                coop_error *err)
{
    static const char *const objectives[] = {"time", "distance", "cost", NULL};
    static const char *const lines[] = {"operating", "under_construction", "planned", "by_plan",
                                        NULL};
    coop_route_options o = COOP_ROUTE_OPTIONS_INIT;
    if (options != NULL) {
        if (options->struct_size < sizeof o) {
            return coop__fail(err, COOP_ARGUMENT, "options lack their struct_size");
        }
        o = *options;
    }
    o.by = o.by != NULL ? o.by : "time";
    o.lines = o.lines != NULL ? o.lines : "operating";
    o.n_most = o.n_most != 0 ? o.n_most : 1;
    o.assumptions = o.assumptions != NULL ? o.assumptions : coop_rail_assumption_sets();
    COOP__TRY(check_word("by", o.by, objectives, err));
    COOP__TRY(check_word("lines", o.lines, lines, err));
    o.route = o.route != 0 ? o.route : 1;
    o.n_draws = o.n_draws != 0 ? o.n_draws : 10000;
    if (o.n_most < 1 || o.n_most > 1000 || o.route < 1 || o.route > 1000) {
        return coop__fail(err, COOP_RANGE, "n_most is %lld and route %lld, need 1 to 1000",
                          (long long)o.n_most, (long long)o.route);
    }
    if (o.n_draws < 1 || o.n_draws > 10000000) {
        return coop__fail(err, COOP_RANGE, "n_draws is %lld, need 1 to 10000000",
                          (long long)o.n_draws);
    }
    COOP__TRY(check_assumptions(o.assumptions, err));
    *out = o;
    return COOP_OK;
}

const char *coop__list_next(const char **list, size_t *n)
{
    while (*list != NULL && (**list == ';' || **list == ' ')) {
        (*list)++;
    }
    if (*list == NULL || **list == '\0') {
        return NULL;
    }
    const char *word = *list;
    *n = strcspn(word, ";");
    *list = word + *n;
    return word;
}
