/* revision.c -- two vintages of a register, agreement by agreement.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/revision.h>

#include <string.h>

#include "../core/error.h"
#include "rate.h"

/* An agreement in a vintage. */
typedef struct state {
    bool is_in, is_completed, has_amount;
    coop__status_sets sets;
    int64_t amount;
    const char *currency; /* NULL without an amount */
} state;

typedef struct pair {
    const char *id;
    state sides[2];
} pair;

enum { BEFORE, ENTERED, LEFT, STATUS, AMOUNT, AFTER, PARTS };
static const char *const part_names[PARTS] = {"before", "entered", "left",
                                              "status", "amount",  "after"};

/* Sums of one currency. */
typedef struct sums {
    const char *currency;
    int64_t agreements[PARTS], completed[PARTS], amount[PARTS];
} sums;

typedef struct revision {
    coop__rating vintages[2];
    const coop_dataset *data[2];
    coop__arena arena;
    coop__pool ids;
    pair *pairs; /* by place in the pool */
    int64_t n_pairs;
    sums *currencies;
    int64_t n_currencies;
    int32_t scale;
    bool overflow;
} revision;

/* ---- reading ---- */

/* Some event of it was known for sure. Without events it counts as those whose events came later, or
 * else an event that is added now would change what was known then. */
static bool is_known(const coop_dataset *data, int64_t row, coop_date day)
{
    int64_t first = data->first_event[row];
    int64_t last = data->first_event[row + 1];
    bool is_in = day == COOP_DATE_OPEN_LAST;
    for (int64_t i = first; i < last && !is_in; i++) {
        is_in = data->events[i].known.last <= day;
    }
    return is_in;
}

/* Money of an agreement; a count or a target of trade is none. */
static void read_amount(const coop_dataset *data, int64_t row, state *out)
{
    const coop__column *amount = coop__table_column(data->agreement->table, "amount");
    const char *kind = coop__word_of(data->agreement, "amount_kind", row);
    const char *currency = coop__word_of(data->agreement, "currency", row);
    bool is_money = kind == NULL ||
                    (strcmp(kind, "count") != 0 && strcmp(kind, "trade_target") != 0);
    if (amount != NULL && amount->type == COOP_TYPE_MONEY && coop__is_valid(amount, row) &&
        is_money && currency != NULL) {
        out->has_amount = true;
        out->amount = coop__integer_at(amount, row);
        out->currency = currency;
    }
}

static state state_of(const coop_dataset *data, int64_t row, coop__moment moment)
{
    const uint32_t done = COOP__BIT(COOP__WORK_COMPLETED) | COOP__BIT(COOP__WORK_OPERATIONAL);
    state s = {.is_in = true, .sets = coop__status_at(data, row, moment)};
    s.is_completed = (s.sets.work & ~done) == 0;
    read_amount(data, row, &s);
    return s;
}

static coop_status read_side(revision *r, int side, coop_error *err)
{
    const coop__rating *rating = &r->vintages[side];
    const coop_dataset *data = r->data[side];
    coop__moment moment = rating->frame.scope.moment;
    for (int64_t i = 0; i < rating->selection.n; i++) {
        int64_t row = rating->selection.rows[i];
        const char *id = coop__word_of(data->agreement, "id", row);
        if (id == NULL || !coop__is_commitment(NULL, data->agreement, row) ||
            coop__in_rate(COOP__CUT_DEFAULT, rating->selection.flags[i]) == COOP__OUT ||
            !is_known(data, row, moment.as_known)) {
            continue;
        }
        int64_t place = coop__pool_add(&r->ids, id, strlen(id));
        if (place < 0) {
            return coop__no_memory(err);
        }
        r->n_pairs = place >= r->n_pairs ? place + 1 : r->n_pairs;
        r->pairs[place].id = id;
        r->pairs[place].sides[side] = state_of(data, row, moment);
    }
    return COOP_OK;
}

