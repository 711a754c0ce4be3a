/* score_rate.c -- rates from scores: graded 0 to 3, and -1, 0, 1 of the G7 and G20 groups.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <coopstat/sampling.h>

#include "../core/error.h"
#include "../core/sum.h"
#include "rate.h"

#define LEVELS_MOST 4

static const coop_scoring scorings[] = {
    {"graded", "equal", {0, 1.0 / 3, 2.0 / 3, 1}, "levels at equal distances",
     "Peace Accords Matrix, aggregate score"},
    {"graded", "strict", {0, 0, 0, 1}, "only what has the full score", "sensitivity"},
    {"graded", "lenient", {0, 1, 1, 1}, "whatever was begun", "sensitivity"},
    {"g7", "percent", {0, 0.5, 1, 0}, "50 (mean + 1) percent", "G7 and G20 research groups"},
    {"g7", "strict", {0, 0, 1, 0}, "only full compliance",
     "share of commitments met in full, as other work of the same groups prints it"},
    {"g7", "lenient", {0, 1, 1, 0}, "full and partial compliance", "sensitivity"},
    {NULL, NULL, {0, 0, 0, 0}, NULL, NULL},
};

const coop_scoring *coop_scorings(void)
{
    return scorings;
}

/* A scale of whole numbers from `least` on. */
typedef struct scale {
    const char *name;
    int64_t least;
    int n_levels;
} scale;
static const scale graded = {"graded", 0, 4};
static const scale g7 = {"g7", -1, 3};

/* Table `score`; columns that may be missing are NULL. */
typedef struct score_table {
    const scale *scale;
    const coop__entry *entry;
    const coop__link *agreement;
    const coop__column *score, *party, *scored_on, *known;
} score_table;

static const coop__column *date_column(const coop__entry *entry, const char *name)
{
    const coop__column *column = coop__table_column(entry->table, name);
    bool is_date = column != NULL &&
                   (column->type == COOP_TYPE_SPAN || column->type == COOP_TYPE_DATE);
    return is_date ? column : NULL;
}

/* The definition is available: there are scores, and they refer to agreements. */
static score_table find_scores(const coop_dataset *data, const scale *of)
{
    const coop__entry *entry =
        &data->catalog.entries[coop__catalog_find(&data->catalog, "score")];
    const coop__column *party = coop__table_column(entry->table, "party");
    score_table t = {.scale = of, .entry = entry, .scored_on = date_column(entry, "scored_on")};
    t.agreement = coop__entry_link(entry, coop_table_find(entry->table, "agreement"));
    t.score = coop__table_column(entry->table, "score");
    t.party = party != NULL && party->type == COOP_TYPE_CODE ? party : NULL;
    t.known = date_column(entry, "known");
    t.known = t.known != NULL ? t.known : t.scored_on;
    return t;
}

/* ---- scores of one agreement ---- */

/* One row of the table, seen from the moment. */
typedef struct score {
    coop_span date;
    int64_t row;
    int64_t party; /* code, -1: the agreement as a whole */
    int level;     /* 0 is the lowest of the scale */
    bool is_sure;
} score;

typedef struct score_list {
    score *scores;
    int64_t n, capacity;
} score_list;

/* Scores without a column of dates hold at all times; an empty date is any day. */
static coop_span span_of(const coop__column *column, int64_t row)
{
    coop_span always = {COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_FIRST};
    coop_span open = {COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_LAST};
    return column == NULL                ? always
           : coop__is_valid(column, row) ? coop__value_at(column, row).of.span
                                         : open;
}

static coop_status read_level(const score_table *t, int64_t row, int *out, coop_error *err)
{
    bool is_float = t->score->type == COOP_TYPE_FLOAT64;
    double number = is_float ? coop__number_at(t->score, row)
                             : (double)coop__integer_at(t->score, row);
    double place = number - (double)t->scale->least;
    if (!(place >= 0 && place < t->scale->n_levels && place == floor(place))) {
        return coop__fail(err, COOP_CONFLICT, "a score of '%s' is none of scale %s, the whole "
                                              "numbers from %lld to %lld",
                          coop__word_of(t->entry, "agreement", row), t->scale->name,
                          (long long)t->scale->least,
                          (long long)(t->scale->least + t->scale->n_levels - 1));
    }
    *out = (int)place;
    return COOP_OK;
}

