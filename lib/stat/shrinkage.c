/* shrinkage.c -- rates of small groups under a beta-binomial model with unknown mean and spread.
 *
 * The posterior of mu and rho is integrated by the trapezoidal rule in the log odds of both. There
 * the integrand is smooth and falls exponentially at every end, so that the error of the rule falls
 * exponentially with the step. The grid is laid where the posterior is: rho between the points at
 * which all of mu weighs less than exp(-34) of the largest, and for each rho so for mu.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/shrinkage.h>

#include "shrinkage.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "../core/error.h"
#include "../core/number.h"
#include "beta.h"
#include "strata.h"

enum { n_slices = coop__shrinkage_slices, n_nodes = coop__shrinkage_nodes };

static const int64_t most_cases = 1000000000;
static const double fall = 34.0; /* log of what is left out, as a part of the largest */

coop__share coop__share_of(double log_odds)
{
    double odds = exp(-fabs(log_odds));
    double small = odds / (1.0 + odds);
    double large = 1.0 / (1.0 + odds);
    return log_odds < 0.0 ? (coop__share){small, large} : (coop__share){large, small};
}

/* Products of up to 16 terms are taken as they are, others from the first start / step >= 10 on by
 * Stirling's formula; its remainder is then right to 1e-12. */
static const double few_terms = 16.0;
static const double stirling_from = 10.0;

static double stirling_rest(double x)
{
    double u = 1.0 / (x * x);
    return (1.0 / 12.0 - u * (1.0 / 360.0 - u * (1.0 / 1260.0 - u / 1680.0))) / x;
}

/* Sum of log(start + j step) for j = 0 .. k - 1. */
static double log_rising(double start, double step, double k)
{
    double product = 1.0;
    double sum = 0.0;
    double left = k;
    for (; left > 0.0 && (k <= few_terms || start < stirling_from * step); left -= 1.0) {
        product *= start;
        start += step;
        if (product < 1e-150) {
            sum += log(product);
            product = 1.0;
        }
    }
    sum += log(product);
    if (left == 0.0) {
        return sum;
    }
    double a = start / step;
    return sum + left * (log(start + left * step) - 1.0) + (a - 0.5) * log1p(left / a) +
           (stirling_rest(a + left) - stirling_rest(a));
}

/* log x - psi(x). */
static double digamma_rest(double x)
{
    double u = 1.0 / (x * x);
    return 0.5 / x + u * (1.0 / 12.0 - u * (1.0 / 120.0 - u * (1.0 / 252.0 - u / 240.0)));
}

/* Derivative of log_rising by start. */
static double rising_slope(double start, double step, double k)
{
    double sum = 0.0;
    double left = k;
    for (; left > 0.0 && (k <= few_terms || start < stirling_from * step); left -= 1.0) {
        sum += 1.0 / start;
        start += step;
    }
    if (left == 0.0) {
        return sum;
    }
    double a = start / step;
    return sum + (log1p(left / a) - (digamma_rest(a + left) - digamma_rest(a))) / step;
}

/* The posterior along mu for one rho; rest = 1 - rho. */
typedef struct profile {
    const coop__shrinkage *p;
    double rho;
    double rest;
    double constant; /* what does not depend on mu, the derivatives of mu and rho by their log odds
                        apart */
} profile;

static profile profile_of(const coop__shrinkage *p, double log_odds_rho)
{
    coop__share share = coop__share_of(log_odds_rho);
    double constant = log(share.mu) + log(share.rest);
    for (int64_t i = 0; i < p->n_classes; i++) {
        const coop__shrinkage_class *c = &p->classes[i];
        constant -= c->count * log_rising(share.rest, share.mu, c->n);
    }
    return (profile){p, share.mu, share.rest, constant};
}

static double log_density(const profile *f, double u)
{
    coop__share share = coop__share_of(u);
    double sum = log(share.mu) + log(share.rest) + f->constant;
    for (int64_t i = 0; i < f->p->n_classes; i++) {
        const coop__shrinkage_class *c = &f->p->classes[i];
        sum += c->count * (log_rising(share.mu * f->rest, f->rho, c->hits) +
                           log_rising(share.rest * f->rest, f->rho, c->misses));
    }
    return sum;
}

