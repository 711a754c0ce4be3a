/* projection.c -- from degrees to the plane: equirectangular, and Lambert's conformal cone on the
 * sphere (Snyder 1987, Map Projections, USGS Professional Paper 1395, equations 12-1 and 15-1 to
 * 15-4). SPDX-License-Identifier: GPL-3.0-or-later */
#include "projection.h"

#include <math.h>
#include <string.h>

#include "../core/error.h"

static const double pi = 3.14159265358979323846;

static double radians(double degrees)
{
    return degrees * pi / 180;
}

/* tan(pi / 4 + lat / 2) to the power n. */
static double half_tangent(double lat, double n)
{
    return pow(tan(pi / 4 + radians(lat) / 2), n);
}

coop_status coop__projection_of(const char *name, const double *longitudes, const double *latitudes,
                                coop__projection *out, coop_error *err)
{
    coop__projection p = {.middle = (longitudes[0] + longitudes[1]) / 2};
    double height = (latitudes[0] + latitudes[1]) / 2;
    if (strcmp(name, "equirectangular") == 0) {
        p.parallel[0] = p.parallel[1] = height;
        *out = p;
        return COOP_OK;
    }
    if (strcmp(name, "conic") != 0) {
        return coop__fail(err, COOP_NOT_FOUND, "projection is '%s', need equirectangular or conic",
                          name);
    }
    bool is_north = latitudes[0] >= 0 && latitudes[1] <= 89;
    bool is_south = latitudes[1] <= 0 && latitudes[0] >= -89;
    if (!is_north && !is_south) {
        return coop__fail(err, COOP_RANGE,
                          "a conic map needs latitudes from 0 to 89 degrees on one side of the "
                          "equator");
    }
    /* A sixth of the height inside the limits: the usual rule for two standard parallels. */
    double inset = (latitudes[1] - latitudes[0]) / 6;
    p.is_conic = true;
    p.parallel[0] = latitudes[0] + inset;
    p.parallel[1] = latitudes[1] - inset;
    double cosines[2] = {cos(radians(p.parallel[0])), cos(radians(p.parallel[1]))};
    p.n = log(cosines[0] / cosines[1]) /
          log(half_tangent(p.parallel[1], 1) / half_tangent(p.parallel[0], 1));
    p.f = cosines[0] * half_tangent(p.parallel[0], p.n) / p.n;
    p.rho = p.f / half_tangent(height, p.n);
    *out = p;
    return COOP_OK;
}

void coop__project(const coop__projection *projection, double lon, double lat, double *xy)
{
    const coop__projection *p = projection;
    if (!p->is_conic) {
        xy[0] = radians(lon) * cos(radians(p->parallel[0]));
        xy[1] = radians(lat);
        return;
    }
    double rho = p->f / half_tangent(lat, p->n);
    double theta = p->n * radians(lon - p->middle);
    xy[0] = rho * sin(theta);
    xy[1] = p->rho - rho * cos(theta);
}
