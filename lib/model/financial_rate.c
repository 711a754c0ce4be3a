/* financial_rate.c -- what was disbursed of what was committed, by the amounts that are tied to
 * agreements. Parts are not added to their wholes: every sum runs over an antichain.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "project_tree.h"
#include "rate.h"

enum {
    COMMITTED,
    DISBURSED,
    SIDES
};

/* An amount as an interval. */
typedef struct amount {
    double least, most; /* INFINITY: no upper limit */
    bool is_there, is_exact;
    bool is_part; /* some row has no amount */
} amount;

/* One agreement. */
typedef struct money_case {
    coop__selection rows[SIDES];
    amount of[SIDES];
    coop_date last;   /* newest day of a disbursement that is sure */
    bool is_known;
    bool is_doubtful; /* perhaps no row of the total */
    bool is_open;     /* may have been disbursed up to its commitment, whatever is recorded */
    bool is_stale;    /* since its last report */
} money_case;

/* Table `investment`, and the agreements that its amounts are tied to. */
typedef struct ledger {
    const coop__frame *frame;
    const coop__tally *tally;
    const coop__entry *entry;
    const coop__link *agreement;
    const coop__column *date; /* NULL: amounts hold at all times */
    int64_t *case_of;         /* by row of agreement */
    money_case *cases;
} ledger;

/* The definition is available: there are amounts of both measures, and they refer to agreements. */
static coop_status open_ledger(const coop__frame *frame, const coop__tally *tally, ledger *out,
                               coop_error *err)
{
    const coop_dataset *data = frame->registry->model;
    const coop__entry *entry =
        &data->catalog.entries[coop__catalog_find(&data->catalog, "investment")];
    int64_t agreement = coop_table_find(entry->table, "agreement");
    const coop__column *date = coop__table_column(entry->table, "date");
    bool is_date = date != NULL && (date->type == COOP_TYPE_SPAN || date->type == COOP_TYPE_DATE);
    ledger l = {.frame = frame, .tally = tally, .entry = entry, .date = is_date ? date : NULL};
    l.agreement = coop__entry_link(entry, agreement);
    l.case_of = coop__case_of_row(frame, tally);
    l.cases = coop__arena_alloc(frame->arena, (size_t)tally->n_cases, sizeof *l.cases);
    *out = l;
    return l.case_of != NULL && l.cases != NULL ? COOP_OK : coop__no_memory(err);
}

/* ---- reading ---- */

/* An amount without a date holds at all times. */
static coop_span date_of(const ledger *l, int64_t row)
{
    coop_span always = {COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_FIRST};
    bool is_dated = l->date != NULL && coop__is_valid(l->date, row);
    return is_dated ? coop__value_at(l->date, row).of.span : always;
}

/* Amounts of two currencies or price bases are no one quotient. */
static coop_status check_kind(const ledger *l, const char *column, int64_t first, int64_t row,
                              coop_error *err)
{
    const char *a = coop__word_of(l->entry, column, first);
    const char *b = coop__word_of(l->entry, column, row);
    bool is_same = a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
    return is_same ? COOP_OK
                   : coop__fail(err, COOP_CONFLICT,
                                "amounts of %s %s and %s in one rate: choose one by where", column,
                                a != NULL ? a : "(missing)", b != NULL ? b : "(missing)");
}

static int side_of(const ledger *l, int64_t row)
{
    static const char *const measures[SIDES] = {"commitment", "disbursement"};
    const char *measure = coop__word_of(l->entry, "measure", row);
    int side = 0;
    while (side < SIDES && (measure == NULL || strcmp(measure, measures[side]) != 0)) {
        side++;
    }
    return side;
}

/* Hands each row to its agreement. Rows that may lie behind the day are possible. */
static coop_status read_rows(ledger *l, coop_error *err)
{
    coop_date as_of = l->frame->scope.moment.as_of;
    int64_t first = -1;
    for (int64_t i = 0; i < l->tally->n_cases; i++) {
        l->cases[i].last = COOP_DATE_NONE;
    }
    for (int64_t row = 0; row < l->entry->table->n_rows; row++) {
        int64_t agreement = coop__link_row(l->entry, l->agreement, row);
        int side = side_of(l, row);
        coop_span date = date_of(l, row);
        if (agreement < 0 || l->case_of[agreement] < 0 || side == SIDES || date.first > as_of) {
            continue;
        }
        first = first < 0 ? row : first;
        COOP__TRY(check_kind(l, "currency", first, row, err));
        COOP__TRY(check_kind(l, "price_basis", first, row, err));
        money_case *money = &l->cases[l->case_of[agreement]];
        bool has_come = date.last <= as_of;
        if (!coop__selection_add(l->frame->arena, &money->rows[side], row,
                                 has_come ? 0 : COOP__POSSIBLE_TIME)) {
            return coop__no_memory(err);
        }
        bool is_newer = side == DISBURSED && has_come && date.last > money->last;
        money->last = is_newer ? date.last : money->last;
    }
    return COOP_OK;
}

