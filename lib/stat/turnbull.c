/* turnbull.c -- the most likely masses over ranges of candidates.
 *
 * With F_0 = 0, F_1, ..., F_m = 1 the sums of the masses, a row (first, last) has the probability
 * F_(last+1) - F_first: the log likelihood is a concave function of F, whose matrix of second
 * derivatives is that of a graph, the rows being its edges. Two kinds of steps alternate:
 * - A step of the iterative convex minorant (Wellner & Zhan 1997) maximises the second-order
 *   expansion with that matrix replaced by a multiple of its diagonal, over all rising F. That is a
 *   weighted isotonic regression; the multiple grows until the likelihood does. It gives zeros and
 *   takes them back.
 * - A Newton step over the candidates with mass, by conjugate gradients, preconditioned with the
 *   part of the matrix that lies next to the diagonal. Masses that would become negative are 0.
 * Each round begins with a step of expectation and maximisation. All cost O(n + m) a pass.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "interval_censored.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { most_rounds = 500, minorants_a_round = 4, newtons_a_round = 30, most_halvings = 40 };
enum { most_gradients = 400, short_range = 16, patience = 40 };

typedef struct search {
    const coop__ranges *r;
    double *p;         /* candidates */
    double *trial;     /* candidates */
    double *best;      /* candidates */
    double *sums;      /* m + 1: F */
    double *chance;    /* rows: P of the interval */
    double *slope;     /* m + 1: of the log likelihood by F */
    double *curvature; /* m + 1: the diagonal of minus the second derivatives */
    double *target;    /* m + 1 */
    double *level;     /* m + 1: blocks of the isotonic regression */
    double *mass;      /* m + 1: their weights */
    int64_t *size;     /* m + 1: and how many nodes they have */
    int64_t *node;     /* m + 1: F_j, of those that differ */
    double *diagonal;  /* m + 1, per node as what follows */
    double *beside;
    double *pivot;
    double *residual;
    double *solved;
    double *direction;
    double *product;
    double *step;
    double log_likelihood;
    double noise; /* what rounding can make of it */
    int64_t n_steps;
} search;

static bool doubles_new(coop__arena *arena, size_t n, double **out)
{
    *out = coop__arena_alloc(arena, n, sizeof **out);
    return *out != NULL;
}

static bool search_new(const coop__ranges *r, coop__arena *arena, search *s)
{
    size_t m = (size_t)r->n_candidates + 1;
    double **arrays[] = {&s->trial, &s->best, &s->sums, &s->slope, &s->curvature, &s->target,
                         &s->level, &s->mass, &s->diagonal, &s->beside, &s->pivot, &s->residual,
                         &s->solved, &s->direction, &s->product, &s->step};
    bool has_all = doubles_new(arena, (size_t)r->n, &s->chance);
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        has_all = has_all && doubles_new(arena, m, arrays[i]);
    }
    s->r = r;
    s->size = coop__arena_alloc(arena, m, sizeof *s->size);
    s->node = coop__arena_alloc(arena, m, sizeof *s->node);
    return has_all && s->size != NULL && s->node != NULL;
}

/* Adds with the rounding of all additions so far kept apart (Neumaier). */
typedef struct kept_sum {
    double sum;
    double rest;
} kept_sum;

static void kept_add(kept_sum *k, double x)
{
    double sum = k->sum + x;
    k->rest += fabs(k->sum) >= fabs(x) ? (k->sum - sum) + x : (x - sum) + k->sum;
    k->sum = sum;
}

static void sums_fill(const double *p, int64_t m, double *sums)
{
    kept_sum k = {0};
    sums[0] = 0.0;
    for (int64_t j = 0; j < m; j++) {
        kept_add(&k, p[j]);
        sums[j + 1] = k.sum + k.rest;
    }
}

static double chance_of(const search *s, const double *p, int64_t i)
{
    int64_t first = s->r->firsts[i];
    int64_t last = s->r->lasts[i];
    if (last - first >= short_range) {
        return s->sums[last + 1] - s->sums[first];
    }
    double sum = 0.0;
    for (int64_t k = first; k <= last; k++) {
        sum += p[k];
    }
    return sum;
}

