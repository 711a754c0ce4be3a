/* chart_check.h -- what both forms of a chart do before and after.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__CHART_CHECK_H
#define COOP__CHART_CHECK_H

#include <coopstat/chart.h>

#include "ink.h"

coop_status coop__chart_check(const coop_chart *chart, const coop_sink *sink, coop_error *err);
/* Hands the bytes to the sink, unless memory ran out, and frees them. */
coop_status coop__chart_finish(coop__ink *ink, const coop_sink *sink, coop_error *err);

#endif