static double density_slope(const profile *f, double u)
{
    coop__share share = coop__share_of(u);
    double sum = 0.0;
    for (int64_t i = 0; i < f->p->n_classes; i++) {
        const coop__shrinkage_class *c = &f->p->classes[i];
        sum += c->count * (rising_slope(share.mu * f->rest, f->rho, c->hits) -
                           rising_slope(share.rest * f->rest, f->rho, c->misses));
    }
    return share.mu * share.rest * f->rest * sum + (share.rest - share.mu);
}

/* As a function of mu the log density is concave: it has one top. The bracket is halved until what
 * is left to climb in it is less than 1. */
static double top_of(const profile *f)
{
    double low = -60.0;
    double high = 60.0;
    double slope = DBL_MAX;
    for (int i = 0; i < 60 && slope * (high - low) > 1.0; i++) {
        double middle = 0.5 * (low + high);
        double there = density_slope(f, middle);
        if (there > 0.0) {
            low = middle;
            slope = there;
        } else {
            high = middle;
        }
    }
    return low;
}

/* How far the top can be left in a direction (-1 or 1) before the density has fallen, to 1/8. */
static double reach_of(const profile *f, double top, double direction)
{
    double floor_at = log_density(f, top) - fall;
    double inside = 0.0;
    double outside = 0x1p-16;
    while (log_density(f, top + direction * outside) > floor_at) {
        inside = outside;
        outside *= 2.0;
    }
    for (int i = 0; i < 3; i++) {
        double middle = 0.5 * (inside + outside);
        *(log_density(f, top + direction * middle) > floor_at ? &inside : &outside) = middle;
    }
    return outside;
}

typedef struct extent {
    double low;
    double high;
    double log_mass; /* roughly */
} extent;

static extent extent_of(const profile *f)
{
    double top = top_of(f);
    double below = reach_of(f, top, -1.0);
    double above = reach_of(f, top, 1.0);
    return (extent){top - below, top + above, log_density(f, top) + log(below + above)};
}

/* Log odds of rho outside of which the posterior has fallen. A peak narrower than the points of a
 * look is met by looking again at what is left of the range. */
static extent range_of_rho(const coop__shrinkage *p)
{
    enum { points = 64, looks = 8 };
    double masses[points];
    extent range = {-log(p->all_n) - 45.0, 45.0, 0.0};
    for (int look = 0; look < looks; look++) {
        double step = (range.high - range.low) / (points - 1);
        double largest = -DBL_MAX;
        for (int i = 0; i < points; i++) {
            profile f = profile_of(p, range.low + i * step);
            masses[i] = extent_of(&f).log_mass;
            largest = fmax(largest, masses[i]);
        }
        int first = 0;
        int last = points - 1;
        while (masses[first] < largest - fall) {
            first++;
        }
        while (masses[last] < largest - fall) {
            last--;
        }
        range.high = range.low + (last < points - 1 ? last + 1 : last) * step;
        range.low += (first > 0 ? first - 1 : first) * step;
        if (last - first > points / 2) {
            break;
        }
    }
    return range;
}

static void fill_slice(const coop__shrinkage *p, double log_odds_rho, coop__shrinkage_slice *slice)
{
    profile f = profile_of(p, log_odds_rho);
    extent range = extent_of(&f);
    slice->size = exp(-log_odds_rho);
    slice->rho = f.rho;
    slice->first = range.low;
    slice->step = (range.high - range.low) / (n_nodes - 1);
    double log_step = log(slice->step);
    for (int i = 0; i < n_nodes; i++) {
        slice->weights[i] = log_density(&f, range.low + i * slice->step) + log_step;
    }
}

