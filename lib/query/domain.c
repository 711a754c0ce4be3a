/* domain.c -- programs that hang on one column of few different values.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../core/date.h"
#include "vector.h"

const coop__column *coop__root_column(const coop__node *node)
{
    return node->computed != NULL ? NULL
           : node->n_hops > 0     ? &node->hops[0]->table->columns[node->path[0]->column]
                                  : node->column;
}

bool coop__domain_of_column(const coop__column *column, int64_t most, coop__domain *out)
{
    uint64_t width = column->least > column->most
                         ? 0 : (uint64_t)column->most - (uint64_t)column->least;
    coop__domain domain = {.column = column};
    switch (column->type) {
    case COOP_TYPE_CODE:
        domain.n = column->words.n;
        break;
    case COOP_TYPE_BOOL:
        domain.n = 2;
        break;
    case COOP_TYPE_INT8:
    case COOP_TYPE_INT16:
    case COOP_TYPE_INT32:
    case COOP_TYPE_INT64:
    case COOP_TYPE_DATE:
    case COOP_TYPE_MONEY:
        if (width >= (uint64_t)most) {
            return false;
        }
        domain.first = column->least > column->most ? 0 : column->least;
        domain.n = column->least > column->most ? 0 : (int64_t)width + 1;
        break;
    default:
        return false;
    }
    *out = domain;
    return domain.n <= most;
}

/* So many days are worked out in the time of one value of another program. */
#define DAYS_A_CELL 8

/* A part of the calendar of days: the commonest key, and years have many days. */
static bool is_part_of_day(const coop__node *nodes, int64_t n, const coop__column *root)
{
    return n == 2 && nodes[1].op == COOP__OP_CALL && !nodes[1].negated &&
           nodes[1].function->of_day != NULL && root != NULL && root->type == COOP_TYPE_DATE;
}

bool coop__domain_of(const coop__node *nodes, int64_t n, int64_t most, coop__domain *out)
{
    const coop__column *root = NULL;
    for (int64_t i = 0; i < n; i++) {
        if (nodes[i].op != COOP__OP_COLUMN) {
            continue;
        }
        const coop__column *column = coop__root_column(&nodes[i]);
        if (column == NULL || (root != NULL && column != root)) {
            return false;
        }
        root = column;
    }
    int64_t worth = is_part_of_day(nodes, n, root) ? DAYS_A_CELL * most : most;
    return root != NULL && coop__domain_of_column(root, worth, out);
}

static bool evaluate_day(const coop__program *program, const coop__domain *domain, int64_t i,
                         coop__value *out)
{
    if (i == domain->n || !is_part_of_day(program->nodes, program->n, domain->column)) {
        return false;
    }
    int64_t day = domain->first + i;
    bool is_day = day >= COOP__DATE_MIN && day <= COOP__DATE_MAX;
    if (is_day) {
        coop__value value = {.kind = COOP__INTEGER};
        value.of.integer = program->nodes[1].function->of_day((coop_date)day);
        value.most = value.of.integer;
        *out = value;
    }
    return is_day;
}

coop__value coop__evaluate_cell(const coop__program *program, const coop__scope *scope,
                                const coop__domain *domain, int64_t i)
{
    coop__value value;
    if (evaluate_day(program, domain, i, &value)) {
        return value;
    }
    coop__fixed fixed = {.column = domain->column, .is_null = i == domain->n};
    fixed.value = fixed.is_null ? 0 : domain->first + i; /* the last may be the greatest integer */
    coop__scope inner = *scope;
    inner.fixed = &fixed;
    return coop__evaluate(program, &inner, -1);
}