static coop_status check_register(revision *r, int side, coop_error *err)
{
    const coop_dataset *data = r->data[side];
    if (data->agreement == NULL || coop__table_column(data->agreement->table, "id") == NULL) {
        return coop__fail(err, COOP_NOT_FOUND, "the %s register has no agreements with an id",
                          side == 0 ? "first" : "second");
    }
    const coop__column *amount = coop__table_column(data->agreement->table, "amount");
    int32_t scale = amount != NULL && amount->type == COOP_TYPE_MONEY ? amount->scale : r->scale;
    if (side == 1 && r->scale >= 0 && scale != r->scale) {
        return coop__fail(err, COOP_TYPE, "amounts have %d decimal places before and %d after",
                          (int)r->scale, (int)scale);
    }
    r->scale = scale;
    return COOP_OK;
}

static coop_status open_sides(revision *r, const coop_revision_options *options, coop_error *err)
{
    char day[11];
    int64_t n = 1;
    COOP__TRY(coop_date_format(r->data[1]->as_of, day, err));
    for (int side = 0; side < 2; side++) {
        coop_rate_options of = COOP_RATE_OPTIONS_INIT;
        of.where = options->where;
        of.as_of = options->as_of != NULL ? options->as_of : day;
        of.as_known = side == 0 ? options->known_before : options->known_after;
        COOP__TRY(check_register(r, side, err));
        COOP__TRY(coop__rating_open(&r->vintages[side], r->data[side], &of, err));
        n += r->vintages[side].selection.n;
    }
    r->pairs = coop__arena_alloc(&r->arena, (size_t)n, sizeof *r->pairs);
    r->currencies = coop__arena_alloc(&r->arena, (size_t)n, sizeof *r->currencies);
    if (r->pairs == NULL || r->currencies == NULL) {
        return coop__no_memory(err);
    }
    COOP__TRY(read_side(r, 0, err));
    return read_side(r, 1, err);
}

/* ---- adding up ---- */

static sums *sums_of(revision *r, const char *currency)
{
    int64_t at = 0;
    for (; at < r->n_currencies; at++) {
        const char *other = r->currencies[at].currency;
        int order = currency == NULL || other == NULL ? (currency == NULL) - (other == NULL)
                                                      : strcmp(currency, other);
        if (order == 0) {
            return &r->currencies[at];
        }
        if (order < 0) {
            break;
        }
    }
    memmove(&r->currencies[at + 1], &r->currencies[at],
            (size_t)(r->n_currencies++ - at) * sizeof *r->currencies);
    r->currencies[at] = (sums){.currency = currency};
    return &r->currencies[at];
}

/* Adds an agreement, or takes it away. */
static void add(revision *r, int part, const state *s, int sign)
{
    sums *to = sums_of(r, s->currency);
    int64_t amount = 0;
    to->agreements[part] += sign;
    to->completed[part] += s->is_completed ? sign : 0;
    r->overflow = __builtin_mul_overflow(s->amount, (int64_t)sign, &amount) || r->overflow;
    r->overflow = __builtin_add_overflow(to->amount[part], amount, &to->amount[part]) ||
                  r->overflow;
}

static bool is_same_amount(const state *a, const state *b)
{
    bool has = a->has_amount && b->has_amount;
    return a->has_amount == b->has_amount &&
           (!has || (a->amount == b->amount && strcmp(a->currency, b->currency) == 0));
}

static bool is_same_status(const state *a, const state *b)
{
    return a->sets.legal == b->sets.legal && a->sets.work == b->sets.work &&
           a->sets.end == b->sets.end;
}