static void fill_grid(coop__shrinkage *p)
{
    extent range = range_of_rho(p);
    double step = (range.high - range.low) / (n_slices - 1);
    double largest = -DBL_MAX;
    for (int k = 0; k < n_slices; k++) {
        fill_slice(p, range.low + k * step, &p->slices[k]);
        for (int i = 0; i < n_nodes; i++) {
            largest = fmax(largest, p->slices[k].weights[i]);
        }
    }
    double total = 0.0;
    for (int k = 0; k < n_slices; k++) {
        for (int i = 0; i < n_nodes; i++) {
            p->slices[k].weights[i] = exp(p->slices[k].weights[i] - largest);
            total += p->slices[k].weights[i];
        }
    }
    for (int k = 0; k < n_slices; k++) {
        for (int i = 0; i < n_nodes; i++) {
            p->slices[k].weights[i] /= total;
        }
    }
}

static coop_status groups_check(const coop_shrinkage_groups *groups, int64_t most, coop_error *err)
{
    if (groups == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "groups is NULL");
    }
    int64_t n_groups = groups->n_groups;
    if (n_groups < 0) {
        return coop__fail(err, COOP_RANGE, "n_groups is %lld, need 0 or more", (long long)n_groups);
    }
    if (n_groups == 0) {
        return coop__fail(err, COOP_EMPTY, "there are no groups");
    }
    if (n_groups > most) {
        return coop__fail(err, COOP_LIMIT, "n_groups is %lld, the limit is %lld",
                          (long long)n_groups, (long long)most);
    }
    if (groups->hits == NULL || groups->n == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s of the groups is NULL",
                          groups->hits == NULL ? "hits" : "n");
    }
    for (int64_t i = 0; i < n_groups; i++) {
        if (groups->n[i] < 0) {
            return coop__fail(err, COOP_RANGE, "n[%lld] is %lld, need 0 or more", (long long)i,
                              (long long)groups->n[i]);
        }
        if (groups->hits[i] < 0 || groups->hits[i] > groups->n[i]) {
            return coop__fail(err, COOP_RANGE, "hits[%lld] is %lld, need 0 to n[%lld] = %lld",
                              (long long)i, (long long)groups->hits[i], (long long)i,
                              (long long)groups->n[i]);
        }
    }
    return COOP_OK;
}

typedef struct totals {
    int64_t cases;
    int64_t hits;
    int64_t n_used;
} totals;

static coop_status totals_of(const coop_shrinkage_groups *groups, totals *out, coop_error *err)
{
    totals t = {0};
    for (int64_t i = 0; i < groups->n_groups; i++) {
        if (groups->n[i] > most_cases - t.cases) {
            return coop__fail(err, COOP_LIMIT, "the groups up to %lld have more than %lld cases",
                              (long long)i, (long long)most_cases);
        }
        t.cases += groups->n[i];
        t.hits += groups->hits[i];
        t.n_used += groups->n[i] > 0;
    }
    if (t.cases == 0) {
        return coop__fail(err, COOP_EMPTY, "no group has any cases");
    }
    if (t.n_used < 3) {
        return coop__fail(err, COOP_UNDEFINED,
                          "%lld group%s cases, need 3: how much groups differ is not identified",
                          (long long)t.n_used, t.n_used == 1 ? " has" : "s have");
    }
    *out = t;
    return COOP_OK;
}

/* Order by misses and then hits: all sums run in it, whatever the order of the groups. */
static int by_counts(const void *left, const void *right)
{
    const coop__shrinkage_class *p = left;
    const coop__shrinkage_class *q = right;
    if (p->misses != q->misses) {
        return p->misses < q->misses ? -1 : 1;
    }
    return p->hits < q->hits ? -1 : p->hits > q->hits;
}

/* By insertion: there are at most 1000, and the C library's qsort may allocate. */
static void sort_classes(coop__shrinkage_class *classes, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        coop__shrinkage_class moved = classes[i];
        int64_t place = i;
        for (; place > 0 && by_counts(&moved, &classes[place - 1]) < 0; place--) {
            classes[place] = classes[place - 1];
        }
        classes[place] = moved;
    }
}

