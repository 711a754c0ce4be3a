/* crosswalk.c -- what the status words of other systems mean on this library's scales.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "crosswalk.h"

#include <string.h>

#include "../core/error.h"

#define AIDDATA "AidData TUFF 3.0 codebook"
#define IATI "IATI codelist ActivityStatus"
#define OCDS "OCDS codelist milestoneStatus"
#define PAM "Peace Accords Matrix, implementation scores"
#define G7 "G7 and G20 research groups, compliance coding manual"
#define AEC "ASEAN Economic Community scorecard"
#define BRF "Belt and Road Forum follow-up reports 2018 and 2019"
#define OURS "this library"

static const coop_crosswalk_word words[] = {
    {"aiddata", "Pipeline: Pledge", "not_started", "no", "announced, no agreement", AIDDATA},
    {"aiddata", "Pipeline: Commitment", "not_started", "no", "signed, not begun", AIDDATA},
    {"aiddata", "Implementation", "started", "no", "under way", AIDDATA},
    {"aiddata", "Completion", "completed", "no", "completed", AIDDATA},
    {"aiddata", "Suspended", "suspended", "no", "stopped, not ended", AIDDATA},
    {"aiddata", "Cancelled", "not_started;started", "cancelled", "ended undone", AIDDATA},
    {"iati", "1", "not_started", "no", "pipeline or identification", IATI},
    {"iati", "2", "started", "no", "implementation", IATI},
    {"iati", "3", "completed", "no", "finalisation: done, accounts open", IATI},
    {"iati", "4", "completed", "no", "closed", IATI},
    {"iati", "5", "not_started;started", "cancelled", "cancelled", IATI},
    {"iati", "6", "suspended", "no", "suspended", IATI},
    {"ocds", "scheduled", "not_started;started", "no", "not yet due", OCDS},
    {"ocds", "met", "completed", "no", "met", OCDS},
    {"ocds", "partiallyMet", "started", "no", "met in part", OCDS},
    {"ocds", "notMet", "not_started;started;stalled", "no", "due and not met", OCDS},
    {"pam", "0", "not_started", "no", "not initiated", PAM},
    {"pam", "1", "started", "no", "minimum implementation", PAM},
    {"pam", "2", "started", "no", "intermediate implementation", PAM},
    {"pam", "3", "completed", "no", "full implementation", PAM},
    {"g7", "-1", "not_started;stalled", "no", "failure to comply", G7},
    {"g7", "0", "started", "no", "work in progress, partial compliance", G7},
    {"g7", "1", "completed", "no", "full or nearly full compliance", G7},
    {"aec", "no", "not_started;started;stalled", "no", "not implemented by all", AEC},
    {"aec", "yes", "completed", "no", "implemented by all", AEC},
    {"brf", "routine work", "started;completed", "no", "resulted in routine work", BRF},
    {"brf", "other", "not_started;stalled", "no", "not among the results", BRF},
    {"coopstat", "unreported", "unreported", "no", "nothing was reported", OURS},
    {"coopstat", "unknown", "unknown", "no", "looked for and not found", OURS},
    {"coopstat", "not_started", "not_started", "no", "not begun", OURS},
    {"coopstat", "started", "started", "no", "under way", OURS},
    {"coopstat", "stalled", "stalled", "no", "not going on", OURS},
    {"coopstat", "suspended", "suspended", "no", "stopped by decision", OURS},
    {"coopstat", "completed", "completed", "no", "completed", OURS},
    {"coopstat", "operational", "operational", "no", "in use", OURS},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

const coop_crosswalk_word *coop_crosswalk_words(void)
{
    return words;
}

/* ---- masks from words ---- */

static bool mask_of(const char *text, size_t n, const char *const *names, uint32_t *mask)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (coop__text_is(text, n, names[i])) {
            *mask |= COOP__BIT(i);
            return true;
        }
    }
    return false;
}

/* "started;completed" as a mask; false for a word that is no status. */
static bool mask_of_list(const char *list, const char *const *names, uint32_t *mask)
{
    *mask = 0;
    for (const char *start = list;;) {
        const char *end = strchr(start, ';');
        size_t n = end != NULL ? (size_t)(end - start) : strlen(start);
        if (!mask_of(start, n, names, mask)) {
            return false;
        }
        if (end == NULL) {
            return true;
        }
        start = end + 1;
    }
}

