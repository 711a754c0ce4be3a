/* sharing.c -- how the amount of a row falls to the members of a set.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sharing.h"

#include <string.h>

#include "../core/error.h"
#include "../core/number.h"

/* ---- binding ---- */

static const coop__column *code_column(const coop__entry *entry, const char *name)
{
    const coop__column *column = coop__table_column(entry->table, name);
    return column != NULL && column->type == COOP_TYPE_CODE ? column : NULL;
}

static coop_status open_weight(coop__sharing *s, const coop__catalog *catalog, const char *text,
                               coop_error *err)
{
    const char *point = text != NULL ? strchr(text, '.') : NULL;
    char table[64];
    if (point == NULL || (size_t)(point - text) >= sizeof table) {
        return coop__fail(err, COOP_ARGUMENT, "rule weights needs a weight, table.column");
    }
    memcpy(table, text, (size_t)(point - text));
    table[point - text] = '\0';
    int64_t index = coop__catalog_find(catalog, table);
    s->weights = index >= 0 ? &catalog->entries[index] : NULL;
    s->weight = s->weights != NULL ? coop__table_column(s->weights->table, point + 1) : NULL;
    bool is_number = s->weight != NULL && (s->weight->type == COOP_TYPE_FLOAT64 ||
                                           coop__type_is_integer(s->weight->type));
    return is_number && s->weights->key >= 0
               ? COOP_OK
               : coop__fail(err, COOP_NOT_FOUND, "no numbers '%s' by id", text);
}

coop_status coop__sharing_open(coop__sharing *s, const coop__catalog *catalog, const char *weight,
                               coop_error *err)
{
    s->shares = s->rule->has_shares ? code_column(s->entry, "shares") : NULL;
    s->share_side = s->rule->has_shares ? code_column(s->entry, "share_side") : NULL;
    return s->rule->has_weights ? open_weight(s, catalog, weight, err) : COOP_OK;
}

coop_status coop__sharing_fail(const coop__sharing *s, coop_status status, int64_t row,
                               const char *why, coop_error *err)
{
    const coop__column *key = s->entry->key >= 0 ? &s->entry->table->columns[s->entry->key] : NULL;
    return coop__fail(err, status, "amount '%s': %s",
                      key != NULL ? key->words.words[coop__code_at(key, row)] : "?", why);
}

/* ---- weights of a row ---- */

static const char *word_at(const coop__column *column, int64_t row)
{
    return column != NULL && coop__is_valid(column, row)
               ? column->words.words[coop__code_at(column, row)]
               : NULL;
}

/* One share, `party:share`, to the portion of that party. */
static coop_status read_share(const coop__sharing *s, int64_t row, const char *text, size_t length,
                              coop__portion *portions, int64_t n, coop_error *err)
{
    const char *colon = memchr(text, ':', length);
    size_t id = colon != NULL ? (size_t)(colon - text) : 0;
    double share = 0;
    if (colon == NULL ||
        coop__number_parse(colon + 1, length - id - 1, &share, NULL) != COOP_OK) {
        return coop__sharing_fail(s, COOP_FORMAT, row, "shares are not party:share;...", err);
    }
    for (int64_t i = 0; i < n; i++) {
        if (coop__text_is(text, id, portions[i].id)) {
            coop_error why = {0};
            coop_status status = coop__share_units(share, &portions[i].weight, &why);
            return status == COOP_OK ? COOP_OK
                                     : coop__sharing_fail(s, status, row, why.message, err);
        }
    }
    return coop__sharing_fail(s, COOP_REFERENCE, row, "a share is of who is no party of that side",
                              err);
}

/* Whether `of`, the side that shares are of, is the column `side`, perhaps in the plural. Shares of
 * no named side are not of funders. */
static bool is_side(const char *of, const char *side)
{
    size_t n = strlen(side);
    return of == NULL ? strcmp(side, "funder") != 0
                      : strncmp(of, side, n) == 0 &&
                            (of[n] == '\0' || (of[n] == 's' && of[n + 1] == '\0'));
}

