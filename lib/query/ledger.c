/* ledger.c -- counts and sums of classes of rows before they go into states.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "aggregate.h"

/* Slots are numbers of 16 bits. */
#define SLOTS_MOST 65536

bool coop__ledger_open(coop__ledger *ledger, coop__arena *arena, int64_t n_groups, int64_t n_classes,
                      const coop__step *added)
{
    int64_t n = n_groups * n_classes;
    int64_t rows_most = UINT32_MAX;
    if (n > SLOTS_MOST) {
        return true;
    }
    if (added != NULL) {
        const int64_t bound = INT64_C(1) << 50;
        if (added->form == COOP__FORM_DOUBLE || added->least < -bound || added->most > bound) {
            return true;
        }
        int64_t size = -added->least > added->most ? -added->least : added->most;
        rows_most = size > 0 && INT64_MAX / size < rows_most ? INT64_MAX / size : rows_most;
        ledger->sums = coop__arena_alloc(arena, (size_t)n, sizeof *ledger->sums);
    }
    ledger->counts = coop__arena_alloc(arena, (size_t)n, sizeof *ledger->counts);
    ledger->n_groups = n_groups;
    ledger->n_classes = n_classes;
    ledger->rows_most = rows_most;
    return ledger->counts != NULL && (added == NULL || ledger->sums != NULL);
}

void coop__ledger_settle(const coop__call *call, coop__ledger *ledger, void *states)
{
    if (ledger->n_rows == 0) {
        return;
    }
    size_t n = (size_t)(ledger->n_groups * ledger->n_classes);
    call->aggregate->settle(call, ledger, states);
    memset(ledger->counts, 0, n * sizeof *ledger->counts);
    if (ledger->sums != NULL) {
        memset(ledger->sums, 0, n * sizeof *ledger->sums);
    }
    ledger->n_rows = 0;
}

coop__ledger *coop__ledger_of(coop__lane *lane, const coop__call *call, void *states, int64_t n)
{
    coop__ledger *ledger = &lane->ledgers[call->index];
    if (ledger->counts == NULL) {
        return NULL;
    }
    if (ledger->n_rows + n > ledger->rows_most) {
        coop__ledger_settle(call, ledger, states);
    }
    ledger->n_rows += n;
    return ledger;
}

void coop__ledger_take(coop__ledger *ledger, coop__lane *lane, const coop__batch *batch,
                      const uint8_t *classes, const int64_t *x)
{
    int64_t n = batch->strip->n;
    coop__kernel_slots(coop__groups_of(lane, batch), classes, n, (uint32_t)ledger->n_groups,
                       lane->slots);
    if (x == NULL) {
        coop__kernel_count(lane->slots, n, ledger->counts);
    } else {
        coop__kernel_add(lane->slots, x, n, ledger->counts, ledger->sums);
    }
}
