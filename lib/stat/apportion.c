/* apportion.c -- parts of an amount by largest remainder, and the rules that weigh the parties.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "apportion.h"

#include <math.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/number.h"

/* ---- largest remainder ---- */

/* Largest remainder first, then by id; the place makes the order total. */
static bool comes_before(const coop__portion *a, const coop__portion *b, bool is_by_place)
{
    if (is_by_place || a->remainder == b->remainder) {
        int order = is_by_place ? 0 : strcmp(a->id, b->id);
        return order != 0 ? order < 0 : a->place < b->place;
    }
    return a->remainder > b->remainder;
}

static void sift(coop__portion *heap, int64_t at, int64_t n, bool is_by_place)
{
    coop__portion moving = heap[at];
    for (int64_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && comes_before(&heap[child], &heap[child + 1], is_by_place)) {
            child++;
        }
        if (!comes_before(&moving, &heap[child], is_by_place)) {
            break;
        }
        heap[at] = heap[child];
    }
    heap[at] = moving;
}

static void sort(coop__portion *portions, int64_t n, bool is_by_place)
{
    for (int64_t i = n / 2; i-- > 0;) {
        sift(portions, i, n, is_by_place);
    }
    for (int64_t last = n; --last > 0;) {
        coop__portion first = portions[0];
        portions[0] = portions[last];
        portions[last] = first;
        sift(portions, 0, last, is_by_place);
    }
}

/* Every remainder is below the sum of weights and all of them add up to it times what is left, so
 * that more parties have a remainder than there are units left: none with weight 0 gets one. */
coop_status coop__apportion(int64_t whole, coop__portion *portions, int64_t n, coop_error *err)
{
    coop__int128 size = whole < 0 ? -(coop__int128)whole : whole;
    coop__int128 total = 0;
    coop__int128 left = size;
    for (int64_t i = 0; i < n; i++) {
        if (portions[i].weight < 0 || portions[i].weight > COOP__WEIGHT_MOST) {
            return coop__fail(err, COOP_RANGE, "the weight of '%s' is %lld, not 0 to 1e18",
                              portions[i].id, (long long)portions[i].weight);
        }
        total += portions[i].weight;
    }
    if (total == 0) {
        return coop__fail(err, n == 0 ? COOP_EMPTY : COOP_UNDEFINED,
                          n == 0 ? "an amount is split over no parties"
                                 : "an amount is split by weights that are all 0");
    }
    for (int64_t i = 0; i < n; i++) {
        coop__int128 product = size * portions[i].weight;
        coop__int128 part = product / total;
        portions[i].remainder = product % total;
        portions[i].place = i;
        portions[i].part = (int64_t)(whole < 0 ? -part : part);
        left -= part;
    }
    if (left > 0) {
        sort(portions, n, false);
        for (int64_t i = 0; i < (int64_t)left; i++) {
            portions[i].part += whole < 0 ? -1 : 1;
        }
        sort(portions, n, true);
    }
    return COOP_OK;
}

/* ---- numbers as integers ---- */

/* A number of 0 or more as digits x 10^exponent, by its shortest decimal text. */
typedef struct decimal {
    uint64_t digits;
    int n_digits, exponent;
} decimal;

static decimal decimal_of(double value)
{
    char text[COOP__NUMBER_SIZE];
    decimal d = {0, 0, 0};
    size_t n = coop__number_format(value, text);
    bool is_behind = false;
    size_t i = 0;
    for (; i < n && text[i] != 'e'; i++) {
        is_behind = is_behind || text[i] == '.';
        if (text[i] >= '0' && text[i] <= '9' && d.n_digits < 18) {
            d.digits = d.digits * 10 + (uint64_t)(text[i] - '0');
            d.n_digits += d.digits > 0 ? 1 : 0;
            d.exponent -= is_behind ? 1 : 0;
        } else if (text[i] >= '0' && text[i] <= '9') {
            d.exponent += is_behind ? 0 : 1; /* a zero behind the digits of a large number */
        }
    }
    int64_t exponent = 0;
    if (i < n && coop__integer_parse(text + i + 1, n - i - 1, &exponent, NULL) == COOP_OK) {
        d.exponent += (int)exponent;
    }
    for (; d.digits > 0 && d.digits % 10 == 0; d.digits /= 10) {
        d.n_digits--;
        d.exponent++;
    }
    return d;
}

/* digits x 10^(exponent - unit), rounded half up; it fits 18 digits. */
static int64_t in_unit(decimal d, int unit)
{
    int shift = d.exponent - unit;
    uint64_t value = d.digits;
    for (; shift > 0 && value > 0; shift--) {
        value *= 10;
    }
    for (; shift < -1 && value > 0; shift++) {
        value /= 10;
    }
    return (int64_t)(shift == -1 ? (value + 5) / 10 : value);
}

