/* travel.h -- the network as trains use it on one day: what is open, and what each link, border and
 * change of gauge takes. Minutes, metres and cents are whole numbers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__TRAVEL_H
#define COOP__TRAVEL_H

#include <coopstat/rail_route.h>

#include "network.h"

/* -1 throughout: not known. */
typedef struct coop__amount {
    int64_t low, typical, high;
} coop__amount;

/* Classes of speed, in the order of the assumptions. */
typedef enum coop__line_class {
    COOP__DOUBLE_ELECTRIC,
    COOP__DOUBLE,
    COOP__SINGLE_ELECTRIC,
    COOP__SINGLE,
    COOP__FERRY,
    COOP__LINE_CLASSES
} coop__line_class;

typedef struct coop__travel_link {
    bool is_open, is_doubtful; /* doubtful: it may have opened later than the day */
    uint32_t gauges;
    coop__line_class line_class;
    coop__amount metres, minutes, cents; /* minutes: at speed, without port and border */
    coop__amount port_minutes;           /* of a ferry; else 0 */
    bool is_border;
    int64_t crossing;            /* its row, -1: none */
    bool is_recorded;            /* the border's time is */
    coop__amount border_minutes; /* 0 where there is no border */
    coop__amount border_cents;
} coop__travel_link;

typedef struct coop__stop {
    uint32_t gauges;    /* of the node and of the segments at it */
    uint32_t changes;   /* those that can be exchanged for each other */
    int64_t crossing;   /* row of the crossing whose time holds a change here, -1: none */
    bool is_cost_known; /* by a record */
    coop__amount change_minutes, change_cents;
    bool is_closed;
} coop__stop;

typedef struct coop__travel {
    const coop_dataset *data;
    coop__arena *arena;
    coop__network network;
    const coop__column *nation; /* of a node; NULL: the register has none */
    const coop__column *crossing_id, *crossing_year, *crossing_sources;
    const coop_rail_assumptions *assumed;
    coop__travel_link *link; /* by segment */
    coop__stop *stop;        /* by node */
    coop_date as_of;
} coop__travel;

/* Reads and checks a network for a day; options are whole (coop__route_options). */
coop_status coop__travel_of(const coop_dataset *data, coop__arena *arena,
                            const coop_route_options *options, coop__travel *out, coop_error *err);

/* Opens or closes what a list of ids names. */
coop_status coop__travel_set(coop__travel *travel, const char *list, bool is_open, coop_error *err);

/* The caller's options with what they leave out, checked. */
coop_status coop__route_options(const coop_route_options *options, coop_route_options *out,
                                coop_error *err);

/* Node by id; NOT_FOUND names the nearest. */
coop_status coop__travel_node(const coop__travel *travel, const char *id, size_t n, int64_t *out,
                              coop_error *err);

/* Great circle between two points in degrees, in metres, on a sphere of 6371.0088 km. */
double coop__great_circle_m(const double *from, const double *to);

/* The next word of a list that ';' parts: its start, NULL at the end; *n its length. */
const char *coop__list_next(const char **list, size_t *n);

/* 1 where all three are known. */
static inline bool coop__is_known(coop__amount a)
{
    return a.typical >= 0;
}

#endif
