/* claim_arithmetic.c -- figures against figures: what was stated, what can be a count, what was
 * found, and how many changes of status turn it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../stat/beta.h"
#include "claim.h"

/* Percentages are whole millionths here, so that shares of counts are compared exactly. */
#define MILLIONTHS 1000000

coop__stated coop__claim_stated(coop__comparator comparator, double value, double rounding)
{
    double half = isnan(rounding) ? 0 : comparator == COOP__ABOUT ? rounding : rounding / 2;
    switch (comparator) {
    case COOP__ABOVE:
    case COOP__AT_LEAST:
        return (coop__stated){value, INFINITY, comparator == COOP__ABOVE};
    case COOP__BELOW:
    case COOP__AT_MOST:
        return (coop__stated){-INFINITY, value, comparator == COOP__BELOW};
    default:
        return (coop__stated){value - half, value + half, false};
    }
}

/* ---- percentages of counts ---- */

static bool millionths(double x, int64_t *out)
{
    double scaled = x * MILLIONTHS;
    double whole = nearbyint(scaled);
    *out = (int64_t)whole;
    return fabs(scaled - whole) <= 1e-6 * fmax(1, fabs(x));
}

static int64_t floor_of(int64_t a, int64_t b)
{
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

/* 2e8 x lies in the stated interval times 2e6 n: all in whole numbers. */
static coop_percent_counts counts_of(int64_t value, int64_t rounding, coop__comparator comparator,
                                     int64_t n)
{
    const int64_t whole = (int64_t)200 * MILLIONTHS;
    int64_t half = comparator == COOP__ABOUT ? 2 * rounding : rounding;
    bool is_two_sided = comparator == COOP__EQUAL || comparator == COOP__ABOUT;
    int64_t low = 2 * value - (is_two_sided ? half : 0);
    int64_t high = 2 * value + (is_two_sided ? half : 0);
    coop_percent_counts out = {-floor_of(-low * n, whole), floor_of(high * n, whole)};
    if (comparator == COOP__ABOVE) {
        out.least = floor_of(low * n, whole) + 1;
    } else if (comparator == COOP__BELOW) {
        out.most = -floor_of(-high * n, whole) - 1;
    }
    if (comparator == COOP__ABOVE || comparator == COOP__AT_LEAST) {
        out.most = n;
    } else if (comparator == COOP__BELOW || comparator == COOP__AT_MOST) {
        out.least = 0;
    }
    out.least = out.least < 0 ? 0 : out.least;
    out.most = out.most > n ? n : out.most;
    return out;
}

static coop_status find_comparator(const char *word, coop__comparator *out, coop_error *err)
{
    for (int32_t i = 0; i < COOP__COMPARATORS; i++) {
        if (strcmp(word, coop__comparator_words[i]) == 0) {
            *out = (coop__comparator)i;
            return COOP_OK;
        }
    }
    return coop__fail(err, COOP_ARGUMENT, "there is no comparator '%s'", word);
}

coop_status coop_percent_counts_of(double percent, double rounding, const char *comparator,
                                   int64_t n, coop_percent_counts *out, coop_error *err)
{
    coop__comparator how = 0;
    int64_t value = 0;
    int64_t step = 0;
    if (comparator == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL",
                          comparator == NULL ? "comparator" : "out");
    }
    COOP__TRY(find_comparator(comparator, &how, err));
    if (!(percent >= 0 && percent <= 100) || !millionths(percent, &value)) {
        return coop__fail(err, COOP_RANGE,
                          "percent is not 0 to 100 with 6 digits behind the point");
    }
    if (!(rounding >= 0 && rounding <= 100) || !millionths(rounding, &step)) {
        return coop__fail(err, COOP_RANGE,
                          "rounding is not 0 to 100 with 6 digits behind the point");
    }
    if (n < 1 || n > 1000000000) {
        return coop__fail(err, COOP_RANGE, "n is %lld, need 1 to 1000000000", (long long)n);
    }
    *out = counts_of(value, step, how, n);
    return COOP_OK;
}

/* ---- how many statuses turn it ---- */

static int64_t above(int64_t x, int64_t limit)
{
    return x > limit ? x - limit : 0;
}

/* A change moves hits, or hits and unknown together, by one at most. To be wholly inside, hits must
 * rise to least and hits + unknown fall to most; where both are needed there are enough unknown
 * ones for both. To be wholly outside, hits must pass most, or hits + unknown fall below least. */
