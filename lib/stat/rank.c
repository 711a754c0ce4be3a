/* rank.c -- which rank each of a few groups has, and what order of them can be told.
 *
 * Given mu and rho the rates are independent, and the rank of a group at rate s counts the others
 * that are above s: a sum of independent flags. So P(rank) is the integral over s of the group's
 * density times the distribution of that sum, averaged over the posterior of mu and rho. At each
 * node s runs over the log odds, as the distance t from those of mu, in panels on which every
 * density is smooth; in a panel Gauss's rule gives the integrals and the running ones alike.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/shrinkage.h>

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "shrinkage.h"

enum { points = 8, most_panels = 1024, most_groups = COOP_SHRINKAGE_RANKS_MAX };

static const double default_threshold = 0.9;
static const double fall = 32.0;  /* log of what is left out of a density, against its top */
static const double light = 1e-10; /* nodes that weigh less than this are left out */

/* Gauss-Legendre on [-1, 1]. */
static const double abscissae[points] = {
    -0.96028985649753623168, -0.79666647741362673959, -0.52553240991632898582,
    -0.18343464249564980494, 0.18343464249564980494,  0.52553240991632898582,
    0.79666647741362673959,  0.96028985649753623168,
};
static const double gauss[points] = {
    0.10122853629037625915, 0.22238103445337447054, 0.31370664587788728734,
    0.36268378337836198297, 0.36268378337836198297, 0.31370664587788728734,
    0.22238103445337447054, 0.10122853629037625915,
};

/* running[i][j]: weight of the value at point j in the integral from -1 to point i, of the
 * polynomial of degree 7 through the values. */
typedef struct rule {
    double running[points][points];
} rule;

static void legendre_at(double x, double out[points + 1])
{
    out[0] = 1.0;
    out[1] = x;
    for (int k = 1; k < points; k++) {
        out[k + 1] = ((2 * k + 1) * x * out[k] - k * out[k - 1]) / (k + 1);
    }
}

/* The polynomial has the Legendre coefficients (2k + 1) / 2 sum of gauss f P_k, and the integral of
 * (2k + 1) P_k is P_(k+1) - P_(k-1). */
static void rule_fill(rule *out)
{
    double p[points][points + 1];
    for (int i = 0; i < points; i++) {
        legendre_at(abscissae[i], p[i]);
    }
    for (int i = 0; i < points; i++) {
        for (int j = 0; j < points; j++) {
            double sum = abscissae[i] + 1.0;
            for (int k = 1; k < points; k++) {
                sum += p[j][k] * (p[i][k + 1] - p[i][k - 1]);
            }
            out->running[i][j] = 0.5 * gauss[j] * sum;
        }
    }
}

/* Density of one class at a node along t, up to a factor: exp(pull t - size K(t) - top), where
 * K(t) = log(1 + mu (e^t - 1)) - mu t: what is linear in t, and large, is taken out by hand. */
typedef struct curve {
    double pull; /* hits - n mu */
    double size; /* m + n */
    double mode;
    double top;  /* of the logarithm */
    double unit; /* 1 / integral */
} curve;

typedef struct node {
    coop__share at;
    double weight;
    double edges[most_panels + 1];
    int n_panels;
    curve curves[most_groups];
} node;

/* K(t); near 0 by its series, the cumulants of a draw with probability mu. */
static double excess(coop__share at, double t)
{
    if (fabs(t) < 0.01) {
        double v = at.mu * at.rest;
        double skew = at.rest - at.mu;
        double fourth = 1.0 - 6.0 * v;
        return v * t * t * (0.5 + t * (skew / 6.0 + t * (fourth / 24.0 +
                                                        t * skew * (1.0 - 12.0 * v) / 120.0)));
    }
    return t > 0.0 ? t * at.rest + log1p(at.rest * expm1(-t)) : log1p(at.mu * expm1(t)) - at.mu * t;
}

/* K'(t) = mu e^t / (1 + mu (e^t - 1)) - mu. */
static double excess_slope(coop__share at, double t)
{
    if (t > 0.0) {
        double e = expm1(-t);
        return -at.mu * at.rest * e / (1.0 + at.rest * e);
    }
    double e = expm1(t);
    return at.mu * at.rest * e / (1.0 + at.mu * e);
}

static double height(const curve *c, coop__share at, double t)
{
    return c->pull * t - c->size * excess(at, t) - c->top;
}

static double height_slope(const curve *c, coop__share at, double t)
{
    return c->pull - c->size * excess_slope(at, t);
}

