/* claim.c -- the test of a claim, from its words to its verdict.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "claim.h"

#include <math.h>
#include <string.h>

#include "../core/error.h"

const char *const coop__operation_words[] = {"value", "count",      "sum",  "share", "growth",
                                             "ratio", "difference", "date", "rank",  NULL};
const char *const coop__comparator_words[] = {"=", "~", ">", ">=", "<", "<=", NULL};

static const char *const verdict_words[] = {"undecidable", "true", "false", "depends"};

const char *coop_claim_verdict_name(coop_claim_verdict verdict)
{
    return verdict >= 0 && verdict < COOP_CLAIM_VERDICT_END ? verdict_words[verdict] : "?";
}

/* What the words of a verdict that was written down stand for. */
static coop_claim_verdict recorded_verdict(const char *word)
{
    static const struct {
        const char *word;
        coop_claim_verdict verdict;
    } words[] = {
        {"supported", COOP_CLAIM_TRUE},          {"reached_early", COOP_CLAIM_TRUE},
        {"contradicted", COOP_CLAIM_FALSE},      {"inconsistent", COOP_CLAIM_FALSE},
        {"implausible", COOP_CLAIM_FALSE},       {"misclassified", COOP_CLAIM_FALSE},
        {"misattributed", COOP_CLAIM_FALSE},     {"loose", COOP_CLAIM_DEPENDS},
        {"clarified", COOP_CLAIM_DEPENDS},       {"slipped", COOP_CLAIM_DEPENDS},
        {"different_scope", COOP_CLAIM_DEPENDS}, {"disputed", COOP_CLAIM_DEPENDS},
    };
    for (size_t i = 0; word != NULL && i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(word, words[i].word) == 0) {
            return words[i].verdict;
        }
    }
    return COOP_CLAIM_UNDECIDABLE; /* unverifiable, open, plausible, unsupported, or no word */
}

/* ---- the claim ---- */

