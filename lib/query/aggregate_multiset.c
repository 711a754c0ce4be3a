/* aggregate_multiset.c -- quantiles and the number of distinct values, exact.
 *
 * All aggregates of one argument that are worked out from a multiset of its values share it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "aggregate_multiset.h"

/* ---- the shared state ---- */

coop_status coop__multiset_take(const coop__call *call, coop__lane *lane, void *states,
                                const coop__batch *batch, coop_error *err)
{
    coop__vector v = coop__argument(lane, call, 0, batch);
    bool done = coop__multiset_scatter(states, batch->n_groups, coop__cells_of(&call->codes[0]),
                                       &lane->arena, &v, coop__groups_of(lane, batch),
                                       batch->strip->n, call->frame->scope.entry->table->n_rows);
    return done ? COOP_OK : coop__no_memory(err);
}

coop_status coop__multiset_join(const coop__call *call, coop__arena *arena, void *state,
                                const void *other, coop_error *err)
{
    return coop__multiset_merge(state, other, coop__cells_of(&call->codes[0]), arena, err);
}

coop_status coop__multiset_serialise(const coop__call *call, coop__arena *arena,
                                     const void *state, coop__buffer *out, coop_error *err)
{
    return coop__multiset_write(state, coop__cells_of(&call->codes[0]), arena, out, err);
}

coop_status coop__multiset_restore(const coop__call *call, coop__arena *arena, void *state,
                                   coop__reader *in, coop_error *err)
{
    return coop__multiset_read(state, call->item->programs[0].kind, arena, in, err);
}

const coop__pairs *coop__values_of(const coop__call *call, const void *state)
{
    return coop__multiset_pairs(state, coop__cells_of(&call->codes[0]),
                                coop__results_arena(call));
}

/* ---- quantiles ---- */

/* Hyndman & Fan 1996, Am Stat 50:361-365, doi:10.2307/2684934: the nine ways to read a quantile off
 * ordered values, each a place among them, counted from 1, whose fraction interpolates. */
typedef struct place {
    double whole; /* may be below 1, or above the number of values */
    double fraction;
} place;

/* Types 1 to 3 step: the fraction is 0, 1/2 (the mean of both) or 1. */
static place step_of(int64_t type, double n, double p)
{
    double at = type == 3 ? n * p - 0.5 : n * p;
    double whole = floor(at);
    bool is_above = at > whole;
    double fraction = type == 1   ? (is_above ? 1 : 0)
                      : type == 2 ? (is_above ? 1 : 0.5)
                                  : (is_above || fmod(whole, 2) != 0 ? 1 : 0);
    place out = {whole, fraction};
    return out;
}

/* Types 4 to 9 interpolate at a + p (n + 1 - a - b). A place that misses a whole number by rounding
 * alone is that number, as R takes it; type 7 is R's own and takes places as they are. */
static place line_of(int64_t type, double n, double p)
{
    static const double a[] = {0, 0.5, 0, 1, 1.0 / 3, 3.0 / 8};
    static const double b[] = {1, 0.5, 0, 1, 1.0 / 3, 3.0 / 8};
    const double fuzz = type == 7 ? 0 : 0x1p-50;
    double at = type == 7 ? 1 + (n - 1) * p : a[type - 4] + p * (n + 1 - a[type - 4] - b[type - 4]);
    double whole = floor(at + fuzz);
    double fraction = at - whole;
    place out = {whole, fabs(fraction) < fuzz ? 0 : fraction};
    return out;
}

/* The value at a place from 1 on; places outside are the first and the last. */
static int64_t key_at(const coop__pairs *pairs, double at)
{
    int64_t below = 0;
    for (int64_t i = 0; i < pairs->n - 1; i++) {
        below += pairs->counts[i];
        if ((double)below >= at) {
            return pairs->keys[i];
        }
    }
    return pairs->keys[pairs->n - 1];
}