void coop__claim_changes(const coop__reading *reading, int64_t n, coop_percent_counts in,
                         int64_t *to_true, int64_t *to_false)
{
    int64_t hits = reading->hits;
    int64_t possible = hits + reading->unknown;
    bool is_empty = in.least > in.most;
    *to_true = is_empty ? -1 : above(in.least, hits) + above(possible, in.most);
    int64_t over = n < 0 || in.most < n ? above(in.most + 1, hits) : -1;
    int64_t under = in.least > 0 ? above(possible, in.least - 1) : -1;
    *to_false = is_empty ? 0 : over < 0 ? under : under < 0 || over < under ? over : under;
}

/* ---- comparison ---- */

/* Ends that were computed may miss the stated ones by their last digits. */
static double slack(double a, double b)
{
    return 1e-12 * fmax(fabs(a), fabs(b));
}

static bool is_below(double x, double end, bool is_strict)
{
    return isfinite(end) && (is_strict ? x <= end : x < end - slack(x, end));
}

static coop_claim_verdict compare(const coop__stated *stated, double low, double high)
{
    bool is_strict = stated->is_strict;
    bool is_out =
        is_below(high, stated->low, is_strict) || is_below(-low, -stated->high, is_strict);
    bool is_cut =
        is_below(low, stated->low, is_strict) || is_below(-high, -stated->high, is_strict);
    return is_out ? COOP_CLAIM_FALSE : is_cut ? COOP_CLAIM_UNDECIDABLE : COOP_CLAIM_TRUE;
}

/* Open ends are ends of int32, so that they compare as they should. */
static coop_claim_verdict compare_dates(coop__comparator comparator, coop_span claimed,
                                        coop_span found)
{
    bool is_over = found.first > claimed.last;
    bool is_under = found.last < claimed.first;
    bool is_false = false;
    bool is_true = false;
    switch (comparator) {
    case COOP__ABOVE:
        is_true = is_over;
        is_false = found.last <= claimed.last;
        break;
    case COOP__AT_LEAST:
        is_true = found.first >= claimed.first;
        is_false = is_under;
        break;
    case COOP__BELOW:
        is_true = is_under;
        is_false = found.first >= claimed.first;
        break;
    case COOP__AT_MOST:
        is_true = found.last <= claimed.last;
        is_false = is_over;
        break;
    default:
        is_true = found.first >= claimed.first && found.last <= claimed.last;
        is_false = is_over || is_under;
        break;
    }
    return is_true ? COOP_CLAIM_TRUE : is_false ? COOP_CLAIM_FALSE : COOP_CLAIM_UNDECIDABLE;
}

/* The counts out of n that the claim is true of; n < 0: any count. */
static coop_percent_counts true_counts(const coop__claim_case *c, const coop__reading *reading)
{
    if (c->operation == COOP__OF_SHARE) {
        double scale = c->is_percent ? 1 : 100;
        int64_t value = 0;
        int64_t rounding = 0;
        (void)millionths(scale * c->claim.value, &value);
        (void)millionths(isnan(c->claim.rounding) ? 0 : scale * c->claim.rounding, &rounding);
        return counts_of(value, rounding, reading->comparator, reading->total);
    }
    const coop__stated *s = &reading->stated;
    double low = s->is_strict ? floor(s->low) + 1 : ceil(s->low);
    double high = s->is_strict ? ceil(s->high) - 1 : floor(s->high);
    return (coop_percent_counts){low <= 0 ? 0 : (int64_t)low, high >= 9e15 ? INT64_MAX - 1
                                                              : high < 0   ? -1
                                                                           : (int64_t)high};
}

/* "44 or more of 54", "269 of 279", "none of 54" */
static const char *say_counts(const coop__claim_case *c, coop_percent_counts in, int64_t n)
{
    long long least = in.least;
    long long most = in.most;
    if (least > most) {
        return coop__claim_say(c->arena, "no count of %lld is", (long long)n);
    }
    if (least == most) {
        return coop__claim_say(c->arena, "%lld of %lld is", least, (long long)n);
    }
    return most == n
               ? coop__claim_say(c->arena, "%lld or more of %lld are", least, (long long)n)
               : coop__claim_say(c->arena, "%lld to %lld of %lld are", least, most, (long long)n);
}

static const char *say_stated(const coop__claim_case *c, const coop__reading *reading)
{
    const char *unit = c->claim.unit == NULL ? "" : c->claim.unit;
    return coop__claim_say(c->arena, "%s %s %s", coop__comparator_words[reading->comparator],
                           coop__claim_figure(c->claim.value).text, unit);
}

/* Where there may be more than was found, records only add to it. */
static void count_open(const coop__claim_case *c, coop__reading *reading)
{
    coop_percent_counts in = true_counts(c, reading);
    reading->to_true = isinf(reading->stated.high) ? above(in.least, reading->hits) : -1;
    reading->to_false = isinf(reading->stated.high) ? -1 : above(in.most + 1, reading->hits);
}