coop_status coop__weights_of(const double *values, int64_t n, int64_t *out, coop_error *err)
{
    int top = 0;
    int unit = 0;
    bool is_first = true;
    for (int64_t i = 0; i < n; i++) {
        if (!(values[i] >= 0.0 && values[i] <= 1.7976931348623157e308)) {
            return coop__fail(err, COOP_RANGE, "weight %lld is negative, missing or infinite",
                              (long long)i + 1);
        }
        decimal d = decimal_of(values[i]);
        if (d.digits > 0) {
            int end = d.n_digits + d.exponent;
            top = is_first || end > top ? end : top;
            unit = is_first || d.exponent < unit ? d.exponent : unit;
            is_first = false;
        }
    }
    unit = top - unit > 18 ? top - 18 : unit;
    for (int64_t i = 0; i < n; i++) {
        out[i] = in_unit(decimal_of(values[i]), unit);
    }
    return COOP_OK;
}

coop_status coop__share_units(double share, int64_t *out, coop_error *err)
{
    if (isnan(share)) {
        *out = COOP__UNSTATED;
        return COOP_OK;
    }
    if (!(share >= 0.0 && share <= 1.0)) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(share, text);
        return coop__fail(err, COOP_RANGE, "a share is %s, not 0 to 1", text);
    }
    *out = in_unit(decimal_of(share), -15);
    return COOP_OK;
}

/* ---- rules ---- */

static coop_status split_full(int64_t whole, coop__portion *portions, int64_t n,
                              coop__off_total policy, coop_error *err)
{
    (void)policy;
    (void)err;
    for (int64_t i = 0; i < n; i++) {
        portions[i].part = whole;
    }
    portions[n].part = n == 0 ? whole : 0;
    return COOP_OK;
}

static coop_status split_weights(int64_t whole, coop__portion *portions, int64_t n,
                                 coop__off_total policy, coop_error *err)
{
    (void)policy;
    portions[n].part = n == 0 ? whole : 0;
    return n == 0 ? COOP_OK : coop__apportion(whole, portions, n, err);
}

static coop_status split_equal(int64_t whole, coop__portion *portions, int64_t n,
                               coop__off_total policy, coop_error *err)
{
    for (int64_t i = 0; i < n; i++) {
        portions[i].weight = 1;
    }
    return split_weights(whole, portions, n, policy, err);
}

static coop_status fail_shares(coop__int128 stated, int64_t n_open, coop_error *err)
{
    char sum[COOP__NUMBER_SIZE];
    coop__number_format((double)stated / (double)COOP__SHARE_UNIT, sum);
    return n_open > 0
               ? coop__fail(err, COOP_CONFLICT,
                            "stated shares add up to %s, which leaves nothing for %lld parties "
                            "without one", sum, (long long)n_open)
               : coop__fail(err, COOP_CONFLICT,
                            "shares add up to %s, not 1: rebase them or keep the difference", sum);
}

/* What the stated shares leave is divided equally by the parties without one: in units that are
 * n_open times smaller, so that the division is exact. */
static coop_status fill_open(coop__portion *portions, int64_t n, int64_t gap, int64_t n_open,
                             coop_error *err)
{
    if (n_open > 9000) {
        return coop__fail(err, COOP_LIMIT, "%lld parties without a share, at most 9000",
                          (long long)n_open);
    }
    for (int64_t i = 0; i < n; i++) {
        bool is_open = portions[i].weight == COOP__UNSTATED;
        portions[i].weight = is_open ? gap : portions[i].weight * n_open;
    }
    return COOP_OK;
}

static coop_status split_stated(int64_t whole, coop__portion *portions, int64_t n,
                                coop__off_total policy, coop_error *err)
{
    const int64_t tolerance = COOP__SHARE_UNIT / INT64_C(1000000000000);
    coop__int128 stated = 0;
    int64_t n_open = 0;
    for (int64_t i = 0; i < n; i++) {
        n_open += portions[i].weight == COOP__UNSTATED ? 1 : 0;
        stated += portions[i].weight == COOP__UNSTATED ? 0 : portions[i].weight;
    }
    coop__int128 gap = COOP__SHARE_UNIT - stated;
    gap = gap <= tolerance && gap >= -tolerance ? 0 : gap;
    portions[n].part = 0;
    if (n == 0) {
        portions[0].part = whole;
        return COOP_OK;
    }
    if (n_open > 0) {
        COOP__TRY(gap < 0 ? fail_shares(stated, n_open, err)
                          : fill_open(portions, n, (int64_t)gap, n_open, err));
        return coop__apportion(whole, portions, n, err);
    }
    bool is_bad = policy == COOP__OFF_TOTAL_ERROR ? gap != 0
                                                  : policy == COOP__OFF_TOTAL_KEEP && gap < 0;
    if (is_bad) {
        return fail_shares(stated, 0, err);
    }
    bool is_kept = policy == COOP__OFF_TOTAL_KEEP && gap > 0;
    portions[n].id = "\xff"; /* behind every id: the bucket wins no tie */
    portions[n].weight = is_kept ? (int64_t)gap : 0;
    return coop__apportion(whole, portions, is_kept ? n + 1 : n, err);
}

