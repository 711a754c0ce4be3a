/* definition.c -- the meanings of "implemented" that are in use, one descriptor each.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "rate.h"

#define HIT_COMPLETED (COOP__BIT(COOP__WORK_COMPLETED) | COOP__BIT(COOP__WORK_OPERATIONAL))
#define HIT_STARTED (HIT_COMPLETED | COOP__BIT(COOP__WORK_STARTED))

/* Looked for and not found is unclear; so is a set that holds both a hit and a miss. */
static coop__verdict judge_mask(uint32_t mask, uint32_t hit)
{
    if ((mask & COOP__BIT(COOP__WORK_UNKNOWN)) != 0) {
        return COOP__UNCLEAR;
    }
    return (mask & ~hit) == 0 ? COOP__HIT : (mask & hit) == 0 ? COOP__MISS : COOP__UNCLEAR;
}

/* An end of the kinds in `out` takes the row out of the total; a doubtful one makes it unclear. */
static coop__verdict judge_sets(uint32_t work, uint32_t end, uint32_t hit, uint32_t out)
{
    if ((end & ~out) == 0) {
        return COOP__OUTSIDE;
    }
    return (end & out) != 0 ? COOP__UNCLEAR : judge_mask(work, hit);
}

static coop__verdict judge_work(const coop__case *c, uint32_t hit, uint32_t out)
{
    return judge_sets(c->sets.work, c->sets.end, hit, out);
}

static coop__verdict judge_completed(const coop__case *c)
{
    return judge_work(c, HIT_COMPLETED, COOP__BIT(COOP__END_SUPERSEDED));
}

static coop__verdict judge_started(const coop__case *c)
{
    return judge_work(c, HIT_STARTED, COOP__BIT(COOP__END_SUPERSEDED));
}

static coop__verdict judge_completed_net(const coop__case *c)
{
    return judge_work(c, HIT_COMPLETED,
                      COOP__BIT(COOP__END_SUPERSEDED) | COOP__BIT(COOP__END_CANCELLED));
}

/* Of definitions that their fold counts anew: a superseded row is not in the total. */
static coop__verdict judge_present(const coop__case *c)
{
    return judge_sets(COOP__BIT(COOP__WORK_UNREPORTED), c->sets.end, HIT_COMPLETED,
                      COOP__BIT(COOP__END_SUPERSEDED));
}

static coop__verdict judge_legal(const coop__case *c)
{
    static const char *const instruments[] = {"treaty", "intergovernmental_agreement",
                                              "loan_agreement"};
    const char *instrument = coop__word_of(c->data->agreement, "instrument", c->row);
    bool can_enter = false;
    for (size_t i = 0; instrument != NULL && i < sizeof instruments / sizeof instruments[0]; i++) {
        can_enter = can_enter || strcmp(instrument, instruments[i]) == 0;
    }
    uint32_t superseded = COOP__BIT(COOP__END_SUPERSEDED);
    if (!can_enter || c->sets.end == superseded) {
        return COOP__OUTSIDE;
    }
    if ((c->sets.end & superseded) != 0) {
        return COOP__UNCLEAR;
    }
    uint32_t hit = COOP__BIT(COOP__LEGAL_RATIFIED) | COOP__BIT(COOP__LEGAL_IN_FORCE);
    uint32_t mask = c->sets.legal;
    return (mask & ~hit) == 0 ? COOP__HIT : (mask & hit) == 0 ? COOP__MISS : COOP__UNCLEAR;
}

/* ---- by a due date ---- */

static bool due_of(const coop_dataset *data, int64_t row, coop_span *out)
{
    const coop__column *due = coop__table_column(data->agreement->table, "due");
    bool is_date = due != NULL && (due->type == COOP_TYPE_SPAN || due->type == COOP_TYPE_DATE);
    if (!is_date || !coop__is_valid(due, row)) {
        return false;
    }
    *out = coop__value_at(due, row).of.span;
    return true;
}