static bool add_score(coop__arena *arena, score_list *list, score s)
{
    if (list->n == list->capacity) {
        int64_t capacity = list->capacity == 0 ? 4 : list->capacity * 2;
        score *scores = coop__arena_alloc(arena, (size_t)capacity, sizeof *scores);
        if (scores == NULL) {
            return false;
        }
        if (list->n > 0) {
            memcpy(scores, list->scores, (size_t)list->n * sizeof *scores);
        }
        list->scores = scores;
        list->capacity = capacity;
    }
    list->scores[list->n++] = s;
    return true;
}

/* Whether a row has a score of the scale that is possible at the moment. */
static bool is_of_scale(const score_table *t, int64_t row, coop__moment moment)
{
    const char *word = coop__word_of(t->entry, "scale", row);
    return word != NULL && strcmp(word, t->scale->name) == 0 && coop__is_valid(t->score, row) &&
           span_of(t->scored_on, row).first <= moment.as_of &&
           span_of(t->known, row).first <= moment.as_known;
}

/* The scores of each case of the tally. */
static coop_status read_scores(const coop__frame *frame, const coop__tally *tally,
                               const score_table *t, score_list **out, coop_error *err)
{
    coop__moment moment = frame->scope.moment;
    int64_t *cases = coop__case_of_row(frame, tally);
    score_list *lists = coop__arena_alloc(frame->arena, (size_t)tally->n_cases, sizeof *lists);
    if (cases == NULL || lists == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t row = 0; row < t->entry->table->n_rows; row++) {
        int64_t agreement = coop__link_row(t->entry, t->agreement, row);
        if (agreement < 0 || cases[agreement] < 0 || !is_of_scale(t, row, moment)) {
            continue;
        }
        score s = {.date = span_of(t->scored_on, row), .row = row, .party = -1};
        COOP__TRY(read_level(t, row, &s.level, err));
        s.party = t->party != NULL && coop__is_valid(t->party, row)
                      ? (int64_t)coop__code_at(t->party, row)
                      : -1;
        s.is_sure = s.date.last <= moment.as_of &&
                    span_of(t->known, row).last <= moment.as_known;
        if (!add_score(frame->arena, &lists[cases[agreement]], s)) {
            return coop__no_memory(err);
        }
    }
    *out = lists;
    return COOP_OK;
}

/* ---- the last word of each party ---- */

/* The levels that the last score of a party may be, a bit each; none: it may have no score. */
typedef struct last_score {
    uint32_t levels;
    bool may_be_none;
    coop_date day; /* last day of the newest sure one */
} last_score;

/* Possible, when on its latest day no sure score has to come behind it. */
static bool may_be_last(const score_list *list, const score *s, coop_date as_of)
{
    coop_date latest = s->date.last < as_of ? s->date.last : as_of;
    for (int64_t i = 0; i < list->n; i++) {
        const score *other = &list->scores[i];
        bool is_behind = other->date.first > latest ||
                         (other->date.first == latest && other->row > s->row);
        if (other->party == s->party && other->is_sure && is_behind) {
            return false;
        }
    }
    return true;
}

static last_score last_of_party(const score_list *list, int64_t party, coop_date as_of)
{
    last_score last = {0, true, COOP_DATE_NONE};
    for (int64_t i = 0; i < list->n; i++) {
        const score *s = &list->scores[i];
        if (s->party != party) {
            continue;
        }
        last.levels |= may_be_last(list, s, as_of) ? COOP__BIT(s->level) : 0;
        last.may_be_none = last.may_be_none && !s->is_sure;
        last.day = s->is_sure && s->date.last > last.day ? s->date.last : last.day;
    }
    return last;
}