static coop_status read_shares(const coop__sharing *s, int64_t row, const char *side,
                               coop__portion *portions, int64_t n, coop_error *err)
{
    for (int64_t i = 0; i < n; i++) {
        portions[i].weight = COOP__UNSTATED;
    }
    const char *text = word_at(s->shares, row);
    bool is_mine = text != NULL && is_side(word_at(s->share_side, row), side);
    while (is_mine && *text != '\0') {
        size_t length = strcspn(text, ";");
        coop_status status = read_share(s, row, text, length, portions, n, err);
        COOP__TRY(status);
        text += length + (text[length] == ';' ? 1 : 0);
    }
    return COOP_OK;
}

static bool has_room(coop__sharing *s, int64_t n)
{
    if (n <= s->capacity && s->capacity > 0) {
        return true;
    }
    size_t capacity = n < 32 ? 32 : 2 * (size_t)n;
    s->portions = coop__arena_alloc(s->arena, capacity + 1, sizeof *s->portions);
    s->numbers = coop__arena_alloc(s->arena, capacity, sizeof *s->numbers);
    s->integers = coop__arena_alloc(s->arena, capacity, sizeof *s->integers);
    bool done = s->portions != NULL && s->numbers != NULL && s->integers != NULL;
    s->capacity = done ? (int64_t)capacity : 0;
    return done;
}

static coop_status read_weights(coop__sharing *s, coop__portion *portions, int64_t n,
                                coop_error *err)
{
    if (!has_room(s, n)) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < n; i++) {
        const char *id = portions[i].id;
        int64_t row = coop__entry_find(s->weights, id, strlen(id));
        if (row < 0 || !coop__is_valid(s->weight, row)) {
            return coop__fail(err, COOP_NOT_FOUND, "%s has no %s of '%s'", s->weights->name,
                              s->weight->name, id);
        }
        s->numbers[i] = s->weight->type == COOP_TYPE_FLOAT64
                            ? coop__number_at(s->weight, row)
                            : (double)coop__integer_at(s->weight, row);
    }
    COOP__TRY(coop__weights_of(s->numbers, n, s->integers, err));
    for (int64_t i = 0; i < n; i++) {
        portions[i].weight = s->integers[i];
    }
    return COOP_OK;
}

coop_status coop__sharing_weigh(coop__sharing *s, int64_t row, const char *side,
                                coop__portion *portions, int64_t n, coop_error *err)
{
    COOP__TRY(s->rule->has_shares ? read_shares(s, row, side, portions, n, err) : COOP_OK);
    return s->rule->has_weights && n > 0 ? read_weights(s, portions, n, err) : COOP_OK;
}

coop_status coop__sharing_split(const coop__sharing *s, int64_t row, int64_t whole,
                                coop__portion *portions, int64_t n, coop_error *err)
{
    coop_error why = {0};
    coop_status status = s->rule->split(whole, portions, n, s->policy, &why);
    return status == COOP_OK ? COOP_OK : coop__sharing_fail(s, status, row, why.message, err);
}

/* ---- queries ---- */

coop_status coop__frame_sharing(coop__frame *frame, coop_error *err)
{
    static const char *const rules[] = {"full", "equal", "stated"};
    const char *word = frame->query->attribution;
    if (word == NULL) {
        return COOP_OK;
    }
    coop__sharing *s = coop__arena_alloc(frame->arena, 1, sizeof *s);
    if (s == NULL) {
        return coop__no_memory(err);
    }
    bool is_weight = strchr(word, '.') != NULL;
    s->rule = coop__rule_find(is_weight ? "weights" : word);
    if (s->rule == NULL || (s->rule->has_weights && !is_weight)) {
        const char *nearest = coop__nearest(word, rules, 3);
        return coop__fail(err, COOP_ARGUMENT,
                          "attribution is '%s', the nearest it can be is '%s'; or a weight, "
                          "table.column", word, nearest != NULL ? nearest : rules[0]);
    }
    s->entry = frame->scope.entry;
    s->arena = frame->arena;
    coop_error why = {0};
    coop_status status = coop__sharing_open(s, frame->scope.catalog, word, &why);
    if (status != COOP_OK) {
        return coop__fail(err, status, "attribution: %s", why.message);
    }
    frame->sharing = s;
    return COOP_OK;
}