static double quantile_of(const coop__call *call, const coop__pairs *pairs)
{
    const coop__program *program = &call->item->programs[0];
    double n = (double)pairs->total;
    place at = call->choice <= 3 ? step_of(call->choice, n, call->parameter)
                                 : line_of(call->choice, n, call->parameter);
    double low = coop__number_of(program, key_at(pairs, at.whole));
    if (at.fraction == 0) {
        return low;
    }
    double high = coop__number_of(program, key_at(pairs, at.whole + 1));
    return at.fraction == 1 || high == low ? high
                                           : (1 - at.fraction) * low + at.fraction * high;
}

static coop_status quantile_finish(const coop__call *call, const void *state,
                                   coop__value *outputs, coop_error *err)
{
    const coop__pairs *pairs = coop__values_of(call, state);
    if (pairs == NULL) {
        return coop__no_memory(err);
    }
    outputs[0] = coop__number_value(pairs->n > 0 ? quantile_of(call, pairs) : NAN);
    return COOP_OK;
}

static coop_status median_bind(coop__call *call, coop_error *err)
{
    COOP__TRY(coop__take_argument(call, 0, COOP__TAKES_NUMBERS, err));
    call->parameter = 0.5;
    call->choice = 7;
    return coop__call_output(call, "", COOP_TYPE_FLOAT64, 0, err);
}

static coop_status quantile_bind(coop__call *call, coop_error *err)
{
    double type = 7;
    COOP__TRY(median_bind(call, err));
    COOP__TRY(coop__take_number(call, 1, 0, 1, &call->parameter, err));
    if (call->item->n_programs > 2) {
        COOP__TRY(coop__take_number(call, 2, 1, 9, &type, err));
    }
    call->choice = (int64_t)type;
    return (double)call->choice == type
               ? COOP_OK
               : coop__fail_in(err, COOP_TYPE, &call->item->programs[2], call->item->at,
                               "the type of a quantile is a whole number from 1 to 9");
}

const coop__aggregate coop__quantile_aggregate = {
    .name = "quantile",
    .meaning = "value below which a part p of the rows lies, by R's types 1 to 9, of its own 7",
    .least = 2, .most = 3, .state_size = sizeof(coop__multiset), .n_of_state = 1,
    .cut = COOP__CUT_ROOTS, .bind = quantile_bind, COOP__MULTISET_STATE,
    .finish = quantile_finish};

const coop__aggregate coop__median_aggregate = {
    .name = "median", .meaning = "quantile at 0.5 of type 7", .least = 1, .most = 1,
    .state_size = sizeof(coop__multiset), .n_of_state = 1, .cut = COOP__CUT_ROOTS,
    .bind = median_bind, COOP__MULTISET_STATE, .finish = quantile_finish};

/* ---- distinct ---- */

/* Words by their codes; and words that only a state from elsewhere has, bytewise ascending. */
typedef struct words {
    uint8_t *seen;
    const char **others;
    int64_t n_others;
} words;

/* The words of a dictionary that the argument gives; NULL: it gives other values. */
static const coop__column *words_of(const coop__call *call)
{
    const coop__program *program = &call->item->programs[0];
    const coop__node *node = &program->nodes[0];
    bool is_plain = program->n == 1 && node->op == COOP__OP_COLUMN && node->column != NULL &&
                    node->column->type == COOP_TYPE_CODE;
    return is_plain ? node->column : NULL;
}

static coop_status distinct_bind(coop__call *call, coop_error *err)
{
    const coop__column *column = words_of(call);
    unsigned kinds = COOP__TAKES_NUMBERS | COOP__TAKES(COOP__SPAN) |
                     (column != NULL ? COOP__TAKES(COOP__TEXT) : 0);
    COOP__TRY(coop__take_argument(call, 0, kinds, err));
    if (column != NULL) {
        call->takes_words = true;
        call->is_whole = call->item->programs[0].nodes[0].n_hops > 0;
        call->state_size = sizeof(words);
    }
    return coop__call_output(call, "", COOP_TYPE_INT64, 0, err);
}

static bool see(words *w, const coop__column *column, coop__arena *arena, int64_t code)
{
    if (w->seen == NULL) {
        w->seen = coop__arena_alloc(arena, (size_t)column->words.n, 1);
    }
    if (w->seen != NULL) {
        w->seen[code] = 1;
    }
    return w->seen != NULL;
}

/* The code of a row's word; -1: it has none. A word behind a reference is read by the query's own
 * scope: rows are taken singly then. */
