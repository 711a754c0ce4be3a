/* members.c -- who the members of a group of nations were on a day.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "attribution.h"

static const coop__column *find_column(const coop__entry *entry, const char *name, coop_type a,
                                       coop_type b)
{
    const coop__column *column = coop__table_column(entry->table, name);
    return column != NULL && (column->type == a || column->type == b) ? column : NULL;
}

coop_status coop__members_open(coop__members *m, const coop_dataset *data,
                               const coop_attribution_options *options, coop_error *err)
{
    *m = (coop__members){.of = options->members_of};
    if (options->members_on == NULL) {
        return options->members_of == NULL
                   ? COOP_OK
                   : coop__fail(err, COOP_ARGUMENT, "members_of needs a day in members_on");
    }
    coop_error why = {0};
    coop_status status = coop__date_parse(options->members_on, strlen(options->members_on), &m->day,
                                          &why);
    if (status != COOP_OK) {
        return coop__fail(err, status, "members_on: %s", why.message);
    }
    int64_t index = coop__catalog_find(&data->catalog, "membership");
    const coop__entry *entry = index >= 0 ? &data->catalog.entries[index] : NULL;
    const coop_type code = COOP_TYPE_CODE;
    if (entry != NULL) {
        m->nation = find_column(entry, "nation", code, code);
        m->mechanism = find_column(entry, "mechanism", code, code);
        m->since = find_column(entry, "since", COOP_TYPE_SPAN, COOP_TYPE_DATE);
        m->until = find_column(entry, "until", COOP_TYPE_SPAN, COOP_TYPE_DATE);
    }
    if (m->nation == NULL || m->mechanism == NULL || m->since == NULL) {
        return coop__fail(err, COOP_NOT_FOUND,
                          "there is no table membership with nation, mechanism and since");
    }
    m->membership = entry;
    index = coop__catalog_find(&data->catalog, "mechanism");
    m->mechanisms = index >= 0 ? &data->catalog.entries[index] : NULL;
    return COOP_OK;
}

/* ---- the mechanism of a party ---- */

/* Of "party:mechanism;...", the mechanism of a party; NULL: it is not there. */
static const char *mapped(const char *map, const char *party, size_t *n)
{
    size_t length = strlen(party);
    for (const char *at = map; at != NULL && *at != '\0';) {
        size_t piece = strcspn(at, ";");
        if (piece > length && at[length] == ':' && memcmp(at, party, length) == 0) {
            *n = piece - length - 1;
            return at + length + 1;
        }
        at += piece + (at[piece] == ';' ? 1 : 0);
    }
    return NULL;
}

static const char *word_of(const coop__column *column, int64_t row)
{
    return coop__is_valid(column, row) ? column->words.words[coop__code_at(column, row)] : NULL;
}

/* The mechanism whose members a party stands for, as `membership` spells it; NULL: it is no group. */
static const char *mechanism_of(const coop__members *m, const char *party)
{
    size_t n = strlen(party);
    const char *name = mapped(m->of, party, &n);
    name = name != NULL ? name : party;
    for (int64_t row = 0; row < m->membership->table->n_rows; row++) {
        const char *word = word_of(m->mechanism, row);
        if (word != NULL && coop__text_is(name, n, word)) {
            return word;
        }
    }
    return NULL;
}

/* ---- its members ---- */

/* Whether a day has come: 1, 0, or -1 where that is not known. A missing day never comes. */
static int has_come(const coop__column *column, int64_t row, coop_date day)
{
    const coop__value value = column != NULL ? coop__value_at(column, row)
                                             : (coop__value){.is_null = true};
    return value.is_null || value.of.span.first > day ? 0 : value.of.span.last <= day ? 1 : -1;
}

static coop_status is_member(const coop__members *m, int64_t row, bool *out, coop_error *err)
{
    const char *status = coop__word_of(m->membership, "status", row);
    int since = has_come(m->since, row, m->day);
    int until = has_come(m->until, row, m->day);
    *out = since == 1 && until == 0 && (status == NULL || strcmp(status, "member") == 0);
    bool is_known = since == 0 || until == 1 || (since == 1 && until == 0);
    return is_known ? COOP_OK
                    : coop__fail(err, COOP_UNDEFINED,
                                 "it is not known whether '%s' was a member of '%s' on the day",
                                 word_of(m->nation, row), word_of(m->mechanism, row));
}