static coop_status judge_counts(const coop__claim_case *c, coop__reading *reading)
{
    bool is_share = c->operation == COOP__OF_SHARE;
    coop_percent_counts in = true_counts(c, reading);
    coop__claim_changes(reading, is_share ? reading->total : -1, in, &reading->to_true,
                        &reading->to_false);
    reading->verdict = reading->to_true == 0    ? COOP_CLAIM_TRUE
                       : reading->to_false == 0 ? COOP_CLAIM_FALSE
                                                : COOP_CLAIM_UNDECIDABLE;
    if (is_share) {
        const char *counts = say_counts(c, in, reading->total);
        const char *stated = say_stated(c, reading);
        reading->arithmetic =
            counts == NULL || stated == NULL
                ? NULL
                : coop__claim_say(c->arena, "%s %s; %lld surely, and %lld more may be", counts,
                                  stated, (long long)reading->hits, (long long)reading->unknown);
    }
    return COOP_OK;
}

static const char *say_found(const coop__claim_case *c, const coop__reading *reading)
{
    bool is_open = isinf(reading->high);
    double most = is_open ? reading->most : reading->high;
    const char *stated = say_stated(c, reading);
    coop__figure low = coop__claim_figure(reading->low);
    coop__figure high = coop__claim_figure(most);
    return stated == NULL ? NULL
                          : coop__claim_say(c->arena, "%s%s%s found%s, against %s", low.text,
                                            most > reading->low ? " to " : "",
                                            most > reading->low ? high.text : "",
                                            is_open ? ", and there may be more" : "", stated);
}

static void judge_date(const coop__claim_case *c, coop__reading *reading)
{
    reading->verdict = compare_dates(reading->comparator, c->claim.value_on, reading->on);
    reading->arithmetic = coop__claim_say(
        c->arena, "%s found, against %s %s", coop__claim_day(reading->on).text,
        coop__comparator_words[reading->comparator], coop__claim_day(c->claim.value_on).text);
}

coop_status coop__claim_judge(const coop__claim_case *c, coop__reading *reading)
{
    const char *reason = reading->reason;
    reading->stated = coop__claim_stated(reading->comparator, c->claim.value, c->claim.rounding);
    if (reading->on.first != COOP_DATE_NONE) {
        judge_date(c, reading);
    } else if (!isnan(reading->low)) {
        reading->verdict = compare(&reading->stated, reading->low, reading->high);
        reading->arithmetic = say_found(c, reading);
        if (reading->hits >= 0 && isinf(reading->high)) {
            count_open(c, reading);
        } else if (reading->hits >= 0) {
            COOP__TRY(judge_counts(c, reading));
        }
    } else {
        reading->arithmetic = "";
    }
    /* What does not carry the claim leaves it undecided, whatever the figures. */
    if (reason != NULL) {
        reading->verdict = COOP_CLAIM_UNDECIDABLE;
        reading->to_true = reading->to_false = -1;
    }
    if (reason == NULL && reading->verdict == COOP_CLAIM_UNDECIDABLE) {
        reading->reason = isinf(reading->high)  ? "the register has only a part of what is counted"
                          : reading->total >= 0 ? "too many statuses are not known"
                                                : "what was found may be on either side";
    }
    return reading->arithmetic == NULL ? coop__no_memory(c->err) : COOP_OK;
}

/* ---- step 1 ---- */

static coop_status add_reachable(const coop__claim_case *c, int64_t n, const char *of,
                                 coop__readings *all)
{
    coop__reading row = coop__reading_of(COOP__STEP_ARITHMETIC, of);
    row.comparator = c->comparator;
    row.stated = coop__claim_stated(c->comparator, c->claim.value, c->claim.rounding);
    row.total = n;
    coop_percent_counts in = true_counts(c, &row);
    const char *counts = say_counts(c, in, n);
    const char *stated = say_stated(c, &row);
    if (counts == NULL || stated == NULL) {
        return coop__no_memory(c->err);
    }
    row.low = in.least <= in.most ? (double)in.least : (double)NAN;
    row.high = in.least <= in.most ? (double)in.most : (double)NAN;
    row.verdict = in.least <= in.most ? COOP_CLAIM_TRUE : COOP_CLAIM_FALSE;
    row.reason = in.least <= in.most ? NULL : "no count out of so many gives that percentage";
    row.arithmetic = coop__claim_say(c->arena, "%s %s", counts, stated);
    return row.arithmetic == NULL ? coop__no_memory(c->err) : coop__readings_add(all, &row, c->err);
}

