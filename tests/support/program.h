/* program.h -- one expression, bound to a table of a register and evaluated on its rows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_PROGRAM_H
#define COOP_TEST_PROGRAM_H

#include "model/dataset.h"
#include "register.h"

typedef struct program_of_text {
    meter m;
    coop_allocator a;
    coop__arena arena;
    coop_query query;
    coop__registry registry;
    coop__frame frame;
    coop__program *program;
} program_of_text;

/* Binds an expression to a table; close it in any case. params may be NULL. */
static inline coop_status program_open(program_of_text *p, const coop_dataset *data,
                                       const char *table, const char *text,
                                       const coop_param *params, int64_t n_params, coop_error *err)
{
    memset(p, 0, sizeof *p);
    p->a = metered(&p->m);
    p->arena.a = &p->a;
    p->query = query_of(table, NULL, NULL, NULL);
    p->query.params = params;
    p->query.n_params = n_params;
    p->registry = coop__registry_of(data);
    coop__item *items = NULL;
    int64_t n = 0;
    coop_status status =
        coop__frame_open(&p->frame, &p->arena, &data->catalog, &p->registry, &p->query, err);
    if (status == COOP_OK) {
        status = coop__parse(&p->arena, "select", text, NULL, NULL, &items, &n, err);
    }
    if (status != COOP_OK) {
        return status;
    }
    ck_assert_int_eq(n, 1);
    p->program = &items[0].programs[0];
    return coop__bind(p->program, &p->frame.scope, err);
}

static inline void program_close(program_of_text *p)
{
    coop__arena_free(&p->arena);
    ck_assert_uint_eq(p->m.live, 0);
}

/* Value of an expression on a row; texts and sets of it live as long as the register. */
static inline coop__value value_of(const coop_dataset *data, const char *table, const char *text,
                                   int64_t row)
{
    program_of_text p;
    coop_error err = {0};
    coop_status status = program_open(&p, data, table, text, NULL, 0, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", text, err.message);
    coop__value value = coop__evaluate(p.program, &p.frame.scope, row);
    ck_assert_msg(!p.frame.overflow, "%s: overflow", text);
    ck_assert_msg(value.is_null || value.kind == p.program->kind, "%s: kind %d, bound as %d", text,
                  (int)value.kind, (int)p.program->kind);
    program_close(&p);
    return value;
}

/* Its truth, UNKNOWN for null. */
static inline coop__truth truth_on(const coop_dataset *data, const char *table, const char *text,
                                   int64_t row)
{
    coop__value value = value_of(data, table, text, row);
    ck_assert_msg(value.is_null || value.kind == COOP__TRUTH, "%s is no test", text);
    return value.is_null ? COOP__UNKNOWN : value.of.truth;
}

#endif