/* The log likelihood at p, -INFINITY where a row is impossible; sets sums and, if given, chance. */
static double likelihood_at(search *s, const double *p, double *chance, double *noise)
{
    sums_fill(p, s->r->n_candidates, s->sums);
    kept_sum k = {0};
    kept_sum size = {0};
    for (int64_t i = 0; i < s->r->n; i++) {
        double c = chance_of(s, p, i);
        if (!(c > 0.0)) {
            return -INFINITY;
        }
        double term = s->r->weights[i] * log(c);
        kept_add(&k, term);
        kept_add(&size, fabs(term) + s->r->weights[i]);
        if (chance != NULL) {
            chance[i] = c;
        }
    }
    *noise = 4.0 * DBL_EPSILON * size.sum;
    return k.sum + k.rest;
}

static void settle(search *s)
{
    s->log_likelihood = likelihood_at(s, s->p, s->chance, &s->noise);
}

static void scale_to_one(double *p, int64_t m)
{
    kept_sum k = {0};
    for (int64_t j = 0; j < m; j++) {
        kept_add(&k, p[j]);
    }
    double sum = k.sum + k.rest;
    for (int64_t j = 0; j < m; j++) {
        p[j] /= sum;
    }
}

/* Takes the trial if it is not less likely than p, but for rounding. */
static bool trial_take(search *s)
{
    double noise = 0.0;
    scale_to_one(s->trial, s->r->n_candidates);
    double at = likelihood_at(s, s->trial, NULL, &noise);
    if (!(at >= s->log_likelihood - s->noise)) {
        return false;
    }
    memcpy(s->p, s->trial, (size_t)s->r->n_candidates * sizeof *s->p);
    settle(s);
    return true;
}

static void derivatives_fill(search *s)
{
    size_t bytes = ((size_t)s->r->n_candidates + 1) * sizeof(double);
    memset(s->slope, 0, bytes);
    memset(s->curvature, 0, bytes);
    for (int64_t i = 0; i < s->r->n; i++) {
        double g = s->r->weights[i] / s->chance[i];
        double h = g / s->chance[i];
        s->slope[s->r->lasts[i] + 1] += g;
        s->slope[s->r->firsts[i]] -= g;
        s->curvature[s->r->lasts[i] + 1] += h;
        s->curvature[s->r->firsts[i]] += h;
    }
}

/* The largest d_k less all weight. */
static double excess_of(search *s)
{
    int64_t m = s->r->n_candidates;
    derivatives_fill(s);
    kept_sum k = {0};
    double most = -INFINITY;
    for (int64_t j = 0; j < m; j++) {
        kept_add(&k, -s->slope[j]);
        most = fmax(most, (k.sum - s->r->total) + k.rest);
    }
    return most;
}

/* A step of expectation and maximisation: masses grow by d_k over all weight. It brings back what
 * the other steps have all but lost, as can happen to rows that weigh little beside others. */
static void self_consistent_step(search *s)
{
    kept_sum k = {0};
    derivatives_fill(s);
    s->n_steps++;
    for (int64_t j = 0; j < s->r->n_candidates; j++) {
        kept_add(&k, -s->slope[j]);
        s->trial[j] = s->p[j] * fmax(k.sum + k.rest, 0.0) / s->r->total;
    }
    (void)trial_take(s);
}

/* Isotonic regression of target[1 .. m-1] with weights curvature, cut to [0, 1], in target. */
static void regress(search *s)
{
    int64_t m = s->r->n_candidates;
    int64_t n = 0;
    for (int64_t j = 1; j < m; j++) {
        double level = s->target[j];
        double mass = s->curvature[j];
        int64_t size = 1;
        while (n > 0 && s->level[n - 1] >= level) {
            n--;
            level = (s->level[n] * s->mass[n] + level * mass) / (s->mass[n] + mass);
            mass += s->mass[n];
            size += s->size[n];
        }
        s->level[n] = level;
        s->mass[n] = mass;
        s->size[n++] = size;
    }
    int64_t j = 1;
    for (int64_t b = 0; b < n; b++) {
        double level = fmin(fmax(s->level[b], 0.0), 1.0);
        for (int64_t i = 0; i < s->size[b]; i++) {
            s->target[j++] = level;
        }
    }
}