static coop_status add_rows(const ledger *l, const coop__selection *rows, amount *out,
                            coop_error *err)
{
    static const double units[7] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    coop__tree_total total;
    coop__tree_sum sum = {.data = l->frame->registry->model, .allocator = l->frame->allocator,
                          .rows = rows, .within = rows};
    *out = (amount){0};
    if (rows->n == 0) {
        return COOP_OK;
    }
    COOP__TRY(coop__tree_add(&sum, &total, err));
    double unit = units[coop__table_column(l->entry->table, "amount")->scale];
    out->is_there = !total.total.is_empty;
    out->least = (double)total.total.least / unit;
    out->most = total.total.is_open ? INFINITY : (double)total.total.most / unit;
    out->is_part = total.n_without_amount > 0;
    out->is_exact = out->is_there && !out->is_part && out->least == out->most;
    return COOP_OK;
}

/* ---- one agreement ---- */

static coop_status read_case(const ledger *l, int64_t i, coop_error *err)
{
    money_case *money = &l->cases[i];
    const coop__judged *judged = &l->tally->cases[i];
    for (int side = 0; side < SIDES; side++) {
        COOP__TRY(add_rows(l, &money->rows[side], &money->of[side], err));
    }
    const amount *committed = &money->of[COMMITTED];
    const amount *disbursed = &money->of[DISBURSED];
    bool is_less = disbursed->most < committed->least;
    money->is_doubtful = judged->verdict == COOP__UNCLEAR;
    money->is_known = !money->is_doubtful && committed->is_exact && disbursed->is_exact;
    money->is_open = !disbursed->is_there ||
                     (is_less && (money->is_doubtful || disbursed->is_part));
    money->is_stale = is_less && coop__may_move(&judged->c) &&
                      money->last < judged->c.moment.as_of;
    return COOP_OK;
}

/* A hit has all of its commitment. */
static void count_case(const ledger *l, int64_t i, coop__tally *counted)
{
    const money_case *money = &l->cases[i];
    coop__judged judged = l->tally->cases[i];
    bool has_rows = money->rows[COMMITTED].n + money->rows[DISBURSED].n > 0;
    bool is_full = money->of[DISBURSED].least >= money->of[COMMITTED].least;
    judged.verdict = !has_rows         ? COOP__APART
                     : !money->is_known ? COOP__UNCLEAR
                     : is_full         ? COOP__HIT
                                       : COOP__MISS;
    judged.is_stale = judged.verdict == COOP__MISS && money->is_stale;
    coop__tally_add(counted, &judged);
}

/* ---- sums over agreements ---- */

/* Which agreements enter a sum. */
typedef bool enters(const money_case *money);

static bool is_any(const money_case *money)
{
    return money->rows[COMMITTED].n + money->rows[DISBURSED].n > 0;
}

static bool is_known(const money_case *money)
{
    return money->is_known;
}

/* Nothing tells what was committed: no less than what was disbursed of it. */
static bool lacks_commitment(const money_case *money)
{
    return is_any(money) && !money->of[COMMITTED].is_there;
}

static bool is_sure(const money_case *money)
{
    return !money->is_doubtful;
}

static bool is_open(const money_case *money)
{
    return money->is_open;
}

static bool is_open_since(const money_case *money)
{
    return money->is_open || money->is_stale;
}

/* What was disbursed counts as it is recorded. */
static bool is_set(const money_case *money)
{
    return !is_open(money) && !lacks_commitment(money);
}

static bool is_set_since(const money_case *money)
{
    return !is_open_since(money) && !lacks_commitment(money);
}

/* The rows of a sum in table order, across agreements: one may hold a part of another's amount. */
static coop_status add_side(const ledger *l, int side, enters *in, amount *out, coop_error *err)
{
    coop__selection rows = {0};
    coop_date as_of = l->frame->scope.moment.as_of;
    for (int64_t row = 0; row < l->entry->table->n_rows; row++) {
        int64_t agreement = coop__link_row(l->entry, l->agreement, row);
        int64_t place = agreement < 0 ? -1 : l->case_of[agreement];
        coop_span date = date_of(l, row);
        if (place < 0 || side_of(l, row) != side || date.first > as_of || !in(&l->cases[place])) {
            continue;
        }
        if (!coop__selection_add(l->frame->arena, &rows, row,
                                 date.last <= as_of ? 0 : COOP__POSSIBLE_TIME)) {
            return coop__no_memory(err);
        }
    }
    return add_rows(l, &rows, out, err);
}