/* The mode has the share (m mu + hits) / (m + n), 1 + moved / mu times mu. */
static curve curve_of(const coop__shrinkage_class *c, double size, coop__share at)
{
    curve out = {.pull = c->hits * at.rest - c->misses * at.mu, .size = size + c->n};
    double up = (size * at.mu + c->hits) / out.size;
    double down = (size * at.rest + c->misses) / out.size;
    double moved = out.pull / out.size;
    double by_up = fabs(moved) < 0.5 * at.mu ? log1p(moved / at.mu) : log(up / at.mu);
    double by_down = fabs(moved) < 0.5 * at.rest ? log1p(-moved / at.rest) : log(down / at.rest);
    out.mode = by_up - by_down;
    out.top = height(&out, at, out.mode);
    return out;
}

/* Where the density has fallen, left (-1) or right (1) of the mode; at most twice too far. */
static double end_of(const curve *c, coop__share at, double direction)
{
    double reach = 0x1p-40;
    while (height(c, at, c->mode + direction * reach) > -fall) {
        reach *= 2.0;
    }
    return c->mode + direction * reach;
}

/* Whether there is nothing of the density between two points. */
static bool is_gone(const curve *c, coop__share at, double low, double high)
{
    double nearest = fmin(fmax(c->mode, low), high);
    return height(c, at, nearest) < -fall;
}

/* Whether Gauss's rule is right to about 1e-9 of the density's integral: the logarithm is a line
 * but for a bend that is slight, or so slight that its shape does not matter. The curve itself
 * changes over lengths of 2 (its poles are pi away from the real line). */
static bool is_smooth(const curve *c, coop__share at, double low, double high)
{
    double width = high - low;
    double first = height_slope(c, at, low);
    double last = height_slope(c, at, high);
    bool is_even = width <= 2.0 ? (first - last) * width <= 4.0 : first - last <= 1e-9;
    return is_even && fmax(fabs(first), fabs(last)) * width <= 6.0;
}

static bool fits_all(const node *at, int64_t n, double low, double high)
{
    for (int64_t i = 0; i < n; i++) {
        const curve *c = &at->curves[i];
        if (!is_gone(c, at->at, low, high) && !is_smooth(c, at->at, low, high)) {
            return false;
        }
    }
    return true;
}

/* From the lowest end of all densities to the highest. False when the panels do not suffice. */
static bool panels_lay(node *at, int64_t n)
{
    double low = DBL_MAX;
    double high = -DBL_MAX;
    for (int64_t i = 0; i < n; i++) {
        low = fmin(low, end_of(&at->curves[i], at->at, -1.0));
        high = fmax(high, end_of(&at->curves[i], at->at, 1.0));
    }
    double width = high - low;
    at->n_panels = 0;
    at->edges[0] = low;
    while (at->edges[at->n_panels] < high) {
        if (at->n_panels == most_panels) {
            return false;
        }
        double from = at->edges[at->n_panels];
        double to = fmin(from + width, high);
        while (!fits_all(at, n, from, to)) {
            width *= 0.5;
            to = from + width;
        }
        at->edges[++at->n_panels] = to;
        width *= 2.0;
    }
    return true;
}

static double point_in(const node *at, int panel, int i)
{
    double half = 0.5 * (at->edges[panel + 1] - at->edges[panel]);
    return at->edges[panel] + half * (1.0 + abscissae[i]);
}

/* Sets each unit, so that all densities have integral 1. */
static void normalize(node *at, int64_t n)
{
    for (int64_t c = 0; c < n; c++) {
        curve *one = &at->curves[c];
        double sum = 0.0;
        for (int k = 0; k < at->n_panels; k++) {
            if (!is_gone(one, at->at, at->edges[k], at->edges[k + 1])) {
                double half = 0.5 * (at->edges[k + 1] - at->edges[k]);
                for (int i = 0; i < points; i++) {
                    sum += half * gauss[i] * exp(height(one, at->at, point_in(at, k, i)));
                }
            }
        }
        one->unit = 1.0 / sum;
    }
}

/* Sums over all nodes, by class. */
typedef struct ranking {
    const coop__shrinkage *p;
    rule rule;
    node node;
    double below[most_groups];             /* weight of a class below the panel at hand */
    double density[most_groups][points];   /* in the panel */
    double lower[most_groups][points];     /* its running integral */
    double ranks[most_groups][most_groups];
    double ahead[most_groups][most_groups];
    double weight;
} ranking;