/* The numbers that the percentage can be of, as "1 to 4, 7". */
static coop_status add_denominators(const coop__claim_case *c, coop__readings *all)
{
    coop__reading row = coop__reading_of(COOP__STEP_ARITHMETIC, "denominators");
    char list[400] = "";
    size_t used = 0;
    int64_t most = c->options.denominators;
    int64_t n_found = 0;
    row.comparator = c->comparator;
    row.stated = coop__claim_stated(c->comparator, c->claim.value, c->claim.rounding);
    for (int64_t n = 1, first = 0; n <= most + 1; n++) {
        row.total = n;
        coop_percent_counts in = true_counts(c, &row);
        bool is_in = n <= most && in.least <= in.most;
        n_found += is_in ? 1 : 0;
        first = is_in && first == 0 ? n : first;
        if (is_in || first == 0 || used > sizeof list - 64) {
            continue;
        }
        const char *more = used > 0 ? ", " : "";
        coop__figure from = coop__claim_figure((double)first);
        coop__figure to = coop__claim_figure((double)(n - 1));
        const char *piece = first == n - 1
                                ? coop__claim_say(c->arena, "%s%s", more, from.text)
                                : coop__claim_say(c->arena, "%s%s to %s", more, from.text, to.text);
        if (piece == NULL) {
            return coop__no_memory(c->err);
        }
        size_t length = strlen(piece);
        memcpy(list + used, piece, length + 1);
        used += length;
        first = 0;
    }
    row.total = most;
    row.hits = n_found;
    row.verdict = n_found > 0 ? COOP_CLAIM_TRUE : COOP_CLAIM_FALSE;
    row.reason = n_found > 0 ? NULL : "no count out of any of these numbers gives that percentage";
    row.arithmetic =
        coop__claim_say(c->arena, "of numbers up to %lld it can be of %s%s", (long long)most,
                        n_found > 0 ? list : "none", used > sizeof list - 64 ? " ..." : "");
    return row.arithmetic == NULL ? coop__no_memory(c->err) : coop__readings_add(all, &row, c->err);
}

coop_status coop__claim_arithmetic(const coop__claim_case *c, coop__readings *all)
{
    if (c->operation != COOP__OF_SHARE) {
        return COOP_OK;
    }
    int64_t total = -1;
    for (int64_t i = 0; i < coop__readings_n(all); i++) {
        const coop__reading *r = coop__readings_at(all, i);
        total =
            r->step == COOP__STEP_CONSISTENCY && r->weighs && r->total > total ? r->total : total;
    }
    if (total > 0) {
        COOP__TRY(add_reachable(c, total, "what the data list", all));
    }
    return add_denominators(c, all);
}

/* ---- step 4 ---- */

static double mass_below(const coop__beta *beta, double x)
{
    return coop__beta_tails(beta, coop__point_of(x)).lower;
}

/* Under Jeffreys' prior the chance that the share lies in what was stated. */
static coop_status add_sample(const coop__claim_case *c, const coop__reading *of,
                              coop__readings *all)
{
    int64_t known = of->total - of->unknown;
    double scale = c->is_percent ? 100 : 1;
    coop__reading row = coop__reading_of(COOP__STEP_SAMPLE, of->under);
    coop__beta beta = coop__beta_of((double)of->hits + 0.5, (double)(known - of->hits) + 0.5);
    double low = of->stated.low / scale;
    double high = of->stated.high / scale;
    double chance =
        (high >= 1 ? 1 : mass_below(&beta, high)) - (low <= 0 ? 0 : mass_below(&beta, low));
    row.comparator = of->comparator;
    row.stated = of->stated;
    row.hits = of->hits;
    row.unknown = of->unknown;
    row.total = of->total;
    row.low = row.high = chance;
    row.verdict = chance >= 0.975   ? COOP_CLAIM_TRUE
                  : chance <= 0.025 ? COOP_CLAIM_FALSE
                                    : COOP_CLAIM_UNDECIDABLE;
    row.arithmetic =
        coop__claim_say(c->arena, "%lld of %lld known: by Beta(1/2, 1/2) the chance of it is %s",
                        (long long)of->hits, (long long)known, coop__claim_figure(chance).text);
    return row.arithmetic == NULL ? coop__no_memory(c->err) : coop__readings_add(all, &row, c->err);
}

coop_status coop__claim_sample(const coop__claim_case *c, coop__readings *all)
{
    bool is_sample = c->options.design != NULL && strcmp(c->options.design, "sample") == 0;
    int64_t n = is_sample && c->operation == COOP__OF_SHARE ? coop__readings_n(all) : 0;
    for (int64_t i = 0; i < n; i++) {
        coop__reading r = *coop__readings_at(all, i); /* adding may move them */
        bool is_known = r.step == COOP__STEP_CONSISTENCY && r.hits >= 0 && r.total > r.unknown;
        if (is_known && (r.bounds == NULL || strcmp(r.bounds, "documented") == 0)) {
            COOP__TRY(add_sample(c, &r, all));
        }
    }
    return COOP_OK;
}