/* False when no step makes p more likely. */
static bool minorant_step(search *s)
{
    int64_t m = s->r->n_candidates;
    double factor = 1.0;
    derivatives_fill(s);
    s->n_steps++;
    for (int i = 0; i < most_halvings; i++) {
        sums_fill(s->p, m, s->sums);
        for (int64_t j = 1; j < m; j++) {
            s->target[j] = s->sums[j] + s->slope[j] / (factor * s->curvature[j]);
        }
        regress(s);
        s->target[0] = 0.0;
        s->target[m] = 1.0;
        for (int64_t k = 0; k < m; k++) {
            s->trial[k] = s->target[k + 1] - s->target[k];
        }
        if (trial_take(s)) {
            return true;
        }
        factor *= 2.0;
    }
    return false;
}

/* Numbers the sums that differ: candidates without mass join theirs. Returns the largest number. */
static int64_t nodes_number(search *s)
{
    int64_t n = 0;
    s->node[0] = 0;
    for (int64_t k = 0; k < s->r->n_candidates; k++) {
        n += s->p[k] > 0.0;
        s->node[k + 1] = n;
    }
    return n;
}

/* The matrix over the nodes: its diagonal, and the elements beside it. The first and the last node
 * do not move. */
static void matrix_fill(search *s, int64_t last)
{
    memset(s->diagonal, 0, ((size_t)last + 1) * sizeof(double));
    memset(s->beside, 0, ((size_t)last + 1) * sizeof(double));
    memset(s->residual, 0, ((size_t)last + 1) * sizeof(double));
    for (int64_t i = 0; i < s->r->n; i++) {
        int64_t a = s->node[s->r->firsts[i]];
        int64_t b = s->node[s->r->lasts[i] + 1];
        double g = s->r->weights[i] / s->chance[i];
        double h = g / s->chance[i];
        s->residual[a] -= g;
        s->residual[b] += g;
        s->diagonal[a] += h;
        s->diagonal[b] += h;
        if (b == a + 1) {
            s->beside[a] -= h;
        }
    }
    for (int64_t j = 1; j < last; j++) {
        double carried = j > 1 ? s->beside[j - 1] * s->beside[j - 1] / s->pivot[j - 1] : 0.0;
        /* a chain of rows that reaches neither end has a pivot of 0, made small here */
        s->pivot[j] = fmax(s->diagonal[j] - carried, 1e-10 * s->diagonal[j]);
    }
}

static void matrix_apply(const search *s, int64_t last, const double *x, double *out)
{
    memset(out, 0, ((size_t)last + 1) * sizeof *out);
    for (int64_t i = 0; i < s->r->n; i++) {
        int64_t a = s->node[s->r->firsts[i]];
        int64_t b = s->node[s->r->lasts[i] + 1];
        double c = s->chance[i];
        double pull = s->r->weights[i] / c / c * (x[b] - x[a]);
        out[b] += pull;
        out[a] -= pull;
    }
    out[0] = 0.0;
    out[last] = 0.0;
}

static void precondition(const search *s, int64_t last, const double *x, double *out)
{
    for (int64_t j = 1; j < last; j++) {
        out[j] = x[j] - (j > 1 ? s->beside[j - 1] / s->pivot[j - 1] * out[j - 1] : 0.0);
    }
    for (int64_t j = last - 1; j > 0; j--) {
        double behind = j + 1 < last ? s->beside[j] * out[j + 1] : 0.0;
        out[j] = (out[j] - behind) / s->pivot[j];
    }
}

static double dot(const double *x, const double *y, int64_t last)
{
    double sum = 0.0;
    for (int64_t j = 1; j < last; j++) {
        sum += x[j] * y[j];
    }
    return sum;
}