static void classify(const coop_shrinkage_groups *groups, coop__shrinkage *p)
{
    int64_t n_groups = groups->n_groups;
    for (int64_t i = 0; i < n_groups; i++) {
        double hits = (double)groups->hits[i];
        double n = (double)groups->n[i];
        p->classes[i] = (coop__shrinkage_class){hits, n - hits, n, 1.0};
    }
    sort_classes(p->classes, n_groups);
    for (int64_t i = 0; i < n_groups; i++) {
        if (p->n_classes > 0 && by_counts(&p->classes[p->n_classes - 1], &p->classes[i]) == 0) {
            p->classes[p->n_classes - 1].count += 1.0;
        } else {
            p->classes[p->n_classes++] = p->classes[i];
        }
    }
    for (int64_t i = 0; i < n_groups; i++) {
        double hits = (double)groups->hits[i];
        coop__shrinkage_class key = {hits, (double)groups->n[i] - hits, 0.0, 0.0};
        const coop__shrinkage_class *found = bsearch(&key, p->classes, (size_t)p->n_classes,
                                                     sizeof key, by_counts);
        p->class_of[i] = found - p->classes;
    }
}

coop_status coop__shrinkage_of(const coop_shrinkage_groups *groups, int64_t most,
                               coop__arena *arena, coop__shrinkage **out, coop_error *err)
{
    COOP__TRY(groups_check(groups, most, err));
    totals all = {0};
    COOP__TRY(totals_of(groups, &all, err));
    size_t n = (size_t)groups->n_groups;
    coop__shrinkage *p = coop__arena_alloc(arena, 1, sizeof *p);
    coop__shrinkage_class *classes = coop__arena_alloc(arena, n, sizeof *classes);
    int64_t *class_of = coop__arena_alloc(arena, n, sizeof *class_of);
    if (p == NULL || classes == NULL || class_of == NULL) {
        return coop__no_memory(err);
    }
    p->all_n = (double)all.cases;
    p->all_hits = (double)all.hits;
    p->n_used = all.n_used;
    p->n_empty = groups->n_groups - all.n_used;
    p->classes = classes;
    p->class_of = class_of;
    classify(groups, p);
    fill_grid(p);
    *out = p;
    return COOP_OK;
}

/* Mean and variance of the rate of a class, over one slice or all of them. */
typedef struct moments {
    double weight;
    double mean;
    double rest; /* 1 - mean */
    double variance;
    double shrinkage;
} moments;

/* The beta distribution of the rate of a class at a node. */
typedef struct component {
    double weight;
    double a;
    double b;
} component;

static component component_at(const coop__shrinkage_slice *slice, int node,
                              const coop__shrinkage_class *c)
{
    coop__share share = coop__share_of(slice->first + node * slice->step);
    return (component){slice->weights[node], slice->size * share.mu + c->hits,
                       slice->size * share.rest + c->misses};
}

static moments slice_moments(const coop__shrinkage_slice *slice, const coop__shrinkage_class *c)
{
    moments out = {0};
    double n = slice->size + c->n;
    for (int i = 0; i < n_nodes; i++) {
        component q = component_at(slice, i, c);
        out.weight += q.weight;
        out.mean += q.weight * (q.a / n);
        out.rest += q.weight * (q.b / n);
    }
    if (out.weight < DBL_MIN) {
        return (moments){0};
    }
    out.mean /= out.weight;
    out.rest /= out.weight;
    for (int i = 0; i < n_nodes; i++) {
        component q = component_at(slice, i, c);
        double apart = q.a / n - out.mean;
        out.variance += q.weight * (apart * apart + q.a / n * (q.b / n / (n + 1.0)));
    }
    out.variance /= out.weight;
    out.shrinkage = slice->size / n;
    return out;
}

static moments class_moments(const coop__shrinkage *p, const coop__shrinkage_class *c)
{
    double weights[n_slices];
    double means[n_slices];
    double variances[n_slices];
    moments out = {0};
    for (int k = 0; k < n_slices; k++) {
        moments part = slice_moments(&p->slices[k], c);
        weights[k] = part.weight;
        means[k] = part.mean;
        variances[k] = part.variance;
        out.weight += part.weight;
        out.mean += part.weight * part.mean;
        out.rest += part.weight * part.rest;
        out.shrinkage += part.weight * part.shrinkage;
    }
    for (int k = 0; k < n_slices; k++) {
        double apart = means[k] - out.mean;
        out.variance += weights[k] * (apart * apart + variances[k]);
    }
    return out;
}