/* Nothing is told in numbers. */
static bool lacks_both(const money_case *money)
{
    return lacks_commitment(money) && !money->of[DISBURSED].is_there;
}

static bool has_any(const ledger *l, enters *in)
{
    bool has = false;
    for (int64_t i = 0; i < l->tally->n_cases && !has; i++) {
        has = in(&l->cases[i]);
    }
    return has;
}

/* Nothing of nothing is no quotient. */
static double quotient_of(double part, double whole)
{
    return whole > 0 ? part / whole : part > 0 ? INFINITY : NAN;
}

/* Least of what was disbursed over most of what was committed. */
static coop_status worst_of(const ledger *l, double *out, coop_error *err)
{
    amount disbursed;
    amount committed;
    COOP__TRY(add_side(l, DISBURSED, is_sure, &disbursed, err));
    COOP__TRY(add_side(l, COMMITTED, is_any, &committed, err));
    double whole = committed.is_part || has_any(l, lacks_commitment) ? INFINITY : committed.most;
    *out = whole > 0 ? disbursed.least / whole : 0;
    return COOP_OK;
}

/* Most of what was disbursed over least of what was committed. An agreement that is open was
 * disbursed all of its commitment, and one of unknown commitment was promised no more than it was
 * disbursed: amounts that stand above and below the line bring the quotient nearer to 1, so that
 * the largest one has all of them at one end. */
static coop_status best_of(const ledger *l, enters *set, enters *open, double *out, coop_error *err)
{
    amount disbursed;
    amount committed;
    amount all;
    amount lacking;
    COOP__TRY(add_side(l, DISBURSED, set, &disbursed, err));
    COOP__TRY(add_side(l, COMMITTED, is_any, &committed, err));
    COOP__TRY(add_side(l, COMMITTED, open, &all, err));
    COOP__TRY(add_side(l, DISBURSED, lacks_commitment, &lacking, err));
    double rest = committed.least - all.least;
    double best = NAN; /* fmax leaves out what is none */
    for (int end = 0; end < 2; end++) {
        double both = end == 0      ? all.least + lacking.least
                      : all.is_part ? INFINITY
                                    : all.most + lacking.most;
        double quotient = isinf(disbursed.most) ? INFINITY
                          : isinf(both)         ? 1
                                                : quotient_of(disbursed.most + both, rest + both);
        best = fmax(best, quotient);
    }
    *out = has_any(l, lacks_both) ? fmax(best, 1) : best;
    return COOP_OK;
}

static coop_status value_of(const ledger *l, double *out, coop_error *err)
{
    amount disbursed;
    amount committed;
    COOP__TRY(add_side(l, DISBURSED, is_known, &disbursed, err));
    COOP__TRY(add_side(l, COMMITTED, is_known, &committed, err));
    bool is_exact = disbursed.is_exact && committed.is_exact && committed.least > 0;
    *out = is_exact ? disbursed.least / committed.least : NAN;
    return COOP_OK;
}

/* Money is no count of cases: the share carries no interval. */
coop_status coop__fold_financial(const coop__frame *frame, const coop__tally *tally,
                                 coop_rate *out, coop_error *err)
{
    ledger l;
    coop__tally counted = {.apart = tally->apart, .unlisted = tally->unlisted};
    COOP__TRY(open_ledger(frame, tally, &l, err));
    COOP__TRY(read_rows(&l, err));
    for (int64_t i = 0; i < tally->n_cases; i++) {
        COOP__TRY(read_case(&l, i, err));
        count_case(&l, i, &counted);
    }
    coop__rate_counts(&counted, out);
    if (counted.total == 0) {
        return coop__fail(err, COOP_EMPTY, "definition 'financial' finds no amount here");
    }
    out->low = NAN;
    out->high = NAN;
    COOP__TRY(value_of(&l, &out->value, err));
    COOP__TRY(worst_of(&l, &out->worst, err));
    COOP__TRY(best_of(&l, is_set, is_open, &out->best, err));
    COOP__TRY(best_of(&l, is_set_since, is_open_since, &out->best_last_report, err));
    out->worst_last_report = out->worst;
    out->worst_listed = tally->unlisted > 0 ? fmin(out->worst, 0) : out->worst;
    out->best_listed = tally->unlisted > 0 ? fmax(out->best_last_report, 1)
                                           : out->best_last_report;
    return COOP_OK;
}