/* Where the day lies inside the due span, it is unclear whether the row is in the total at all. */
static coop__verdict when_due(const coop__case *c, coop_span due, coop__verdict verdict)
{
    bool is_out = due.first > c->moment.as_of || verdict == COOP__OUTSIDE;
    return is_out ? COOP__OUTSIDE : due.last > c->moment.as_of ? COOP__UNCLEAR : verdict;
}

/* A row without a due date is apart, unless it is not in the total anyway. */
static coop__verdict without_due(coop__verdict verdict)
{
    return verdict == COOP__OUTSIDE ? COOP__OUTSIDE : COOP__APART;
}

static coop__verdict judge_due(const coop__case *c)
{
    coop_span due;
    coop__verdict now = judge_completed(c);
    return due_of(c->data, c->row, &due) ? when_due(c, due, now) : without_due(now);
}

static coop__verdict completed_on(const coop__case *c, coop_date day)
{
    coop__moment moment = {day, c->moment.as_known};
    return judge_mask(coop__status_at(c->data, c->row, moment).work, HIT_COMPLETED);
}

/* Completed on the due day, whichever day of the span that is. The status changes only where an
 * event begins to be possible or to be sure, so that days between such days need no look. */
static coop__verdict completed_by(const coop__case *c, coop_span due)
{
    coop__verdict verdict = completed_on(c, due.first);
    bool agrees = completed_on(c, due.last) == verdict;
    const int64_t *first = &c->data->first_event[c->row];
    for (int64_t i = first[0]; i < first[1] && agrees && due.first < due.last; i++) {
        const coop_span date = c->data->events[i].date;
        const int64_t days[4] = {date.first, (int64_t)date.first + 1, date.last,
                                 (int64_t)date.last + 1};
        for (int j = 0; j < 4 && agrees; j++) {
            bool is_in = days[j] > due.first && days[j] < due.last;
            agrees = !is_in || completed_on(c, (coop_date)days[j]) == verdict;
        }
    }
    return agrees ? verdict : COOP__UNCLEAR;
}

/* Completed by its due date and still so: what is on time is a part of what is due and done. */
static coop__verdict judge_on_time(const coop__case *c)
{
    coop_span due;
    coop__verdict now = judge_completed(c);
    if (!due_of(c->data, c->row, &due)) {
        return without_due(now);
    }
    coop__verdict in_total = when_due(c, due, now);
    if (in_total == COOP__OUTSIDE || due.last > c->moment.as_of || now == COOP__MISS) {
        return in_total;
    }
    coop__verdict by_due = completed_by(c, due);
    if (now == COOP__HIT) {
        return by_due;
    }
    /* Looked for and not found: it may have been done in time, and nobody reported it. Whether it
     * is in the total at all may be open too. */
    bool is_open = (c->sets.work & COOP__BIT(COOP__WORK_UNKNOWN)) != 0 ||
                   (c->sets.end & COOP__BIT(COOP__END_SUPERSEDED)) != 0;
    return by_due == COOP__MISS && !is_open ? COOP__MISS : COOP__UNCLEAR;
}

#define LONG_OVERDUE_YEARS 2

static coop_date years_after(coop_date date, int32_t years)
{
    coop__civil civil = coop__civil_of_date(date);
    int32_t year = civil.year + years;
    int32_t most = coop__month_length(year, civil.month);
    return coop__date_of_civil(year, civil.month, civil.day < most ? civil.day : most);
}

/* A hit where it is not long overdue: done, or due less than two years ago. The rate is mirrored
 * afterwards, so that a miss, which may have moved on since its last report, is what counts. */
static coop__verdict judge_not_overdue(const coop__case *c)
{
    coop_span due;
    coop__verdict verdict = judge_due(c);
    if (verdict != COOP__MISS || !due_of(c->data, c->row, &due) ||
        due.first < COOP__DATE_MIN || due.last > COOP__DATE_MAX - 366 * (LONG_OVERDUE_YEARS + 1)) {
        return verdict;
    }
    bool is_surely = years_after(due.last, LONG_OVERDUE_YEARS) <= c->moment.as_of;
    bool is_maybe = years_after(due.first, LONG_OVERDUE_YEARS) <= c->moment.as_of;
    return is_surely ? COOP__MISS : is_maybe ? COOP__UNCLEAR : COOP__HIT;
}