/* Conjugate gradients: step = matrix^-1 residual over nodes 1 .. last - 1. */
static void newton_solve(search *s, int64_t last)
{
    size_t bytes = ((size_t)last + 1) * sizeof(double);
    memset(s->step, 0, bytes);
    memset(s->solved, 0, bytes);
    precondition(s, last, s->residual, s->solved);
    memcpy(s->direction, s->solved, bytes);
    double size = dot(s->residual, s->solved, last);
    double enough = 1e-22 * size;
    for (int i = 0; i < most_gradients && size > enough; i++) {
        matrix_apply(s, last, s->direction, s->product);
        double bend = dot(s->direction, s->product, last);
        if (!(bend > 0.0)) {
            return;
        }
        double length = size / bend;
        for (int64_t j = 1; j < last; j++) {
            s->step[j] += length * s->direction[j];
            s->residual[j] -= length * s->product[j];
        }
        precondition(s, last, s->residual, s->solved);
        double next = dot(s->residual, s->solved, last);
        for (int64_t j = 1; j < last; j++) {
            s->direction[j] = s->solved[j] + next / size * s->direction[j];
        }
        size = next;
    }
}

/* trial = p and a part of the step, what falls below 0 being cut. */
static void trial_fill(search *s, double part)
{
    for (int64_t k = 0; k < s->r->n_candidates; k++) {
        double moved = s->step[s->node[k + 1]] - s->step[s->node[k]];
        s->trial[k] = s->p[k] > 0.0 ? fmax(s->p[k] + part * moved, 0.0) : 0.0;
    }
}

/* The part of the step at which the first mass is 0. */
static double part_to_edge(const search *s)
{
    double part = INFINITY;
    for (int64_t k = 0; k < s->r->n_candidates; k++) {
        double moved = s->step[s->node[k + 1]] - s->step[s->node[k]];
        if (s->p[k] > 0.0 && moved < 0.0) {
            part = fmin(part, -s->p[k] / moved);
        }
    }
    return part;
}

/* The whole step, cut at 0; else as far as the first mass goes; else less. False: none is better,
 * or the step is no more than rounding. */
static bool newton_step(search *s)
{
    int64_t last = nodes_number(s);
    if (last < 2) {
        return false;
    }
    s->n_steps++;
    matrix_fill(s, last);
    newton_solve(s, last);
    double before = s->log_likelihood;
    double part = 1.0;
    trial_fill(s, part);
    for (int i = 0; i < most_halvings; i++) {
        if (trial_take(s)) {
            return s->log_likelihood > before + s->noise;
        }
        part = i == 0 ? fmin(part_to_edge(s), 0.5) : 0.5 * part;
        trial_fill(s, part);
    }
    return false;
}

/* Rounds of both kinds until nothing gets better; the masses with the least excess are kept. */
static void search_run(search *s, coop__masses *out)
{
    int64_t m = s->r->n_candidates;
    size_t bytes = (size_t)m * sizeof *s->p;
    double least = INFINITY;
    int waited = 0;
    for (int round = 0; round < most_rounds && waited < patience; round++) {
        self_consistent_step(s);
        for (int i = 0; i < minorants_a_round && minorant_step(s); i++) {
        }
        for (int i = 0; i < newtons_a_round && newton_step(s); i++) {
        }
        double excess = excess_of(s);
        waited = excess < 0.5 * least ? 0 : waited + 1;
        if (excess < least) {
            least = excess;
            memcpy(s->best, s->p, bytes);
        }
        if (least <= 4.0 * DBL_EPSILON * s->r->total) {
            break;
        }
    }
    memcpy(s->p, s->best, bytes);
    settle(s);
    out->excess = fmax(excess_of(s), 0.0);
    out->log_likelihood = s->log_likelihood;
    out->n_steps = s->n_steps;
}

bool coop__masses_fit(const coop__ranges *ranges, coop__arena *scratch, coop__masses *out)
{
    search s = {.p = out->p};
    if (!search_new(ranges, scratch, &s)) {
        return false;
    }
    for (int64_t k = 0; k < ranges->n_candidates; k++) {
        out->p[k] = 1.0 / (double)ranges->n_candidates;
    }
    settle(&s);
    search_run(&s, out);
    return true;
}