/* name, function, reads shares, reads weights, parts add up, meaning, origin */
#define RULES(X)                                                                                   \
    X(full, split_full, false, false, false,                                                       \
      "each party has all of the amount: exposure, not to be added up", "IATI country filters")    \
    X(equal, split_equal, false, false, true, "each party has the same part",                      \
      "AidData GCDF 3.0, syndicates without shares")                                               \
    X(stated, split_stated, true, false, true,                                                     \
      "the shares that are stated; what they leave goes equally to parties without one",           \
      "IATI 2.03, percentages of countries and regions together")                                  \
    X(weights, split_weights, false, true, true,                                                   \
      "in proportion to a number of each party: output, people, km of track",                      \
      "largest remainder, Balinski and Young 2001")

#define ENTRY(name, split, shares, weights, adds, meaning, origin)                                 \
    {{#name, meaning, origin}, split, shares, weights, adds},
#define PUBLIC_FACE(name, split, shares, weights, adds, meaning, origin) {#name, meaning, origin},

static const coop__rule rules[] = {RULES(ENTRY)};
static const coop_attribution_rule faces[] = {RULES(PUBLIC_FACE){NULL, NULL, NULL}};
enum { N_RULES = sizeof rules / sizeof rules[0] };

const coop__rule *coop__rule_find(const char *name)
{
    for (int i = 0; i < N_RULES; i++) {
        if (strcmp(rules[i].public_face.name, name) == 0) {
            return &rules[i];
        }
    }
    return NULL;
}

bool coop__off_total_of(const char *word, coop__off_total *out)
{
    static const char *const words[] = {"error", "rebase", "keep"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(word != NULL ? word : "error", words[i]) == 0) {
            *out = (coop__off_total)i;
            return true;
        }
    }
    return false;
}

/* ---- the public face ---- */

static coop_status fill_portions(const coop_split *split, const coop__rule *rule,
                                 coop__portion *portions, int64_t *weights, coop_error *err)
{
    if (rule->has_weights) {
        COOP__TRY(coop__weights_of(split->shares, split->n, weights, err));
    }
    for (int64_t i = 0; i < split->n; i++) {
        if (split->parties[i] == NULL) {
            return coop__fail(err, COOP_ARGUMENT, "party %lld is NULL", (long long)i + 1);
        }
        portions[i] = (coop__portion){.id = split->parties[i], .place = i};
        portions[i].weight = rule->has_weights ? weights[i] : 0;
        if (rule->has_shares) {
            COOP__TRY(coop__share_units(split->shares[i], &portions[i].weight, err));
        }
    }
    sort(portions, split->n, false); /* remainders are 0: by id */
    for (int64_t i = 1; i < split->n; i++) {
        if (strcmp(portions[i - 1].id, portions[i].id) == 0) {
            return coop__fail(err, COOP_CONFLICT, "party '%s' is there twice", portions[i].id);
        }
    }
    sort(portions, split->n, true);
    return COOP_OK;
}

static coop_status check_split(const coop_split *split, const int64_t *parts,
                               const coop__rule **rule, coop__off_total *policy, coop_error *err)
{
    if (split == NULL || split->struct_size < sizeof *split) {
        return coop__fail(err, COOP_ARGUMENT, "split is NULL or not begun by COOP_SPLIT_INIT");
    }
    const char *name = split->rule != NULL ? split->rule : "equal";
    *rule = coop__rule_find(name);
    if (*rule == NULL) {
        return coop__fail(err, COOP_NOT_FOUND, "no rule '%s': full, equal, stated, weights", name);
    }
    bool needs_shares = (*rule)->has_shares || (*rule)->has_weights;
    if (split->n < 0 || (split->n > 0 && (parts == NULL || split->parties == NULL ||
                                          (needs_shares && split->shares == NULL)))) {
        return coop__fail(err, COOP_ARGUMENT, "n is negative, or parties, shares or parts is NULL");
    }
    return coop__off_total_of(split->off_total, policy)
               ? COOP_OK
               : coop__fail(err, COOP_ARGUMENT, "off_total is '%s', not error, rebase or keep",
                            split->off_total);
}

coop_status coop_amount_split(const coop_split *split, int64_t amount, int64_t *parts,
                              int64_t *unallocated, coop_error *err)
{
    const coop__rule *rule = NULL;
    coop__off_total policy = COOP__OFF_TOTAL_ERROR;
    COOP__TRY(check_split(split, parts, &rule, &policy, err));
    coop__arena arena = {.a = coop__allocator_of(NULL)};
    coop__portion *portions = coop__arena_alloc(&arena, (size_t)split->n + 1, sizeof *portions);
    int64_t *weights = coop__arena_alloc(&arena, (size_t)split->n, sizeof *weights);
    coop_status status = portions != NULL && weights != NULL ? COOP_OK : coop__no_memory(err);
    if (status == COOP_OK) {
        status = fill_portions(split, rule, portions, weights, err);
    }
    if (status == COOP_OK) {
        status = rule->split(amount, portions, split->n, policy, err);
    }
    for (int64_t i = 0; status == COOP_OK && i < split->n; i++) {
        parts[i] = portions[i].part;
    }
    if (status == COOP_OK && unallocated != NULL) {
        *unallocated = portions[split->n].part;
    }
    coop__arena_free(&arena);
    return status;
}

const coop_attribution_rule *coop_attribution_rules(void)
{
    return faces;
}