/* ---- by party ---- */

coop__party_reports coop__parties_of(const coop__case *c)
{
    coop__party_reports reports = {0, 0, 0, false};
    const coop__column *parties = coop__table_column(c->data->agreement->table, "parties");
    bool is_set = parties != NULL && parties->type == COOP_TYPE_SET;
    reports.n_parties =
        is_set && coop__is_valid(parties, c->row) ? coop__words_at(parties, c->row).n : 0;
    const int64_t *first = &c->data->first_event[c->row];
    for (int64_t party = 0; party < reports.n_parties; party++) {
        bool is_done = false;
        bool is_maybe = false;
        for (int64_t i = first[0]; i < first[1]; i++) {
            const coop__event *event = &c->data->events[i];
            if (event->party != party || event->word == NULL ||
                event->word->work < COOP__WORK_COMPLETED) {
                continue;
            }
            is_done = is_done || (event->date.last <= c->moment.as_of &&
                                  event->known.last <= c->moment.as_known);
            is_maybe = is_maybe || (event->date.first <= c->moment.as_of &&
                                    event->known.first <= c->moment.as_known);
        }
        reports.n_done += is_done ? 1 : 0;
        reports.n_maybe += is_maybe && !is_done ? 1 : 0;
    }
    reports.has_reports = reports.n_done + reports.n_maybe > 0;
    return reports;
}

/* Done by every party; without reports by party nothing is known of it. */
static coop__verdict judge_all_parties(const coop__case *c)
{
    coop__party_reports reports = coop__parties_of(c);
    uint32_t superseded = COOP__BIT(COOP__END_SUPERSEDED);
    if (c->sets.end == superseded) {
        return COOP__OUTSIDE;
    }
    if ((c->sets.end & superseded) != 0 || !reports.has_reports) {
        return COOP__UNCLEAR;
    }
    return reports.n_done == reports.n_parties                     ? COOP__HIT
           : reports.n_done + reports.n_maybe == reports.n_parties ? COOP__UNCLEAR
                                                                   : COOP__MISS;
}

/* ---- what a register must have ---- */

static bool has_column(const coop_dataset *data, const char *table, const char *column)
{
    int64_t index = coop__catalog_find(&data->catalog, table);
    const coop__column *found =
        index < 0 ? NULL : coop__table_column(data->catalog.entries[index].table, column);
    return found != NULL && found->n_null < found->n_rows;
}

static const char *needs_events(const coop_dataset *data)
{
    return has_column(data, "event", "status") ? NULL : "the register has no events";
}

static const char *needs_due(const coop_dataset *data)
{
    return has_column(data, "agreement", "due") ? needs_events(data)
                                                : "no agreement has a due date";
}

static const char *needs_instrument(const coop_dataset *data)
{
    return has_column(data, "agreement", "instrument") ? needs_events(data)
                                                       : "no agreement names its instrument";
}

static const char *needs_party_reports(const coop_dataset *data)
{
    for (int64_t i = 0; data->agreement != NULL &&
                        i < data->first_event[data->agreement->table->n_rows]; i++) {
        const coop__event *event = &data->events[i];
        bool is_done = event->word != NULL && event->word->work >= COOP__WORK_COMPLETED;
        if (is_done && event->party >= 0) {
            return needs_events(data);
        }
    }
    return "no event tells which party completed its part";
}

