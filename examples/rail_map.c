/* rail_map.c -- the network with the ways from Xi'an to Tashkent as SVG, or as GeoJSON.
 * rail_map [geojson] >rail.svg
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static coop_error err;

static void check(coop_status status)
{
    if (status != COOP_OK) {
        fprintf(stderr, "%s: %s\n", coop_status_name(status), err.message);
        exit(EXIT_FAILURE);
    }
}

int main(int n, char **words)
{
    coop_dataset *data = NULL;
    coop_sink out = coop_sink_fd(1);
    coop_route_options network = COOP_ROUTE_OPTIONS_INIT;
    coop_rail_map_options options = COOP_RAIL_MAP_OPTIONS_INIT;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    network.open = "cku";
    network.n_most = 3;
    options.network = &network;
    options.from = "xian";
    options.to = "tashkent";
    options.title = "Railways of Central Asia, and the ways from Xi'an to Tashkent with the line over "
                    "Kyrgyzstan";
    options.projection = "conic";
    options.west = 47;
    options.east = 111;
    options.south = 33;
    options.north = 56;
    if (n > 1 && strcmp(words[1], "geojson") == 0) {
        check(coop_rail_geojson(data, &options, &out, &err));
    } else {
        check(coop_rail_map_svg(data, &options, &out, &err));
    }
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
