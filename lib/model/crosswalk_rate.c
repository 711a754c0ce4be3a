/* crosswalk_rate.c -- rate(definition, words, scheme): implementation over any table whose status
 * words a crosswalk knows. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "crosswalk.h"
#include "rate.h"

static bool is_text_constant(const coop__program *program)
{
    return program->n == 1 && program->nodes[0].op == COOP__OP_CONSTANT &&
           program->nodes[0].value.kind == COOP__TEXT;
}

coop_status coop__crosswalk_bind(coop__call *call, coop_error *err)
{
    const coop__item *item = call->item;
    const char *definition = coop__definition_at(call->choice)->name;
    coop__verdict unused;
    if (item->n_programs != 3 || !is_text_constant(&item->programs[2])) {
        return coop__fail_in(err, COOP_SYNTAX, &item->programs[0], item->at,
                             "rate takes a definition, or a definition, a column of status words "
                             "and the name of their crosswalk in quotes");
    }
    if (item->programs[1].kind != COOP__TEXT) {
        return coop__fail_in(err, COOP_TYPE, &item->programs[1], item->at,
                             "the status words of rate are a %s, need text",
                             coop__kind_name(item->programs[1].kind));
    }
    if (!coop__judge_status(definition, 0, 0, &unused)) {
        return coop__fail_in(err, COOP_UNSUPPORTED, &item->programs[0], item->at,
                             "definition '%s' needs more than a status: over a crosswalk there are "
                             "completed, started and completed_net", definition);
    }
    return coop__crosswalk_check(call->frame->registry->model,
                                 item->programs[2].nodes[0].value.of.text.bytes, err);
}

/* A row without a word is one of which nothing is known. */
static coop_status sets_of_row(const coop__call *call, int64_t row, coop__crosswalk_sets *out,
                               coop_error *err)
{
    const char *scheme = call->item->programs[2].nodes[0].value.of.text.bytes;
    coop__value word = coop__evaluate(&call->item->programs[1], &call->frame->scope, row);
    if (word.is_null) {
        out->work = COOP__BIT(COOP__WORK_UNKNOWN);
        out->end = COOP__BIT(COOP__END_NONE);
        return COOP_OK;
    }
    return coop__crosswalk_find(call->frame->registry->model, scheme, word.of.text.bytes,
                                word.of.text.n, out, err);
}

coop_status coop__crosswalk_update(const coop__call *call, const coop__selection *rows,
                                   coop__tally *tally, coop_error *err)
{
    const coop__frame *frame = call->frame;
    const char *definition = coop__definition_at(call->choice)->name;
    for (int64_t i = 0; i < rows->n; i++) {
        coop__presence in = coop__in_rate(frame->cut, rows->flags[i]);
        coop__crosswalk_sets sets;
        coop__verdict verdict = COOP__UNCLEAR;
        if (in == COOP__OUT) {
            continue;
        }
        COOP__TRY(sets_of_row(call, rows->rows[i], &sets, err));
        (void)coop__judge_status(definition, sets.work, sets.end, &verdict);
        if (verdict == COOP__OUTSIDE) {
            continue;
        }
        tally->total++;
        tally->hits += verdict == COOP__HIT && in == COOP__IN ? 1 : 0;
        tally->unknown += verdict == COOP__UNCLEAR || in != COOP__IN ? 1 : 0;
    }
    return COOP_OK;
}
