/* coopstat/coopstat.h -- regional cooperation statistics: the one include a program needs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOPSTAT_H
#define COOPSTAT_H

#include <coopstat/arrow.h>
#include <coopstat/attribution.h>
#include <coopstat/base.h>
#include <coopstat/chart.h>
#include <coopstat/claim.h>
#include <coopstat/comparison.h>
#include <coopstat/concentration.h>
#include <coopstat/crosswalk.h>
#include <coopstat/currency.h>
#include <coopstat/dataset.h>
#include <coopstat/date.h>
#include <coopstat/finance.h>
#include <coopstat/flow.h>
#include <coopstat/forecast.h>
#include <coopstat/graph.h>
#include <coopstat/hazard.h>
#include <coopstat/imputation.h>
#include <coopstat/incidence.h>
#include <coopstat/interval_censored.h>
#include <coopstat/proportion.h>
#include <coopstat/query.h>
#include <coopstat/rail.h>
#include <coopstat/rail_indicator.h>
#include <coopstat/rail_map.h>
#include <coopstat/rail_route.h>
#include <coopstat/rail_study.h>
#include <coopstat/rate.h>
#include <coopstat/record.h>
#include <coopstat/record_money.h>
#include <coopstat/record_rail.h>
#include <coopstat/reliability.h>
#include <coopstat/report.h>
#include <coopstat/revision.h>
#include <coopstat/sampling.h>
#include <coopstat/shrinkage.h>
#include <coopstat/strata.h>
#include <coopstat/survival.h>
#include <coopstat/table.h>
#include <coopstat/time_to.h>
#include <coopstat/total.h>

#endif