static int64_t code_of_row(const coop__call *call, const coop__column *column, int64_t row)
{
    const coop__program *program = &call->item->programs[0];
    if (program->nodes[0].n_hops == 0) {
        return coop__is_valid(column, row) ? (int64_t)coop__code_at(column, row) : -1;
    }
    coop__value value = coop__evaluate(program, &call->frame->scope, row);
    return value.is_null ? -1
                         : coop__pool_find(&column->words, value.of.text.bytes, value.of.text.n);
}

static coop_status distinct_scatter(const coop__call *call, coop__lane *lane, void *states,
                                    const coop__batch *batch, coop_error *err)
{
    const coop__column *column = words_of(call);
    const coop__strip *strip = batch->strip;
    if (column == NULL) {
        return coop__multiset_take(call, lane, states, batch, err);
    }
    const uint32_t *groups = coop__groups_of(lane, batch);
    words *all = states;
    for (int64_t i = 0; i < strip->n; i++) {
        int64_t row = strip->rows != NULL ? strip->rows[i] : strip->first + i;
        int64_t code = code_of_row(call, column, row);
        if (code >= 0 && !see(&all[groups[i]], column, &lane->arena, code)) {
            return coop__no_memory(err);
        }
    }
    return COOP_OK;
}

/* ---- words that are not in the dictionary ---- */

static bool add_other(words *w, coop__arena *arena, const char *word)
{
    int64_t at = 0;
    for (int64_t end = w->n_others; at < end;) {
        int64_t middle = at + (end - at) / 2;
        bool is_below = strcmp(w->others[middle], word) < 0;
        at = is_below ? middle + 1 : at;
        end = is_below ? end : middle;
    }
    if (at < w->n_others && strcmp(w->others[at], word) == 0) {
        return true;
    }
    /* Grown to the next power of two where the number is one. */
    if ((w->n_others & (w->n_others - 1)) == 0) {
        size_t capacity = w->n_others == 0 ? 1 : 2 * (size_t)w->n_others;
        const char **more = coop__arena_alloc(arena, capacity, sizeof *more);
        if (more == NULL) {
            return false;
        }
        if (w->n_others > 0) {
            memcpy(more, w->others, (size_t)w->n_others * sizeof *more);
        }
        w->others = more;
    }
    memmove(w->others + at + 1, w->others + at, (size_t)(w->n_others - at) * sizeof *w->others);
    w->others[at] = word;
    w->n_others++;
    return true;
}

static coop_status merge_words(const coop__column *column, coop__arena *arena, words *w,
                               const words *more, coop_error *err)
{
    bool done = true;
    for (int64_t code = 0; more->seen != NULL && code < column->words.n && done; code++) {
        done = more->seen[code] == 0 || see(w, column, arena, code);
    }
    for (int64_t i = 0; i < more->n_others && done; i++) {
        done = add_other(w, arena, more->others[i]);
    }
    return done ? COOP_OK : coop__no_memory(err);
}

static coop_status distinct_merge(const coop__call *call, coop__arena *arena, void *state,
                                  const void *other, coop_error *err)
{
    const coop__column *column = words_of(call);
    return column != NULL ? merge_words(column, arena, state, other, err)
                          : coop__multiset_join(call, arena, state, other, err);
}

static int64_t count_words(const coop__column *column, const words *w)
{
    int64_t n = w->n_others;
    for (int64_t code = 0; w->seen != NULL && code < column->words.n; code++) {
        n += w->seen[code];
    }
    return n;
}

static bool write_word(coop__buffer *out, const char *word)
{
    size_t n = strlen(word);
    return coop__write_64(out, (int64_t)n) && coop__buffer_append(out, word, n);
}

/* Runs of twice the length from those of each length, until one is left; room: n more. */
static const char **sort_words(const char **from, int64_t n, const char **to)
{
    for (int64_t length = 1; length < n; length *= 2) {
        for (int64_t first = 0; first < n; first += 2 * length) {
            int64_t a = first;
            int64_t a_end = first + length < n ? first + length : n;
            int64_t b = a_end;
            int64_t b_end = b + length < n ? b + length : n;
            for (int64_t at = first; at < b_end; at++) {
                bool takes_a = a < a_end && (b == b_end || strcmp(from[a], from[b]) <= 0);
                to[at] = takes_a ? from[a++] : from[b++];
            }
        }
        const char **turn = from;
        from = to;
        to = turn;
    }
    return from;
}

