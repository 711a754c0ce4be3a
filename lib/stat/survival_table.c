/* survival_table.c -- cases compressed to their distinct times.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/survival.h>

#include "survival.h"

#include <math.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/number.h"

static const double most_weight = 1e12;
static const int64_t most_cases = 1000000000000000000;
static const int64_t most_day = 4503599627370496;
static const int64_t most_days = 2147483648;

static coop__int128 whole(int64_t cases)
{
    return (coop__int128)cases * ((coop__int128)1 << coop__life_unit_bits);
}

/* weight is inside 0 .. most_weight; from 2^-10 on nothing is rounded. */
static coop__int128 units_of(double weight)
{
    return (coop__int128)rint(ldexp(weight, coop__life_unit_bits));
}

double coop__life_cases(coop__int128 sum)
{
    return ldexp((double)sum, -coop__life_unit_bits);
}

coop_life_table *coop__life_table_new(const coop_allocator *a, int64_t capacity, int32_t n_causes)
{
    size_t n = capacity > 0 ? (size_t)capacity : 1;
    coop_life_table *table = coop__alloc(a, 1, sizeof *table);
    if (table == NULL) {
        return NULL;
    }
    *table =
        (coop_life_table){.a = *a, .capacity = (int64_t)n, .n_causes = n_causes, .is_whole = true};
    table->time = coop__alloc(a, n, sizeof *table->time);
    table->cells = coop__alloc(a, n * (size_t)(2 + n_causes), sizeof *table->cells);
    if (table->time == NULL || table->cells == NULL) {
        coop_life_table_free(table);
        return NULL;
    }
    return table;
}

void coop_life_table_free(coop_life_table *table)
{
    if (table == NULL) {
        return;
    }
    coop_allocator a = table->a;
    size_t n = (size_t)table->capacity;
    coop__release(&a, table->time, n, sizeof *table->time);
    coop__release(&a, table->cells, n * (size_t)(2 + table->n_causes), sizeof *table->cells);
    coop__release(&a, table, 1, sizeof *table);
}

static coop__int128 *cells_at(const coop_life_table *table, int64_t i)
{
    return table->cells + i * (2 + table->n_causes);
}

/* The cells of a time that is not before the last one; room must be there. */
static coop__int128 *cells_of_time(coop_life_table *table, double time)
{
    if (table->n_times == 0 || table->time[table->n_times - 1] < time) {
        table->time[table->n_times++] = time;
    }
    return cells_at(table, table->n_times - 1);
}

static coop_status too_many(coop_error *err)
{
    return coop__fail(err, COOP_LIMIT, "the table passes %lld cases", (long long)most_cases);
}

coop__life_walk coop__life_walk_of(const coop_life_table *table)
{
    return (coop__life_walk){.table = table, .at_risk = table->from_start};
}

bool coop__life_walk_next(coop__life_walk *walk, coop__life_row *out)
{
    const coop_life_table *table = walk->table;
    if (walk->next == table->n_times) {
        return false;
    }
    const coop__int128 *cells = cells_at(table, walk->next);
    *out = (coop__life_row){
        .time = table->time[walk->next++],
        .at_risk = walk->at_risk,
        .entered = cells[0],
        .censored = cells[1],
        .causes = cells + 2,
    };
    for (int32_t j = 0; j < table->n_causes; j++) {
        out->events += out->causes[j];
    }
    walk->at_risk += out->entered - out->censored - out->events;
    return true;
}

void coop__life_fronts_begin(coop__life_front *fronts, const coop_life_table *const *tables,
                             int64_t n)
{
    for (int64_t g = 0; g < n; g++) {
        fronts[g] = (coop__life_front){.walk = coop__life_walk_of(tables[g])};
        fronts[g].has_row = coop__life_walk_next(&fronts[g].walk, &fronts[g].row);
    }
}

bool coop__life_fronts_time(const coop__life_front *fronts, int64_t n, double *out)
{
    bool is_any = false;
    for (int64_t g = 0; g < n; g++) {
        if (fronts[g].has_row && (!is_any || fronts[g].row.time < *out)) {
            *out = fronts[g].row.time;
            is_any = true;
        }
    }
    return is_any;
}