/* The posterior of one rate as a mixture. */
typedef struct mixture {
    component *parts;
    int64_t n_parts;
    double target; /* weight sought below the quantile */
    bool is_upper; /* the quantile is sought from above: a and b, x and y change places */
} mixture;

static component matched(const moments *m)
{
    double size = m->mean * m->rest / m->variance - 1.0;
    return (component){m->weight, m->mean * size, m->rest * size};
}

/* Nodes that weigh less than this add up to less than 1e-7. */
static const double light = 1e-11;

/* Where the distributions at the nodes of a slice are narrower than the step from one to the next,
 * they no longer overlap and their sum is not smooth. There groups are so nearly alike that the
 * slice is a beta distribution but for its moments, which are matched. */
static void mixture_fill(const coop__shrinkage *p, const coop__shrinkage_class *c, mixture *out)
{
    out->n_parts = 0;
    for (int k = 0; k < n_slices; k++) {
        const coop__shrinkage_slice *slice = &p->slices[k];
        moments m = slice_moments(slice, c);
        if (m.weight < light) {
            continue;
        }
        double narrow = (slice->size + c->n) * m.mean * m.rest * slice->step * slice->step;
        if (narrow > 1.0) {
            out->parts[out->n_parts++] = matched(&m);
            continue;
        }
        for (int i = 0; i < n_nodes; i++) {
            if (slice->weights[i] > light) {
                out->parts[out->n_parts++] = component_at(slice, i, c);
            }
        }
    }
}

/* Tails for parameters of any size above 0: coop__beta_tails() starts at 1/2, and
 * I_x(a, b) = I_x(a + 1, b) + x^a y^b / (a B(a, b)). */
static coop__tails tails_from_b(double a, double b, coop__point at)
{
    if (b >= 0.5) {
        coop__beta beta = coop__beta_of(a, b);
        return coop__beta_tails(&beta, at);
    }
    coop__beta beta = coop__beta_of(a, b + 1.0);
    coop__tails t = coop__beta_tails(&beta, at);
    double more = t.slope / (at.y * (a + b));
    double upper = fmin(t.upper + more, 1.0);
    return (coop__tails){1.0 - upper, upper, more * b};
}

static coop__tails tails_of(double a, double b, coop__point at)
{
    if (a >= 0.5) {
        return tails_from_b(a, b, at);
    }
    coop__tails t = tails_from_b(a + 1.0, b, at);
    double more = t.slope / (at.x * (a + b));
    double lower = fmin(t.lower + more, 1.0);
    return (coop__tails){lower, 1.0 - lower, more * a};
}

static coop__residual mixture_residual(const void *ctx, coop__point at)
{
    const mixture *m = ctx;
    double lower = DBL_MIN;
    double slope = 0.0;
    for (int64_t i = 0; i < m->n_parts; i++) {
        const component *q = &m->parts[i];
        coop__tails t = m->is_upper ? tails_of(q->b, q->a, at) : tails_of(q->a, q->b, at);
        lower += q->weight * t.lower;
        slope += q->weight * t.slope;
    }
    return (coop__residual){log(lower / m->target), slope / lower, 0.0};
}

/* Distance of the quantile from its end of [0, 1]. */
static double mixture_quantile(mixture *m, const moments *all, bool is_upper)
{
    m->is_upper = is_upper;
    coop__point least = {1e-290, 1.0};
    if (mixture_residual(m, least).value >= 0.0) {
        return 0.0;
    }
    component q = matched(all);
    double a = fmax(is_upper ? q.b : q.a, 0.5);
    double b = fmax(is_upper ? q.a : q.b, 0.5);
    coop__point start = coop__beta_lower_quantile(a, b, m->target);
    if (!(start.x > least.x && start.y > DBL_EPSILON)) {
        start = (coop__point){0.5, 0.5};
    }
    coop__point most = {1.0, 0.0};
    return coop__rising_zero(mixture_residual, m, least, most, start, 1e-6).x;
}

