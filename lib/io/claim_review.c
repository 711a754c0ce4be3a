/* claim_review.c -- the test of a claim as schema.org ClaimReview in JSON-LD.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/claim.h>

#include <string.h>

#include "../core/error.h"
#include "../core/sink.h"
#include "../core/text.h"

/* ---- JSON ---- */

static uint32_t code_point(const char *text, size_t n)
{
    static const uint32_t masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t out = (unsigned char)text[0] & masks[n];
    for (size_t i = 1; i < n; i++) {
        out = out << 6 | ((unsigned char)text[i] & 0x3Fu);
    }
    return out;
}

/* What would end a script element, act on a terminal, or turn the direction of text round. */
static bool is_escaped(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == '<' || c == '>' || c == '&' || c == '\'' ||
           c == 0x061C || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

static void put_text(coop__writer *w, const char *text)
{
    static const char hex[] = "0123456789abcdef";
    size_t n = strlen(text);
    bool is_valid = coop__utf8_valid(text, n, NULL);
    for (size_t length; n > 0; text += length, n -= length) {
        length = is_valid ? coop__utf8_length(text) : 1;
        uint32_t c = is_valid ? code_point(text, length) : (unsigned char)*text;
        if (!is_valid && c >= 0x80) {
            coop__sink_text(w, "\\ufffd");
        } else if (is_escaped(c)) {
            char code[7] = {'\\',        'u', hex[c >> 12 & 15], hex[c >> 8 & 15], hex[c >> 4 & 15],
                            hex[c & 15], '\0'};
            coop__sink_text(w, code);
        } else {
            coop__sink_text(w, c == '"' || c == '\\' ? "\\" : "");
            coop__sink_bytes(w, text, length);
        }
    }
}

static void put_member(coop__writer *w, const char *before, const char *key, const char *text)
{
    coop__sink_text(w, before);
    coop__sink_text(w, "\"");
    coop__sink_text(w, key);
    coop__sink_text(w, "\": \"");
    put_text(w, text);
    coop__sink_text(w, "\"");
}

/* A date of schema.org is a day, a month or a year; a span of other days has none. */
static void put_day(coop__writer *w, const char *before, const char *key, coop_span span)
{
    char text[24];
    if (span.first != COOP_DATE_NONE && coop_span_format(span, text, NULL) == COOP_OK &&
        strchr(text, '/') == NULL) {
        put_member(w, before, key, text);
    }
}

/* ---- the review ---- */

typedef struct review {
    const coop_claim *claim;
    const coop_claim_review *by;
    const coop_table *readings;
    coop_claim_result result;
    coop_source source; /* that carries the claim */
    coop_span published;
    coop_error *err;
} review;

static bool is_address(const char *url)
{
    return url != NULL && (strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0);
}

static bool is_empty(const char *text)
{
    return text == NULL || text[0] == '\0';
}

static coop_status find_source(review *r, const coop_dataset *data)
{
    const coop_words *words = &r->claim->sources;
    for (int64_t i = 0; i < words->n; i++) {
        coop_source source = {.struct_size = sizeof source};
        const char *id = words->words[words->codes[i]];
        if (coop_source_find(data, id, &source, NULL) == COOP_OK && !is_empty(source.publisher) &&
            is_address(source.url)) {
            r->source = source;
            return COOP_OK;
        }
    }
    return coop__fail(
        r->err, COOP_EMPTY,
        "claim '%s' has no source with a publisher and an address: it is not reviewed",
        r->claim->id == NULL ? "?" : r->claim->id);
}

/* "true under completed; false under started": never a bare word. */
static void put_names(const review *r, coop__writer *w, const char *verdict, const char **joint)
{
    bool is_first = true;
    for (int64_t i = 0; i < coop_table_n_rows(r->readings); i++) {
        const char *step = NULL;
        const char *word = NULL;
        const char *under = NULL;
        double weighs = 0;
        bool is_there = coop_table_word(r->readings, i, "step", &step, NULL) == COOP_OK &&
                        coop_table_word(r->readings, i, "verdict", &word, NULL) == COOP_OK &&
                        coop_table_word(r->readings, i, "under", &under, NULL) == COOP_OK &&
                        coop_table_number(r->readings, i, "weighs", &weighs, NULL) == COOP_OK;
        if (!is_there || weighs != 1 || strcmp(step, "consistency") != 0 ||
            strcmp(word, verdict) != 0) {
            continue;
        }
        coop__sink_text(w, is_first ? *joint : ", ");
        if (is_first) {
            put_text(w, verdict);
            coop__sink_text(w, " under ");
        }
        put_text(w, under);
        is_first = false;
        *joint = "; ";
    }
}

static void put_rating(const review *r, coop__writer *w)
{
    coop_claim_verdict verdict = r->result.verdict;
    const char *joint = "";
    coop__sink_text(w, ",\n  \"reviewRating\": {\"@type\": \"Rating\", \"ratingValue\": ");
    coop__sink_text(w, verdict == COOP_CLAIM_TRUE ? "3" : verdict == COOP_CLAIM_FALSE ? "1" : "2");
    coop__sink_text(w, ", \"worstRating\": 1, \"bestRating\": 3,\n    \"alternateName\": \"");
    put_names(r, w, "true", &joint);
    put_names(r, w, "false", &joint);
    put_names(r, w, "undecidable", &joint);
    coop__sink_text(w, "\"}");
}

static void put_claim(const review *r, coop__writer *w)
{
    const coop_claim *claim = r->claim;
    coop__sink_text(w, ",\n  \"itemReviewed\": {\"@type\": \"Claim\"");
    if (!is_empty(claim->speaker)) {
        coop__sink_text(w, ",\n    \"author\": {\"@type\": \"Thing\"");
        put_member(w, ", ", "name", claim->speaker);
        coop__sink_text(w, "}");
    }
    put_day(w, ",\n    ", "datePublished", claim->said_on);
    coop__sink_text(w, ",\n    \"appearance\": {\"@type\": \"CreativeWork\"");
    put_member(w, ", ", "url", r->source.url);
    if (!is_empty(r->source.title)) {
        put_member(w, ",\n      ", "headline", r->source.title);
    }
    coop__sink_text(w, ",\n      \"publisher\": {\"@type\": \"Organization\"");
    put_member(w, ", ", "name", r->source.publisher);
    coop__sink_text(w, "}}}");
}

static coop_status put_review(const review *r, const coop_sink *sink)
{
    coop__writer w = {.sink = sink};
    coop__sink_text(&w, "{\n  \"@context\": \"https://schema.org\",\n  \"@type\": \"ClaimReview\"");
    put_member(&w, ",\n  ", "url", r->by->url);
    put_day(&w, ",\n  ", "datePublished", r->published);
    coop__sink_text(&w, ",\n  \"author\": {\"@type\": \"Organization\"");
    put_member(&w, ", ", "name", r->by->reviewer);
    coop__sink_text(&w, "}");
    put_member(&w, ",\n  ", "claimReviewed", r->claim->text == NULL ? "" : r->claim->text);
    put_claim(r, &w);
    put_rating(r, &w);
    coop__sink_text(&w, "\n}\n");
    return coop__sink_finish(&w, r->err);
}

static coop_status check_review(const coop_claim_review *given, const coop_dataset *data,
                                coop_claim_review *out, coop_span *published, coop_error *err)
{
    coop_claim_review by = COOP_CLAIM_REVIEW_INIT;
    if (given == NULL || given->struct_size < sizeof(size_t)) {
        return coop__fail(err, COOP_ARGUMENT, "%s",
                          given == NULL ? "review is NULL" : "review->struct_size is not set");
    }
    memcpy(&by, given, given->struct_size < sizeof by ? given->struct_size : sizeof by);
    if (is_empty(by.reviewer) || !is_address(by.url)) {
        return coop__fail(err, COOP_ARGUMENT,
                          "a review needs a reviewer, and an address that begins with http");
    }
    coop_date day = coop_dataset_as_of(data);
    if (by.published_on != NULL) {
        COOP__TRY(coop_date_parse(by.published_on, &day, err));
    }
    *published = (coop_span){day, day};
    by.sources = by.sources == NULL ? data : by.sources;
    *out = by;
    return COOP_OK;
}

coop_status coop_claim_review_print(const coop_dataset *data, const coop_claim *claim,
                                    const coop_claim_options *options, const coop_claim_review *by,
                                    const coop_sink *sink, coop_error *err)
{
    if (data == NULL || claim == NULL || sink == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL",
                          data == NULL    ? "data"
                          : claim == NULL ? "claim"
                                          : "sink");
    }
    if (claim->struct_size < sizeof *claim) {
        return coop__fail(err, COOP_ARGUMENT, "claim->struct_size is not sizeof(coop_claim)");
    }
    coop_claim_review filled;
    coop_table *readings = NULL;
    review r = {
        .claim = claim, .by = &filled, .err = err, .result = {.struct_size = sizeof r.result}};
    COOP__TRY(check_review(by, data, &filled, &r.published, err));
    COOP__TRY(find_source(&r, filled.sources));
    COOP__TRY(coop_claim_test(data, claim, options, &r.result, &readings, err));
    r.readings = readings;
    coop_status status = put_review(&r, sink);
    coop_table_free(readings);
    return status;
}
