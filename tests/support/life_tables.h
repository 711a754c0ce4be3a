/* life_tables.h -- tables of text by column name, and cases for survival and incidence.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_LIFE_TABLES_H
#define COOP_TEST_LIFE_TABLES_H

#include <math.h>
#include <stdbool.h>

#include <coopstat/incidence.h>

#include "random.h"
#include "shared.h"

#include <check.h>

enum { frame_columns = 40 };

/* A CSV without commas in its cells; quotes are dropped, lines that begin with # passed over. */
typedef struct frame {
    char *bytes;
    char *names[frame_columns];
    char **cells; /* n_rows x n_columns */
    int n_columns, n_rows;
} frame;

static inline int frame_line(char *line, char **cells)
{
    int n = 0;
    for (char *at = line; at != NULL && n < frame_columns; n++) {
        char *comma = strchr(at, ',');
        if (comma != NULL) {
            *comma++ = '\0';
        }
        if (*at == '"') {
            at[strlen(at) - 1] = '\0';
            at++;
        }
        cells[n] = at;
        at = comma;
    }
    return n;
}

/* From the tree if it is there, else from the outside folder; false when it is in neither. */
static inline bool frame_read(const char *folder, const char *name, frame *out)
{
    char relative[128];
    char path[512];
    size_t size = 0;
    *out = (frame){0};
    snprintf(relative, sizeof relative, "tests/oracle/%s/%s", folder, name);
    out->bytes = file_read(source_path(relative, path, sizeof path), &size);
    if (out->bytes == NULL) {
        snprintf(relative, sizeof relative, "oracles/%s/%s", folder, name);
        const char *shared = shared_path(relative, path, sizeof path);
        out->bytes = shared == NULL ? NULL : file_read(shared, &size);
    }
    if (out->bytes == NULL) {
        return false;
    }
    out->cells = calloc(size + 1, sizeof *out->cells);
    ck_assert_ptr_nonnull(out->cells);
    for (char *line = strtok(out->bytes, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (*line == '#') {
            continue;
        }
        char **cells = out->cells + (size_t)(out->n_rows * out->n_columns);
        int n = frame_line(line, out->n_columns == 0 ? out->names : cells);
        if (out->n_columns == 0) {
            out->n_columns = n;
        } else {
            ck_assert_int_eq(n, out->n_columns);
            out->n_rows++;
        }
    }
    ck_assert_int_gt(out->n_rows, 0);
    return true;
}

static inline void frame_free(frame *f)
{
    free(f->bytes);
    free(f->cells);
}

static inline int frame_find(const frame *f, const char *name)
{
    for (int i = 0; i < f->n_columns; i++) {
        if (strcmp(f->names[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

static inline const char *frame_text(const frame *f, int row, const char *name)
{
    int column = frame_find(f, name);
    ck_assert_msg(column >= 0, "no column %s", name);
    return f->cells[row * f->n_columns + column];
}

/* NA and NaN are NaN. */
static inline double frame_number(const frame *f, int row, const char *name)
{
    const char *text = frame_text(f, row, name);
    return text[0] == 'N' ? NAN : strtod(text, NULL);
}

enum { most_rows = 4000, most_tables = 64 };

/* Cases in columns. Large: allocate it. */
typedef struct cases {
    double entry[most_rows], time[most_rows], weight[most_rows];
    int32_t event[most_rows], group[most_rows];
    bool has_entry, has_weight;
    int n;
    int32_t n_causes, n_groups;
} cases;

static inline cases *cases_new(int32_t n_causes, int32_t n_groups)
{
    cases *c = calloc(1, sizeof *c);
    ck_assert_ptr_nonnull(c);
    c->n_causes = n_causes;
    c->n_groups = n_groups;
    return c;
}

static inline coop_life_rows rows_of(const cases *c)
{
    return (coop_life_rows){
        .entry = c->has_entry ? c->entry : NULL,
        .time = c->time,
        .event = c->event,
        .weight = c->has_weight ? c->weight : NULL,
        .group = c->group,
        .n_rows = c->n,
        .n_causes = c->n_causes,
        .n_groups = c->n_groups,
    };
}

static inline void tables_make(const cases *c, coop_life_table **out)
{
    coop_life_rows rows = rows_of(c);
    coop_error err = {0};
    ck_assert_msg(coop_life_tables_of_rows(&rows, NULL, out, &err) == COOP_OK, "%s", err.message);
}

static inline void tables_free(coop_life_table **tables, int n)
{
    for (int i = 0; i < n; i++) {
        coop_life_table_free(tables[i]);
    }
}

static inline coop_life_groups groups_of(coop_life_table **tables, int32_t n_groups,
                                         int32_t n_strata)
{
    return (coop_life_groups){(const coop_life_table *const *)tables, n_groups, n_strata};
}

static inline coop_curve *survival_of(const coop_life_table *table, const char *limits,
                                      const char *hazard, double level)
{
    coop_survival_options o = COOP_SURVIVAL_OPTIONS_INIT;
    o.limits = limits;
    o.hazard = hazard;
    o.level = level;
    coop_curve *curve = NULL;
    coop_error err = {0};
    ck_assert_msg(coop_survival_curve(table, &o, NULL, &curve, &err) == COOP_OK, "%s",
                  err.message);
    return curve;
}

static inline coop_curve *incidence_of(const coop_life_table *table, const char *variance)
{
    coop_incidence_options o = COOP_INCIDENCE_OPTIONS_INIT;
    o.variance = variance;
    coop_curve *curve = NULL;
    coop_error err = {0};
    ck_assert_msg(coop_incidence_curve(table, &o, NULL, &curve, &err) == COOP_OK, "%s",
                  err.message);
    return curve;
}

/* Random whole times with ties; late entries and weights of 1 to 3 when asked for. */
static inline cases *cases_random(uint64_t *state, int n, int32_t n_causes, int32_t n_groups)
{
    cases *c = cases_new(n_causes, n_groups);
    c->n = n;
    for (int i = 0; i < n; i++) {
        c->time[i] = (double)(1 + next_random(state) % 25);
        c->entry[i] = next_random(state) % 2 == 0 ? -INFINITY
                                                  : c->time[i] - 1.0 -
                                                        (double)(next_random(state) % 9);
        c->event[i] = (int32_t)(next_random(state) % (uint64_t)(n_causes + 1));
        c->weight[i] = (double)(1 + next_random(state) % 3);
        c->group[i] = (int32_t)(next_random(state) % (uint64_t)n_groups);
    }
    return c;
}

static inline double cell(const coop_curve *curve, const char *name, int64_t row)
{
    const double *column = coop_curve_column(curve, name);
    ck_assert_ptr_nonnull(column);
    ck_assert(row < coop_curve_n(curve));
    return column[row];
}

/* Bit for bit the same curves. */
static inline bool curves_equal(const coop_curve *a, const coop_curve *b)
{
    if (coop_curve_n(a) != coop_curve_n(b)) {
        return false;
    }
    const char *name;
    for (int64_t i = 0; (name = coop_curve_name(a, i)) != NULL; i++) {
        const double *x = coop_curve_column(a, name);
        const double *y = coop_curve_column(b, name);
        if (y == NULL || memcmp(x, y, (size_t)coop_curve_n(a) * sizeof *x) != 0) {
            return false;
        }
    }
    return true;
}

static inline void near(double got, double want, double tolerance, const char *what, int row)
{
    ck_assert_msg(got == want || fabs(got - want) <= tolerance * fabs(want),
                  "%s, row %d: %.17g, want %.17g", what, row, got, want);
}

#endif