/* What the scores of an agreement are worth: the mean over its parties. */
typedef struct case_worth {
    int64_t n;          /* parties with a score */
    int64_t at[LEVELS_MOST];
    double least, most;
    bool is_known;      /* one level for each party, for sure */
    bool may_be_none;
    coop_date day;
} case_worth;

/* Least and most that a set of levels is worth. */
static void add_worth(case_worth *worth, const last_score *last, const double *of)
{
    double least = INFINITY;
    double most = -INFINITY;
    for (int level = 0; level < LEVELS_MOST; level++) {
        if ((last->levels & COOP__BIT(level)) != 0) {
            least = fmin(least, of[level]);
            most = fmax(most, of[level]);
            worth->at[level]++;
        }
    }
    worth->n++;
    worth->least += least;
    worth->most += most;
    worth->is_known = worth->is_known && (last->levels & (last->levels - 1)) == 0;
    worth->may_be_none = worth->may_be_none || last->may_be_none;
    worth->day = last->day > worth->day ? last->day : worth->day;
}

/* Where a party may have no score, or the agreement may be no row of the total, anything is. */
static case_worth worth_of(const coop__judged *judged, const score_list *list, const double *of)
{
    case_worth worth = {.is_known = judged->verdict != COOP__UNCLEAR, .day = COOP_DATE_NONE};
    for (int64_t i = 0; i < list->n; i++) {
        bool is_first = true;
        for (int64_t j = 0; j < i && is_first; j++) {
            is_first = list->scores[j].party != list->scores[i].party;
        }
        if (is_first) {
            last_score last = last_of_party(list, list->scores[i].party, judged->c.moment.as_of);
            add_worth(&worth, &last, of);
        }
    }
    bool is_any = worth.may_be_none || judged->verdict == COOP__UNCLEAR;
    worth.is_known = worth.is_known && !is_any;
    worth.least = is_any || worth.n == 0 ? 0 : worth.least / (double)worth.n;
    worth.most = is_any || worth.n == 0 ? 1 : worth.most / (double)worth.n;
    return worth;
}

/* ---- over the agreements ---- */

typedef struct score_sums {
    coop__tally counted;
    coop__exact_sum value, least, most, moved; /* moved: what may have risen since it was scored */
    int64_t at[LEVELS_MOST];                   /* scores of known agreements */
    double *weights;                           /* two rows an agreement: its worth, and the rest */
    uint8_t *hits;
    int64_t *clusters;
    int64_t n_weights;
} score_sums;

static score_sums *sums_new(const coop__frame *frame, const coop__tally *tally)
{
    size_t n = (size_t)tally->n_cases;
    score_sums *sums = coop__arena_alloc(frame->arena, 1, sizeof *sums);
    double *weights = coop__arena_alloc(frame->arena, n, 2 * sizeof *weights);
    uint8_t *hits = coop__arena_alloc(frame->arena, n, 2);
    int64_t *clusters = coop__arena_alloc(frame->arena, n, 2 * sizeof *clusters);
    if (sums == NULL || weights == NULL || hits == NULL || clusters == NULL) {
        return NULL;
    }
    sums->weights = weights;
    sums->hits = hits;
    sums->clusters = clusters;
    sums->counted.apart = tally->apart;
    sums->counted.unlisted = tally->unlisted;
    return sums;
}

static void add_known(score_sums *sums, int64_t place, const case_worth *worth)
{
    coop__exact_sum_add(&sums->value, worth->least);
    for (int level = 0; level < LEVELS_MOST; level++) {
        sums->at[level] += worth->at[level];
    }
    for (int part = 0; part < 2; part++) {
        sums->weights[sums->n_weights] = part == 0 ? worth->least : 1 - worth->least;
        sums->hits[sums->n_weights] = part == 0 ? 1 : 0;
        sums->clusters[sums->n_weights++] = place;
    }
}