/* True if some row of a table has the word in a column and refers to an agreement. */
static bool has_row_of(const coop_dataset *data, const char *table, const char *column,
                       const char *word)
{
    int64_t index = coop__catalog_find(&data->catalog, table);
    const coop__entry *entry = index < 0 ? NULL : &data->catalog.entries[index];
    int64_t agreement = entry != NULL ? coop_table_find(entry->table, "agreement") : -1;
    const coop__link *link = agreement < 0 ? NULL : coop__entry_link(entry, agreement);
    bool is_tied = link != NULL && &data->catalog.entries[link->target] == data->agreement &&
                   entry->table->columns[agreement].type == COOP_TYPE_CODE;
    for (int64_t row = 0; is_tied && row < entry->table->n_rows; row++) {
        const char *its = coop__word_of(entry, column, row);
        if (its != NULL && strcmp(its, word) == 0 && coop__link_row(entry, link, row) >= 0) {
            return true;
        }
    }
    return false;
}

/* Whether a column holds numbers: integers, or doubles, or money where that is asked for. */
static bool has_numbers(const coop_dataset *data, const char *table, const char *column,
                        bool of_money)
{
    int64_t index = coop__catalog_find(&data->catalog, table);
    const coop__column *found =
        index < 0 ? NULL : coop__table_column(data->catalog.entries[index].table, column);
    return found != NULL && (of_money ? found->type == COOP_TYPE_MONEY
                                      : coop__type_is_integer(found->type) ||
                                            found->type == COOP_TYPE_FLOAT64);
}

static const char *needs_grades(const coop_dataset *data)
{
    return has_row_of(data, "score", "scale", "graded") && has_numbers(data, "score", "score", false)
               ? NULL
               : "no agreement has a score from 0 to 3";
}

static const char *needs_g7(const coop_dataset *data)
{
    return has_row_of(data, "score", "scale", "g7") && has_numbers(data, "score", "score", false)
               ? NULL
               : "no agreement has a score of -1, 0 or 1";
}

static const char *needs_signatures(const coop_dataset *data)
{
    return has_column(data, "agreement", "signed") ? needs_events(data)
                                                   : "no agreement tells when it was made";
}

static const char *needs_amounts(const coop_dataset *data)
{
    return has_column(data, "agreement", "amount") ? needs_events(data)
                                                   : "no agreement has an amount";
}

static const char *needs_disbursements(const coop_dataset *data)
{
    return coop__catalog_find(&data->catalog, "investment") < 0 ? "the register has no investments"
           : !has_row_of(data, "investment", "measure", "commitment")
               ? "no agreement has a committed amount"
           : !has_row_of(data, "investment", "measure", "disbursement")
               ? "no agreement has a disbursed amount"
           : !has_numbers(data, "investment", "amount", true)
               ? "the amounts of investments are no money"
               : NULL;
}

static const char *needs_indicators(const coop_dataset *data)
{
    (void)data;
    return "no agreement is tied to an indicator with a start and a target";
}