/* The amount changes first, under the old status, and then the status. */
static void add_pair(revision *r, const pair *p)
{
    const state *before = &p->sides[0];
    const state *after = &p->sides[1];
    if (before->is_in) {
        add(r, BEFORE, before, 1);
    }
    if (after->is_in) {
        add(r, AFTER, after, 1);
    }
    if (before->is_in != after->is_in) {
        add(r, before->is_in ? LEFT : ENTERED, before->is_in ? before : after,
            before->is_in ? -1 : 1);
        return;
    }
    if (!is_same_amount(before, after)) {
        state moved = *after;
        moved.is_completed = before->is_completed;
        add(r, AMOUNT, before, -1);
        add(r, AMOUNT, &moved, 1);
    }
    sums_of(r, after->currency)->completed[STATUS] += after->is_completed - before->is_completed;
}

/* ---- tables ---- */

static coop_status parts_rows(const revision *r, coop_builder *b, coop_error *err)
{
    COOP__TRY(coop_builder_column(b, "currency", COOP_TYPE_CODE, 0, NULL, err));
    COOP__TRY(coop_builder_column(b, "part", COOP_TYPE_CODE, 0, NULL, err));
    COOP__TRY(coop_builder_column(b, "agreements", COOP_TYPE_INT64, 0, NULL, err));
    COOP__TRY(coop_builder_column(b, "completed", COOP_TYPE_INT64, 0, NULL, err));
    COOP__TRY(coop_builder_column(b, "amount", COOP_TYPE_MONEY, r->scale < 0 ? 2 : r->scale, NULL,
                                  err));
    for (int64_t i = 0; i < r->n_currencies; i++) {
        const sums *s = &r->currencies[i];
        for (int part = 0; part < PARTS; part++) {
            COOP__TRY(coop_builder_text(b, s->currency, err));
            COOP__TRY(coop_builder_text(b, part_names[part], err));
            COOP__TRY(coop_builder_integer(b, s->agreements[part], err));
            COOP__TRY(coop_builder_integer(b, s->completed[part], err));
            COOP__TRY(s->currency != NULL ? coop_builder_integer(b, s->amount[part], err)
                                          : coop_builder_text(b, NULL, err));
        }
    }
    return COOP_OK;
}

/* The words of a set, with | between them. */
static coop_status put_mask(coop_builder *b, const state *s, int scale, coop_error *err)
{
    char text[128];
    size_t n = 0;
    const char *const *words = scale == 0   ? coop__status_columns[0].words
                               : scale == 1 ? coop__work_words
                                            : coop__end_words;
    uint32_t mask = scale == 0 ? s->sets.legal : scale == 1 ? s->sets.work : s->sets.end;
    for (int i = 0; words[i] != NULL && s->is_in; i++) {
        size_t length = strlen(words[i]);
        if ((mask & COOP__BIT(i)) != 0 && n + length + 2 < sizeof text) {
            text[n] = '|';
            n += n > 0 ? 1 : 0;
            memcpy(text + n, words[i], length);
            n += length;
        }
    }
    text[n] = '\0';
    return coop_builder_text(b, n > 0 ? text : NULL, err);
}

static coop_status put_change(coop_builder *b, const pair *p, const char *change, coop_error *err)
{
    COOP__TRY(coop_builder_text(b, p->id, err));
    COOP__TRY(coop_builder_text(b, change, err));
    for (int scale = 0; scale < 3; scale++) {
        COOP__TRY(put_mask(b, &p->sides[0], scale, err));
        COOP__TRY(put_mask(b, &p->sides[1], scale, err));
    }
    for (int side = 0; side < 2; side++) {
        const state *s = &p->sides[side];
        COOP__TRY(coop_builder_text(b, s->currency, err));
        COOP__TRY(s->has_amount ? coop_builder_integer(b, s->amount, err)
                                : coop_builder_text(b, NULL, err));
    }
    return COOP_OK;
}

