/* claim_internal.c -- whether a claim agrees with itself: parts and whole, days, units and
 * measures.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "claim.h"

static bool is_there(coop_span span)
{
    return span.first != COOP_DATE_NONE;
}

static coop_status add_row(const coop__claim_case *c, coop__reading *row, coop__readings *all)
{
    return row->arithmetic == NULL ? coop__no_memory(c->err) : coop__readings_add(all, row, c->err);
}

/* ---- days ---- */

/* Who speaks of days to come foretells: no record of the day he spoke can bear him out. */
static coop_status check_days(const coop__claim_case *c, coop__readings *all)
{
    const coop_claim *claim = &c->claim;
    if (is_there(claim->period) && is_there(claim->said_on) &&
        claim->period.last > claim->said_on.last) {
        bool is_all = claim->period.first > claim->said_on.last;
        coop__reading row = coop__reading_of(COOP__STEP_INTERNAL, "said before");
        row.comparator = c->comparator;
        row.verdict = COOP_CLAIM_UNDECIDABLE;
        row.on = claim->period;
        row.arithmetic =
            coop__claim_say(c->arena, "said on %s of %s", coop__claim_day(claim->said_on).text,
                            coop__claim_day(claim->period).text);
        row.reason = is_all ? "it speaks of days after it was said"
                            : "it was said before what it speaks of was over";
        COOP__TRY(add_row(c, &row, all));
    }
    bool has_both = c->operation == COOP__OF_DATE && is_there(claim->period);
    if (has_both && (claim->value_on.first > claim->period.last ||
                     claim->value_on.last < claim->period.first)) {
        coop__reading row = coop__reading_of(COOP__STEP_INTERNAL, "period");
        row.comparator = c->comparator;
        row.verdict = COOP_CLAIM_FALSE;
        row.on = claim->value_on;
        row.arithmetic =
            coop__claim_say(c->arena, "%s is claimed of %s", coop__claim_day(claim->value_on).text,
                            coop__claim_day(claim->period).text);
        row.reason = "the claimed day lies outside the claimed period";
        COOP__TRY(add_row(c, &row, all));
    }
    return COOP_OK;
}

/* ---- units and measures ---- */

/* Readings that were set aside since two things are not of one kind, told once more as faults. */
static coop_status check_kinds(const coop__claim_case *c, coop__readings *all)
{
    int64_t n = coop__readings_n(all);
    for (int64_t i = 0; i < n; i++) {
        coop__reading r = *coop__readings_at(all, i); /* adding may move them */
        if (r.step != COOP__STEP_CONSISTENCY || r.reason == NULL || !r.weighs) {
            continue;
        }
        bool is_unit =
            strncmp(r.reason, "found in ", 9) == 0 || strstr(r.reason, " is set against ");
        bool is_period = strncmp(r.reason, "it is of ", 9) == 0;
        if (is_unit || is_period) {
            coop__reading row =
                coop__reading_of(COOP__STEP_INTERNAL, is_unit ? "units and measures" : "period");
            row.comparator = r.comparator;
            row.verdict = COOP_CLAIM_FALSE;
            row.arithmetic = r.under;
            row.reason = r.reason;
            COOP__TRY(add_row(c, &row, all));
        }
    }
    return COOP_OK;
}

/* ---- parts and whole ---- */

/* What the whole can be at most: for a share the number that it is a share of. */
static coop_status most_of(const coop__claim_case *c, const coop_claim *whole, double *out)
{
    *out = whole->value;
    if (whole->operation == NULL || strcmp(whole->operation, "share") != 0) {
        return COOP_OK;
    }
    coop__claim_scope scope;
    const char *definition = NULL;
    coop_rate rate = {.struct_size = sizeof rate};
    *out = (double)NAN;
    if (whole->query == NULL) {
        return COOP_OK;
    }
    COOP__TRY(coop__claim_scope_parse(whole->query, c->arena, &scope, c->err));
    if (!coop__claim_is_rate(&scope, &definition)) {
        return COOP_OK;
    }
    coop_rate_options options = coop__claim_rate_options(c, &scope);
    coop_status status = coop_rate_implemented(c->data, &options, &rate, c->err);
    if (status == COOP_OK) {
        *out = (double)rate.listed;
    }
    return status == COOP_EMPTY ? COOP_OK : status;
}

/* The stated figures of all parts of a whole, as "12 + 15", and their sum. */
static coop_status add_parts(const coop__claim_case *c, const char *whole, double *sum,
                             const char **said)
{
    *sum = 0;
    *said = "";
    for (int64_t i = 0; i < coop_claim_count(c->claims); i++) {
        coop_claim part = {.struct_size = sizeof part};
        COOP__TRY(coop_claim_at(c->claims, i, &part, c->err));
        if (part.part_of == NULL || strcmp(part.part_of, whole) != 0 || isnan(part.value)) {
            continue;
        }
        *sum += part.value;
        *said = coop__claim_say(c->arena, "%s%s%s", *said, **said == '\0' ? "" : " + ",
                                coop__claim_figure(part.value).text);
        if (*said == NULL) {
            return coop__no_memory(c->err);
        }
    }
    return COOP_OK;
}

static coop_status check_parts(const coop__claim_case *c, coop__readings *all)
{
    const char *of = c->claim.part_of;
    if (of == NULL) {
        return COOP_OK;
    }
    coop_claim whole = {.struct_size = sizeof whole};
    coop__reading row = coop__reading_of(COOP__STEP_INTERNAL, "parts and whole");
    row.comparator = COOP__AT_MOST;
    row.arithmetic = "";
    if (c->claims == NULL || coop_claim_find(c->claims, of, &whole, NULL) != COOP_OK) {
        row.reason = "the claim that it is a part of is not in the register";
        return add_row(c, &row, all);
    }
    double most = (double)NAN;
    double sum = 0;
    const char *said = NULL;
    COOP__TRY(most_of(c, &whole, &most));
    COOP__TRY(add_parts(c, of, &sum, &said));
    row.low = row.high = sum;
    row.stated = (coop__stated){-INFINITY, most, false};
    row.verdict = isnan(most)                ? COOP_CLAIM_UNDECIDABLE
                  : sum > most * (1 + 1e-12) ? COOP_CLAIM_FALSE
                                             : COOP_CLAIM_TRUE;
    row.reason = row.verdict == COOP_CLAIM_FALSE ? "the parts are more than the whole"
                 : isnan(most)                   ? "the size of the whole is not known"
                                                 : NULL;
    row.arithmetic = coop__claim_say(c->arena, "%s = %s, of a whole of %s at most", said,
                                     coop__claim_figure(sum).text,
                                     isnan(most) ? "?" : coop__claim_figure(most).text);
    return add_row(c, &row, all);
}

coop_status coop__claim_internal(const coop__claim_case *c, coop__readings *all)
{
    COOP__TRY(check_kinds(c, all));
    COOP__TRY(check_days(c, all));
    return check_parts(c, all);
}