void coop__life_fronts_pass(coop__life_front *fronts, int64_t n, double time)
{
    for (int64_t g = 0; g < n; g++) {
        if (fronts[g].has_row && fronts[g].row.time == time) {
            fronts[g].has_row = coop__life_walk_next(&fronts[g].walk, &fronts[g].row);
        }
    }
}

coop__life_state coop__life_front_state(const coop__life_front *front, double time, int32_t cause)
{
    if (!front->has_row) {
        return (coop__life_state){0};
    }
    const coop__life_row *row = &front->row;
    coop__life_state state = {.at_risk = coop__life_cases(row->at_risk)};
    if (row->time == time) {
        state.events = coop__life_cases(row->events);
        state.of_cause = coop__life_cases(row->causes[cause]);
    }
    return state;
}

/* One pass a byte, from the lowest on; bytes in which all keys agree are passed over, which leaves
 * three or four of eight for times in whole days. */
void coop__keyed_sort(coop__keyed *items, coop__keyed *other, int64_t n)
{
    coop__keyed *from = items;
    coop__keyed *to = other;
    for (int shift = 0; shift < 64 && n > 1; shift += 8) {
        int64_t starts[256] = {0};
        for (int64_t i = 0; i < n; i++) {
            starts[(from[i].key >> shift) & 255]++;
        }
        if (starts[(from[0].key >> shift) & 255] == n) {
            continue;
        }
        int64_t sum = 0;
        for (int64_t b = 0; b < 256; b++) {
            int64_t count = starts[b];
            starts[b] = sum;
            sum += count;
        }
        for (int64_t i = 0; i < n; i++) {
            to[starts[(from[i].key >> shift) & 255]++] = from[i];
        }
        coop__keyed *swap = from;
        from = to;
        to = swap;
    }
    if (from != items) {
        memcpy(items, from, (size_t)n * sizeof *items);
    }
}

/* Order of doubles as that of unsigned integers; -0 is 0. */
static uint64_t key_of(double time)
{
    double plain = time + 0.0;
    uint64_t bits;
    memcpy(&bits, &plain, sizeof bits);
    return (bits >> 63) != 0 ? ~bits : bits | (uint64_t)1 << 63;
}

static double time_of(uint64_t key)
{
    uint64_t bits = (key >> 63) != 0 ? key & ~((uint64_t)1 << 63) : ~key;
    double time;
    memcpy(&time, &bits, sizeof time);
    return time;
}

static coop_status row_fail(coop_error *err, const char *column, int64_t i, double value,
                            const char *need)
{
    char text[COOP__NUMBER_SIZE];
    coop__number_format(value, text);
    return coop__fail(err, COOP_RANGE, "%s[%lld] is %s, need %s", column, (long long)i, text, need);
}

static coop_status row_check(const coop_life_rows *rows, int64_t i, coop_error *err)
{
    if (!isfinite(rows->time[i])) {
        return row_fail(err, "time", i, rows->time[i], "a finite number");
    }
    if (rows->entry != NULL && !(rows->entry[i] < rows->time[i])) {
        return row_fail(err, "entry", i, rows->entry[i], "one before its time");
    }
    if (rows->event[i] < 0 || rows->event[i] > rows->n_causes) {
        return row_fail(err, "event", i, rows->event[i], "0 or one of the causes");
    }
    if (rows->weight != NULL && !(rows->weight[i] >= 0.0 && rows->weight[i] <= most_weight)) {
        return row_fail(err, "weight", i, rows->weight[i], "0 to 1e12");
    }
    if (rows->group != NULL && (rows->group[i] < 0 || rows->group[i] >= rows->n_groups)) {
        return row_fail(err, "group", i, rows->group[i], "0 to n_groups - 1");
    }
    return COOP_OK;
}

static coop_status causes_check(int32_t n_causes, coop_error *err)
{
    if (n_causes < 1 || n_causes > COOP_LIFE_CAUSES_MAX) {
        return coop__fail(err, COOP_RANGE, "n_causes is %d, need 1 to %d", n_causes,
                          COOP_LIFE_CAUSES_MAX);
    }
    return COOP_OK;
}