/* A cell of the register's table: a set of words, or one word; missing means `fallback`. */
static bool mask_of_cell(const coop__entry *entry, const char *name, int64_t row,
                         const char *const *names, uint32_t fallback, uint32_t *mask)
{
    const coop__column *column = coop__table_column(entry->table, name);
    *mask = 0;
    if (column == NULL || !coop__is_valid(column, row)) {
        *mask = fallback;
        return fallback != 0;
    }
    if (column->type == COOP_TYPE_CODE) {
        return mask_of_list(column->words.words[coop__code_at(column, row)], names, mask);
    }
    if (column->type != COOP_TYPE_SET) {
        return false;
    }
    coop_words cell = coop__words_at(column, row);
    for (int64_t i = 0; i < cell.n; i++) {
        const char *word = cell.words[cell.codes[i]];
        if (!mask_of(word, strlen(word), names, mask)) {
            return false;
        }
    }
    return cell.n > 0;
}

/* ---- looking up ---- */

static const coop__entry *own_table(const coop_dataset *data)
{
    int64_t index = coop__catalog_find(&data->catalog, "crosswalk");
    return index < 0 ? NULL : &data->catalog.entries[index];
}

#define CANDIDATES 64

/* Collects distinct names for "did you mean": schemes, or (scheme given) its words. */
static int64_t candidates(const coop_dataset *data, const char *scheme, const char **out)
{
    int64_t n = 0;
    const coop__entry *own = own_table(data);
    int64_t n_own = own != NULL ? own->table->n_rows : 0;
    for (int64_t i = 0; i < n_own && n < CANDIDATES; i++) {
        const char *its = coop__word_of(own, "scheme", i);
        const char *word = coop__word_of(own, "word", i);
        bool is_in = its != NULL && word != NULL && (scheme == NULL || strcmp(its, scheme) == 0);
        out[n] = scheme == NULL ? its : word;
        n += is_in ? 1 : 0;
    }
    for (const coop_crosswalk_word *w = words; w->scheme != NULL && n < CANDIDATES; w++) {
        bool is_in = scheme == NULL || strcmp(w->scheme, scheme) == 0;
        out[n] = scheme == NULL ? w->scheme : w->word;
        n += is_in ? 1 : 0;
    }
    return n;
}

coop_status coop__crosswalk_check(const coop_dataset *data, const char *scheme, coop_error *err)
{
    const char *names[CANDIDATES];
    if (candidates(data, scheme, names) > 0) {
        return COOP_OK;
    }
    const char *nearest = coop__nearest(scheme, names, candidates(data, NULL, names));
    return coop__fail(err, COOP_NOT_FOUND, "there is no crosswalk '%s'%s%s%s", scheme,
                      nearest != NULL ? ", the nearest is '" : "", nearest != NULL ? nearest : "",
                      nearest != NULL ? "'" : "");
}

static coop_status find_own(const coop__entry *own, const char *scheme, const char *word, size_t n,
                            coop__crosswalk_sets *out, bool *found, coop_error *err)
{
    int64_t n_rows = own != NULL ? own->table->n_rows : 0;
    for (int64_t i = 0; i < n_rows; i++) {
        const char *its_scheme = coop__word_of(own, "scheme", i);
        const char *its_word = coop__word_of(own, "word", i);
        if (its_scheme == NULL || its_word == NULL || strcmp(its_scheme, scheme) != 0 ||
            !coop__text_is(word, n, its_word)) {
            continue;
        }
        if (!mask_of_cell(own, "work", i, coop__work_words, 0, &out->work) ||
            !mask_of_cell(own, "ended", i, coop__end_words, COOP__BIT(COOP__END_NONE), &out->end)) {
            return coop__fail(err, COOP_FORMAT,
                              "table crosswalk: '%s' of '%s' has no status of ours in work or ended",
                              its_word, scheme);
        }
        *found = true;
        return COOP_OK;
    }
    return COOP_OK;
}

coop_status coop__crosswalk_find(const coop_dataset *data, const char *scheme, const char *word,
                                 size_t n, coop__crosswalk_sets *out, coop_error *err)
{
    bool found = false;
    coop__crosswalk_sets sets = {0, 0};
    COOP__TRY(find_own(own_table(data), scheme, word, n, &sets, &found, err));
    for (const coop_crosswalk_word *w = words; w->scheme != NULL && !found; w++) {
        if (strcmp(w->scheme, scheme) == 0 && coop__text_is(word, n, w->word)) {
            found = mask_of_list(w->work, coop__work_words, &sets.work) &&
                    mask_of_list(w->ended, coop__end_words, &sets.end);
        }
    }
    if (!found) {
        char copy[64];
        const char *names[CANDIDATES];
        coop__escape(word, n, copy, sizeof copy);
        const char *nearest = coop__nearest(copy, names, candidates(data, scheme, names));
        return coop__fail(err, COOP_NOT_FOUND, "crosswalk '%s' has no word '%s'%s%s%s", scheme, copy,
                          nearest != NULL ? ", the nearest is '" : "",
                          nearest != NULL ? nearest : "", nearest != NULL ? "'" : "");
    }
    *out = sets;
    return COOP_OK;
}
