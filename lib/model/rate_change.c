/* rate_change.c -- how a rate came from one day to another: what happened on the agreements that
 * are in both lists, and what came and went. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <coopstat/proportion.h>

#include "../core/error.h"
#include "rate.h"

static bool is_known(const coop__judged *judged)
{
    return judged->verdict == COOP__HIT || judged->verdict == COOP__MISS;
}

/* Agreements of both days; NULL: it is not in the universe of that day. */
static void add_pair(const coop__judged *before, const coop__judged *after, coop_rate_change *out)
{
    bool was = before != NULL && is_known(before);
    bool is = after != NULL && is_known(after);
    bool was_hit = was && before->verdict == COOP__HIT;
    bool is_hit = is && after->verdict == COOP__HIT;
    out->total_from += before != NULL ? 1 : 0;
    out->total_to += after != NULL ? 1 : 0;
    out->known_from += was ? 1 : 0;
    out->known_to += is ? 1 : 0;
    out->n_entered += is && before == NULL ? 1 : 0;
    out->n_resolved += is && before != NULL && !was ? 1 : 0;
    out->n_left += was && after == NULL ? 1 : 0;
    out->n_obscured += was && after != NULL && !is ? 1 : 0;
    if (was && is) {
        out->n_constant++;
        out->hits_from += was_hit ? 1 : 0;
        out->hits_to += is_hit ? 1 : 0;
        out->n_gained += is_hit && !was_hit ? 1 : 0;
        out->n_lost += was_hit && !is_hit ? 1 : 0;
    }
}

/* Both tallies are in the order of the table. */
static void pair_up(const coop__tally *before, const coop__tally *after, coop_rate_change *out)
{
    int64_t i = 0;
    int64_t j = 0;
    while (i < before->n_cases || j < after->n_cases) {
        const coop__judged *a = i < before->n_cases ? &before->cases[i] : NULL;
        const coop__judged *b = j < after->n_cases ? &after->cases[j] : NULL;
        bool is_first = a != NULL && (b == NULL || a->c.row <= b->c.row);
        bool is_second = b != NULL && (a == NULL || b->c.row <= a->c.row);
        add_pair(is_first ? a : NULL, is_second ? b : NULL, out);
        i += is_first ? 1 : 0;
        j += is_second ? 1 : 0;
    }
}

static double share(int64_t part, int64_t whole)
{
    return (double)part / (double)whole;
}

/* Mirrored rates count the misses. */
static coop_status fill(const coop__tally *before, const coop__tally *after, bool is_mirrored,
                        coop_rate_change *out, coop_error *err)
{
    pair_up(before, after, out);
    if (out->known_from == 0 || out->known_to == 0) {
        return coop__fail(err, COOP_EMPTY, "the rate is known of nothing on the %s day",
                          out->known_from == 0 ? "first" : "second");
    }
    if (out->n_constant == 0) {
        return coop__fail(err, COOP_UNDEFINED, "no agreement is in both lists");
    }
    int64_t hits[2] = {before->hits, after->hits};
    if (is_mirrored) {
        int64_t gained = out->n_gained;
        out->n_gained = out->n_lost;
        out->n_lost = gained;
        out->hits_from = out->n_constant - out->hits_from;
        out->hits_to = out->n_constant - out->hits_to;
        hits[0] = out->known_from - hits[0];
        hits[1] = out->known_to - hits[1];
    }
    out->from = share(hits[0], out->known_from);
    out->to = share(hits[1], out->known_to);
    out->constant_from = share(out->hits_from, out->n_constant);
    out->constant_to = share(out->hits_to, out->n_constant);
    out->change = out->to - out->from;
    out->on_constant = out->constant_to - out->constant_from;
    out->by_entries = out->to - out->constant_to;
    out->by_exits = out->constant_from - out->from;
    return COOP_OK;
}

static coop_status tally_day(coop__rating *rating, const coop_dataset *data,
                             const coop_rate_options *options, int64_t definition,
                             coop__tally *tally, coop_error *err)
{
    coop_interval unused;
    COOP__TRY(coop__rating_open(rating, data, options, err));
    COOP__TRY(coop_proportion_interval(options->interval, 0, 1, coop__level_of(&rating->frame),
                                       &unused, err));
    return coop__tally_rows(&rating->frame, definition, &rating->selection, tally, err);
}

static coop_status compare_days(coop__rating *ratings, const coop_dataset *data,
                                const coop_rate_options *options, int64_t definition,
                                coop_rate_change *out, coop_error *err)
{
    coop__tally tallies[2] = {{0}, {0}};
    for (int day = 0; day < 2; day++) {
        COOP__TRY(tally_day(&ratings[day], data, &options[day], definition, &tallies[day], err));
    }
    if (ratings[0].frame.scope.moment.as_of > ratings[1].frame.scope.moment.as_of) {
        return coop__fail(err, COOP_RANGE, "since lies after the second day");
    }
    bool is_mirrored = coop__definition_at(definition)->fold != NULL;
    return fill(&tallies[0], &tallies[1], is_mirrored, out, err);
}

coop_status coop_rate_change_between(const coop_dataset *data, const coop_rate_options *options,
                                     const char *since, coop_rate_change *out, coop_error *err)
{
    if (data == NULL || since == NULL || out == NULL || out->struct_size == 0) {
        return coop__fail(err, COOP_ARGUMENT, "%s", data == NULL    ? "data is NULL"
                                              : since == NULL ? "since is NULL"
                                              : out == NULL   ? "out is NULL"
                                                              : "out->struct_size is 0");
    }
    coop_rate_options filled;
    int64_t definition = 0;
    COOP__TRY(coop__rate_options(options, &filled, err));
    COOP__TRY(coop__definition_find(filled.definition, &definition, err));
    const coop__definition *d = coop__definition_at(definition);
    if (d->fold != NULL && d->fold != coop__fold_mirror) {
        return coop__fail(err, COOP_UNSUPPORTED, "definition '%s' is no count of agreements: its "
                                                 "change cannot be split", d->name);
    }
    coop_rate_options days[2] = {filled, filled};
    days[0].as_of = since;
    coop__rating ratings[2] = {{.arena = {.a = &data->allocator}},
                               {.arena = {.a = &data->allocator}}};
    coop_rate_change change = {.struct_size = out->struct_size};
    coop_status status = compare_days(ratings, data, days, definition, &change, err);
    coop__rating_close(&ratings[0]);
    coop__rating_close(&ratings[1]);
    if (status == COOP_OK) {
        memcpy(out, &change,
               change.struct_size < sizeof change ? change.struct_size : sizeof change);
    }
    return status;
}