static void panel_fill(ranking *r, int panel)
{
    const node *at = &r->node;
    double half = 0.5 * (at->edges[panel + 1] - at->edges[panel]);
    for (int64_t c = 0; c < r->p->n_classes; c++) {
        const curve *one = &at->curves[c];
        bool gone = is_gone(one, at->at, at->edges[panel], at->edges[panel + 1]);
        double all = 0.0;
        for (int i = 0; i < points; i++) {
            r->density[c][i] =
                gone ? 0.0
                     : half * one->unit * exp(height(one, at->at, point_in(at, panel, i)));
            all += gauss[i] * r->density[c][i];
        }
        for (int i = 0; i < points; i++) {
            double sum = r->below[c];
            for (int j = 0; j < points && !gone; j++) {
                sum += r->rule.running[i][j] * r->density[c][j];
            }
            r->lower[c][i] = fmin(fmax(sum, 0.0), 1.0);
        }
        r->below[c] = fmin(r->below[c] + all, 1.0);
    }
}

/* Distribution of how many of all groups lie above the point: chance[k], k = 0 .. groups. */
static int count_above(const ranking *r, int i, double *chance)
{
    int n = 0;
    chance[0] = 1.0;
    for (int64_t c = 0; c < r->p->n_classes; c++) {
        double lower = r->lower[c][i];
        for (int copy = 0; copy < (int)r->p->classes[c].count; copy++) {
            n++;
            chance[n] = 0.0;
            for (int k = n; k > 0; k--) {
                chance[k] = chance[k] * lower + chance[k - 1] * (1.0 - lower);
            }
            chance[0] *= lower;
        }
    }
    return n;
}

/* The same without one group, whose flag is 0 with probability lower: the product of generating
 * functions is divided from the side on which errors shrink. */
static void without_one(const double *chance, int n, double lower, double *out)
{
    double upper = 1.0 - lower;
    double carried = 0.0;
    if (lower >= 0.5) {
        for (int k = 0; k < n; k++) {
            carried = (chance[k] - upper * carried) / lower;
            out[k] = carried;
        }
    } else {
        for (int k = n - 1; k >= 0; k--) {
            carried = (chance[k + 1] - lower * carried) / upper;
            out[k] = carried;
        }
    }
}

static void point_add(ranking *r, int i)
{
    double chance[most_groups + 1];
    double others[most_groups];
    int n = count_above(r, i, chance);
    for (int64_t c = 0; c < r->p->n_classes; c++) {
        double w = r->node.weight * gauss[i] * r->density[c][i];
        if (w == 0.0) {
            continue;
        }
        without_one(chance, n, r->lower[c][i], others);
        for (int k = 0; k < n; k++) {
            r->ranks[c][k] += w * others[k];
        }
        for (int64_t d = 0; d < r->p->n_classes; d++) {
            r->ahead[c][d] += w * r->lower[d][i];
        }
    }
}

static coop_status node_add(ranking *r, const coop__shrinkage_slice *slice, int i, coop_error *err)
{
    node *at = &r->node;
    int64_t n = r->p->n_classes;
    at->at = coop__share_of(slice->first + i * slice->step);
    at->weight = slice->weights[i];
    for (int64_t c = 0; c < n; c++) {
        at->curves[c] = curve_of(&r->p->classes[c], slice->size, at->at);
        r->below[c] = 0.0;
    }
    if (!panels_lay(at, n)) {
        return coop__fail(err, COOP_LIMIT, "the rates are too unlike to be ranked in %d steps",
                          (int)most_panels);
    }
    normalize(at, n);
    for (int panel = 0; panel < at->n_panels; panel++) {
        panel_fill(r, panel);
        for (int k = 0; k < points; k++) {
            point_add(r, k);
        }
    }
    r->weight += at->weight;
    return COOP_OK;
}

/* Every second node along mu carries all that is needed: what is averaged hardly changes with mu,
 * and the rule is exact far beyond it. */
static coop_status ranking_of(const coop_shrinkage_groups *groups, coop__arena *arena,
                              ranking **out, coop_error *err)
{
    coop__shrinkage *p = NULL;
    COOP__TRY(coop__shrinkage_of(groups, most_groups, arena, &p, err));
    ranking *r = coop__arena_alloc(arena, 1, sizeof *r);
    if (r == NULL) {
        return coop__no_memory(err);
    }
    r->p = p;
    rule_fill(&r->rule);
    for (int k = 0; k < coop__shrinkage_slices; k++) {
        for (int i = 0; i < coop__shrinkage_nodes; i += 2) {
            if (p->slices[k].weights[i] > light) {
                COOP__TRY(node_add(r, &p->slices[k], i, err));
            }
        }
    }
    *out = r;
    return COOP_OK;
}

