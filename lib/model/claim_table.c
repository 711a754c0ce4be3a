/* claim_table.c -- all claims of a register side by side, a row each.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "claim.h"

static const struct {
    const char *name;
    coop_type type;
} columns[] = {
    {"claim", COOP_TYPE_CODE},
    {"speaker", COOP_TYPE_CODE},
    {"said_on", COOP_TYPE_SPAN},
    {"text", COOP_TYPE_CODE},
    {"operation", COOP_TYPE_CODE},
    {"comparator", COOP_TYPE_CODE},
    {"value", COOP_TYPE_FLOAT64},
    {"value_on", COOP_TYPE_SPAN},
    {"unit", COOP_TYPE_CODE},
    {"verdict", COOP_TYPE_CODE},
    {"true_under", COOP_TYPE_CODE},
    {"false_under", COOP_TYPE_CODE},
    {"undecidable_under", COOP_TYPE_CODE},
    {"found_low", COOP_TYPE_FLOAT64},
    {"found_high", COOP_TYPE_FLOAT64},
    {"n_faults", COOP_TYPE_INT64},
    {"changes_to_true", COOP_TYPE_INT64},
    {"changes_to_false", COOP_TYPE_INT64},
    {"recorded_word", COOP_TYPE_CODE},
    {"recorded", COOP_TYPE_CODE},
    {"agrees", COOP_TYPE_BOOL},
    {"reason", COOP_TYPE_CODE},
};

static bool weighs(const coop__reading *r)
{
    return r->step == COOP__STEP_CONSISTENCY && r->weighs;
}

coop_status coop__claim_names(const coop__readings *all, coop_claim_verdict verdict,
                              coop__buffer *out, coop_error *err)
{
    out->n = 0;
    for (int64_t i = 0; i < coop__readings_n(all); i++) {
        const coop__reading *r = coop__readings_at(all, i);
        if (!weighs(r) || r->verdict != verdict) {
            continue;
        }
        const char *how = coop__comparator_words[r->comparator];
        bool is_at_least =
            r->comparator == COOP__AT_LEAST && r->bounds != NULL &&
            (strcmp(r->bounds, "partial") == 0 || strcmp(r->bounds, "complete") == 0);
        const char *pieces[] = {out->n > 0 ? "; " : "", r->under, is_at_least ? " " : "",
                                is_at_least ? how : ""};
        for (size_t k = 0; k < sizeof pieces / sizeof pieces[0]; k++) {
            if (!coop__buffer_append(out, pieces[k], strlen(pieces[k]))) {
                return coop__no_memory(err);
            }
        }
    }
    return coop__buffer_append(out, "", 1) ? COOP_OK : coop__no_memory(err);
}

static coop_status put_names(const coop__readings *all, coop_claim_verdict verdict, coop_builder *b,
                             coop__buffer *text, coop_error *err)
{
    COOP__TRY(coop__claim_names(all, verdict, text, err));
    const char *names = (const char *)text->bytes;
    return coop_builder_text(b, names[0] == '\0' ? NULL : names, err);
}

static coop_status put_number(coop_builder *b, double x, coop_error *err)
{
    return isfinite(x) ? coop_builder_number(b, x, err) : coop_builder_text(b, NULL, err);
}

static coop_status put_count(coop_builder *b, int64_t n, coop_error *err)
{
    return n >= 0 ? coop_builder_integer(b, n, err) : coop_builder_text(b, NULL, err);
}

static coop_status put_claim(const coop_claim *claim, coop_builder *b, coop_error *err)
{
    COOP__TRY(coop_builder_text(b, claim->id, err));
    COOP__TRY(coop_builder_text(b, claim->speaker, err));
    COOP__TRY(coop__claim_put_span(b, claim->said_on, err));
    COOP__TRY(coop_builder_text(b, claim->text, err));
    COOP__TRY(coop_builder_text(b, claim->operation, err));
    COOP__TRY(coop_builder_text(b, claim->comparator, err));
    COOP__TRY(put_number(b, claim->value, err));
    COOP__TRY(coop__claim_put_span(b, claim->value_on, err));
    return coop_builder_text(b, claim->unit, err);
}

static coop_status put_result(const coop_claim_result *r, const coop__readings *all,
                              coop_builder *b, coop__buffer *text, coop_error *err)
{
    double low = INFINITY;
    double high = -INFINITY;
    for (int64_t i = 0; i < coop__readings_n(all); i++) {
        const coop__reading *one = coop__readings_at(all, i);
        if (weighs(one) && !isnan(one->low)) {
            low = one->low < low ? one->low : low;
            high = one->high > high ? one->high : high;
        }
    }
    COOP__TRY(coop_builder_text(b, coop_claim_verdict_name(r->verdict), err));
    COOP__TRY(put_names(all, COOP_CLAIM_TRUE, b, text, err));
    COOP__TRY(put_names(all, COOP_CLAIM_FALSE, b, text, err));
    COOP__TRY(put_names(all, COOP_CLAIM_UNDECIDABLE, b, text, err));
    COOP__TRY(put_number(b, low, err));
    COOP__TRY(put_number(b, high, err));
    COOP__TRY(put_count(b, r->n_faults, err));
    COOP__TRY(put_count(b, r->changes_to_true, err));
    return put_count(b, r->changes_to_false, err);
}

static coop_status put_recorded(const coop_claim *claim, const coop_claim_result *r,
                                const coop__readings *all, coop_builder *b, coop_error *err)
{
    const char *reason = NULL;
    for (int64_t i = coop__readings_n(all) - 1; i >= 0; i--) {
        const coop__reading *one = coop__readings_at(all, i);
        reason = weighs(one) && one->reason != NULL ? one->reason : reason;
    }
    COOP__TRY(coop_builder_text(b, claim->verdict, err));
    COOP__TRY(coop_builder_text(
        b, claim->verdict == NULL ? NULL : coop_claim_verdict_name(r->recorded), err));
    COOP__TRY(claim->verdict == NULL
                  ? coop_builder_text(b, NULL, err)
                  : coop_builder_integer(b, r->recorded == r->verdict ? 1 : 0, err));
    return coop_builder_text(b, reason, err);
}

static coop_status add_claim(const coop_dataset *data, const coop_dataset *claims, int64_t index,
                             const coop_claim_options *options, coop_builder *b, coop_error *err)
{
    coop_claim claim = {.struct_size = sizeof claim};
    COOP__TRY(coop_claim_at(claims, index, &claim, err));
    coop__arena arena = {.a = &data->allocator};
    coop__readings all = {{.a = &data->allocator}};
    coop__buffer text = {.a = &data->allocator};
    coop_error inner = {0};
    coop__claim_case c = {.data = data, .claims = claims, .arena = &arena, .err = &inner};
    coop_claim_result result;
    coop_status status = coop__claim_run(&c, &claim, options, &result, &all);
    if (status != COOP_OK) {
        status =
            coop__fail(err, status, "%s: %s", claim.id == NULL ? "?" : claim.id, inner.message);
    } else {
        status = put_claim(&claim, b, err);
        status = status == COOP_OK ? put_result(&result, &all, b, &text, err) : status;
        status = status == COOP_OK ? put_recorded(&claim, &result, &all, b, err) : status;
    }
    coop__buffer_free(&text);
    coop__buffer_free(&all.bytes);
    coop__arena_free(&arena);
    return status;
}

coop_status coop_claims_test(const coop_dataset *data, const coop_dataset *claims,
                             const coop_claim_options *options, coop_table **out, coop_error *err)
{
    if (data == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", data == NULL ? "data" : "out");
    }
    claims = claims == NULL ? data : claims;
    if (coop_dataset_table(claims, "claim") == NULL) {
        return coop__fail(err, COOP_NOT_FOUND, "the register has no table 'claim'");
    }
    coop_builder *b = NULL;
    COOP__TRY(coop_builder_new(&data->allocator, &b, err));
    coop_status status = COOP_OK;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0] && status == COOP_OK; i++) {
        status = coop_builder_column(b, columns[i].name, columns[i].type, 0, NULL, err);
    }
    for (int64_t i = 0; i < coop_claim_count(claims) && status == COOP_OK; i++) {
        status = add_claim(data, claims, i, options, b, err);
    }
    if (status != COOP_OK) {
        coop_builder_free(b);
        return status;
    }
    return coop_builder_finish(b, out, err);
}