static bool is_word_of(const char *word, const char *const *words, int32_t *out)
{
    for (int32_t i = 0; words[i] != NULL; i++) {
        if (strcmp(word, words[i]) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

static coop_status check_options(coop__claim_case *c, const coop_claim_options *options)
{
    static const char *const bounds[] = {"listed", "last_report", "documented", NULL};
    static const char *const designs[] = {"census", "sample", NULL};
    coop_claim_options o = COOP_CLAIM_OPTIONS_INIT;
    int32_t unused = 0;
    if (options != NULL && options->struct_size < sizeof(size_t)) {
        return coop__fail(c->err, COOP_ARGUMENT, "options->struct_size is not set");
    }
    if (options != NULL) {
        memcpy(&o, options, options->struct_size < sizeof o ? options->struct_size : sizeof o);
    }
    if (o.bounds != NULL && !is_word_of(o.bounds, bounds, &unused)) {
        return coop__fail(c->err, COOP_ARGUMENT,
                          "bounds is '%s', need listed, last_report or documented", o.bounds);
    }
    if (o.design != NULL && !is_word_of(o.design, designs, &unused)) {
        return coop__fail(c->err, COOP_ARGUMENT, "design is '%s', need census or sample", o.design);
    }
    if (o.denominators < 0 || o.denominators > 1000000) {
        return coop__fail(c->err, COOP_RANGE, "denominators is %lld, need 0 to 1000000",
                          (long long)o.denominators);
    }
    o.denominators = o.denominators == 0 ? 100 : o.denominators;
    c->options = o;
    return COOP_OK;
}

/* A caller's record that is all zero there says nothing: nobody claims things of that one day. */
static void put_unknown(coop_span *span)
{
    if (span->first == 0 && span->last == 0) {
        *span = (coop_span){COOP_DATE_NONE, COOP_DATE_NONE};
    }
}

static coop_status check_figure(const coop__claim_case *c)
{
    const coop_claim *claim = &c->claim;
    double scale = c->is_percent ? 1 : 100;
    if (c->operation == COOP__OF_DATE) {
        return claim->value_on.first != COOP_DATE_NONE
                   ? COOP_OK
                   : coop__fail(c->err, COOP_ARGUMENT, "the claim has no value_on");
    }
    if (isnan(claim->value)) {
        return coop__fail(c->err, COOP_ARGUMENT, "the claim has no value");
    }
    if (!(fabs(claim->value) <= 1e18)) {
        return coop__fail(c->err, COOP_RANGE, "the claim's value is beyond 1e18");
    }
    if (!isnan(claim->rounding) && !(claim->rounding >= 0 && claim->rounding <= 1e18)) {
        return coop__fail(c->err, COOP_RANGE, "the claim's rounding is not 0 to 1e18");
    }
    if (c->operation == COOP__OF_SHARE &&
        !(claim->value >= 0 && scale * claim->value <= 100 &&
          (isnan(claim->rounding) || scale * claim->rounding <= 100))) {
        return coop__fail(c->err, COOP_RANGE, "a share is claimed that is not 0 to the whole");
    }
    return COOP_OK;
}

static coop_status understand(coop__claim_case *c, const coop_claim *claim)
{
    coop_claim all = {.struct_size = sizeof all, .value = (double)NAN, .rounding = (double)NAN};
    int32_t operation = 0;
    int32_t comparator = 0;
    if (claim->struct_size < sizeof(size_t)) {
        return coop__fail(c->err, COOP_ARGUMENT, "claim->struct_size is not set");
    }
    memcpy(&all, claim, claim->struct_size < sizeof all ? claim->struct_size : sizeof all);
    put_unknown(&all.period);
    put_unknown(&all.said_on);
    if (all.operation == NULL || !is_word_of(all.operation, coop__operation_words, &operation)) {
        return coop__fail(c->err, COOP_ARGUMENT, "the claim has %s operation%s%s",
                          all.operation == NULL ? "no" : "an unknown",
                          all.operation == NULL ? "" : ": ",
                          all.operation == NULL ? "" : all.operation);
    }
    if (all.comparator == NULL ||
        !is_word_of(all.comparator, coop__comparator_words, &comparator)) {
        return coop__fail(c->err, COOP_ARGUMENT, "the claim has %s comparator",
                          all.comparator == NULL ? "no" : "an unknown");
    }
    if (all.coverage != NULL && strcmp(all.coverage, "complete") != 0 &&
        strcmp(all.coverage, "partial") != 0) {
        return coop__fail(c->err, COOP_ARGUMENT, "coverage is '%s', need complete or partial",
                          all.coverage);
    }
    c->claim = all;
    c->operation = (coop__operation)operation;
    c->comparator = (coop__comparator)comparator;
    c->is_percent = all.unit != NULL && strcmp(all.unit, "percent") == 0;
    c->is_partial = all.coverage == NULL || strcmp(all.coverage, "complete") != 0;
    return check_figure(c);
}

/* ---- the verdict ---- */

static int64_t fewer(int64_t a, int64_t b)
{
    return a < 0 ? b : b < 0 || a < b ? a : b;
}

static void count_readings(const coop__readings *all, coop_claim_result *out)
{
    for (int64_t i = 0; i < coop__readings_n(all); i++) {
        const coop__reading *r = coop__readings_at(all, i);
        bool is_check = r->step == COOP__STEP_ARITHMETIC || r->step == COOP__STEP_INTERNAL;
        out->n_faults += is_check && r->verdict == COOP_CLAIM_FALSE ? 1 : 0;
        if (r->step != COOP__STEP_CONSISTENCY || !r->weighs) {
            continue;
        }
        out->n_true += r->verdict == COOP_CLAIM_TRUE ? 1 : 0;
        out->n_false += r->verdict == COOP_CLAIM_FALSE ? 1 : 0;
        out->n_undecidable += r->verdict == COOP_CLAIM_UNDECIDABLE ? 1 : 0;
        out->changes_to_true = fewer(out->changes_to_true, r->to_true);
        out->changes_to_false = fewer(out->changes_to_false, r->to_false);
    }
}

static coop_claim_result result_of(const coop__claim_case *c, const coop__readings *all)
{
    coop_claim_result out = {.struct_size = sizeof out,
                             .recorded = recorded_verdict(c->claim.verdict),
                             .stated_low = (double)NAN,
                             .stated_high = (double)NAN,
                             .changes_to_true = -1,
                             .changes_to_false = -1};
    if (c->operation != COOP__OF_DATE) {
        coop__stated stated = coop__claim_stated(c->comparator, c->claim.value, c->claim.rounding);
        out.stated_low = stated.low;
        out.stated_high = stated.high;
    }
    count_readings(all, &out);
    int64_t n = out.n_true + out.n_false + out.n_undecidable;
    out.verdict = out.n_undecidable == n ? COOP_CLAIM_UNDECIDABLE
                  : out.n_true == n      ? COOP_CLAIM_TRUE
                  : out.n_false == n     ? COOP_CLAIM_FALSE
                                         : COOP_CLAIM_DEPENDS;
    return out;
}

coop_status coop__claim_run(coop__claim_case *c, const coop_claim *claim,
                            const coop_claim_options *options, coop_claim_result *result,
                            coop__readings *all)
{
    COOP__TRY(check_options(c, options));
    COOP__TRY(understand(c, claim));
    COOP__TRY(coop__claim_read(c, all));
    COOP__TRY(coop__claim_arithmetic(c, all));
    COOP__TRY(coop__claim_internal(c, all));
    COOP__TRY(coop__claim_sample(c, all));
    *result = result_of(c, all);
    return COOP_OK;
}

/* ---- the table ---- */

static const char *const step_words[] = {"arithmetic", "consistency", "internal", "sample"};

static coop_status put_number(coop_builder *b, double x, coop_error *err)
{
    return isfinite(x) ? coop_builder_number(b, x, err) : coop_builder_text(b, NULL, err);
}

static coop_status put_count(coop_builder *b, int64_t n, coop_error *err)
{
    return n >= 0 ? coop_builder_integer(b, n, err) : coop_builder_text(b, NULL, err);
}

coop_status coop__claim_put_span(coop_builder *b, coop_span span, coop_error *err)
{
    char text[24];
    if (span.first == COOP_DATE_NONE || coop_span_format(span, text, NULL) != COOP_OK) {
        return coop_builder_text(b, NULL, err);
    }
    return coop_builder_text(b, text, err);
}

static coop_status put_reading(const coop__claim_case *c, const coop__reading *r, coop_builder *b)
{
    coop_error *err = c->err;
    coop_span none = {COOP_DATE_NONE, COOP_DATE_NONE};
    bool is_date = c->operation == COOP__OF_DATE;
    COOP__TRY(coop_builder_text(b, step_words[r->step], err));
    COOP__TRY(coop_builder_text(b, r->under, err));
    COOP__TRY(coop_builder_text(b, r->bounds, err));
    COOP__TRY(coop_builder_text(b, coop__comparator_words[r->comparator], err));
    COOP__TRY(put_number(b, is_date ? (double)NAN : r->stated.low, err));
    COOP__TRY(put_number(b, is_date ? (double)NAN : r->stated.high, err));
    COOP__TRY(put_number(b, r->low, err));
    COOP__TRY(put_number(b, r->high, err));
    COOP__TRY(coop__claim_put_span(b, is_date ? c->claim.value_on : none, err));
    COOP__TRY(coop__claim_put_span(b, r->on, err));
    COOP__TRY(coop_builder_text(b, c->claim.unit, err));
    COOP__TRY(put_count(b, r->hits, err));
    COOP__TRY(put_count(b, r->unknown, err));
    COOP__TRY(put_count(b, r->total, err));
    COOP__TRY(coop_builder_text(b, verdict_words[r->verdict], err));
    COOP__TRY(coop_builder_integer(b, r->weighs ? 1 : 0, err));
    COOP__TRY(put_count(b, r->to_true, err));
    COOP__TRY(put_count(b, r->to_false, err));
    COOP__TRY(coop_builder_text(b, r->arithmetic, err));
    return coop_builder_text(b, r->reason, err);
}

static coop_status add_columns(coop_builder *b, coop_error *err)
{
    static const struct {
        const char *name;
        coop_type type;
    } columns[] = {
        {"step", COOP_TYPE_CODE},
        {"under", COOP_TYPE_CODE},
        {"bounds", COOP_TYPE_CODE},
        {"comparator", COOP_TYPE_CODE},
        {"stated_low", COOP_TYPE_FLOAT64},
        {"stated_high", COOP_TYPE_FLOAT64},
        {"found_low", COOP_TYPE_FLOAT64},
        {"found_high", COOP_TYPE_FLOAT64},
        {"stated_on", COOP_TYPE_SPAN},
        {"found_on", COOP_TYPE_SPAN},
        {"unit", COOP_TYPE_CODE},
        {"hits", COOP_TYPE_INT64},
        {"unknown", COOP_TYPE_INT64},
        {"total", COOP_TYPE_INT64},
        {"verdict", COOP_TYPE_CODE},
        {"weighs", COOP_TYPE_BOOL},
        {"changes_to_true", COOP_TYPE_INT64},
        {"changes_to_false", COOP_TYPE_INT64},
        {"arithmetic", COOP_TYPE_CODE},
        {"reason", COOP_TYPE_CODE},
    };
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        COOP__TRY(coop_builder_column(b, columns[i].name, columns[i].type, 0, NULL, err));
    }
    return COOP_OK;
}

static coop_status table_of(const coop__claim_case *c, const coop__readings *all, coop_table **out)
{
    coop_builder *b = NULL;
    COOP__TRY(coop_builder_new(&c->data->allocator, &b, c->err));
    coop_status status = add_columns(b, c->err);
    for (int64_t i = 0; i < coop__readings_n(all) && status == COOP_OK; i++) {
        status = put_reading(c, coop__readings_at(all, i), b);
    }
    if (status != COOP_OK) {
        coop_builder_free(b);
        return status;
    }
    return coop_builder_finish(b, out, c->err);
}

/* ---- what users call ---- */

coop_status coop_claim_test(const coop_dataset *data, const coop_claim *claim,
                            const coop_claim_options *options, coop_claim_result *result,
                            coop_table **readings, coop_error *err)
{
    if (data == NULL || claim == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", data == NULL ? "data" : "claim");
    }
    if (result != NULL && result->struct_size < sizeof(size_t)) {
        return coop__fail(err, COOP_ARGUMENT, "result->struct_size is not set");
    }
    coop__arena arena = {.a = &data->allocator};
    coop__readings all = {{.a = &data->allocator}};
    coop__claim_case c = {.data = data, .claims = data, .arena = &arena, .err = err};
    coop_claim_result found;
    coop_table *table = NULL;
    coop_status status = coop__claim_run(&c, claim, options, &found, &all);
    if (status == COOP_OK && readings != NULL) {
        status = table_of(&c, &all, &table);
    }
    coop__buffer_free(&all.bytes);
    coop__arena_free(&arena);
    if (status != COOP_OK) {
        return status;
    }
    if (readings != NULL) {
        *readings = table;
    }
    if (result != NULL) {
        found.struct_size = result->struct_size;
        memcpy(result, &found, found.struct_size < sizeof found ? found.struct_size : sizeof found);
    }
    return COOP_OK;
}

coop_status coop_claim_test_id(const coop_dataset *data, const char *id,
                               const coop_claim_options *options, coop_claim_result *result,
                               coop_table **readings, coop_error *err)
{
    coop_claim claim = {.struct_size = sizeof claim};
    COOP__TRY(coop_claim_find(data, id, &claim, err));
    return coop_claim_test(data, &claim, options, result, readings, err);
}