static void add_case(score_sums *sums, const coop__judged *judged, int64_t place,
                     const case_worth *worth, int top)
{
    coop__judged counted = *judged;
    bool is_full = worth->is_known && worth->at[top] == worth->n;
    counted.verdict = worth->n == 0       ? COOP__APART
                      : !worth->is_known ? COOP__UNCLEAR
                      : is_full          ? COOP__HIT
                                         : COOP__MISS;
    bool may_rise = coop__may_move(&judged->c) && worth->day < judged->c.moment.as_of;
    counted.is_stale = counted.verdict == COOP__MISS && may_rise;
    coop__tally_add(&sums->counted, &counted);
    if (worth->n == 0) {
        return;
    }
    coop__exact_sum_add(&sums->least, worth->least);
    coop__exact_sum_add(&sums->most, worth->most);
    coop__exact_sum_add(&sums->moved, may_rise ? 1 : worth->most);
    if (worth->is_known) {
        add_known(sums, place, worth);
    }
}

static coop_status add_up(const coop__frame *frame, const coop__tally *tally, const scale *of,
                          const double *worths, score_sums **out, coop_error *err)
{
    score_table table = find_scores(frame->registry->model, of);
    score_list *lists = NULL;
    COOP__TRY(read_scores(frame, tally, &table, &lists, err));
    score_sums *sums = sums_new(frame, tally);
    if (sums == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < tally->n_cases; i++) {
        case_worth worth = worth_of(&tally->cases[i], &lists[i], worths);
        add_case(sums, &tally->cases[i], i, &worth, of->n_levels - 1);
    }
    *out = sums;
    return COOP_OK;
}

static coop_status check_any(const score_sums *sums, const scale *of, coop_error *err)
{
    return sums->counted.total > 0 ? COOP_OK
                                   : coop__fail(err, COOP_EMPTY,
                                                "definition '%s' finds no score here", of->name);
}

static double quotient(const coop__exact_sum *sum, int64_t more, int64_t n)
{
    return n > 0 ? (coop__exact_sum_result(sum) + (double)more) / (double)n : NAN;
}

static const coop_scoring *first_scoring(const scale *of)
{
    const coop_scoring *s = scorings;
    while (strcmp(s->scale, of->name) != 0) {
        s++;
    }
    return s;
}

static coop_status fold_scores(const coop__frame *frame, const coop__tally *tally, const scale *of,
                               coop_rate *out, coop_error *err)
{
    score_sums *sums = NULL;
    COOP__TRY(add_up(frame, tally, of, first_scoring(of)->worth, &sums, err));
    coop__rate_counts(&sums->counted, out);
    COOP__TRY(check_any(sums, of, err));
    out->value = quotient(&sums->value, 0, out->known);
    out->worst = quotient(&sums->least, 0, out->total);
    out->best = quotient(&sums->most, 0, out->total);
    out->worst_last_report = out->worst;
    out->best_last_report = quotient(&sums->moved, 0, out->total);
    out->worst_listed = quotient(&sums->least, 0, out->listed);
    out->best_listed = quotient(&sums->moved, tally->unlisted, out->listed);
    coop_weighted_sample sample = {sums->weights, sums->hits, sums->clusters, sums->n_weights};
    return coop__weighted_interval(frame, &sample, out, err);
}

coop_status coop__fold_graded(const coop__frame *frame, const coop__tally *tally, coop_rate *out,
                              coop_error *err)
{
    return fold_scores(frame, tally, &graded, out, err);
}

coop_status coop__fold_g7(const coop__frame *frame, const coop__tally *tally, coop_rate *out,
                          coop_error *err)
{
    return fold_scores(frame, tally, &g7, out, err);
}

/* ---- every scoring ---- */

static coop_status score_columns(coop_builder *builder, coop_error *err)
{
    static const char *const numbers[] = {"value", "of_scores", "difference", "worst", "best"};
    static const char *const counts[] = {"known", "unknown", "total", "apart", "scores",
                                         "at_1",  "at_2",    "at_3",  "at_4"};
    COOP__TRY(coop_builder_column(builder, "scoring", COOP_TYPE_CODE, 0, NULL, err));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        COOP__TRY(coop_builder_column(builder, numbers[i], COOP_TYPE_FLOAT64, 0, NULL, err));
    }
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        COOP__TRY(coop_builder_column(builder, counts[i], COOP_TYPE_INT64, 0, NULL, err));
    }
    return COOP_OK;
}