static coop_shrinkage_rate rate_of(const coop__shrinkage *p, const coop__shrinkage_class *c,
                                   mixture *m)
{
    moments all = class_moments(p, c);
    mixture_fill(p, c, m);
    double below = mixture_quantile(m, &all, /*is_upper=*/false);
    double above = mixture_quantile(m, &all, /*is_upper=*/true);
    return (coop_shrinkage_rate){
        .value = all.mean,
        .low = below,
        .high = 1.0 - above,
        .std_error = sqrt(all.variance),
        .shrinkage = fmin(all.shrinkage, 1.0),
        .is_prior = c->n == 0.0,
    };
}

static double rho_moments(const coop__shrinkage *p)
{
    double mean = p->all_hits / p->all_n;
    double spread = 0.0;
    double squares = 0.0;
    double variance = mean * (1.0 - mean);
    for (int64_t i = 0; i < p->n_classes; i++) {
        const coop__shrinkage_class *c = &p->classes[i];
        if (c->n > 0.0) {
            double apart = c->hits / c->n - mean;
            spread += c->count * c->n * apart * apart;
            squares += c->count * c->n * (c->n / p->all_n);
        }
    }
    double groups = (double)(p->n_used - 1);
    double below = variance * (p->all_n - squares - groups);
    double above = spread - variance * groups;
    return below > 0.0 ? fmin(fmax(above / below, 0.0), 1.0) : 0.0;
}

static coop_shrinkage_result result_of(const coop__shrinkage *p)
{
    coop_shrinkage_result out = {
        .crude = p->all_hits / p->all_n,
        .rho_moments = rho_moments(p),
        .n_used = p->n_used,
        .n_empty = p->n_empty,
    };
    for (int pass = 0; pass < 2; pass++) {
        for (int k = 0; k < n_slices; k++) {
            const coop__shrinkage_slice *slice = &p->slices[k];
            for (int i = 0; i < n_nodes; i++) {
                double mu = coop__share_of(slice->first + i * slice->step).mu;
                double w = slice->weights[i];
                if (pass == 0) {
                    out.mean += w * mu;
                    out.rho += w * slice->rho;
                } else {
                    out.mean_std_error += w * (mu - out.mean) * (mu - out.mean);
                    out.rho_std_error += w * (slice->rho - out.rho) * (slice->rho - out.rho);
                }
            }
        }
    }
    out.mean_std_error = sqrt(out.mean_std_error);
    out.rho_std_error = sqrt(out.rho_std_error);
    return out;
}

static coop_status estimate(const coop_shrinkage_groups *groups, double level, coop__arena *arena,
                            coop_shrinkage_result *out, coop_shrinkage_rate *rates,
                            coop_error *err)
{
    coop__shrinkage *p = NULL;
    COOP__TRY(coop__shrinkage_of(groups, COOP_SHRINKAGE_GROUPS_MAX, arena, &p, err));
    mixture m = {.target = 0.5 * (1.0 - level)};
    m.parts = coop__arena_alloc(arena, n_slices * n_nodes, sizeof *m.parts);
    coop_shrinkage_rate *by_class =
        coop__arena_alloc(arena, (size_t)p->n_classes, sizeof *by_class);
    if (m.parts == NULL || by_class == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < p->n_classes; i++) {
        by_class[i] = rate_of(p, &p->classes[i], &m);
    }
    for (int64_t i = 0; i < groups->n_groups; i++) {
        rates[i] = by_class[p->class_of[i]];
    }
    coop_shrinkage_result filled = result_of(p);
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}

coop_status coop_shrinkage_estimate(const coop_shrinkage_groups *groups, double level,
                                    const coop_run *run, coop_shrinkage_result *out,
                                    coop_shrinkage_rate *rates, coop_error *err)
{
    COOP__TRY(coop__result_check(out, "coop_shrinkage_result", err));
    if (rates == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "rates is NULL");
    }
    if (!(level > 0.0 && level < 1.0)) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(level, text);
        return coop__fail(err, COOP_RANGE, "level is %s, need a value inside (0, 1)", text);
    }
    coop__arena arena = {.a = coop__allocator_of(run)};
    coop_status status = estimate(groups, level, &arena, out, rates, err);
    coop__arena_free(&arena);
    return status;
}