static coop_status write_words(const coop__column *column, coop__arena *arena, const words *w,
                               coop__buffer *out, coop_error *err)
{
    int64_t n = count_words(column, w);
    const char **all = coop__arena_alloc(arena, (size_t)n, 2 * sizeof *all);
    int64_t at = w->n_others;
    if (all == NULL) {
        return coop__no_memory(err);
    }
    if (at > 0) {
        memcpy(all, w->others, (size_t)at * sizeof *all);
    }
    for (int64_t code = 0; w->seen != NULL && code < column->words.n; code++) {
        if (w->seen[code] != 0) {
            all[at++] = column->words.words[code];
        }
    }
    const char **sorted = sort_words(all, n, all + n);
    bool done = coop__write_64(out, n);
    for (int64_t i = 0; i < n && done; i++) {
        done = write_word(out, sorted[i]);
    }
    return done ? COOP_OK : coop__no_memory(err);
}

static coop_status distinct_write(const coop__call *call, coop__arena *arena, const void *state,
                                  coop__buffer *out, coop_error *err)
{
    const coop__column *column = words_of(call);
    return column != NULL ? write_words(column, arena, state, out, err)
                          : coop__multiset_serialise(call, arena, state, out, err);
}

/* The next word of the bytes, which comes behind `last`. */
static coop_status read_word(coop__arena *arena, coop__reader *in, const char *last, char **word,
                             coop_error *err)
{
    int64_t n = 0;
    COOP__TRY(coop__read_count(in, &n, err));
    const unsigned char *bytes =
        (uint64_t)n <= in->n - in->at ? coop__read_bytes(in, (size_t)n) : NULL;
    if (bytes == NULL || memchr(bytes, '\0', (size_t)n) != NULL) {
        return coop__bad_state(err, "a word is cut off, or has a zero byte");
    }
    *word = coop__arena_text(arena, (const char *)bytes, (size_t)n);
    if (*word == NULL) {
        return coop__no_memory(err);
    }
    return last == NULL || strcmp(last, *word) < 0
               ? COOP_OK
               : coop__bad_state(err, "words do not ascend");
}

static coop_status distinct_read(const coop__call *call, coop__arena *arena, void *state,
                                 coop__reader *in, coop_error *err)
{
    const coop__column *column = words_of(call);
    words *w = state;
    int64_t n = 0;
    char *word = NULL;
    if (column == NULL) {
        return coop__multiset_restore(call, arena, state, in, err);
    }
    COOP__TRY(coop__read_count(in, &n, err));
    for (int64_t i = 0; i < n; i++) {
        COOP__TRY(read_word(arena, in, word, &word, err));
        int64_t code = coop__pool_find(&column->words, word, strlen(word));
        bool done = code >= 0 ? see(w, column, arena, code) : add_other(w, arena, word);
        if (!done) {
            return coop__no_memory(err);
        }
    }
    return COOP_OK;
}

static coop_status distinct_finish(const coop__call *call, const void *state,
                                   coop__value *outputs, coop_error *err)
{
    const coop__column *column = words_of(call);
    const coop__pairs *pairs = column == NULL ? coop__values_of(call, state) : NULL;
    if (column == NULL && pairs == NULL) {
        return coop__no_memory(err);
    }
    outputs[0] = coop__integer_value(column != NULL ? count_words(column, state) : pairs->n);
    return COOP_OK;
}

const coop__aggregate coop__distinct_aggregate = {
    .name = "distinct", .meaning = "different numbers, amounts, days or words", .least = 1,
    .most = 1, .state_size = sizeof(coop__multiset), .n_of_state = 1, .cut = COOP__CUT_ROOTS,
    .bind = distinct_bind, .scatter = distinct_scatter,
    .merge = distinct_merge, .serialise = distinct_write, .restore = distinct_read,
    .finish = distinct_finish};
