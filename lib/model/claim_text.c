/* claim_text.c -- what a claim's test came to, for people.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "../core/sink.h"
#include "claim.h"

static const char *const headings[] = {"Arithmetic", "Readings", "Within the claim",
                                       "If it were a sample"};

/* Text of registers and callers: nothing in it may act on a terminal. */
static void put_safe(coop__writer *w, const char *text)
{
    char piece[512];
    for (size_t n = strlen(text); n > 0;) {
        size_t take = coop__utf8_cut(text, n, 100);
        take = take == 0 ? n < 100 ? n : 100 : take;
        coop__escape(text, take, piece, sizeof piece);
        coop__sink_text(w, piece);
        text += take;
        n -= take;
    }
}

static void put_under(coop__writer *w, coop_claim_verdict verdict, const coop__buffer *names)
{
    static const char *const words[] = {
        "  undecidable under: ", "  true under: ", "  false under: "};
    if (names->n > 1) {
        coop__sink_text(w, words[verdict]);
        put_safe(w, (const char *)names->bytes);
        coop__sink_text(w, "\n");
    }
}

static void put_after(coop__writer *w, const coop__reading *r, const char *verdict, int64_t n)
{
    if (n > 0) {
        coop__sink_text(w, verdict);
        coop__sink_text(w, coop__claim_figure((double)n).text);
        coop__sink_text(w, n == 1 ? " change of " : " changes of ");
        coop__sink_text(w, r->total >= 0 ? "status" : "records");
    }
}

static void put_reading(coop__writer *w, const coop__reading *r)
{
    coop__sink_text(w, "    ");
    put_safe(w, r->under);
    if (r->bounds != NULL) {
        coop__sink_text(w, ", ");
        coop__sink_text(w, r->bounds);
    }
    coop__sink_text(w, ": ");
    if (r->step == COOP__STEP_CONSISTENCY) {
        coop__sink_text(w, coop_claim_verdict_name(r->verdict));
        coop__sink_text(w, r->weighs ? ". " : " (does not weigh). ");
    }
    if (r->arithmetic != NULL) {
        put_safe(w, r->arithmetic);
    }
    if (r->reason != NULL) {
        coop__sink_text(w, r->arithmetic == NULL || r->arithmetic[0] == '\0' ? "" : "; ");
        put_safe(w, r->reason);
    }
    put_after(w, r, "; true after ", r->to_true);
    put_after(w, r, "; false after ", r->to_false);
    coop__sink_text(w, "\n");
}

/* A definition that the data cannot carry: told in one line with the others. */
static bool is_missing(const coop__reading *r)
{
    return r->step == COOP__STEP_CONSISTENCY && !r->weighs && r->low != r->low &&
           r->on.first == COOP_DATE_NONE;
}

static void put_missing(coop__writer *w, const coop__readings *all)
{
    int64_t n = 0;
    for (int64_t i = 0; i < coop__readings_n(all); i++) {
        const coop__reading *r = coop__readings_at(all, i);
        if (is_missing(r)) {
            coop__sink_text(w, n++ == 0 ? "    no data for: " : ", ");
            put_safe(w, r->under);
        }
    }
    coop__sink_text(w, n > 0 ? "\n" : "");
}

static void put_steps(coop__writer *w, const coop__readings *all)
{
    static const coop__claim_step order[] = {COOP__STEP_CONSISTENCY, COOP__STEP_ARITHMETIC,
                                             COOP__STEP_INTERNAL, COOP__STEP_SAMPLE};
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++) {
        bool is_first = true;
        for (int64_t i = 0; i < coop__readings_n(all); i++) {
            const coop__reading *r = coop__readings_at(all, i);
            if (r->step != order[k] || is_missing(r)) {
                continue;
            }
            if (is_first) {
                coop__sink_text(w, "  ");
                coop__sink_text(w, headings[order[k]]);
                coop__sink_text(w, "\n");
            }
            is_first = false;
            put_reading(w, r);
        }
        if (order[k] == COOP__STEP_CONSISTENCY) {
            put_missing(w, all);
        }
    }
}

static void put_head(coop__writer *w, const coop_claim *claim, const coop_claim_result *result)
{
    put_safe(w, claim->id == NULL ? "claim" : claim->id);
    coop__sink_text(w, ": \"");
    put_safe(w, claim->text == NULL ? "" : claim->text);
    coop__sink_text(w, "\"\n  said by ");
    put_safe(w, claim->speaker == NULL ? "nobody named" : claim->speaker);
    coop__sink_text(w, ", ");
    coop__sink_text(w, coop__claim_day(claim->said_on).text);
    coop__sink_text(w, "\n  in short: ");
    coop__sink_text(w, coop_claim_verdict_name(result->verdict));
    coop__sink_text(w, result->verdict == COOP_CLAIM_DEPENDS
                           ? " on the reading\n"
                           : " under every reading that weighs\n");
}

static coop_status put_all(const coop__claim_case *c, const coop_claim_result *result,
                           const coop__readings *all, coop__buffer *names, const coop_sink *sink)
{
    coop__writer w = {.sink = sink};
    put_head(&w, &c->claim, result);
    static const coop_claim_verdict order[] = {COOP_CLAIM_TRUE, COOP_CLAIM_FALSE,
                                               COOP_CLAIM_UNDECIDABLE};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        COOP__TRY(coop__claim_names(all, order[i], names, c->err));
        put_under(&w, order[i], names);
    }
    put_steps(&w, all);
    return coop__sink_finish(&w, c->err);
}

coop_status coop_claim_print(const coop_dataset *data, const coop_claim *claim,
                             const coop_claim_options *options, const coop_sink *sink,
                             coop_error *err)
{
    if (data == NULL || claim == NULL || sink == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL",
                          data == NULL    ? "data"
                          : claim == NULL ? "claim"
                                          : "sink");
    }
    coop__arena arena = {.a = &data->allocator};
    coop__readings all = {{.a = &data->allocator}};
    coop__buffer names = {.a = &data->allocator};
    coop__claim_case c = {.data = data, .claims = data, .arena = &arena, .err = err};
    coop_claim_result result;
    coop_status status = coop__claim_run(&c, claim, options, &result, &all);
    if (status == COOP_OK) {
        status = put_all(&c, &result, &all, &names, sink);
    }
    coop__buffer_free(&names);
    coop__buffer_free(&all.bytes);
    coop__arena_free(&arena);
    return status;
}