/* What rounding leaves between P(a > b) + P(b > a) and 1 is shared. */
static double is_ahead(const ranking *r, int64_t a, int64_t b)
{
    double apart = (r->ahead[a][b] - r->ahead[b][a]) / r->weight;
    return fmin(fmax(0.5 + 0.5 * apart, 0.0), 1.0);
}

static double has_rank(const ranking *r, int64_t c, int64_t rank)
{
    return fmin(fmax(r->ranks[c][rank] / r->weight, 0.0), 1.0);
}

coop_status coop_shrinkage_ranks(const coop_shrinkage_groups *groups, const coop_run *run,
                                 double *ranks, double *ahead, coop_error *err)
{
    if (ranks == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "ranks is NULL");
    }
    coop__arena arena = {.a = coop__allocator_of(run)};
    ranking *r = NULL;
    coop_status status = ranking_of(groups, &arena, &r, err);
    int64_t n = status == COOP_OK ? groups->n_groups : 0;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t k = 0; k < n; k++) {
            ranks[i * n + k] = has_rank(r, r->p->class_of[i], k);
            if (ahead != NULL) {
                ahead[i * n + k] = is_ahead(r, r->p->class_of[i], r->p->class_of[k]);
            }
        }
    }
    coop__arena_free(&arena);
    return status;
}

/* wins[g]: of the other groups, those that g is ahead of. If every one of a set of k groups is
 * ahead of all n - k others, its members have n - k wins or more and the others less: all such sets
 * are found in the order of wins. */
typedef struct contest {
    bool wins_over[most_groups][most_groups];
    int64_t wins[most_groups];
    int64_t order[most_groups];
    int64_t n;
} contest;

static void contest_fill(const ranking *r, double threshold, int64_t n, contest *out)
{
    out->n = n;
    for (int64_t i = 0; i < n; i++) {
        out->wins[i] = 0;
        for (int64_t j = 0; j < n; j++) {
            bool wins = is_ahead(r, r->p->class_of[i], r->p->class_of[j]) > threshold;
            out->wins_over[i][j] = wins;
            out->wins[i] += wins;
        }
        int64_t at = i;
        for (; at > 0 && out->wins[out->order[at - 1]] < out->wins[i]; at--) {
            out->order[at] = out->order[at - 1];
        }
        out->order[at] = i;
    }
}

/* Whether each of the first k is ahead of each of the rest. */
static bool is_cut(const contest *c, int64_t k)
{
    for (int64_t i = 0; i < k; i++) {
        for (int64_t j = k; j < c->n; j++) {
            if (!c->wins_over[c->order[i]][c->order[j]]) {
                return false;
            }
        }
    }
    return true;
}

static coop_status threshold_check(double threshold, coop_error *err)
{
    if (threshold == 0.0 || (threshold >= 0.5 && threshold < 1.0)) {
        return COOP_OK;
    }
    char text[COOP__NUMBER_SIZE];
    coop__number_format(threshold, text);
    return coop__fail(err, COOP_RANGE, "threshold is %s, need 0.5 to below 1, or 0 for 0.9", text);
}

coop_status coop_shrinkage_order(const coop_shrinkage_groups *groups, double threshold,
                                 const coop_run *run, int64_t *places, int64_t *n_places,
                                 coop_error *err)
{
    if (places == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "places is NULL");
    }
    COOP__TRY(threshold_check(threshold, err));
    coop__arena arena = {.a = coop__allocator_of(run)};
    ranking *r = NULL;
    contest *c = coop__arena_alloc(&arena, 1, sizeof *c);
    coop_status status = c != NULL ? ranking_of(groups, &arena, &r, err) : coop__no_memory(err);
    if (status == COOP_OK) {
        contest_fill(r, threshold == 0.0 ? default_threshold : threshold, groups->n_groups, c);
        int64_t place = 1;
        for (int64_t k = 0; k < c->n; k++) {
            place += k > 0 && is_cut(c, k);
            places[c->order[k]] = place;
        }
        if (n_places != NULL) {
            *n_places = place;
        }
    }
    coop__arena_free(&arena);
    return status;
}