static coop_status rows_check(const coop_life_rows *rows, coop_error *err)
{
    COOP__TRY(causes_check(rows->n_causes, err));
    if (rows->n_groups < 1 || rows->n_rows < 0 || rows->n_rows > INT64_MAX / 4) {
        return coop__fail(err, COOP_RANGE, "there are %lld rows in %d groups",
                          (long long)rows->n_rows, rows->n_groups);
    }
    if (rows->n_rows > 0 && (rows->time == NULL || rows->event == NULL)) {
        return coop__fail(err, COOP_ARGUMENT, "time and event of rows must not be NULL");
    }
    for (int64_t i = 0; i < rows->n_rows; i++) {
        COOP__TRY(row_check(rows, i, err));
    }
    return COOP_OK;
}

static coop__int128 units_at(const coop_life_rows *rows, int64_t i)
{
    return rows->weight == NULL ? whole(1) : units_of(rows->weight[i]);
}

static int32_t group_at(const coop_life_rows *rows, int64_t i)
{
    return rows->group == NULL ? 0 : rows->group[i];
}

/* Scratch memory of making tables; an item's value is twice the row, and 1 more for its entry. */
typedef struct making {
    const coop_life_rows *rows;
    const coop_allocator *a;
    coop__keyed *items;
    coop__keyed *other;
    int64_t n_items;
    int64_t capacity;
    int64_t *n_times; /* by group, while counted */
    coop_life_table **tables;
} making;

static coop_status making_items(making *m)
{
    const coop_life_rows *rows = m->rows;
    m->capacity = rows->n_rows * (rows->entry == NULL ? 1 : 2);
    m->items = coop__alloc(m->a, (size_t)m->capacity, sizeof *m->items);
    m->other = coop__alloc(m->a, (size_t)m->capacity, sizeof *m->other);
    m->n_times = coop__alloc(m->a, (size_t)rows->n_groups, sizeof *m->n_times);
    m->tables = coop__alloc(m->a, (size_t)rows->n_groups, sizeof *m->tables);
    if (m->items == NULL || m->other == NULL || m->n_times == NULL || m->tables == NULL) {
        return COOP_MEMORY;
    }
    for (int64_t i = 0; i < rows->n_rows; i++) {
        if (units_at(rows, i) == 0) {
            continue;
        }
        m->items[m->n_items++] = (coop__keyed){key_of(rows->time[i]), 2 * i};
        if (rows->entry != NULL && rows->entry[i] > -INFINITY) {
            m->items[m->n_items++] = (coop__keyed){key_of(rows->entry[i]), 2 * i + 1};
        }
    }
    coop__keyed_sort(m->items, m->other, m->n_items);
    return COOP_OK;
}

static coop_status making_tables(making *m)
{
    const coop_life_rows *rows = m->rows;
    uint64_t *last = coop__alloc(m->a, (size_t)rows->n_groups, sizeof *last);
    if (last == NULL) {
        return COOP_MEMORY;
    }
    for (int64_t i = 0; i < m->n_items; i++) {
        int32_t g = group_at(rows, m->items[i].value / 2);
        if (m->n_times[g] == 0 || last[g] != m->items[i].key) {
            last[g] = m->items[i].key;
            m->n_times[g]++;
        }
    }
    coop__release(m->a, last, (size_t)rows->n_groups, sizeof *last);
    for (int32_t g = 0; g < rows->n_groups; g++) {
        m->tables[g] = coop__life_table_new(m->a, m->n_times[g], rows->n_causes);
        if (m->tables[g] == NULL) {
            return COOP_MEMORY;
        }
    }
    return COOP_OK;
}

static coop_status making_fill(making *m, coop_error *err)
{
    const coop_life_rows *rows = m->rows;
    for (int64_t i = 0; i < m->n_items; i++) {
        int64_t row = m->items[i].value / 2;
        coop_life_table *table = m->tables[group_at(rows, row)];
        coop__int128 units = units_at(rows, row);
        coop__int128 *cells = cells_of_time(table, time_of(m->items[i].key));
        if (m->items[i].value % 2 != 0) {
            cells[0] += units;
            table->from_start -= units;
            continue;
        }
        cells[1 + rows->event[row]] += units;
        table->from_start += units;
        table->cases += units;
        table->n_rows++;
        table->is_whole = table->is_whole && (units & (whole(1) - 1)) == 0;
        if (table->cases > whole(most_cases)) {
            return too_many(err);
        }
    }
    return COOP_OK;
}