/* One row a definition; the public list and the functions are made of the same rows. */
#define DEFINITIONS(X) \
    X("completed", "work completed or operational", "commitments, superseded ones left out", \
      "strict count, the common default", "share", judge_completed, NULL, needs_events) \
    X("started", "work started, completed or operational; stalled is not", "as completed", \
      "Belt and Road Forum follow-up: turned into routine work", "share", judge_started, NULL, \
      needs_events) \
    X("completed_net", "as completed", "as completed, cancelled ones left out too", \
      "common in press summaries", "share", judge_completed_net, NULL, needs_events) \
    X("legal", "in force, or ratified by all parties", \
      "treaties, intergovernmental and loan agreements", "this library", "share", judge_legal, \
      NULL, needs_instrument) \
    X("due", "as completed", "commitments whose due date has passed", \
      "complement of the EU Single Market transposition deficit", "share", judge_due, NULL, \
      needs_due) \
    X("on_time", "completed by its due date", "as due", "planned against actual dates", "share", \
      judge_on_time, NULL, needs_due) \
    X("deficit", "not completed", "as due", "EU Single Market transposition deficit", \
      "shortfall", judge_due, coop__fold_mirror, needs_due) \
    X("overdue", "not completed two years after the due date", "as due", \
      "EU Single Market Scoreboard, long overdue directives", "shortfall", judge_not_overdue, \
      coop__fold_mirror, needs_due) \
    X("all_parties", "every party has completed it", \
      "commitments; without reports by party: unknown", "ASEAN AEC scorecard", "share", \
      judge_all_parties, NULL, needs_party_reports) \
    X("party_mean", "share of the parties that completed it, averaged over commitments", \
      "as all_parties", "G20 research group", "share", judge_all_parties, \
      coop__fold_party_mean, needs_party_reports) \
    X("value", "completed, weighted by amount", "amounts of one kind and currency", \
      "press summaries of packages", "share", judge_completed, coop__fold_value, needs_amounts) \
    X("financial", "disbursed", "committed; of one currency and price basis", \
      "IATI percentage spent", "share", judge_present, coop__fold_financial, \
      needs_disbursements) \
    X("graded", "mean score of 0 to 3, as a share of 3", "scored commitments", \
      "Peace Accords Matrix", "share", judge_present, coop__fold_graded, needs_grades) \
    X("g7", "mean score of -1, 0 and 1, put on 0 to 1", "scored commitments", \
      "G7 and G20 research groups", "share", judge_present, coop__fold_g7, needs_g7) \
    X("distance", "distance travelled from start to target", "indicators", \
      "ESCAP current status index", "share", NULL, NULL, needs_indicators) \
    X("exposure", "completions", "years from the signature to completion, an end, or the day", \
      "rates by person-time", "per_year", judge_present, coop__fold_exposure, needs_signatures)

static const coop_rate_definition faces[] = {
#define FACE(name, counts, over, origin, unit, judge, fold, missing) \
    {name, counts, over, origin, unit},
    DEFINITIONS(FACE)
#undef FACE
    {NULL, NULL, NULL, NULL, NULL},
};

static const coop__definition definitions[] = {
#define ROW(name, counts, over, origin, unit, judge, fold, missing) {name, judge, fold, missing},
    DEFINITIONS(ROW)
#undef ROW
};

/* The definitions that need nothing but a status: they can be asked of any table whose words a
 * crosswalk knows. */
bool coop__judge_status(const char *definition, uint32_t work, uint32_t end, coop__verdict *out)
{
    static const struct {
        const char *name;
        uint32_t hit, out;
    } rows[] = {
        {"completed", HIT_COMPLETED, COOP__BIT(COOP__END_SUPERSEDED)},
        {"started", HIT_STARTED, COOP__BIT(COOP__END_SUPERSEDED)},
        {"completed_net", HIT_COMPLETED,
         COOP__BIT(COOP__END_SUPERSEDED) | COOP__BIT(COOP__END_CANCELLED)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, definition) == 0) {
            *out = judge_sets(work, end, rows[i].hit, rows[i].out);
            return true;
        }
    }
    return false;
}

const coop_rate_definition *coop_rate_definitions(void)
{
    return faces;
}

#define N_DEFINITIONS ((int64_t)(sizeof definitions / sizeof definitions[0]))

const coop__definition *coop__definition_at(int64_t index)
{
    return &definitions[index];
}

int64_t coop__definition_count(void)
{
    return N_DEFINITIONS;
}

coop_status coop__definition_find(const char *name, int64_t *out, coop_error *err)
{
    const char *names[N_DEFINITIONS];
    for (int64_t i = 0; i < N_DEFINITIONS; i++) {
        names[i] = definitions[i].name;
        if (strcmp(names[i], name == NULL ? "completed" : name) == 0) {
            *out = i;
            return COOP_OK;
        }
    }
    const char *nearest = coop__nearest(name, names, N_DEFINITIONS);
    return coop__fail(err, COOP_NOT_FOUND, "there is no definition '%s'%s%s%s", name,
                      nearest != NULL ? ", the nearest is '" : "", nearest != NULL ? nearest : "",
                      nearest != NULL ? "'" : "");
}