static coop_status changes_rows(const revision *r, coop_builder *b, coop_error *err)
{
    static const char *const words[] = {"agreement",    "change",     "legal_before",
                                        "legal_after",  "work_before", "work_after",
                                        "ended_before", "ended_after"};
    static const char *const money[] = {"currency_before", "amount_before", "currency_after",
                                        "amount_after"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        COOP__TRY(coop_builder_column(b, words[i], COOP_TYPE_CODE, 0, NULL, err));
    }
    for (int i = 0; i < 4; i++) {
        coop_type type = i % 2 == 0 ? COOP_TYPE_CODE : COOP_TYPE_MONEY;
        int32_t scale = i % 2 == 0 ? 0 : r->scale < 0 ? 2 : r->scale;
        COOP__TRY(coop_builder_column(b, money[i], type, scale, NULL, err));
    }
    for (int64_t i = 0; i < r->n_pairs; i++) {
        const pair *p = &r->pairs[i];
        bool both = p->sides[0].is_in && p->sides[1].is_in;
        if (!both) {
            COOP__TRY(put_change(b, p, p->sides[0].is_in ? "left" : "entered", err));
        } else {
            COOP__TRY(is_same_status(&p->sides[0], &p->sides[1])
                          ? COOP_OK
                          : put_change(b, p, "status", err));
            COOP__TRY(is_same_amount(&p->sides[0], &p->sides[1])
                          ? COOP_OK
                          : put_change(b, p, "amount", err));
        }
    }
    return COOP_OK;
}

typedef coop_status fill_rows(const revision *r, coop_builder *b, coop_error *err);

static coop_status make_table(const revision *r, fill_rows *fill, coop_table **out,
                              coop_error *err)
{
    coop_builder *builder = NULL;
    COOP__TRY(coop_builder_new(&r->data[1]->allocator, &builder, err));
    coop_status status = fill(r, builder, err);
    if (status != COOP_OK) {
        coop_builder_free(builder);
        return status;
    }
    return coop_builder_finish(builder, out, err);
}

static coop_status run_revision(revision *r, const coop_revision_options *options,
                                coop_table **parts, coop_table **changes, coop_error *err)
{
    coop_table *first = NULL;
    COOP__TRY(open_sides(r, options, err));
    for (int64_t i = 0; i < r->n_pairs; i++) {
        add_pair(r, &r->pairs[i]);
    }
    if (r->overflow) {
        return coop__fail(err, COOP_LIMIT, "a sum of amounts is beyond 64 bits");
    }
    COOP__TRY(make_table(r, parts_rows, &first, err));
    coop_status status = changes != NULL ? make_table(r, changes_rows, changes, err) : COOP_OK;
    if (status != COOP_OK) {
        coop_table_free(first);
        return status;
    }
    *parts = first;
    return COOP_OK;
}

coop_status coop_revision_between(const coop_dataset *before, const coop_dataset *after,
                                  const coop_revision_options *options, coop_table **parts,
                                  coop_table **changes, coop_error *err)
{
    coop_revision_options filled = COOP_REVISION_OPTIONS_INIT;
    if (before == NULL || parts == NULL ||
        (options != NULL && options->struct_size < sizeof(size_t))) {
        return coop__fail(err, COOP_ARGUMENT, "%s", before == NULL  ? "before is NULL"
                                              : parts == NULL ? "parts is NULL"
                                                              : "options->struct_size is not set");
    }
    if (options != NULL) {
        memcpy(&filled, options,
               options->struct_size < sizeof filled ? options->struct_size : sizeof filled);
    }
    after = after != NULL ? after : before;
    revision r = {.data = {before, after}, .arena = {.a = &after->allocator}, .scale = -1};
    r.vintages[0].arena.a = &before->allocator;
    r.vintages[1].arena.a = &after->allocator;
    r.ids.strings.a = &after->allocator;
    coop_status status = run_revision(&r, &filled, parts, changes, err);
    coop__rating_close(&r.vintages[0]);
    coop__rating_close(&r.vintages[1]);
    coop__pool_free(&r.ids);
    coop__arena_free(&r.arena);
    return status;
}