static void making_end(making *m, bool is_done, coop_life_table **out)
{
    int64_t n_groups = m->rows->n_groups;
    for (int64_t g = 0; m->tables != NULL && g < n_groups; g++) {
        if (is_done) {
            out[g] = m->tables[g];
        } else {
            coop_life_table_free(m->tables[g]);
        }
    }
    coop__release(m->a, m->items, (size_t)m->capacity, sizeof *m->items);
    coop__release(m->a, m->other, (size_t)m->capacity, sizeof *m->other);
    coop__release(m->a, m->n_times, (size_t)n_groups, sizeof *m->n_times);
    coop__release(m->a, m->tables, (size_t)n_groups, sizeof *m->tables);
}

coop_status coop_life_tables_of_rows(const coop_life_rows *rows, const coop_run *run,
                                     coop_life_table **out, coop_error *err)
{
    if (rows == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "rows and out must not be NULL");
    }
    COOP__TRY(rows_check(rows, err));
    making m = {.rows = rows, .a = coop__allocator_of(run)};
    coop_status status = making_items(&m);
    status = status == COOP_OK ? making_tables(&m) : status;
    if (status == COOP_MEMORY) {
        coop__no_memory(err);
    } else {
        status = making_fill(&m, err);
    }
    making_end(&m, status == COOP_OK, out);
    return status;
}

static coop_status counts_check(const coop_life_counts *counts, coop_error *err)
{
    COOP__TRY(causes_check(counts->n_causes, err));
    if (counts->n_days < 0 || counts->n_days > most_days || counts->first_day < -most_day ||
        counts->first_day > most_day) {
        return coop__fail(err, COOP_RANGE, "n_days is %lld from day %lld on",
                          (long long)counts->n_days, (long long)counts->first_day);
    }
    if (counts->n_days > 0 && counts->events == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "events of counts must not be NULL");
    }
    return COOP_OK;
}

/* Sums of the counts, and how many days have any. */
typedef struct counts_sum {
    coop__int128 entered;
    coop__int128 left;
    int64_t n_times;
} counts_sum;

static int64_t at_or_zero(const int64_t *counts, int64_t i)
{
    return counts == NULL ? 0 : counts[i];
}

static coop_status counts_add(const coop_life_counts *counts, counts_sum *out, coop_error *err)
{
    for (int64_t i = 0; i < counts->n_days; i++) {
        int64_t entered = at_or_zero(counts->entered, i);
        int64_t least = at_or_zero(counts->censored, i);
        coop__int128 left = least;
        for (int32_t j = 0; j < counts->n_causes; j++) {
            int64_t events = counts->events[j * counts->n_days + i];
            least = events < least ? events : least;
            left += events;
        }
        if (entered < 0 || least < 0) {
            return coop__fail(err, COOP_RANGE, "a count of element %lld is %lld, need 0 or more",
                              (long long)i, (long long)(entered < 0 ? entered : least));
        }
        out->entered += entered;
        out->left += left;
        out->n_times += entered > 0 || left > 0;
    }
    if (out->left > most_cases) {
        return too_many(err);
    }
    if (out->entered > out->left) {
        return coop__fail(err, COOP_CONFLICT, "more enter than leave");
    }
    return COOP_OK;
}

/* CONFLICT when by some time more have left than were there. */
static coop_status at_risk_check(const coop_life_table *table, coop_error *err)
{
    coop__life_walk walk = coop__life_walk_of(table);
    coop__life_row row;
    while (coop__life_walk_next(&walk, &row)) {
        if (row.events + row.censored > row.at_risk) {
            return coop__fail(err, COOP_CONFLICT, "on day %lld more leave than are there",
                              (long long)row.time);
        }
    }
    return COOP_OK;
}

