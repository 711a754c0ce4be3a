/* projection.h -- from degrees to the plane, on a sphere of radius 1.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__PROJECTION_H
#define COOP__PROJECTION_H

#include <stdbool.h>

#include <coopstat/base.h>

typedef struct coop__projection {
    bool is_conic;
    double parallel[2]; /* along which the scale holds, in degrees; equal: one */
    double middle;      /* meridian, in degrees */
    double n, f, rho;   /* of a cone */
} coop__projection;

/* By name for what lies between two parallels and two meridians, in degrees. NOT_FOUND; RANGE for a
 * cone that would reach over the equator or within a degree of a pole. */
coop_status coop__projection_of(const char *name, const double *longitudes, const double *latitudes,
                                coop__projection *out, coop_error *err);

/* xy[0] eastward, xy[1] northward. */
void coop__project(const coop__projection *projection, double lon, double lat, double *xy);

#endif