/* Mean over all scores of known agreements; whole counts by level, so that no order shows. */
static double mean_of_scores(const score_sums *sums, const double *worths, int64_t *n)
{
    double sum = 0;
    *n = 0;
    for (int level = 0; level < LEVELS_MOST; level++) {
        sum += (double)sums->at[level] * worths[level];
        *n += sums->at[level];
    }
    return *n > 0 ? sum / (double)*n : NAN;
}

static coop_status score_row(coop_builder *builder, const coop_scoring *scoring,
                             const score_sums *sums, int n_levels, coop_error *err)
{
    const coop__tally *counted = &sums->counted;
    int64_t known = counted->total - counted->unknown;
    int64_t n = 0;
    double value = quotient(&sums->value, 0, known);
    double of_scores = mean_of_scores(sums, scoring->worth, &n);
    const double numbers[] = {value, of_scores, of_scores - value,
                              quotient(&sums->least, 0, counted->total),
                              quotient(&sums->most, 0, counted->total)};
    const int64_t counts[] = {known, counted->unknown, counted->total, counted->apart, n};
    COOP__TRY(coop_builder_text(builder, scoring->name, err));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        COOP__TRY(isnan(numbers[i]) ? coop_builder_text(builder, NULL, err)
                                    : coop_builder_number(builder, numbers[i], err));
    }
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        COOP__TRY(coop_builder_integer(builder, counts[i], err));
    }
    for (int level = 0; level < LEVELS_MOST; level++) {
        COOP__TRY(level < n_levels ? coop_builder_integer(builder, sums->at[level], err)
                                   : coop_builder_text(builder, NULL, err));
    }
    return COOP_OK;
}

static coop_status score_all(const coop__rating *rating, int64_t definition, const scale *of,
                             coop_builder *builder, coop_error *err)
{
    coop__tally tally = {0};
    coop_interval unused;
    const coop__frame *frame = &rating->frame;
    COOP__TRY(coop_proportion_interval(frame->query->interval, 0, 1, coop__level_of(frame), &unused,
                                       err));
    COOP__TRY(coop__tally_rows(frame, definition, &rating->selection, &tally, err));
    COOP__TRY(score_columns(builder, err));
    for (const coop_scoring *s = scorings; s->scale != NULL; s++) {
        if (strcmp(s->scale, of->name) == 0) {
            score_sums *sums = NULL;
            COOP__TRY(add_up(frame, &tally, of, s->worth, &sums, err));
            COOP__TRY(check_any(sums, of, err));
            COOP__TRY(score_row(builder, s, sums, of->n_levels, err));
        }
    }
    return COOP_OK;
}

coop_status coop_rate_scores(const coop_dataset *data, const coop_rate_options *options,
                             coop_table **out, coop_error *err)
{
    if (data == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", data == NULL ? "data" : "out");
    }
    coop_rate_options filled;
    coop__rating rating;
    coop_builder *builder = NULL;
    int64_t definition = 0;
    COOP__TRY(coop__rate_options(options, &filled, err));
    const char *name = filled.definition != NULL ? filled.definition : graded.name;
    COOP__TRY(coop__definition_find(name, &definition, err));
    const scale *of = strcmp(name, g7.name) == 0 ? &g7 : &graded;
    if (strcmp(name, of->name) != 0) {
        return coop__fail(err, COOP_UNSUPPORTED, "definition '%s' counts no scores: there are "
                                                 "graded and g7", name);
    }
    coop_status status = coop__rating_open(&rating, data, &filled, err);
    if (status == COOP_OK) {
        status = coop_builder_new(&data->allocator, &builder, err);
    }
    if (status == COOP_OK) {
        status = score_all(&rating, definition, of, builder, err);
    }
    coop__rating_close(&rating);
    if (status != COOP_OK) {
        coop_builder_free(builder);
        return status;
    }
    return coop_builder_finish(builder, out, err);
}