coop_status coop_life_table_of_counts(const coop_life_counts *counts, const coop_run *run,
                                      coop_life_table **out, coop_error *err)
{
    if (counts == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "counts and out must not be NULL");
    }
    COOP__TRY(counts_check(counts, err));
    counts_sum sum = {0};
    COOP__TRY(counts_add(counts, &sum, err));
    coop_life_table *table =
        coop__life_table_new(coop__allocator_of(run), sum.n_times, counts->n_causes);
    if (table == NULL) {
        return coop__no_memory(err);
    }
    table->n_rows = (int64_t)sum.left;
    table->cases = whole(table->n_rows);
    table->from_start = whole((int64_t)(sum.left - sum.entered));
    for (int64_t i = 0; i < counts->n_days; i++) {
        int64_t entered = at_or_zero(counts->entered, i);
        int64_t censored = at_or_zero(counts->censored, i);
        int64_t any = entered | censored;
        for (int32_t j = 0; j < counts->n_causes; j++) {
            any |= counts->events[j * counts->n_days + i];
        }
        if (any == 0) {
            continue;
        }
        coop__int128 *cells = cells_of_time(table, (double)(counts->first_day + i));
        cells[0] = whole(entered);
        cells[1] = whole(censored);
        for (int32_t j = 0; j < counts->n_causes; j++) {
            cells[2 + j] = whole(counts->events[j * counts->n_days + i]);
        }
    }
    coop_status status = at_risk_check(table, err);
    if (status != COOP_OK) {
        coop_life_table_free(table);
        return status;
    }
    *out = table;
    return COOP_OK;
}

/* Adds row i of the source at its time, which is not before the last one of the table. */
static void row_add(coop_life_table *table, const coop_life_table *source, int64_t i)
{
    coop__int128 *cells = cells_of_time(table, source->time[i]);
    const coop__int128 *from = cells_at(source, i);
    for (int32_t j = 0; j < 2 + table->n_causes; j++) {
        cells[j] += from[j];
    }
}

coop_status coop_life_table_merge(const coop_life_table *a, const coop_life_table *b,
                                  const coop_run *run, coop_life_table **out, coop_error *err)
{
    if (a == NULL || b == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "a, b and out must not be NULL");
    }
    if (a->n_causes != b->n_causes) {
        return coop__fail(err, COOP_TYPE, "one table has %d causes, the other %d", a->n_causes,
                          b->n_causes);
    }
    if (a->cases + b->cases > whole(most_cases)) {
        return too_many(err);
    }
    coop_life_table *table =
        coop__life_table_new(coop__allocator_of(run), a->n_times + b->n_times, a->n_causes);
    if (table == NULL) {
        return coop__no_memory(err);
    }
    int64_t i = 0;
    int64_t j = 0;
    while (i < a->n_times || j < b->n_times) {
        bool is_a = j == b->n_times || (i < a->n_times && a->time[i] <= b->time[j]);
        row_add(table, is_a ? a : b, is_a ? i++ : j++);
    }
    table->n_rows = a->n_rows + b->n_rows;
    table->cases = a->cases + b->cases;
    table->from_start = a->from_start + b->from_start;
    table->is_whole = a->is_whole && b->is_whole;
    *out = table;
    return COOP_OK;
}

coop_status coop_life_table_summary(const coop_life_table *table, coop_life_summary *out,
                                    coop_error *err)
{
    if (table == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "table must not be NULL");
    }
    COOP__TRY(coop__result_check(out, "coop_life_summary", err));
    coop_life_summary filled = {
        .cases = coop__life_cases(table->cases),
        .first_time = NAN,
        .last_time = NAN,
        .n_rows = table->n_rows,
    };
    coop__int128 events = 0;
    bool is_zero = false;
    coop__life_walk walk = coop__life_walk_of(table);
    coop__life_row row;
    while (coop__life_walk_next(&walk, &row)) {
        events += row.events;
        if (row.events + row.censored == 0) {
            continue;
        }
        filled.first_time = filled.n_times == 0 ? row.time : filled.first_time;
        filled.last_time = row.time;
        filled.n_times++;
        filled.n_lost += is_zero;
        filled.n_empty += row.events + row.censored == row.at_risk && row.entered == 0 &&
                          walk.next < table->n_times;
        is_zero = is_zero || (row.events > 0 && row.events == row.at_risk);
    }
    filled.events = coop__life_cases(events);
    filled.censored = coop__life_cases(table->cases - events);
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}