static bool has_row(const coop__members *m, const char *mechanism, const char *nation)
{
    for (int64_t row = 0; row < m->membership->table->n_rows; row++) {
        const char *of = word_of(m->mechanism, row);
        const char *who = word_of(m->nation, row);
        if (of != NULL && who != NULL && strcmp(of, mechanism) == 0 && strcmp(who, nation) == 0) {
            return true;
        }
    }
    return false;
}

/* A table of memberships that leaves out parties of the mechanism would give others their parts. */
static coop_status check_complete(const coop__members *m, const char *mechanism, coop_error *err)
{
    int64_t row = m->mechanisms != NULL && m->mechanisms->key >= 0
                      ? coop__entry_find(m->mechanisms, mechanism, strlen(mechanism))
                      : -1;
    const coop__column *parties = row >= 0 ? find_column(m->mechanisms, "parties", COOP_TYPE_SET,
                                                         COOP_TYPE_SET)
                                           : NULL;
    if (parties == NULL || !coop__is_valid(parties, row)) {
        return COOP_OK;
    }
    coop_words words = coop__words_at(parties, row);
    for (int64_t i = 0; i < words.n; i++) {
        const char *party = words.words[words.codes[i]];
        if (!has_row(m, mechanism, party)) {
            return coop__fail(err, COOP_NOT_FOUND, "membership does not say since when '%s', a party "
                                                   "of '%s', is a member", party, mechanism);
        }
    }
    return COOP_OK;
}

static coop_status read_bloc(const coop__members *m, coop__arena *arena, const char *mechanism,
                             coop__bloc *bloc, coop_error *err)
{
    size_t n_rows = (size_t)m->membership->table->n_rows;
    bloc->members = coop__arena_alloc(arena, n_rows, sizeof *bloc->members);
    if (bloc->members == NULL) {
        return coop__no_memory(err);
    }
    COOP__TRY(check_complete(m, mechanism, err));
    for (int64_t row = 0; row < (int64_t)n_rows; row++) {
        const char *of = word_of(m->mechanism, row);
        const char *who = word_of(m->nation, row);
        bool is_in = false;
        if (of == NULL || who == NULL || strcmp(of, mechanism) != 0) {
            continue;
        }
        COOP__TRY(is_member(m, row, &is_in, err));
        for (int64_t i = 0; i < bloc->n; i++) {
            is_in = is_in && strcmp(bloc->members[i], who) != 0; /* left, and joined again */
        }
        if (is_in) {
            bloc->members[bloc->n++] = who;
        }
    }
    return bloc->n > 0 ? COOP_OK
                       : coop__fail(err, COOP_EMPTY, "'%s' has no members on the day", mechanism);
}

coop_status coop__members_of(coop__members *m, coop__arena *arena, const char *party,
                             const coop__bloc **out, coop_error *err)
{
    *out = NULL;
    if (m->membership == NULL || party == NULL) {
        return COOP_OK;
    }
    for (const coop__bloc *bloc = m->blocs; bloc != NULL; bloc = bloc->next) {
        if (strcmp(bloc->party, party) == 0) {
            *out = bloc->n > 0 ? bloc : NULL;
            return COOP_OK;
        }
    }
    coop__bloc *bloc = coop__arena_alloc(arena, 1, sizeof *bloc);
    if (bloc == NULL) {
        return coop__no_memory(err);
    }
    const char *mechanism = mechanism_of(m, party);
    COOP__TRY(mechanism != NULL ? read_bloc(m, arena, mechanism, bloc, err) : COOP_OK);
    bloc->party = party;
    bloc->next = m->blocs;
    m->blocs = bloc;
    *out = bloc->n > 0 ? bloc : NULL;
    return COOP_OK;
}