bool coop__frame_splits(const coop__frame *frame)
{
    return frame->has_each && frame->sharing != NULL && frame->sharing->rule->is_conserving;
}

/* The members of a row's set, as portions that are weighed. */
static coop_status weigh_members(const coop__frame *frame, const coop__item *item, int64_t row,
                                 int64_t *n, coop_error *err)
{
    coop__sharing *s = frame->sharing;
    const coop__program *program = &item->programs[0];
    const coop__value set = coop__evaluate(program, &frame->scope, row);
    const coop__column *column = program->nodes[program->n - 1].column;
    *n = set.is_null ? 0 : set.of.words.n;
    if (!has_room(s, *n)) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < *n; i++) {
        s->portions[i] = (coop__portion){.id = set.of.words.words[set.of.words.codes[i]]};
    }
    return coop__sharing_weigh(s, row, column != NULL ? column->name : "", s->portions, *n, err);
}

/* The part of the group's member, split for one item of by. */
static coop_status part_of_member(const coop__frame *frame, int64_t at, int64_t row, int64_t whole,
                                  int64_t *part, coop_error *err)
{
    const coop__value *member = &frame->keys[at];
    int64_t n = 0;
    COOP__TRY(weigh_members(frame, &frame->by[at], row, &n, err));
    const coop__portion *portions = frame->sharing->portions;
    COOP__TRY(coop__sharing_split(frame->sharing, row, whole, frame->sharing->portions, n, err));
    *part = portions[n].part;
    for (int64_t i = 0; i < n; i++) {
        if (coop__text_is(member->of.text.bytes, member->of.text.n, portions[i].id)) {
            *part = portions[i].part;
        }
    }
    return COOP_OK;
}

/* A set without members is a group of its own, which has all of it. */
static bool is_split_by(const coop__frame *frame, int64_t at)
{
    return frame->by[at].aggregate != NULL && !frame->keys[at].is_null;
}

coop_status coop__frame_part(const coop__frame *frame, int64_t row, int64_t ends[2],
                             coop_error *err)
{
    for (int64_t at = 0; coop__frame_splits(frame) && at < frame->n_by; at++) {
        int64_t more = 0;
        if (!is_split_by(frame, at)) {
            continue;
        }
        if (__builtin_sub_overflow(ends[1], ends[0], &more)) {
            return coop__sharing_fail(frame->sharing, COOP_LIMIT, row,
                                      "its interval does not fit 64 bits", err);
        }
        /* The parts of a larger amount may be smaller: what the interval adds is split by itself. */
        COOP__TRY(part_of_member(frame, at, row, ends[0], &ends[0], err));
        COOP__TRY(part_of_member(frame, at, row, more, &more, err));
        ends[1] = ends[0] + more;
    }
    return COOP_OK;
}

coop_status coop__frame_part_of_number(const coop__frame *frame, int64_t row, double *number,
                                       coop_error *err)
{
    bool is_equal = frame->sharing != NULL && !frame->sharing->rule->has_shares &&
                    !frame->sharing->rule->has_weights;
    for (int64_t at = 0; coop__frame_splits(frame) && at < frame->n_by; at++) {
        int64_t part = COOP__SHARE_UNIT;
        int64_t n = 0;
        if (!is_split_by(frame, at)) {
            continue;
        }
        if (is_equal) {
            COOP__TRY(weigh_members(frame, &frame->by[at], row, &n, err));
            *number /= (double)n;
        } else {
            COOP__TRY(part_of_member(frame, at, row, COOP__SHARE_UNIT, &part, err));
            *number *= (double)part / (double)COOP__SHARE_UNIT;
        }
    }
    return COOP_OK;
}
